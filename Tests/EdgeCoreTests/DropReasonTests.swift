import EdgeCore
import EdgeFixtures
import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import Testing

/// Every reason to drop a datagram is provoked by one test here, and by nothing else in it.
@Suite("what is dropped, and by what name")
struct DropReasonTests {
  static let start = CoreUnderTest.start
  let writer = MessageWriter()

  /// Checks that everything was accepted but what was dropped for one reason.
  private func expect(_ core: CoreUnderTest, _ reason: DropReason, _ count: UInt64 = 1, device: Int? = 0) {
    #expect(core.counters[reason] == count)
    #expect(core.counters.dropped == count)
    #expect(core.isAccountedFor)
    guard let device else { return }
    #expect(core.core.ingest.devices[device].counters[reason] == count)
  }

  @Test("a datagram without octets is empty")
  func empty() {
    let core = CoreUnderTest()
    core.send([])
    expect(core, .empty)
  }

  @Test("a datagram from an address that is not registered has an unknown source, which is named")
  func unknownSource() throws {
    let core = CoreUnderTest()
    let octets = try writer.selfReport(1, 0, 0, at: Self.start)
    core.send(octets, from: CoreUnderTest.stranger)
    core.send([], from: CoreUnderTest.stranger, at: Self.start + .seconds(1))
    expect(core, .unknownSource, 2, device: nil)
    let unknown = core.core.ingest.unknownSources
    #expect(unknown.map(\.address) == [CoreUnderTest.stranger] && unknown.map(\.datagrams) == [2])
    #expect(unknown.first?.lastSeen == Self.start + .seconds(1))
    #expect(core.core.ingest.devices[0].counters.received == 0)
  }

  @Test("of very many unknown addresses all are counted, and some are named")
  func manyUnknownSources() {
    let core = CoreUnderTest()
    for host in 0..<UInt32(1000) { core.send([1], from: NetworkAddress(ipv4: 0x0a09_0000 + host)) }
    expect(core, .unknownSource, 1000, device: nil)
    #expect(core.core.ingest.unknownSources.count == Ingest.unknownLimit)
  }

  @Test("what a device sends beyond its rate is dropped, and the other devices are not touched by it")
  func rateExceeded() throws {
    let core = CoreUnderTest([CoreUnderTest.device(0, datagramsPerSecond: 10), CoreUnderTest.device(1)])
    let octets = try writer.selfReport(1, 0, 0, at: Self.start)
    for _ in 0..<25 { core.send(octets) }
    for _ in 0..<25 { core.send(octets, from: NetworkAddress(10, 0, 0, 2)) }
    expect(core, .rateExceeded, 15)
    #expect(core.core.ingest.devices[1].counters.accepted == 25)
  }

  @Test("a datagram larger than any message is too large")
  func tooLarge() {
    let core = CoreUnderTest()
    core.send([UInt8](repeating: 0, count: MessageDecoder.largestMessage + 1))
    expect(core, .tooLarge)
    core.core.ingest.countTooLarge()
    #expect(core.counters[.tooLarge] == 2)
    #expect(core.isAccountedFor)
  }

  @Test("octets that are no message are malformed, and it is told where")
  func malformed() throws {
    let core = CoreUnderTest()
    let octets = try writer.selfReport(1, 0, 0, at: Self.start)
    core.send(Array(octets.dropLast(9)))
    expect(core, .malformed)
    let rejection = try #require(core.core.ingest.devices[0].lastRejection)
    #expect(rejection.contains("bsmFrame"))
    #expect(rejection.contains("at bit"))
    #expect(!rejection.contains("seems to speak"))
  }

  @Test("a message of the other dialect is malformed, with the hint which one the device seems to speak")
  func wrongDialect() throws {
    let other = MessageWriter(.csae53_2020)
    // A short map may by chance be a message of the other dialect too, with octets left over.
    let octets = try #require(
      try (1...16).lazy.map { count in
        try other.map(
          try (1...UInt16(count)).map { number in
            let lane = try other.lane(1, points: [(-50, 0), (0, 0)])
            return try other.roadNode(number, links: [try other.link(from: 90, width: nil, lanes: [lane])])
          })
      }.first { (try? MessageDecoder().decode($0, as: .ydt3709_2020)) == nil })
    let core = CoreUnderTest()
    core.send(octets)
    expect(core, .malformed)
    let rejection = try #require(core.core.ingest.devices[0].lastRejection)
    #expect(rejection.hasSuffix("; the device seems to speak csae53-2020"))
  }

  @Test("what is wrong with broken messages is found out once a second, and all of them are counted")
  func explanations() throws {
    let core = CoreUnderTest()
    core.send([0x00])
    let first = core.core.ingest.devices[0].lastRejection
    let cut = Array(try writer.signals(at: Self.start, [(1, [MessageWriter.light(.red, 0, 1)])]).dropLast(2))
    core.send(cut, at: Self.start + .milliseconds(500))
    #expect(core.core.ingest.devices[0].lastRejection == first)
    core.send(cut, at: Self.start + .milliseconds(1000))
    #expect(core.core.ingest.devices[0].lastRejection != first)
    expect(core, .malformed, 3)
  }

  @Test("a message of Day II is unsupported")
  func unsupportedMessage() throws {
    let core = CoreUnderTest()
    core.send(try writer.dayTwo())
    expect(core, .unsupportedMessage)
  }

  @Test("a kind that the device is not registered for is not allowed")
  func kindNotAllowed() throws {
    let core = CoreUnderTest([CoreUnderTest.device(0, kinds: [.rsm, .map])])
    core.send(try writer.selfReport(1, 0, 0, at: Self.start))
    expect(core, .kindNotAllowed)
    core.send(try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start)]))
    #expect(core.counters.accepted == 1)
  }

  @Test("an RSM or RSI under another unit's identity does not match the address that it comes from")
  func unitMismatch() throws {
    let core = CoreUnderTest()
    core.send(try writer.perception(unit: "RSU0009Z", [MessageWriter.participant(1, 5, 5, at: Self.start)]))
    core.send(try writer.announcements(unit: "RSU0009Z", events: [try writer.event(1)]))
    expect(core, .unitMismatch, 2)
    #expect(core.core.events.events.isEmpty)
  }

  @Test("messages of a time more than two seconds off are dropped, and the scene does not see them")
  func timeFarOff() throws {
    let core = CoreUnderTest()
    let late = Self.start + .seconds(2.2)
    let early = Self.start - .seconds(2.2)
    let red = [(id: UInt8(1), states: [MessageWriter.light(.red, 0, 9)])]
    core.send(try writer.selfReport(1, 0, 0, at: Self.start), at: late)
    core.send(try writer.selfReport(1, 0, 0, at: Self.start), at: early)
    core.send(try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start)]), at: late)
    core.send(try writer.signals(at: Self.start, red), at: late)
    core.send(try writer.signals(at: late, red) { $0.moy = MessageTime.parts(of: late).minuteOfYear + 3 }, at: late)
    expect(core, .timeFarOff, 5)
    #expect(core.core.trackCount == 0 && core.core.signals.signals(at: late).isEmpty)
    core.send(try writer.selfReport(1, 0, 0, at: Self.start), at: Self.start + .seconds(1.9))
    #expect(core.counters.accepted == 1)
  }

  @Test("an RSM of which one participant's time is far off leaves nothing of itself in the scene")
  func oneTimeFarOff() throws {
    let core = CoreUnderTest()
    let good = MessageWriter.participant(1, 5, 5, at: Self.start)
    core.send(try writer.perception([good, MessageWriter.participant(2, 9, 9, at: Self.start - .seconds(5))]))
    expect(core, .timeFarOff)
    #expect(core.core.trackCount == 0 && core.core.ingest.devices[0].place == nil)
  }

  @Test("a message that says its sender does not know where it is has no position")
  func positionUnavailable() throws {
    let core = CoreUnderTest()
    core.send(try writer.selfReport(1, 0, 0, at: Self.start) { $0.pos.lat = 900_000_001 })
    core.send(
      try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start)]) { $0.refPos.lat = 900_000_001 })
    core.send(try writer.announcements(events: [try writer.event(1)]) { $0.refPos.long = 1_800_000_001 })
    var node = try writer.roadNode(7)
    node.refPos.lat = 900_000_001
    core.send(try writer.map([node]))
    expect(core, .positionUnavailable, 4)
  }

  @Test("a position beyond the radius of the edge lies outside its area")
  func outsideArea() throws {
    let core = CoreUnderTest(areaRadius: 500)
    core.send(try writer.selfReport(1, 400, 400, at: Self.start))
    core.send(try writer.perception(east: -600, [MessageWriter.participant(1, 5, 5, at: Self.start)]))
    core.send(try writer.map([try writer.roadNode(7, 0, 501)]))
    core.send(try writer.announcements(events: [try writer.event(1)]) { $0.refPos = MessageWriter.position(0, -501) })
    expect(core, .outsideArea, 4)
    core.send(try writer.selfReport(1, 350, 350, at: Self.start))
    #expect(core.counters.accepted == 1)
  }

  @Test("what the system dropped counts as received and dropped, of the edge alone")
  func kernelQueueFull() {
    let core = CoreUnderTest()
    core.core.ingest.countKernelDrops(7)
    expect(core, .kernelQueueFull, 7, device: nil)
    #expect(core.core.ingest.devices[0].counters.received == 0)
  }

  @Test("every reason has a name and a sentence of its own")
  func sentences() {
    #expect(Set(DropReason.allCases.map(\.name)).count == DropReason.allCases.count)
    #expect(Set(DropReason.allCases.map(\.sentence)).count == DropReason.allCases.count)
    #expect(DropReason.allCases.allSatisfy { $0.sentence.hasSuffix(".") })
    #expect(DropReason.allCases.map(\.rawValue) == Array(0..<DropReason.allCases.count))
  }
}
