import Foundation
import Kernel
import RoadModel
import Testing
import TierModel
import TierProtocol

@Suite("messages between tiers")
struct TierCodecTests {
  @Test("what was decoded says what was encoded, and encodes to the same octets")
  func roundTrip() throws {
    var samples = Samples(random: SeededRandom(seed: 3))
    for turn in 0..<400 {
      let (time, message) = samples.message(turn)
      let octets = TierCodec.encode(message, at: time)
      let decoded = try TierCodec.decode(octets)
      #expect(decoded.time == time)
      #expect(text(decoded.message) == text(message))
      #expect(TierCodec.encode(decoded.message, at: time) == octets)
    }
  }

  /// A message as text with numbers to a millionth: headings pass through an angle.
  private func text(_ message: TierMessage) -> String {
    String(reflecting: message).replacing(/-?\d+\.\d+(e-?\d+)?/) { match in
      let value = Double(match.output.0) ?? .nan
      return String(format: "%.6f", abs(value) < 5e-7 ? 0 : value)
    }
  }

  @Test("a road network comes back to within the contract's unit, and stays the same after that")
  func network() throws {
    let frame = LocalFrame(origin: GeodeticPosition(latitude: 39.79, longitude: 116.51))
    let west = NodeID(region: 105, number: 1101)
    let east = NodeID(region: nil, number: 1102)
    let line = [
      LocalPoint(east: -310.123, north: 4.5), LocalPoint(east: 0, north: -3), LocalPoint(east: 12.34, north: 8),
    ]
    let lane = Lane(
      upstreamNode: west, downstreamNode: east, linkName: "Lw_e", number: 2, type: .vehicle, width: 3.25,
      maneuvers: [.straight, .right], speedLimit: 16.67, centerLine: line,
      connections: [
        LaneConnection(remoteNode: west, remoteLaneNumber: 3, phase: 5, maneuvers: .left),
        LaneConnection(remoteNode: east, remoteLaneNumber: nil, phase: nil, maneuvers: .uTurn),
      ])
    let map = LaneMap(
      nodes: [RoadNode(id: west, name: "West", position: LocalPoint(east: 1, north: 2))], lanes: [lane], version: 7)
    let octets = TierCodec.encode(
      .network(RoadNetwork(name: "Corridor", origin: frame.origin, map: map)), at: Instant(nanoseconds: 5))
    let decoded = try TierCodec.decode(octets)
    guard case .network(let network) = decoded.message else { throw TierProtocolError.unknownBody }
    let back = try #require(network.map.lanes.first)
    #expect(back.id == lane.id && back.connections == lane.connections && back.maneuvers == lane.maneuvers)
    #expect(back.width == 3.25 && back.speedLimit == 16.67 && back.type == .vehicle && back.linkName == "Lw_e")
    for (one, other) in zip(back.centerLine, line) { #expect(one.distance(to: other) < 0.02) }
    #expect(network.map.nodes.first?.id == west && network.name == "Corridor")
    #expect(TierCodec.encode(decoded.message, at: decoded.time) == octets)
  }

  @Test("octets that no encoder made are refused with a reason or read, and never trap")
  func hostile() {
    var samples = Samples(random: SeededRandom(seed: 4))
    var refused = 0
    for turn in 0..<4000 {
      var octets = samples.octets(turn)
      for _ in 0...samples.number(3) {
        switch samples.number(3) {
        case 0: octets[samples.number(octets.count)] = UInt8(samples.number(256))
        case 1: octets.removeLast(samples.number(octets.count))
        default: octets[samples.number(octets.count)] ^= 1 << UInt8(samples.number(8))
        }
      }
      do throws(TierProtocolError) {
        let decoded = try TierCodec.decode(octets)
        _ = TierCodec.encode(decoded.message, at: decoded.time)
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 400 && refused < 4000)
  }

  @Test("a message without a body, and octets that are none, are told apart")
  func missing() throws {
    #expect(throws: TierProtocolError.unknownBody) { try TierCodec.decode([]) }
    #expect(throws: TierProtocolError.malformed) { try TierCodec.decode([0x52, 9, 0x61]) }
    #expect(throws: TierProtocolError.missing("event's number")) { try TierCodec.decode([0x5A, 0]) }
    #expect(throws: TierProtocolError.missing("origin")) { try TierCodec.decode([0x62, 0]) }
  }

  @Test("a field of a newer version is left alone")
  func newer() throws {
    var samples = Samples(random: SeededRandom(seed: 5))
    let octets = samples.octets(1)
    #expect(throws: Never.self) { try TierCodec.decode(octets + [0xF8, 0x07, 0x2A]) }
  }

  @Test("numbers that are not finite or out of range are sent as the nearest that can be")
  func extremes() throws {
    var sums = TrafficSums()
    sums.distance = .infinity
    sums.time = -1
    sums.covered = .nan
    sums.observed = 1e300
    let summary = TrafficSummary(
      time: Instant(nanoseconds: 0), duration: .seconds(1), lanes: [],
      links: [
        (
          LinkID(upstream: NodeID(region: nil, number: 1), downstream: NodeID(region: nil, number: 2)),
          StretchTraffic(length: .nan, sums: sums)
        )
      ])
    let octets = TierCodec.encode(.summary(summary), at: summary.time)
    guard case .summary(let back) = try TierCodec.decode(octets).message else {
      throw TierProtocolError.unknownBody
    }
    let link = try #require(back.links.first).traffic
    #expect(link.length == 0 && link.sums.distance == 0 && link.sums.time == 0 && link.sums.covered == 0)
    #expect(link.sums.observed > 1e15)
  }

  @Test("every field of the contract says its grade")
  func grades() throws {
    let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Domain/TierProtocol/schema/tier.proto")
    let lines = try String(contentsOf: schema, encoding: .utf8).split(separator: "\n")
    let contract = lines.drop { !$0.hasPrefix("message ") }
    var fields = 0
    for line in contract where line.contains(/= \d+/) && line.contains(/^ +(optional |repeated )?[\w.]+ \w+ = \d+/) {
      fields += 1
      #expect(line.contains(/\[\(grade\) = (OPEN|INTERNAL|RESTRICTED)\];$/), "\(line)")
    }
    #expect(fields > 100)
  }
}
