import EdgeCore
import EdgeFixtures
import EdgeHost
import Egress
import Foundation
import Framing
import Ingest
import Interpretation
import Kernel
import LinuxIO
import MessagesCSAE
import PackedEncoding
import RoadModel
import Testing

@Suite("a daemon that serves a unit", .timeLimit(.minutes(2)))
struct DownlinkTests {
  let writer = MessageWriter()

  /// A daemon that serves the loopback's unit at some endpoints.
  private func daemon(_ targets: [NetworkEndpoint]) throws -> EdgeDaemon {
    let devices = targets.indices.map { place in
      DeviceRegistration(
        unit: "RSU000\(place + 1)A", name: "", address: NetworkAddress(127, 0, 0, UInt8(place + 1)),
        datagramsPerSecond: 1e6)
    }
    var configuration = DaemonConfiguration(
      edge: EdgeConfiguration(id: "a", name: "A", origin: MessageWriter.origin, devices: devices),
      listen: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    configuration.wantsRealTime = false
    configuration.edge.downlinks = targets.enumerated().map { place, target in
      var downlink = Downlink(
        unit: UnitIndex(UInt8(place)), identity: devices[place].unitNumber, destination: target)
      downlink.position = MessageWriter.origin
      return downlink
    }
    return try EdgeDaemon(configuration)
  }

  @Test("what the daemon sees comes to the unit as datagrams that decode, ten times a second, from the edge's port")
  func received() async throws {
    let receiver = try DatagramReceiver(
      DatagramReceiver.Configuration(local: NetworkEndpoint(address: .loopbackIPv4, port: 0)))
    let daemon = try daemon([receiver.local])
    try daemon.start()
    let sender = try DatagramSender(local: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    let batch = try DatagramBatch()
    let decoder = MessageDecoder()
    var counters: [MessageKind: [UInt8]] = [:]
    var places: [LocalPoint] = []
    while (counters[.rsm]?.count ?? 0) < 10 || (counters[.ssm]?.count ?? 0) < 10 {
      let now = SystemClock.realtime()
      try writer.perception([MessageWriter.participant(1, 30, 10, at: now)]).withUnsafeBytes {
        _ = sender.append($0, to: daemon.local)
      }
      sender.flush()
      guard case .received = try receiver.receive(into: batch, timeout: .milliseconds(20)) else { continue }
      for place in 0..<batch.count {
        let datagram = batch[place]
        #expect(datagram.source == daemon.local)
        let octets = try #require(datagram.payload.baseAddress).assumingMemoryBound(to: UInt8.self)
        let frame = try #require(decoder.decode(octets, count: datagram.payload.count, as: .ydt3709_2020))
        switch frame.pointee {
        case .rsmFrame(let message):
          counters[.rsm, default: []].append(message.value.msgCnt)
          #expect(message.value.id == MessageWriter.unit("RSU0001A"))
          for data in message.value.participants where data.ptcId != 0 {
            let reference = try #require(
              WireQuantities.position(latitude: message.value.refPos.lat, longitude: message.value.refPos.long))
            let seen = ObservationBuilder.observation(
              data, unit: UnitIndex(0), time: now, reference: reference, frame: MessageWriter.frame)
            places.append(try #require(seen).position)
          }
        case .msgFrameExt: counters[.ssm, default: []].append(0)
        default: Issue.record("neither RSM nor SSM")
        }
      }
    }
    daemon.stop()
    let rsm = counters[.rsm] ?? []
    #expect(zip(rsm.dropFirst(), rsm).allSatisfy { $0 == ($1 + 1) & 127 })
    #expect(places.count == rsm.count && places.allSatisfy { $0.distance(to: LocalPoint(east: 30, north: 10)) < 1 })
    let status = try #require(daemon.status())
    let downlink = try #require(status.snapshot.devices.first?.downlink)
    #expect(status.downlinks.count == 1 && status.downlinks[0].failures.isEmpty)
    #expect(status.downlinks[0].sent >= UInt64(rsm.count))
    #expect(downlink.counters.perception.messages >= UInt64(rsm.count))
  }

  @Test("a unit that cannot be reached is counted by name and does not hold the others up")
  func unreachable() async throws {
    let receiver = try DatagramReceiver(
      DatagramReceiver.Configuration(local: NetworkEndpoint(address: .loopbackIPv4, port: 0)))
    // The daemon's socket is one of IPv4.
    let daemon = try daemon([NetworkEndpoint(address: .loopbackIPv6, port: 9), receiver.local])
    try daemon.start()
    let sender = try DatagramSender(local: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    while true {
      let now = SystemClock.realtime()
      try writer.perception([MessageWriter.participant(1, 30, 10, at: now)]).withUnsafeBytes {
        _ = sender.append($0, to: daemon.local)
      }
      sender.flush()
      try await Task.sleep(for: .milliseconds(20))
      guard let status = daemon.status(), status.downlinks.count == 2, status.downlinks[1].sent >= 10 else { continue }
      break
    }
    daemon.stop()
    let status = try #require(daemon.status())
    let failure = try #require(status.downlinks[0].failures.first)
    #expect(status.downlinks[0].sent == 0 && status.downlinks[0].failures.count == 1)
    #expect(failure.name == "otherProtocol" && failure.count >= 10 && failure.sentence.contains("[::1]:9"))
    #expect(status.downlinks[1].failures.isEmpty)
  }
}

@Suite("downlinks in the configuration file")
struct DownlinkConfigurationTests {
  /// A file whose only device has some lines more.
  static func file(_ lines: String, dialect: String = "ydt3709-2020", edge: String = "") -> String {
    """
    edges:
      - id: a
        listen: "[::]:30000"
        origin: {latitude: 39.79, longitude: 116.51}
    \(edge.isEmpty ? "" : "    " + edge)
        devices:
          - unit: RSU1101A
            address: 10.115.1.11
            dialect: \(dialect)
            downlink: \(lines)
    """
  }

  static func downlink(_ lines: String, dialect: String = "ydt3709-2020", edge: String = "") throws -> Downlink {
    let file = try ConfigurationFile(yaml: file(lines, dialect: dialect, edge: edge), name: "edge.yaml")
    return try #require(file.edges.first?.edge.downlinks.first)
  }

  @Test("a downlink needs a target; the rest is as usual")
  func usual() throws {
    let downlink = try Self.downlink("{to: 10.115.1.11:30100}")
    #expect(downlink.unit == UnitIndex(0) && "\(downlink.destination)" == "10.115.1.11:30100")
    #expect(downlink.identity == MessageWriter.unit("RSU1101A") && downlink.kinds == [.rsm, .ssm])
    #expect(downlink.audienceRadius == 300 && downlink.framing == .bare && downlink.position == nil)
    #expect(try Self.downlink("{to: 10.1.1.1:1}", dialect: "csae53-2020").kinds == .rsm)
  }

  @Test("says all that can be said")
  func whole() throws {
    let downlink = try Self.downlink(
      """
      {to: "[fd00::1]:1", kinds: [rsm, ssm], framing: dsmp, audienceRadiusMeters: 150, messagesPerCycle: 4,
              octetsPerCycle: 5000, datagramOctets: 1200, identity: EDGE0001, position: {latitude: 39.8, longitude: 116.5}}
      """, edge: "applications: [{aid: 18, kinds: [ssm], priority: 100}]")
    #expect(downlink.kinds == [.rsm, .ssm] && downlink.framing == .dsmp && downlink.audienceRadius == 150)
    #expect(downlink.messagesPerCycle == 4 && downlink.octetsPerCycle == 5000 && downlink.datagramOctets == 1200)
    #expect(downlink.identity == MessageWriter.unit("EDGE0001"))
    #expect(downlink.perceptionApplication?.rawValue == 3623 && downlink.sharingApplication?.rawValue == 18)
    #expect(downlink.position == GeodeticPosition(latitude: 39.8, longitude: 116.5))
  }

  @Test(
    "what cannot be is refused with its line",
    arguments: [
      ("{kinds: [rsm]}", "needs 'to'"), ("{to: 10.1.1.1}", "no address with a port"),
      ("{to: 10.1.1.1:0}", "nowhere"), ("{to: 127.0.0.1:30000}", "where the edge itself listens"),
      ("{to: 10.1.1.1:1, kinds: [bsm]}", "rsm, ssm or both"), ("{to: 10.1.1.1:1, kinds: []}", "rsm, ssm or both"),
      ("{to: 10.1.1.1:1, framing: find}", "nothing to find"),
      ("{to: 10.1.1.1:1, framing: geonetworking}", "carries no rsm"),
      ("{to: 10.1.1.1:1, framing: dsmp}", "application identifier for ssm"),
      ("{to: 10.1.1.1:1, messagesPerCycle: 1}", "two messages"),
      ("{to: 10.1.1.1:1, audienceRadiusMeters: 5}", "outside 10.0...2000.0"),
      ("{to: 10.1.1.1:1, speed: 5}", "'speed' is not known here"), ("5", "names with values"),
    ])
  func refused(lines: String, reason: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try Self.downlink(lines) }
    #expect(error.description.hasPrefix("edge.yaml:10: ") && error.description.contains(reason))
  }

  @Test("there is none for units of other dialects, and no SSM for the older layout")
  func dialects() throws {
    for (dialect, lines, reason) in [
      ("sae-j2735", "{to: 10.1.1.1:1}", "Chinese units alone"), ("etsi-its", "{to: 10.1.1.1:1}", "Chinese units alone"),
      ("csae53-2020", "{to: 10.1.1.1:1, kinds: [ssm]}", "has no ssm"),
    ] {
      let error = try #require(throws: ConfigurationError.self) { try Self.downlink(lines, dialect: dialect) }
      #expect(error.description.contains(reason))
    }
  }
}
