import Delivery
import Kernel
import Testing
import TierModel

@Suite("an outbox")
struct OutboxTests {
  private static func small(_ messages: Int = 100) -> OutboxLimits {
    var limits = OutboxLimits()
    limits.messages = messages
    limits.window = 16
    limits.batchMessages = 8
    return limits
  }

  @Test("sends events before summaries, and summaries before digests")
  func order() throws {
    var pair = Pair(limits: Self.small())
    try pair.append(.digest, 3)
    try pair.append(.summary, 3)
    try pair.append(.event, 3)
    pair.exchange()
    #expect(
      pair.taken.map(\.number.priority) == [
        .event, .event, .event, .summary, .summary, .summary, .digest, .digest, .digest,
      ])
  }

  @Test("over its bound gives up the oldest digests, then the oldest summaries, never an event")
  func thinning() throws {
    var pair = Pair(limits: Self.small(20))
    try pair.append(.digest, 10)
    try pair.append(.summary, 10)
    try pair.append(.event, 5)
    #expect(pair.sender.status.lanes.digest.thinned == 5 && pair.sender.status.lanes.summary.thinned == 0)
    try pair.append(.event, 10)
    #expect(pair.sender.status.lanes.digest.messages == 0 && pair.sender.status.lanes.summary.thinned == 5)
    try pair.append(.event, 30)
    #expect(pair.sender.status.lanes.summary.messages == 0)
    #expect(pair.sender.status.lanes.event.messages == 45 && pair.sender.status.lanes.event.thinned == 0)
  }

  @Test("over its bound in octets gives up as well")
  func thinningOctets() throws {
    var limits = Self.small(1000)
    limits.octets = 1000
    var pair = Pair(limits: limits)
    try pair.append(.summary, 5, octets: 150)
    try pair.append(.digest, 2, octets: 100)
    try pair.append(.event, 1, octets: 100)
    #expect(pair.sender.status.lanes.digest.thinned == 1 && pair.sender.status.lanes.summary.thinned == 0)
    #expect(pair.sender.status.octets <= 1000)
  }

  @Test("tells what it gave up: the receiver passes over it, counts it, and acknowledges all")
  func gaps() throws {
    var pair = Pair(limits: Self.small(10))
    try pair.append(.digest, 4)
    // They are under way when they are given up, and are lost.
    _ = pair.frames()
    try pair.append(.summary, 10)
    #expect(pair.sender.status.lanes.digest.thinned == 4)
    pair.wait(1000)
    for _ in 0..<5 { pair.exchange() }
    #expect(pair.receiver.counters.missing.digest == 4)
    #expect(pair.receiver.senders.first?.epochs.first?.lanes.digest.through == 4)
    #expect(pair.sender.status.messages == 0)
  }

  @Test("that gave up everything says so in a frame of its own, until it is heard")
  func announcement() throws {
    var pair = Pair(limits: Self.small(10))
    pair.exchange()
    try pair.append(.digest, 4)
    _ = pair.frames()
    try pair.append(.summary, 10)
    try pair.append(.event, 12)
    _ = pair.frames()
    #expect(pair.sender.status.messages == 12)
    // Only the last try arrives.
    for _ in 0..<3 {
      pair.wait(6000)
      _ = pair.frames()
    }
    for _ in 0..<6 {
      pair.wait(6000)
      pair.exchange()
    }
    #expect(pair.receiver.counters.missing.digest == 4 && pair.receiver.counters.missing.summary == 10)
    #expect(pair.receiver.counters.accepted == 12)
    pair.wait(60_000)
    #expect(pair.frames().isEmpty)
  }

  @Test("counts what could not even wait for the store, and the receiver learns of it")
  func givenUpBefore() throws {
    var pair = Pair(limits: Self.small())
    try pair.append(.summary, 2)
    pair.sender.giveUp(3, of: .summary)
    pair.sender.giveUp(3, of: .event)
    try pair.append(.summary, 1)
    for _ in 0..<4 {
      pair.exchange()
      pair.wait(600)
    }
    #expect(pair.taken.map(\.number.sequence) == [1, 2, 6])
    #expect(pair.receiver.counters.missing.summary == 3 && pair.receiver.counters.missing.event == 0)
    #expect(pair.receiver.senders.first?.epochs.first?.lanes.summary.through == 6)
  }

  @Test("after a long cut sends events at once and live summaries before the backlog, which drains meanwhile")
  func backlog() throws {
    var pair = Pair(limits: Self.small(10_000))
    for _ in 0..<3600 {
      try pair.append(.summary, 1)
      pair.wait(1000)
    }
    #expect(pair.sender.status.age(at: pair.now) == .milliseconds(3_600_000))
    try pair.append(.event, 1)
    try pair.append(.summary, 1)
    var frames = 0
    while pair.sender.status.messages > 0, frames < 2000 {
      guard let transmission = pair.sender.nextTransmission(at: pair.now, jitter: 0) else { break }
      frames += 1
      let frame = pair.sender.frame(of: transmission.numbers.compactMap { pair.stored[$0] })
      for acknowledgement in pair.bring(frame) { _ = pair.sender.receive(acknowledgement, at: pair.now) }
      if frames == 3 {
        #expect(pair.taken.contains { $0.number == MessageNumber(.event, 1) })
        #expect(pair.taken.contains { $0.number == MessageNumber(.summary, 3601) })
        #expect(pair.taken.contains { $0.number == MessageNumber(.summary, 1) })
      }
    }
    #expect(pair.sender.status.messages == 0)
    #expect(pair.taken.count == 3602)
  }

  @Test("on a dead link tries a few of the lowest only, and all of them once the link answers")
  func probing() throws {
    var pair = Pair(limits: Self.small())
    try pair.append(.event, 16)
    _ = pair.frames()
    var sent = pair.sender.counters.sent
    for _ in 0..<10 {
      pair.wait(7000)
      _ = pair.frames()
    }
    #expect(pair.sender.counters.sent - sent < 16 * 3 + 8 * 8, "\(pair.sender.counters.sent - sent)")
    sent = pair.sender.counters.sent
    pair.wait(7000)
    for _ in 0..<3 { pair.exchange() }
    #expect(pair.taken.count == 16 && pair.sender.status.messages == 0)
  }
}
