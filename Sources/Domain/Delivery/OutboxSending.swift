import Kernel
import TierModel

/// What is to be sent in one frame: numbers, whose payloads the store has.
public struct Transmission: Sendable, Hashable {
  /// The messages, in the order of sending; none where only the floors are told.
  public var numbers: [MessageNumber]
}

extension Outbox {
  /// What to send now, or nil. `jitter`, 0..<1, spreads retries, so that senders that lost a link together do not come
  /// back together.
  mutating func nextTransmission(at now: Instant, jitter: Double) -> Transmission? {
    var batch = Batch(limits: limits, now: now, jitter: jitter)
    again(.event, &batch)
    begin(.event, &batch)
    batch.share = .half
    for priority in [DeliveryPriority.summary, .digest] {
      let first = held[priority].firstFresh(after: now - limits.fresh, limit: limits.window)
      // With no backlog there is nothing to go before.
      if first > held[priority].first { begin(priority, freshFrom: first, &batch) }
    }
    batch.share = .whole
    for priority in [DeliveryPriority.summary, .digest] {
      again(priority, &batch)
      begin(priority, &batch)
    }
    let isAnnounced = announcement.map { $0.due <= now } ?? false
    if batch.numbers.isEmpty && !isAnnounced { return nil }
    if let pending = announcement {
      announcement = Announcement(
        due: now + limits.retry(after: pending.attempts, jitter: jitter), attempts: pending.attempts + 1)
    }
    return Transmission(numbers: batch.numbers)
  }

  /// Sends again what was not acknowledged in time. Where nothing was answered for long, only the lowest are tried, until
  /// one is acknowledged.
  private mutating func again(_ priority: DeliveryPriority, _ batch: inout Batch) {
    for index in flights[priority].indices where flights[priority][index].due <= batch.now {
      let flight = flights[priority][index]
      let isSilent = flight.attempts >= limits.patience && index >= limits.probe
      if !isSilent {
        let number = MessageNumber(priority, flight.sequence)
        guard batch.take(number, octets: held[priority].octets(of: flight.sequence)) else { return }
        flights[priority][index].sent = batch.now
        flights[priority][index].attempts += 1
      }
      flights[priority][index].due = batch.now + limits.retry(after: flight.attempts, jitter: batch.jitter)
    }
  }

  /// Sends what waits, the backlog or what is fresh, as far as window and frame have room. Of the window one half is the
  /// backlog's and one that of what is fresh, so that neither can keep the lowest number or the newest from moving.
  private mutating func begin(_ priority: DeliveryPriority, freshFrom first: UInt64? = nil, _ batch: inout Batch) {
    let window = priority == .event ? limits.window : max(1, limits.window / 2)
    let isFresh = first != nil
    var flying = flights[priority].reduce(0) { $0 + ($1.isFresh == isFresh ? 1 : 0) }
    var sequence = first ?? 0
    while flying < window, let next = held[priority].firstWaiting(from: sequence) {
      guard batch.take(MessageNumber(priority, next), octets: held[priority].octets(of: next)) else { return }
      held[priority].move(next, to: .flying)
      let flight = Flight(
        sequence: next, isFresh: isFresh, sent: batch.now,
        due: batch.now + limits.retry(after: 0, jitter: batch.jitter), attempts: 1)
      let place = flights[priority].lastIndex { $0.sequence < next }.map { $0 + 1 } ?? 0
      flights[priority].insert(flight, at: place)
      flying += 1
      sequence = next + 1
    }
  }

  /// When something that is under way has to be sent again, or floors to be told; nil for never. What waits is sent as
  /// soon as ``nextTransmission(at:jitter:)`` is asked.
  var nextSending: Instant? {
    var due = announcement?.due
    for priority in DeliveryPriority.allCases {
      for flight in flights[priority] { due = min(due ?? flight.due, flight.due) }
    }
    return due
  }

  /// Takes what a receiver has committed. False where it speaks of numbers that were never given: then this outbox has
  /// gone back in time, or the acknowledgement is not for it, and nothing is taken.
  mutating func acknowledge(_ lanes: Lanes<NumberMarks>, at now: Instant) -> Bool {
    for priority in DeliveryPriority.allCases where lanes[priority].last > durable[priority] { return false }
    var isProgress = false
    for priority in DeliveryPriority.allCases {
      if settle(priority, lanes[priority], at: now) { isProgress = true }
      heard[priority] = max(heard[priority], lanes[priority].through)
    }
    let floors = floors
    if DeliveryPriority.allCases.allSatisfy({ heard[$0] + 1 >= floors[$0] }) {
      announcement = nil
    } else if announcement == nil {
      // Numbers that were given up before they had a message lie below what is acknowledged by now.
      announcement = Announcement(due: now, attempts: 0)
    }
    if isProgress { hasten(at: now) }
    return true
  }

  /// Lets go of what is done. True where something of it was held.
  private mutating func settle(_ priority: DeliveryPriority, _ marks: NumberMarks, at now: Instant) -> Bool {
    var settled: [ClosedRange<UInt64>] = []
    let first = held[priority].first
    if held[priority].count > 0, first <= marks.through {
      settled.append(first...min(marks.through, held[priority].last))
      held[priority].drop(through: marks.through)
    }
    for range in marks.beyond {
      var run: ClosedRange<UInt64>?
      for sequence in range where held[priority].stage(sequence) != .gone {
        held[priority].move(sequence, to: .gone)
        run = (run?.lowerBound ?? sequence)...sequence
      }
      if let run { settled.append(run) }
    }
    if settled.isEmpty { return false }
    done.append(contentsOf: settled.map { RemovedMessages(priority: priority, sequences: $0) })
    doneSince = doneSince ?? now
    flights[priority].removeAll { held[priority].stage($0.sequence) == .gone }
    return true
  }

  /// The link works: what has been under way for longer than an answer takes is sent again at once.
  private mutating func hasten(at now: Instant) {
    for priority in DeliveryPriority.allCases {
      for index in flights[priority].indices where flights[priority][index].sent + limits.firstRetry <= now {
        flights[priority][index].due = now
        flights[priority][index].attempts = 0
      }
    }
  }
}

extension OutboxLimits {
  /// How long to wait after so many attempts: twice as long each time up to the longest, and up to a quarter more.
  func retry(after attempts: Int, jitter: Double) -> Interval {
    let doubled = firstRetry.nanoseconds << min(attempts, 20)
    let interval = min(doubled, longestRetry.nanoseconds)
    return Interval(nanoseconds: interval + Int64(Double(interval) * 0.25 * jitter))
  }
}

/// A frame that is being filled.
private struct Batch {
  enum Share {
    case whole
    case half
  }

  let limits: OutboxLimits
  let now: Instant
  let jitter: Double
  var share = Share.whole
  var numbers: [MessageNumber] = []
  private var octets = 0

  init(limits: OutboxLimits, now: Instant, jitter: Double) {
    self.limits = limits
    self.now = now
    self.jitter = jitter
  }

  /// Takes a message where there is room. A frame of one message may be of any size.
  mutating func take(_ number: MessageNumber, octets size: Int) -> Bool {
    let divisor = share == .half ? 2 : 1
    let cost = DeliveryFrame.size(ofPayload: size)
    guard
      numbers.isEmpty
        || (numbers.count < max(1, limits.batchMessages / divisor)
          && octets + cost <= limits.batchOctets / divisor)
    else { return false }
    numbers.append(number)
    octets += cost
    return true
  }
}
