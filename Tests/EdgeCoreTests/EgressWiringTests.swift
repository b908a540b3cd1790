import EdgeCore
import EdgeFixtures
import Egress
import Ingest
import Kernel
import MessagesCSAE
import RoadModel
import Testing

@Suite("what the edge sees goes out to units")
struct EgressWiringTests {
  let writer = MessageWriter()

  /// Two units, of which both are served.
  static func served(_ change: (inout Downlink) -> Void = { _ in }) -> CoreUnderTest {
    let devices = [CoreUnderTest.device(0), CoreUnderTest.device(1)]
    return CoreUnderTest(devices) { configuration in
      configuration.downlinks = devices.enumerated().map { place, device in
        var downlink = Downlink(
          unit: UnitIndex(UInt8(place)), identity: device.unitNumber,
          destination: NetworkEndpoint(address: device.address, port: 4000))
        change(&downlink)
        return downlink
      }
    }
  }

  /// Lets a unit see two cars for some cycles, and gives the instant after.
  func run(_ core: CoreUnderTest, cycles: Int = 20) throws -> Instant {
    var now = CoreUnderTest.start
    for step in 0..<cycles {
      now = CoreUnderTest.start + .milliseconds(Int64(step) * 100)
      for unit in 0..<2 {
        core.send(
          try writer.perception(
            unit: "RSU000\(unit + 1)A",
            [
              MessageWriter.participant(1, Double(step), 10, at: now),
              MessageWriter.participant(2, 40, -20, at: now),
            ]), from: NetworkAddress(10, 0, 0, UInt8(unit + 1)), at: now)
      }
      now = now + .milliseconds(50)
      core.core.advance(to: now, into: &core.effects)
    }
    return now
  }

  static func datagrams(_ core: CoreUnderTest) -> [(kind: MessageKind, octets: [UInt8])] {
    guard let egress = core.core.egress else { return [] }
    return egress.messages.map { ($0.kind, Array(egress.octets[$0.offset..<$0.offset + $0.length])) }
  }

  @Test("each publication of the scene is followed by its messages, and by none where nobody is served")
  func published() throws {
    let core = Self.served()
    _ = try run(core)
    var ready = 0
    for (place, effect) in core.effects.enumerated() {
      guard case .messagesReady(let at) = effect else { continue }
      ready += 1
      guard case .scenePublished(at) = core.effects[place - 1] else {
        Issue.record("the messages are of no scene")
        continue
      }
    }
    #expect(ready == 20 && core.core.objects.count == 2)
    #expect(Set(Self.datagrams(core).map(\.kind)) == [.rsm, .ssm] && Self.datagrams(core).count == 4)
    let alone = CoreUnderTest()
    alone.core.advance(to: CoreUnderTest.start, into: &alone.effects)
    #expect(alone.core.egress == nil)
    #expect(!alone.effects.contains { if case .messagesReady = $0 { true } else { false } })
  }

  @Test("a message that a unit repeats, its own or its neighbour's, is known and dropped by name")
  func repeated() throws {
    let core = Self.served()
    let now = try run(core)
    let datagrams = Self.datagrams(core)
    let applied = core.core.appliedObservations
    for datagram in datagrams {
      for unit in 1...2 as ClosedRange<UInt8> {
        core.send(datagram.octets, from: NetworkAddress(10, 0, 0, unit), at: now + .milliseconds(30))
      }
    }
    #expect(core.counters[.ownMessage] == UInt64(datagrams.count * 2) && core.counters[.unitMismatch] == 0)
    #expect(core.core.appliedObservations == applied && core.isAccountedFor)
  }

  @Test("it is known under another counter, and not known when it says something else")
  func rewritten() throws {
    let core = Self.served { $0.kinds = .rsm }
    let now = try run(core)
    let octets = try #require(Self.datagrams(core).first).octets
    // The counter stands in the seven bits behind the frame's index and the marker.
    var counted = octets
    counted[0] ^= 0x01
    core.send(counted, at: now + .milliseconds(30))
    #expect(core.counters[.ownMessage] == 1)
    core.send(
      try writer.perception([MessageWriter.participant(1, 20, 10, at: now)]), at: now + .milliseconds(40))
    #expect(core.counters[.ownMessage] == 1)
  }

  @Test("what is sent under an identity of the edge's own is known by that")
  func identity() throws {
    let core = Self.served { $0.identity = MessageWriter.unit("EDGE0001") }
    let now = try run(core)
    core.send(
      try writer.perception(unit: "EDGE0001", [MessageWriter.participant(7, 5, 5, at: now)]), at: now)
    #expect(core.counters[.ownMessage] == 1 && core.counters[.unitMismatch] == 0)
  }

  @Test("without the guard against repetition nothing would hold: the repeated message is well formed and timely")
  func wouldBeTaken() throws {
    let core = Self.served()
    let now = try run(core)
    let other = CoreUnderTest([CoreUnderTest.device(0)])
    let octets = try #require(Self.datagrams(core).first { $0.kind == .rsm }).octets
    other.send(octets, at: now + .milliseconds(30))
    #expect(other.counters.accepted == 1 && other.core.appliedObservations == 2)
  }

  @Test("the same inputs give the same messages")
  func deterministic() throws {
    let runs = try (0..<2).map { _ in
      let core = Self.served()
      _ = try run(core)
      return (Self.datagrams(core).map(\.octets), core.core.digest)
    }
    #expect(runs[0].0 == runs[1].0 && runs[0].1 == runs[1].1 && !runs[0].0.isEmpty)
  }

  @Test("the snapshot has each served device's counters")
  func snapshot() throws {
    let core = Self.served()
    let now = try run(core)
    let devices = core.core.snapshot(at: now, sequence: 1).devices
    #expect(devices.count == 2)
    for (place, device) in devices.enumerated() {
      let downlink = try #require(device.downlink)
      #expect(downlink.index == place && downlink.counters.cycles == 20 && downlink.counters.perception.messages > 10)
    }
  }
}
