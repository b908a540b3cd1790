import Kernel
import TierModel

/// The messages of one priority that a sender holds: 16 octets each, payloads stay on the disk.
///
/// Numbers have no holes, so that a message is found by its distance from the first.
struct OutboxLane: Sendable {
  /// One number of the lane.
  private struct Entry: BitwiseCopyable {
    var time: Int64
    var octets: UInt32
    var stage: Stage
  }

  /// Where a message is.
  enum Stage: UInt8 {
    /// It has not been sent, or not since the last restart.
    case waiting
    /// It was sent and is not acknowledged.
    case flying
    /// It is acknowledged, or it was when the store was read.
    case gone
  }

  private var entries: [Entry] = []
  /// Where in ``entries`` the lane begins.
  private var head = 0
  /// The number of the first entry; with none, of the next that will come.
  private(set) var first: UInt64
  /// How many messages are held.
  private(set) var count = 0
  /// The octets of their payloads.
  private(set) var octets = 0
  /// No number before this is waiting.
  private var cursor: UInt64

  /// Makes a lane of which everything up to a number is gone.
  init(after assigned: UInt64) {
    first = assigned + 1
    cursor = assigned + 1
  }

  /// The greatest number of the lane.
  var last: UInt64 { first + UInt64(entries.count - head) - 1 }

  /// Takes a message whose number is greater than all before. What lies between is gone.
  mutating func append(_ sequence: UInt64, time: Instant, octets size: Int) {
    if count == 0 {
      entries.removeAll(keepingCapacity: entries.count < 4096)
      head = 0
      first = sequence
      cursor = sequence
    }
    while last + 1 < sequence { entries.append(Entry(time: 0, octets: 0, stage: .gone)) }
    entries.append(
      Entry(time: time.nanoseconds, octets: UInt32(truncatingIfNeeded: size), stage: .waiting))
    count += 1
    octets += size
  }

  private func index(_ sequence: UInt64) -> Int? {
    guard sequence >= first, sequence <= last else { return nil }
    return head + Int(sequence - first)
  }

  /// Where a number is; what the lane does not hold is gone.
  func stage(_ sequence: UInt64) -> Stage { index(sequence).map { entries[$0].stage } ?? .gone }

  /// The size of a message's payload.
  func octets(of sequence: UInt64) -> Int { index(sequence).map { Int(entries[$0].octets) } ?? 0 }

  /// When the oldest message was made.
  var oldest: Instant? { count == 0 ? nil : Instant(nanoseconds: entries[head].time) }

  /// Moves a message that is held to another stage.
  mutating func move(_ sequence: UInt64, to stage: Stage) {
    guard let index = index(sequence), entries[index].stage != .gone else { return }
    entries[index].stage = stage
    if stage == .waiting { cursor = min(cursor, sequence) }
    if stage == .gone {
      count -= 1
      octets -= Int(entries[index].octets)
      trim()
    }
  }

  /// The lane begins with a message that is held.
  private mutating func trim() {
    while head < entries.count, entries[head].stage == .gone {
      head += 1
      first += 1
    }
    cursor = max(cursor, first)
    if head > 1024, head * 2 > entries.count {
      entries.removeFirst(head)
      head = 0
    }
  }

  /// The first number from `sequence` on that waits.
  mutating func firstWaiting(from sequence: UInt64 = 0) -> UInt64? {
    var candidate = max(sequence, cursor)
    let fromCursor = candidate == cursor
    while let index = index(candidate) {
      if entries[index].stage == .waiting {
        if fromCursor { cursor = candidate }
        return candidate
      }
      candidate += 1
    }
    if fromCursor { cursor = candidate }
    return nil
  }

  /// The first number of those at the end that were made after `time`, at most `limit` of them.
  func firstFresh(after time: Instant, limit: Int) -> UInt64 {
    var sequence = last + 1
    while sequence > first, last + 1 - sequence < UInt64(limit), let index = index(sequence - 1),
      entries[index].time > time.nanoseconds
    { sequence -= 1 }
    return sequence
  }

  /// The number up to which the oldest messages have to go for so many messages or octets less; nil for none.
  func thinning(messages: Int, octets: Int) -> (through: UInt64, messages: Int, octets: Int)? {
    var gone = (messages: 0, octets: 0)
    var sequence = first
    while gone.messages < messages || gone.octets < octets, let index = index(sequence) {
      if entries[index].stage != .gone {
        gone.messages += 1
        gone.octets += Int(entries[index].octets)
      }
      sequence += 1
    }
    return sequence == first ? nil : (sequence - 1, gone.messages, gone.octets)
  }

  /// Lets go of everything up to a number.
  mutating func drop(through sequence: UInt64) {
    while count > 0, first <= sequence { move(first, to: .gone) }
  }
}
