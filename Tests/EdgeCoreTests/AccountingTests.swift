import EdgeCore
import EdgeFixtures
import Foundation
import Ingest
import Kernel
import Recording
import RoadModel
import Scene
import Testing

/// Streams of whatever may arrive: messages of the recording, messages with bits turned over, pieces of messages, and
/// octets that nobody wrote, from registered and from unknown senders.
@Suite("an edge that hears anything at all")
struct AccountingTests {
  static let recording = Result {
    try Fixtures.datagrams(Fixtures.recording.appending(path: "east.pcapng.gz"))
  }
  static let datagramsPerSeed = 100_000

  /// The next datagram of a stream, with the recording's near a place as raw material, and rarely others of it.
  static func next(_ random: inout SeededRandom, _ material: [RecordedDatagram], near place: Int) -> [UInt8] {
    let near = min(material.count - 1, max(0, place - 20) + random.below(40))
    var octets = material[random.below(10) == 0 ? random.below(material.count) : near].payload
    switch random.below(8) {
    case 0: return octets
    case 1, 2:
      for _ in 0...random.below(8) { octets[random.below(octets.count)] ^= 1 << UInt8(random.below(8)) }
      return octets
    case 3: return Array(octets.prefix(random.below(octets.count + 1)))
    case 4:
      let start = random.below(octets.count)
      for place in start..<min(octets.count, start + 8) { octets[place] = UInt8(truncatingIfNeeded: random.next()) }
      return octets
    default: return (0..<random.below(80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
  }

  @Test(
    "accounts for each of a million datagrams, once, and keeps to the room that it took",
    arguments: 0..<10 as Range<UInt64>)
  func everything(seed: UInt64) throws {
    let material = try Self.recording.get()
    var random = SeededRandom(seed: seed)
    var devices: [DeviceRegistration] = []
    for datagram in material where !devices.contains(where: { $0.address == datagram.source.address }) {
      devices.append(
        DeviceRegistration(
          unit: "", name: "", address: datagram.source.address, kinds: devices.count == 1 ? [.rsm, .spat] : .all,
          datagramsPerSecond: devices.count == 0 ? 500 : 1e6))
    }
    let core = CoreUnderTest(devices)
    let senders = devices.map(\.address) + [CoreUnderTest.stranger]
    var now = material[0].time
    var unaccounted = 0
    var place = 0
    for count in 1...Self.datagramsPerSeed {
      now = now + Interval(nanoseconds: 100_000 + Int64(random.below(200_000)))
      while place < material.count - 1, material[place].time < now { place += 1 }
      core.send(Self.next(&random, material, near: place), from: senders[random.below(senders.count)], at: now)
      if core.counters.received != UInt64(count) || !CoreUnderTest.addsUp(core.counters) { unaccounted += 1 }
      if count % 500 == 0 { core.core.advance(to: now, into: &core.effects) }
      if count % 10_000 == 0 { core.effects.removeAll() }
    }
    #expect(unaccounted == 0)
    #expect(core.isAccountedFor)
    let ofDevices = core.core.ingest.devices.reduce(0) { $0 + $1.counters.received }
    #expect(ofDevices + core.counters[.unknownSource] == UInt64(Self.datagramsPerSeed))
    for reason in [DropReason.malformed, .unknownSource, .empty, .timeFarOff, .kindNotAllowed, .rateExceeded] {
      #expect(core.counters[reason] > 0, "no datagram of the stream was \(reason.name)")
    }
    #expect(core.counters.accepted > 5000)
    expectBounded(core)
  }

  private func expectBounded(_ core: CoreUnderTest) {
    let edge = core.core
    #expect(edge.trackCount <= edge.configuration.scene.trackCapacity)
    #expect(edge.maps.map.nodes.count <= MapStore.nodeLimit && edge.maps.map.lanes.count <= MapStore.laneLimit)
    #expect(edge.events.events.count <= EventBoard.limit)
    #expect(edge.signals.signals(at: CoreUnderTest.start).count <= SignalBoard.limit)
    #expect(edge.ingest.unknownSources.count <= Ingest.unknownLimit)
    #expect(edge.objects.allSatisfy { $0.position.east.isFinite && $0.position.north.isFinite })
    #expect(edge.objects.allSatisfy { $0.velocity.length.isFinite && $0.positionDeviation.east.isFinite })
  }

  @Test("goes on as if nothing had been where ten thousand arbitrary datagrams came between good ones")
  func undisturbed() throws {
    let material = try Self.recording.get().prefix(2000)
    let quiet = Replayed(senders: Array(material), origin: MessageWriter.origin)
    let noisy = Replayed(senders: Array(material), origin: MessageWriter.origin)
    var random = SeededRandom(seed: 5)
    for datagram in material {
      quiet.run([datagram])
      for _ in 0..<5 {
        var noise = datagram
        noise.payload = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        // An index of a frame that there is not: never a message.
        if !noise.payload.isEmpty { noise.payload[0] |= 0x70 }
        noisy.run([noise])
      }
      noisy.run([datagram])
    }
    #expect(quiet.core.objects.count > 10)
    #expect(noisy.core.objects.map(\.id) == quiet.core.objects.map(\.id))
    #expect(noisy.core.objects.map(\.position) == quiet.core.objects.map(\.position))
    #expect(noisy.core.ingest.counters.accepted == quiet.core.ingest.counters.accepted)
    #expect(noisy.core.ingest.counters.dropped == 10_000)
  }
}
