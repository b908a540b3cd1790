import Conformance
import Framing
import Interpretation
import Kernel
import SchemaModel

/// A message of a made-up capture, before it is encoded.
struct TestMessage {
  /// Such as BSM; with the number of its sender for vehicles: BSM1.
  var kind: String
  /// Its number among those of its kind.
  var index: Int
  /// When it is captured, in milliseconds from the start.
  var time: Int
  var source: NetworkAddress
  var value: SchemaValue
  var dialect = MessageDialect.ydt3709_2020
  var header = Encapsulation.Header.bare
  /// Octets behind those of the message, or so many fewer.
  var extra = 0
  var copies = 1
  /// Whether it is not sent at all.
  var isDropped = false
}

/// Half a minute at a junction where everybody keeps every rule: two vehicles, two roadside units, their signals.
struct TestCapture {
  /// 2025-11-20 07:00 UTC, which is minute 465540 of its year.
  static let start = Instant(milliseconds: 1_763_622_000_000)
  static let startMinute = 465_540
  /// How old messages are when they are captured.
  static let age = 30
  static let first = NetworkAddress(10, 0, 0, 11)
  static let second = NetworkAddress(10, 0, 0, 12)
  static let vehicles = ["5645484943303031", "5645484943303032"]

  var seconds = 30
  var kinds = ["BSM1", "BSM2", "RSM", "SPAT", "MAP", "RSI", "SIGNS"]

  /// The report of the capture, each message changed by `edit` before it is sent.
  func report(_ edit: (inout TestMessage) -> Void = { _ in }) throws -> CaptureReport {
    var grader = CaptureGrader()
    var packet = 0
    for var message in try messages() {
      edit(&message)
      guard !message.isDropped else { continue }
      var octets = try message.dialect.encode(message.value)
      octets =
        message.extra < 0
        ? Array(octets.dropLast(-message.extra)) : octets + [UInt8](repeating: 0, count: message.extra)
      let datagram = message.header.octets(around: octets) ?? octets
      for _ in 0..<message.copies {
        packet += 1
        let time = TestCapture.start + Interval.milliseconds(Int64(message.time))
        grader.take(datagram, packet: packet, time: time, source: message.source)
      }
    }
    return grader.report()
  }

  /// All messages in the order of their times.
  func messages() throws -> [TestMessage] {
    var messages: [TestMessage] = []
    for tick in 0..<seconds * 10 {
      let time = 1000 + tick * 100
      for kind in kinds {
        let isSlow = ["MAP", "RSI", "SIGNS"].contains(kind)
        guard !isSlow || tick % 10 == 0 else { continue }
        let index = isSlow ? tick / 10 : tick
        messages.append(
          TestMessage(
            kind: kind, index: index, time: time, source: kind == "SIGNS" ? TestCapture.second : TestCapture.first,
            value: try value(kind, index, TestCapture.stated(time))))
      }
    }
    return messages
  }

  /// The milliseconds of the minute that a message captured at a time states.
  static func stated(_ time: Int) -> Int { (time - age) % 60_000 }

  private func value(_ kind: String, _ index: Int, _ mark: Int) throws -> SchemaValue {
    let (schema, root) = (
      MessageDialect.ydt3709_2020.schema, MessageDialect.ydt3709_2020.root(of: [UInt8](repeating: 0, count: 2)) ?? 0
    )
    let text =
      switch kind {
      case "BSM1": TestCapture.bsm(TestCapture.vehicles[0], index, mark)
      case "BSM2": TestCapture.bsm(TestCapture.vehicles[1], index + 100, mark)
      case "RSM": TestCapture.rsm(index, mark)
      case "SPAT": TestCapture.spat(index, mark)
      case "MAP": TestCapture.map(index)
      case "RSI": TestCapture.event(index)
      default: TestCapture.signs(index)
      }
    return try SchemaValue(json: try JSONValue(parsing: text), as: root, of: schema)
  }

  /// A vehicle that drives north with 10 m/s.
  private static func bsm(_ id: String, _ index: Int, _ mark: Int) -> String {
    """
    {"bsmFrame": {"msgCnt": \(index % 128), "id": "\(id)", "secMark": \(mark),
      "pos": {"lat": \(397_900_000 + index * 90), "long": 1165000000},
      "posAccuracy": {"semiMajor": 20, "semiMinor": 20, "orientation": 0}, "transmission": "forwardGears",
      "speed": 500, "heading": 0, "angle": 0, "accelSet": {"long": 0, "lat": 0, "vert": -127, "yaw": 0},
      "brakes": {"brakePadel": "off", "wheelBrakes": "00000", "traction": "off"},
      "size": {"width": 180, "length": 450}, "vehicleClass": {"classification": 10},
      "safetyExt": {"pathPrediction": {"radiusOfCurve": 500, "confidence": 160}, "lights": "100000000"},
      "emergencyExt": {"sirenUse": "inUse"}}}
    """
  }

  private static func rsm(_ index: Int, _ mark: Int) -> String {
    func participant(_ number: Int, _ type: String, _ source: String, _ id: String) -> String {
      """
      {"ptcType": "\(type)", "ptcId": \(number), "source": "\(source)", \(id.isEmpty ? "" : "\"id\": \"\(id)\", ")
        "secMark": \(mark), "pos": {"offsetLL": {"position-LL3": {"lon": \(number * 100), "lat": 100}}},
        "posConfidence": {"pos": "a1m"}, "speed": 500, "heading": 0, "size": {"width": 180, "length": 450}}
      """
    }
    return """
      {"rsmFrame": {"msgCnt": \(index % 128), "id": "5253553030303031",
        "refPos": {"lat": 397900000, "long": 1165000000}, "participants": [
          \(participant(0, "rsu", "selfinfo", "")), \(participant(1, "motor", "video", "")),
          \(participant(2, "motor", "v2x", vehicles[0]))]}}
      """
  }

  private static func spat(_ index: Int, _ mark: Int) -> String {
    // Red for 20 s, then green for 10; the first is running.
    let left = 300 - index % 300
    func phase(_ number: Int) -> String {
      """
      {"id": \(number), "phaseStates": [
        {"light": "red", "timing": {"counting": {"startTime": 0, "minEndTime": \(max(left - 10, 0)),
          "maxEndTime": \(left + 10), "likelyEndTime": \(left)}}},
        {"light": "protected-green", "timing": {"counting": {"startTime": \(left), "likelyEndTime": \(left + 100)}}}]}
      """
    }
    func signal(_ node: Int, _ phases: [Int]) -> String {
      """
      {"intersectionId": {"region": 110, "id": \(node)}, "status": "0000010000000000", "moy": \(startMinute),
        "timeStamp": \(mark), "phases": [\(phases.map(phase).joined(separator: ", "))]}
      """
    }
    let flashing =
      #"{"id": 3, "phaseStates": [{"light": "flashing-yellow", "timing": {"counting": {"startTime": 0, "likelyEndTime": 36000}}}]}"#
    return """
      {"spatFrame": {"msgCnt": \(index % 128), "moy": \(startMinute), "timeStamp": \(mark), "intersections": [
        \(signal(1001, [1, 2])), {"intersectionId": {"region": 110, "id": 1002}, "status": "0000010000000000",
          "phases": [\(flashing)]}]}}
      """
  }

  private static func map(_ index: Int) -> String {
    // Links along the meridian; the lanes of one that leads north have growing longitudes from left to right.
    func lane(_ number: Int, _ north: Bool, _ remote: Int, _ phase: Int) -> String {
      let side = (north ? 1 : -1) * number * 400
      let points = (north ? [-5000, -200] : [5000, 200]).map {
        "{\"posOffset\": {\"offsetLL\": {\"position-LL3\": {\"lon\": \(side), \"lat\": \($0)}}}}"
      }
      return """
        {"laneID": \(number), "laneWidth": 350, "laneAttributes": {"laneType": {"vehicle": "00000000"}},
          "connectsTo": [{"remoteIntersection": {"region": 110, "id": \(remote)},
            "connectingLane": {"lane": \(number)}, "phaseId": \(phase)}], "points": [\(points.joined(separator: ", "))]}
        """
    }
    func node(_ id: Int, _ other: Int, _ phases: [Int], _ north: Bool) -> String {
      let points = (north ? [-5000, -200] : [5000, 200]).map {
        "{\"posOffset\": {\"offsetLL\": {\"position-LL3\": {\"lon\": 0, \"lat\": \($0)}}}}"
      }
      return """
        {"id": {"region": 110, "id": \(id)}, "refPos": {"lat": 397900000, "long": 1165000000}, "inLinks": [
          {"upstreamNodeId": {"region": 110, "id": \(other)}, "speedLimits": [{"type": "vehicleMaxSpeed", "speed": 833}],
            "linkWidth": 700, "points": [\(points.joined(separator: ", "))],
            "movements": [{"remoteIntersection": {"region": 110, "id": \(other)}, "phaseId": \(phases[0])}],
            "lanes": [\(lane(1, north, other, phases[0])), \(lane(2, north, other, phases.last ?? 0))]}]}
        """
    }
    return """
      {"mapFrame": {"msgCnt": \(index % 128), "timeStamp": \(startMinute), "nodes": [
        \(node(1001, 1002, [1, 2], true)), \(node(1002, 1001, [3], false))]}}
      """
  }

  private static func event(_ index: Int) -> String {
    """
    {"rsiFrame": {"msgCnt": \(index % 128), "moy": \(startMinute), "id": "5253553030303031",
      "refPos": {"lat": 397900000, "long": 1165000000}, "rtes": [
        {"rteId": 1, "eventType": 501, "eventSource": "government", "priority": "60",
          "timeDetails": {"startTime": \(startMinute - 60), "endTime": \(startMinute + 60)}},
        {"rteId": 2, "eventType": 501, "eventSource": "government", "priority": "e0"}]}}
    """
  }

  private static func signs(_ index: Int) -> String {
    // Sixteen characters of a code, then text.
    let code = "32303234303530313030303030303031" + "cfdecbd9"
    return """
      {"rsiFrame": {"msgCnt": \(index % 128), "moy": \(startMinute), "id": "5253553030303032",
        "refPos": {"lat": 397900000, "long": 1165000000}, "rtss": [{"rtsId": 1, "signType": 38,
          "description": {"textGB2312": "\(code)"}, "priority": "20", "referenceLinks": [
            {"upstreamNodeId": {"region": 110, "id": 1001}, "downstreamNodeId": {"region": 110, "id": 1002}}]}]}}
      """
  }
}

extension SchemaValue {
  /// Puts a value at the end of a way such as `bsmFrame.pos.elevation`, `participants.[0]`; nil takes it away.
  mutating func set(_ path: String, _ value: SchemaValue?, as dialect: MessageDialect = .ydt3709_2020) {
    self = changed(path.split(separator: ".").map(String.init)[...], value)
  }

  private func changed(_ path: ArraySlice<String>, _ value: SchemaValue?) -> SchemaValue {
    guard let name = path.first else { return value ?? self }
    let rest = path.dropFirst()
    switch self {
    case .choice(let part):
      return .choice(Component(part.name, part.name == name ? part.value.changed(rest, value) : part.value))
    case .list(var elements):
      guard let index = Int(name.dropFirst().dropLast()) else { return self }
      if rest.isEmpty, value == nil {
        elements.remove(at: index)
      } else {
        elements[index] = elements[index].changed(rest, value)
      }
      return .list(elements)
    case .sequence(var parts):
      if let place = parts.firstIndex(where: { $0.name == name }) {
        if rest.isEmpty, value == nil {
          parts.remove(at: place)
        } else {
          parts[place].value = parts[place].value.changed(rest, value)
        }
      } else if rest.isEmpty, let value {
        parts.append(Component(name, value))
      }
      return .sequence(parts)
    default: return self
    }
  }

  /// What stands at the end of a way.
  func at(_ path: String) -> SchemaValue? {
    path.split(separator: ".").reduce(self) { (value: SchemaValue?, name) in
      if name.hasPrefix("["), let index = Int(name.dropFirst().dropLast()), let elements = value?.elements {
        return elements.indices.contains(index) ? elements[index] : nil
      }
      return value?[String(name)]
    }
  }
}
