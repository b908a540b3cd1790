import EdgeCore
import EdgeFixtures
import EdgeHost
import Foundation
import Gateway
import Ingest
import Kernel
import LinuxIO
import Logging
import MessagesCSAE
import PackedEncoding
import RoadModel
import Synchronization
import Testing

/// One edge that hears of a crossing, and its page.
struct ServedEdge {
  let daemon: EdgeDaemon
  let client: WebClient

  /// Serves while `body` asks.
  static func serve(_ body: @escaping @Sendable (ServedEdge) async throws -> Void) async throws {
    let devices = [
      DeviceRegistration(unit: "RSU0001A", name: "Pole \"1\"", address: .loopbackIPv4, datagramsPerSecond: 1e6),
      DeviceRegistration(unit: "RSU0002A", name: "Pole 2", address: NetworkAddress(10, 0, 0, 2)),
    ]
    var configuration = DaemonConfiguration(
      edge: EdgeConfiguration(id: "a", name: "A", origin: MessageWriter.origin, devices: devices),
      listen: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    configuration.wantsRealTime = false
    let daemon = try EdgeDaemon(configuration)
    try daemon.start()
    defer { daemon.stop() }
    let port = try WebClient.freePort()
    let isReady = Ready()
    let gateway = Gateway(
      edges: [daemon], endpoint: NetworkEndpoint(address: .loopbackIPv4, port: port), logger: silent
    ) { isReady.flag.store(true, ordering: .releasing) }
    try await gateway.run {
      while !isReady.flag.load(ordering: .acquiring) || daemon.status() == nil {
        try await Task.sleep(for: .milliseconds(10))
      }
      try await body(ServedEdge(daemon: daemon, client: WebClient(port: port)))
    }
  }

  static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  final class Ready: Sendable { let flag = Atomic<Bool>(false) }

  /// Sends a map, signals, an announcement and a second of a car, and waits until all of it arrived.
  func fill() async throws {
    let sender = try DatagramSender(local: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    for octets in try Self.messages() {
      octets.withUnsafeBytes { _ = sender.append($0, to: daemon.local) }
      sender.flush()
    }
    for _ in 0..<12 {
      let now = SystemClock.realtime()
      let octets = try MessageWriter().perception([
        MessageWriter.participant(0, 0, 0, at: now), MessageWriter.participant(1, 30, 40, at: now),
      ])
      octets.withUnsafeBytes { _ = sender.append($0, to: daemon.local) }
      for octets in try Self.cooperation(at: now) {
        octets.withUnsafeBytes { _ = sender.append($0, to: daemon.local) }
      }
      sender.flush()
      try await Task.sleep(for: .milliseconds(50))
    }
    while true {
      if let snapshot = daemon.status()?.snapshot, snapshot.counters.received >= 52, !snapshot.objects.isEmpty {
        return
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// A traffic cone in an SSM, a vehicle that wants to change lanes in a VIR, and a proposal to it in an RSC.
  private static func cooperation(at now: Instant) throws -> [[UInt8]] {
    let writer = MessageWriter()
    var cone = DetectedObstacleData()
    (cone.obsId, cone.obsType, cone.secMark) = (3, .trafficcone, MessageWriter.second(now))
    cone.pos = MessageWriter.offset(12, 4)
    let obstacles = try writer.sharing([], obstacles: [cone], at: now)
    var lane = ReqLaneChange()
    (lane.upstreamNode, lane.downstreamNode, lane.targetLane) = (MessageWriter.node(9), MessageWriter.node(7), 2)
    var request = DriveRequest()
    (request.reqID, request.status, request.info) = (1, ReqStatus(index: 1), .laneChange(lane))
    var intention = VehIntentionAndRequest()
    (intention.id, intention.secMark) = (0xabc, MessageWriter.second(now))
    intention.refPos = MessageWriter.position(5, 6)
    intention.intAndReq.reqs = try writer.arena.list([request])
    let wish = try writer.octets(13, .vehIntentionAndRequest(try writer.arena.reference(intention)))
    var proposal = VehicleCoordination()
    proposal.vehId = 0xabc
    var coordination = RoadsideCoordination()
    (coordination.id, coordination.secMark) = (MessageWriter.unit("RSU0001A"), MessageWriter.second(now))
    coordination.refPos = MessageWriter.position(0, 0)
    coordination.coordinates = try writer.arena.list([proposal])
    let told = try writer.octets(11, .roadsideCoordination(try writer.arena.reference(coordination)))
    return [obstacles, wish, told]
  }

  private static func messages() throws -> [[UInt8]] {
    let writer = MessageWriter()
    var way = Connection()
    way.remoteIntersection = MessageWriter.node(8)
    way.phaseId = 3
    let ways = try writer.arena.list([way])
    let lane = try writer.lane(1, points: [(30, -100), (30, 100)]) { $0.connectsTo = ways }
    let into = try writer.lane(1, points: [(30, 130), (30, 300)])
    let nodes = [
      try writer.roadNode(7, links: [try writer.link(from: 9, lanes: [lane])]),
      try writer.roadNode(8, links: [try writer.link(from: 7, lanes: [into])]),
    ]
    let map = try writer.map(nodes)
    let now = SystemClock.realtime()
    let signals = try writer.signals(
      node: 7, at: now, [(3, [MessageWriter.light(.red, 0, 900), MessageWriter.light(.protectedGreen, 900, 950)])]
    ) { $0.status = .trafficDependentOperation }
    // "Ahead, works" in GB 2312.
    let text = try writer.arena.list([0xc7, 0xb0, 0xb7, 0xbd, 0xca, 0xa9, 0xb9, 0xa4] as [UInt8])
    let works = try writer.announcements(events: [try writer.event(5) { $0.description = .textGB2312(text) }])
    return [map, signals, works, [0xff, 1]]
  }
}

@Suite("the gateway", .serialized, .timeLimit(.minutes(2)))
struct GatewayTests {
  @Test("every documented document answers 200 with JSON")
  func documents() async throws {
    try await ServedEdge.serve { edge in
      try await edge.fill()
      let openAPI = try await edge.client.get("/openapi.json")
      let paths = try #require(try openAPI.json()["paths"] as? [String: Any])
      #expect(paths.count >= 12)
      let ofRegion = ["/api/v1/network", "/api/v1/center", "/api/v1/history"]
      for path in paths.keys.sorted() where path != "/api/v1/stream" {
        if ofRegion.contains(where: { path.hasPrefix($0) }) {
          let answer = try await edge.client.get(path)
          let sentence = try answer.json()["error"] as? String
          #expect(answer.status == 404 && sentence != nil, "\(path): this process is no region")
          continue
        }
        let answer = try await edge.client.get(path)
        #expect(answer.status == 200, "\(path)")
        #expect(!answer.body.isEmpty, "\(path)")
        guard path.hasPrefix("/api") else { continue }
        #expect(answer.headers.lowercased().contains("content-type: application/json"), "\(path)")
        #expect(!(try answer.json()).isEmpty, "\(path)")
        let named = try await edge.client.get(path + "?edge=a")
        #expect(named.status == 200, "\(path)")
      }
    }
  }

  @Test("the documents say which obstacles, requests and proposals the edge heard of")
  func cooperation() async throws {
    try await ServedEdge.serve { edge in
      try await edge.fill()
      func first(_ path: String, _ list: String) async throws -> [String: Any] {
        let document = try await edge.client.get("/api/v1/\(path)").json()
        return try #require((document[list] as? [[String: Any]])?.first)
      }
      let cone = try #require(try await first("obstacles", "features")["properties"] as? [String: Any])
      #expect(cone["kind"] as? String == "trafficCone" && cone["number"] as? Int == 3)
      #expect(cone["unit"] as? String == "RSU0001A" && cone["trackedSeconds"] is NSNull)
      let wish = try #require(try await first("intentions", "features")["properties"] as? [String: Any])
      let request = try #require((wish["requests"] as? [[String: Any]])?.first)
      #expect(wish["vehicle"] as? String == "0000000000000abc" && request["purpose"] as? String == "laneChange")
      let link = try #require(request["link"] as? [String: Any])
      #expect(link["upstream"] as? String == "105-9" && link["lanes"] as? [Int] == [2])
      #expect(request["status"] as? String == "requested" && request["parking"] is NSNull)
      let proposal = try await first("coordination", "vehicles")
      #expect(proposal["vehicle"] as? String == "0000000000000abc" && proposal["unit"] as? String == "RSU0001A")
    }
  }

  @Test("the documents say what the edge heard")
  func contents() async throws {
    try await ServedEdge.serve { edge in
      try await edge.fill()
      let scene = try await edge.client.get("/api/v1/scene").json()
      let objects = try #require(scene["features"] as? [[String: Any]])
      let car = try #require(objects.first?["properties"] as? [String: Any])
      #expect(objects.count == 1 && car["kind"] as? String == "car" && car["seenBy"] as? [String] == ["RSU0001A"])
      #expect(car["connected"] as? Bool == false && car["temporaryId"] is NSNull)
      let lane = try #require(car["lane"] as? [String: Any])
      #expect(lane["node"] as? String == "105-7" && lane["number"] as? Int == 1)
      let forecast = try #require(car["forecast"] as? [String: Any])
      let ways = try #require(forecast["ways"] as? [[String: Any]])
      let chances = ways.compactMap { $0["probability"] as? Double }
      #expect((1...4).contains(ways.count) && (chances.reduce(0, +) - 1).magnitude < 0.01)
      #expect(chances == chances.sorted(by: >))
      #expect((ways[0]["coordinates"] as? [[Double]])?.count == 10)
      let map = try await edge.client.get("/api/v1/map").json()
      let types = (map["features"] as? [[String: Any]] ?? []).compactMap {
        ($0["properties"] as? [String: Any])?["type"] as? String
      }
      #expect(types.sorted() == ["connection", "lane", "lane", "node", "node", "stopLine", "stopLine"])
      #expect(map["version"] as? Int == 1)
      let signals = try await edge.client.get("/api/v1/signals").json()
      let crossing = try #require((signals["intersections"] as? [[String: Any]])?.first)
      let phase = try #require((crossing["phases"] as? [[String: Any]])?.first)
      #expect(crossing["node"] as? String == "105-7")
      #expect(crossing["status"] as? [String] == ["trafficDependentOperation"])
      #expect(phase["light"] as? String == "red" && phase["next"] as? String == "protectedGreen")
      let devices = try await edge.client.get("/api/v1/devices").json()
      let list = try #require(devices["devices"] as? [[String: Any]])
      #expect(list.map { $0["state"] as? String } == ["live", "silent"])
      #expect(list[0]["drops"] as? [String: Int] == ["malformed": 1])
      #expect(list[1]["lastSeen"] is NSNull && list[1]["position"] is NSNull)
    }
  }

  @Test("a text in GB 2312 is shown as Chinese")
  func chinese() async throws {
    try await ServedEdge.serve { edge in
      try await edge.fill()
      let events = try await edge.client.get("/api/v1/events").json()
      let event = try #require((events["features"] as? [[String: Any]])?.first?["properties"] as? [String: Any])
      #expect(event["text"] as? String == "前方施工")
      #expect(event["code"] as? Int == 501 && event["unit"] as? String == "RSU0001A")
    }
  }

  @Test("an edge, a document or a file that there is not is 404, with a sentence where it is of the API")
  func missing() async throws {
    try await ServedEdge.serve { edge in
      for path in ["scene", "map", "signals", "events", "devices", "stages", "stream"] {
        let answer = try await edge.client.get("/api/v1/\(path)?edge=nowhere")
        #expect(answer.status == 404, "\(path)")
        #expect((try answer.json()["error"] as? String)?.contains("nowhere") == true, "\(path)")
      }
      let unknown = try await edge.client.get("/api/v1/nothing")
      let sentence = try unknown.json()["error"] as? String
      #expect(unknown.status == 404 && sentence != nil)
      #expect(try await edge.client.get("/nothing").status == 404)
    }
  }

  @Test(
    "no path leads out of the page's folder",
    arguments: [
      "/assets/../index.html", "/assets/../../Package.swift", "/assets/%2e%2e/index.html", "/assets/..%2findex.html",
      "/assets//etc/passwd", "/assets/", "/assets/../../../../../../etc/passwd", "/assets/%00", "/../etc/passwd",
    ])
  func refused(path: String) async throws {
    try await ServedEdge.serve { edge in
      let answer = try await edge.client.get(path)
      #expect((400...404).contains(answer.status), "\(path)")
      #expect(!answer.text.contains("root:"))
    }
  }

  @Test("the page and its files are served with their types")
  func page() async throws {
    try await ServedEdge.serve { edge in
      let page = try await edge.client.get("/")
      #expect(page.status == 200 && page.headers.lowercased().contains("content-type: text/html"))
      let script = try await edge.client.get("/assets/main.js")
      #expect(script.status == 200 && script.headers.lowercased().contains("content-type: text/javascript"))
      #expect(try await edge.client.get("/healthz").text == "ok\n")
      #expect(try await edge.client.get("/readyz").status == 200)
    }
  }

  @Test("the metrics read line by line, each series once, and say what the API says")
  func metrics() async throws {
    try await ServedEdge.serve { edge in
      try await edge.fill()
      let text = try await edge.client.get("/metrics").text
      let stages = try await edge.client.get("/api/v1/stages").json()
      let ingest = try #require(stages["ingest"] as? [String: Any])
      var series: [String: String] = [:]
      for line in text.split(separator: "\n") where !line.hasPrefix("# HELP") && !line.hasPrefix("# TYPE") {
        let match = try #require(
          try #/([a-z_]+(?:\{[a-zA-Z0-9_]+="[^"]*"(?:,[a-zA-Z0-9_]+="[^"]*")*\})?) ([-+.eE0-9]+|NaN|[+-]Inf)/#
            .wholeMatch(in: line), "\(line)")
        #expect(series[String(match.1)] == nil, "\(match.1) stands twice")
        series[String(match.1)] = String(match.2)
      }
      #expect(series["luyun_datagrams_received_total{edge=\"a\"}"] == "52")
      #expect(ingest["received"] as? Int == 52)
      #expect(ingest["accepted"] as? Int == series["luyun_datagrams_accepted_total{edge=\"a\"}"].flatMap { Int($0) })
      let drops = try #require(ingest["drops"] as? [String: Int])
      for reason in DropReason.allCases {
        let name = "luyun_datagrams_dropped_total{edge=\"a\",reason=\"\(reason.name)\"}"
        #expect(series[name] == "\(drops[reason.name] ?? 0)", "\(reason.name)")
      }
      #expect(series["luyun_device_datagrams_received_total{edge=\"a\",unit=\"RSU0001A\"}"] == "52")
      #expect(series["luyun_messages_total{edge=\"a\",kind=\"rsm\"}"] == "12")
    }
  }

  @Test("the stream sends each scene once and in order, none twice, and the other events beside it")
  func stream() async throws {
    try await ServedEdge.serve { edge in
      try await edge.fill()
      let answer = try await edge.client.get("/api/v1/stream") { octets in
        octets.count > 500_000 || String(decoding: octets, as: UTF8.self).split(separator: "event: scene").count > 14
      }
      #expect(answer.status == 200 && answer.headers.lowercased().contains("content-type: text/event-stream"))
      let events = answer.text.components(separatedBy: "\n\n").dropLast().map { $0.split(separator: "\n") }
      #expect(events.allSatisfy { $0.count == 2 && $0[0].hasPrefix("event: ") && $0[1].hasPrefix("data: ") })
      var sequence: [Int] = []
      for event in events {
        let data = try JSONSerialization.jsonObject(with: Data(event[1].dropFirst(6).utf8))
        let document = try #require(data as? [String: Any])
        guard event[0] == "event: scene" else { continue }
        sequence.append(document["seq"] as? Int ?? -1)
        let object = try #require((document["o"] as? [[Any]])?.first)
        #expect(object.count >= 13)
      }
      #expect(sequence.count >= 10)
      // A reader that is held up is sent the newest scene, not those it has missed.
      let steps = zip(sequence, sequence.dropFirst()).map { $1 - $0 }
      #expect(steps.allSatisfy { $0 >= 1 } && steps.contains(1))
      let names = Set(events.map { String($0[0]) })
      #expect(
        names == [
          "event: map", "event: scene", "event: signals", "event: status", "event: events", "event: cooperation",
        ])
    }
  }

  @Test("a port in use ends the serving with one sentence that names it")
  func portInUse() async throws {
    try await ServedEdge.serve { edge in
      let second = Gateway(
        edges: [edge.daemon], endpoint: NetworkEndpoint(address: .loopbackIPv4, port: edge.client.port),
        logger: ServedEdge.silent)
      let error = await #expect(throws: ConfigurationError.self) {
        try await second.run { try await Task.sleep(for: .seconds(100)) }
      }
      let sentence = try #require(error?.description)
      #expect(sentence.contains("127.0.0.1:\(edge.client.port)") && !sentence.contains("\n"))
      #expect(try await edge.client.get("/healthz").status == 200)
    }
  }
}
