import Conformance
import Framing
import Interpretation
import Kernel
import SchemaModel
import Testing

/// One thing done wrong, and the rule that it breaks.
struct Fault: Sendable, CustomTestStringConvertible {
  var rule: String
  var edit: @Sendable (inout TestMessage) -> Void
  var testDescription: String { rule }

  init(_ rule: String, _ edit: @escaping @Sendable (inout TestMessage) -> Void) {
    self.rule = rule
    self.edit = edit
  }

  /// A fault of messages of one kind.
  init(_ rule: String, of kind: String, _ edit: @escaping @Sendable (inout TestMessage) -> Void) {
    self.init(rule) { if $0.kind == kind { edit(&$0) } }
  }

  /// A value that stands wrong in messages of one kind.
  init(_ rule: String, of kind: String, _ path: String, _ value: SchemaValue?) {
    self.init(rule, of: kind) { $0.value.set(path, value) }
  }
}

extension Fault {
  private static func aid(of kind: String) -> Encapsulation.Header {
    let number: UInt32 =
      switch kind {
      case "MAP": 3618
      case "SPAT": 3619
      case "RSI", "SIGNS": 3620
      case "RSM": 3623
      default: 111
      }
    return ApplicationIdentifier(rawValue: number).map { .dsmp($0, options: [0]) } ?? .bare
  }

  static let ofReception = [
    Fault("rejected-messages", of: "BSM1") { if $0.index == 50 { $0.extra = -8 } },
    Fault("dialect", of: "MAP") { if $0.index % 2 == 1 { $0.dialect = .csae53_2020 } },
    Fault("framing", of: "BSM1") { if $0.index == 50 { $0.header = aid(of: "BSM1") } },
    Fault("trailing-octets", of: "BSM1") { if $0.index == 50 { $0.extra = 1 } },
    Fault("unknown-messages", of: "BSM1") {
      if $0.index == 50 {
        $0.value = .choice(
          .init(
            "msgFrameExt",
            .sequence([.init("messageId", .integer(99)), .init("value", .unknown(index: 99, octets: [0]))])))
      }
    },
    Fault("aid-names-message") { $0.header = aid(of: $0.kind == "MAP" && $0.index == 5 ? "BSM1" : $0.kind) },
    Fault("duplicates", of: "BSM1") { if $0.index == 50 { $0.copies = 2 } },
  ]

  static let ofStreams = [
    Fault("period-bsm", of: "BSM1") { $0.isDropped = $0.index % 2 == 1 },
    Fault("period-rsm", of: "RSM") { $0.isDropped = $0.index % 2 == 1 },
    Fault("period-spat", of: "SPAT") { $0.isDropped = $0.index % 6 > 0 },
    Fault("period-map", of: "MAP") { $0.isDropped = $0.index % 2 == 1 },
    Fault("period-rsi", of: "RSI") { $0.isDropped = $0.index % 2 == 1 },
    // Each second an announcement, each announcement every other second.
    Fault("period-rsi", of: "RSI") {
      if $0.index % 2 == 1 { $0.value.set("rsiFrame.rtes.[0].rteId", .integer(9)) }
    },
    Fault("gaps", of: "BSM1") { $0.isDropped = $0.index % 20 < 5 },
    Fault("count-increments", of: "BSM1", "bsmFrame.msgCnt", .integer(5)),
    Fault("count-wraps-at-127", of: "BSM1") { $0.value.set("bsmFrame.msgCnt", .integer(Int64($0.index % 127))) },
    Fault("clock-error", of: "BSM1") { $0.value.set("bsmFrame.secMark", .integer(Int64($0.time + 200))) },
    Fault("clock-error", of: "BSM1") { $0.value.set("bsmFrame.secMark", .integer(Int64(($0.time + 55_000) % 60_000))) },
  ]

  static let ofMotion = [
    Fault("bsm-places-follow-speed", of: "BSM1") {
      if $0.index % 20 == 10 { $0.value.set("bsmFrame.pos.lat", .integer(397_890_000)) }
    },
    Fault("bsm-acceleration-agrees", of: "BSM1", "bsmFrame.accelSet.long", .integer(400)),
    Fault("bsm-heading-agrees", of: "BSM1", "bsmFrame.heading", .integer(14_400)),
  ]

  static let ofVehicles = [
    Fault("bsm-sec-mark-known", of: "BSM1", "bsmFrame.secMark", .integer(65_535)),
    Fault("bsm-sec-mark-age", of: "BSM1") {
      if $0.index == 50 { $0.value.set("bsmFrame.secMark", .integer(Int64($0.time - 200))) }
    },
    Fault("bsm-no-elevation", of: "BSM1", "bsmFrame.pos.elevation", .integer(100)),
    Fault("bsm-required-parts", of: "BSM1", "bsmFrame.angle", nil),
    Fault("bsm-required-parts", of: "BSM1", "bsmFrame.brakes.wheelBrakes", nil),
    Fault("bsm-required-parts", of: "BSM1", "bsmFrame.safetyExt.pathPrediction", nil),
    Fault("bsm-required-parts", of: "BSM1", "bsmFrame.safetyExt", nil),
    Fault("bsm-straight-path", of: "BSM1", "bsmFrame.speed", .integer(10)),
    Fault("bsm-straight-path", of: "BSM1", "bsmFrame.safetyExt.pathPrediction.radiusOfCurve", .integer(-26_000)),
    Fault("bsm-straight-path", of: "BSM1", "bsmFrame.safetyExt.pathPrediction.radiusOfCurve", .integer(32_767)),
    Fault("bsm-no-initial-position", of: "BSM1") { message in
      let place = message.value.at("bsmFrame.pos") ?? .sequence([])
      let offset = SchemaValue.sequence([
        .init(
          "offsetLL", .choice(.init("position-LL1", .sequence([.init("lon", .integer(1)), .init("lat", .integer(1))]))))
      ])
      let crumbs = SchemaValue.list([.sequence([.init("llvOffset", offset), .init("timeOffset", .integer(10))])])
      message.value.set(
        "bsmFrame.safetyExt.pathHistory",
        .sequence([.init("initialPosition", .sequence([.init("pos", place)])), .init("crumbData", crumbs)]))
    },
    Fault("wheel-brakes-unavailable-alone", of: "BSM1", "bsmFrame.brakes.wheelBrakes", .bits("11000")),
    Fault("lights-all-zero", of: "BSM1", "bsmFrame.safetyExt.lights", .bits("000000000")),
    Fault("emergency-extension-idle", of: "BSM1", "bsmFrame.emergencyExt.sirenUse", .enumerated("notInUse")),
    Fault("value-ranges", of: "BSM1", "bsmFrame.speed", .integer(6000)),
    Fault("value-ranges", of: "BSM1", "bsmFrame.size.width", .integer(0)),
    Fault("value-ranges", of: "BSM1") {
      $0.value.set("bsmFrame.pos.lat", .integer(0))
      $0.value.set("bsmFrame.pos.long", .integer(0))
    },
    Fault("value-ranges", of: "RSM", "rsmFrame.participants.[1].speed", .integer(6000)),
    Fault("value-ranges", of: "RSM", "rsmFrame.refPos", nowhere),
    Fault("value-ranges", of: "RSM", "rsmFrame.refPos", unknown),
    Fault(
      "value-ranges", of: "RSM", "rsmFrame.participants.[1].pos.offsetLL",
      .choice(
        .init(
          "position-LatLon",
          .sequence([.init("lon", .integer(1_800_000_001)), .init("lat", .integer(900_000_001))])))),
    Fault("value-ranges", of: "MAP", "mapFrame.nodes.[0].refPos", unknown),
    Fault("value-ranges", of: "RSI", "rsiFrame.refPos", nowhere),
  ]

  /// In the Gulf of Guinea, and unavailable.
  private static let nowhere = SchemaValue.sequence([.init("lat", .integer(0)), .init("long", .integer(0))])
  private static let unknown = SchemaValue.sequence([
    .init("lat", .integer(900_000_001)), .init("long", .integer(1_800_000_001)),
  ])

  static let ofRoadside = [
    Fault("rsm-describes-itself", of: "RSM", "rsmFrame.participants.[0]", nil),
    Fault("rsm-participant-numbers", of: "RSM", "rsmFrame.participants.[1].ptcId", .integer(256)),
    Fault("rsm-participant-numbers", of: "RSM", "rsmFrame.participants.[1].ptcId", .integer(2)),
    Fault("rsm-bsm-identity", of: "RSM", "rsmFrame.participants.[2].id", nil),
    Fault("rsm-bsm-identity", of: "RSM", "rsmFrame.participants.[2].id", .octets([1, 2, 3, 4, 5, 6, 7, 8])),
    Fault(
      "rsm-offset-range", of: "RSM", "rsmFrame.participants.[1].pos.offsetLL",
      .choice(.init("position-LL5", .sequence([.init("lon", .integer(0)), .init("lat", .integer(120_000))])))),
  ]

  private static let link = "mapFrame.nodes.[0].inLinks.[0]"

  static let ofMaps = [
    Fault("map-phase-has-points", of: "MAP", link + ".points", nil),
    Fault("map-lanes-from-one", of: "MAP", link + ".lanes.[0].laneID", .integer(3))
      .also(link + ".lanes.[0].points", nil)
      .also("mapFrame.nodes.[1].inLinks.[0].lanes.[0].connectsTo.[0].connectingLane.lane", .integer(3)),
    Fault("map-lanes-left-to-right", of: "MAP") { message in
      let (left, right) = ("\(link).lanes.[0].points", "\(link).lanes.[1].points")
      let (first, second) = (message.value.at(left), message.value.at(right))
      message.value.set(left, second)
      message.value.set(right, first)
    },
    Fault("map-link-nodes", of: "MAP") { message in
      guard let link = message.value.at(link) else { return }
      message.value.set("mapFrame.nodes.[0].inLinks", .list([link, link]))
    },
    Fault("map-node-ids", of: "MAP", "mapFrame.nodes.[1].id.region", nil).alsoReferences(),
    Fault(
      "connection-to-nowhere", of: "MAP", link + ".lanes.[0].connectsTo.[0].remoteIntersection.id", .integer(1001)),
    Fault("connection-to-nowhere", of: "MAP", link + ".lanes.[0].connectsTo.[0].connectingLane.lane", .integer(7)),
    Fault("phase-without-lane", of: "SPAT") { message in
      let phases = "spatFrame.intersections.[0].phases"
      guard var added = message.value.at(phases + ".[0]") else { return }
      added.set("id", .integer(9))
      message.value.set(phases, .list((message.value.at(phases)?.elements ?? []) + [added]))
    },
    Fault("lane-without-phase", of: "SPAT", "spatFrame.intersections.[0].phases.[1]", nil),
    Fault("map-speed-limits", of: "MAP", link + ".speedLimits.[0].speed", .integer(3500)),
    Fault("map-widths", of: "MAP", link + ".linkWidth", .integer(0)),
    Fault("map-widths", of: "MAP", link + ".lanes.[0].laneWidth", .integer(0)),
  ]

  private static let state = "spatFrame.intersections.[0].phases.[0].phaseStates.[0]"

  static let ofSignals = [
    Fault("spat-end-order", of: "SPAT", state + ".timing.counting.maxEndTime", .integer(0)),
    Fault(
      "spat-permanent", of: "SPAT",
      "spatFrame.intersections.[1].phases.[0].phaseStates.[0].timing.counting.likelyEndTime", .integer(0)),
    Fault(
      "spat-light-repeats", of: "SPAT", "spatFrame.intersections.[0].phases.[0].phaseStates.[1].light",
      .enumerated("red")),
    Fault("spat-age", of: "SPAT") {
      if $0.index == 50 { $0.value.set("spatFrame.timeStamp", .integer(Int64($0.time - 200))) }
    },
    Fault("spat-countdown-runs", of: "SPAT", state + ".timing.counting.startTime", .integer(5)),
    Fault("spat-countdown-runs", of: "SPAT") {
      for end in ["minEndTime", "likelyEndTime", "maxEndTime"] {
        $0.value.set("\(state).timing.counting.\(end)", .integer(200))
      }
    },
    // The end goes away by as much as time passes.
    Fault("spat-countdown-runs", of: "SPAT") {
      for end in ["minEndTime", "likelyEndTime", "maxEndTime"] {
        $0.value.set("\(state).timing.counting.\(end)", .integer(Int64(100 + $0.index)))
      }
    },
    Fault("spat-age", of: "SPAT") {
      if $0.index == 50 { $0.value.set("spatFrame.intersections.[0].timeStamp", .integer(Int64($0.time - 5000))) }
    },
    Fault("spat-phase-once", of: "SPAT") { message in
      let phases = "spatFrame.intersections.[0].phases"
      guard let all = message.value.at(phases)?.elements, let first = all.first else { return }
      message.value.set(phases, .list(all + [first]))
    },
    Fault("spat-light-lasts", of: "SPAT") {
      if $0.index % 2 == 0 { $0.value.set(state + ".light", .enumerated("yellow")) }
    },
  ]

  static let ofAnnouncements = [
    Fault("rsi-not-empty", of: "RSI", "rsiFrame.rtes", nil),
    Fault("rsi-one-class", of: "SIGNS") { message in
      let event = SchemaValue.sequence([
        .init("rteId", .integer(1)), .init("eventType", .integer(501)), .init("eventSource", .enumerated("police")),
      ])
      message.value.set("rsiFrame.rtes", .list([event]))
    },
    Fault("rsi-has-place", of: "SIGNS", "rsiFrame.rtss.[0].referenceLinks", nil),
    Fault("rsi-numbers-differ", of: "RSI", "rsiFrame.rtes.[1].rteId", .integer(1)),
    Fault("rsi-priority-bits", of: "RSI", "rsiFrame.rtes.[0].priority", .octets([0x61])),
    Fault(
      "rsi-sign-text", of: "SIGNS", "rsiFrame.rtss.[0].description.textGB2312", .octets([0xcf, 0xde, 0xcb, 0xd9])),
    Fault(
      "rsi-sign-code", of: "SIGNS", "rsiFrame.rtss.[0].description.textGB2312",
      .octets([UInt8](repeating: 0xcf, count: 16))),
    Fault("rsi-ends-after-it-begins", of: "RSI") {
      $0.value.set("rsiFrame.rtes.[0].timeDetails.startTime", .integer(Int64(TestCapture.startMinute + 70)))
    },
    Fault("rsi-not-ended", of: "RSI") {
      $0.value.set("rsiFrame.rtes.[0].timeDetails.endTime", .integer(Int64(TestCapture.startMinute - 30)))
    },
    Fault("rsi-minute", of: "RSI", "rsiFrame.moy", .integer(5)),
  ]

  /// The same fault with another change in messages of the same kind.
  func also(_ path: String, _ value: SchemaValue?) -> Fault {
    Fault(rule) { message in
      edit(&message)
      if message.kind == "MAP" { message.value.set(path, value) }
    }
  }

  /// The node without a region goes by that name in links, signals and signs too, so that only its name is wrong.
  func alsoReferences() -> Fault {
    let link = Fault.link
    return Fault(rule) { message in
      edit(&message)
      switch message.kind {
      case "MAP":
        message.value.set(link + ".upstreamNodeId.region", nil)
        message.value.set(link + ".movements.[0].remoteIntersection.region", nil)
        for lane in 0...1 {
          message.value.set("\(link).lanes.[\(lane)].connectsTo.[0].remoteIntersection.region", nil)
        }
      case "SPAT": message.value.set("spatFrame.intersections.[1].intersectionId.region", nil)
      default: break
      }
    }
  }
}

@Suite("the rules of a capture")
struct RuleTests {
  /// The rules that are broken, those of which the sources are not sure too.
  private func failing(_ report: CaptureReport) -> [String] {
    (report.outcomes(of: .fail) + report.outcomes(of: .likelyFault)).map(\.rule.name)
  }

  @Test("where everybody keeps every rule, all pass that the capture can tell")
  func good() throws {
    let report = try TestCapture().report()
    #expect(failing(report).isEmpty, "\(report.lines(named: "good").joined(separator: "\n"))")
    #expect(report.isGood)
    let unclear = report.outcomes(of: .unclear).map(\.rule.name)
    #expect(unclear == ["clock-drift"], "half a minute does not tell a drift")
    let silent = report.outcomes(of: .notApplicable).map(\.rule.name)
    #expect(silent == ["aid-names-message", "period-cam", "period-cpm", "period-vam"])
  }

  @Test(
    "one fault alone breaks its rule alone",
    arguments: Fault.ofReception + Fault.ofStreams + Fault.ofVehicles + Fault.ofMotion + Fault.ofRoadside
      + Fault.ofMaps + Fault.ofSignals + Fault.ofAnnouncements)
  func fault(_ fault: Fault) throws {
    var capture = TestCapture()
    // Only what comes once a second wants a longer one.
    capture.seconds = fault.rule.hasPrefix("period") || ["gaps", "count-wraps-at-127"].contains(fault.rule) ? 30 : 6
    let report = try capture.report(fault.edit)
    #expect(failing(report) == [fault.rule], "\(report.lines(named: fault.rule).prefix(30).joined(separator: "\n"))")
    let outcome = try #require((report.outcomes(of: .fail) + report.outcomes(of: .likelyFault)).first)
    #expect(report.isGood == !outcome.rule.isCertain)
    #expect((1...3).contains(outcome.examples.count))
    for example in outcome.examples {
      #expect(example.packet > 0)
      #expect(!example.text.isEmpty)
    }
  }

  @Test("every rule has a fault that breaks it, but for those of time and of ETSI, which are tried apart")
  func complete() {
    let tried =
      Fault.ofReception + Fault.ofStreams + Fault.ofVehicles + Fault.ofMotion + Fault.ofRoadside + Fault.ofMaps
    let names = Set((tried + Fault.ofSignals + Fault.ofAnnouncements).map(\.rule))
    let untried = Rule.all.map(\.name).filter { !names.contains($0) }
    #expect(untried == ["period-cam", "period-cpm", "period-vam", "clock-drift"])
    #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
  }

  @Test("a clock that gains a millisecond a second drifts, one that stands right does not")
  func drift() throws {
    var capture = TestCapture()
    capture.seconds = 80
    capture.kinds = ["BSM1"]
    #expect(try failing(capture.report()).isEmpty)
    #expect(try capture.report().verdict(try #require(Rule.all.first { $0.name == "clock-drift" })) == .pass)
    let report = try capture.report { message in
      let stated = message.time - TestCapture.age - message.time / 1000
      message.value.set("bsmFrame.secMark", .integer(Int64((stated + 60_000) % 60_000)))
    }
    #expect(failing(report) == ["clock-drift"])
  }

  @Test("an example points at the octet of its field")
  func place() throws {
    let report = try TestCapture(seconds: 6).report { message in
      if message.kind == "BSM1" { message.value.set("bsmFrame.brakes.wheelBrakes", .bits("11000")) }
    }
    let example = try #require(report.outcomes(of: .fail).first?.examples.first)
    #expect(example.field == "bsmFrame.brakes.wheelBrakes")
    #expect(example.packet == 1)
    #expect((20...45).contains(example.octet))
  }

  @Test("the same datagrams give the same report")
  func deterministic() throws {
    let reports = try (0..<2).map { _ in try TestCapture(seconds: 6).report().json(named: "x") }
    #expect(reports[0] == reports[1])
  }

  @Test(
    "a capture without a message is not good, and the report says why", arguments: [[], [[1, 2, 3]]] as [[[UInt8]]])
  func empty(datagrams: [[UInt8]]) throws {
    var grader = CaptureGrader()
    for datagram in datagrams {
      grader.take(datagram, packet: 1, time: TestCapture.start, source: TestCapture.first, port: 53)
    }
    let report = grader.report()
    #expect(!report.isGood)
    let emptiness = try #require(report.emptiness)
    #expect(report.lines(named: "empty").contains(emptiness))
    #expect(try JSONValue(parsing: report.json(named: "empty"))["good"]?.kind == .boolean(false))
  }
}

@Suite("reports")
struct ReportTests {
  private func report() throws -> CaptureReport {
    try TestCapture(seconds: 6).report { message in
      if message.kind == "BSM1" { message.value.set("bsmFrame.pos.elevation", .integer(100)) }
      if message.kind == "RSI", message.index == 3 { message.value.set("rsiFrame.rtes.[0].priority", .octets([0x61])) }
    }
  }

  @Test("for people, what fails most comes first, with the packet and the place, and no line is long")
  func text() throws {
    let lines = try report().lines(named: "capture.pcap")
    let failing = lines.filter { $0.hasPrefix("FAIL") }
    #expect(failing.count == 2)
    #expect(failing[0].contains("bsm-no-elevation"))
    #expect(failing[1].contains("rsi-priority-bits"))
    #expect(lines.contains { $0.contains("packet 1 ") && $0.contains("bsmFrame.pos.elevation") })
    #expect(lines.allSatisfy { $0.count <= 130 })
    #expect(lines.count < 60)
  }

  @Test("for programs, every rule with its verdict and every source")
  func json() throws {
    let json = try JSONValue(parsing: try report().json(named: "a \"b\""))
    #expect(json["capture"]?.text == "a \"b\"")
    guard case .list(let rules) = json["rules"]?.kind, case .list(let sources) = json["sources"]?.kind else {
      Issue.record("there are no rules or sources")
      return
    }
    #expect(rules.map { $0["name"]?.text } == Rule.all.map(\.name))
    #expect(rules.count { $0["verdict"]?.text == "fail" } == 2)
    #expect(sources.map { $0["address"]?.text } == ["10.0.0.11", "10.0.0.12"])
  }
}
