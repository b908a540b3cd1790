public import SchemaModel

/// What is common to messages of all dialects, found by name: which kind, from whom, which number, where and how fast.
public struct MessageSummary: Equatable, Sendable {
  /// What the message is called in short: BSM, SPAT, CAM.
  public var kind: String
  /// Who sends it by its own word, as octets or digits; a pseudonym for vehicles. Empty where it does not say.
  public var sender = ""
  /// Its number among those of its sender and kind, 0...127.
  public var count: Int?
  /// The time within the minute in milliseconds, 0...65535 as on the wire.
  public var secondMark: Int?
  /// Where the sender or what it tells of is, in 1e-7 degrees as on the wire.
  public var latitude: Int?
  public var longitude: Int?

  /// Short names by the names of schemas.
  private static let kinds: [(name: String, short: String)] = [
    ("bsmFrame", "BSM"), ("mapFrame", "MAP"), ("rsmFrame", "RSM"), ("spatFrame", "SPAT"), ("rsiFrame", "RSI"),
    ("TestMsg", "TEST"), ("RTCMcorrections", "RTCM"), ("RoadsideCoordination", "RSC"), ("SensorSharingMsg", "SSM"),
    ("VehIntentionAndRequest", "VIR"), ("PAMData", "PAM"), ("PersonalSafetyMessage", "PSM"), ("CLPMM", "CLPMM"),
    ("VehiclePaymentMessage", "VPM"), ("BasicSafetyMessage", "BSM"), ("MapData", "MAP"), ("SPAT", "SPAT"),
    ("TravelerInformation", "TIM"), ("SignalRequestMessage", "SRM"), ("SignalStatusMessage", "SSM"),
    ("SensorDataSharingMessage", "SDSM"),
  ]

  /// Finds it in a message.
  public init(_ reading: Reading) {
    var body = reading.value
    kind = "?"
    if reading.dialect == .etsiITS {
      kind = MessageSummary.etsiKind(body)
      sender = body["header"].flatMap { ($0["stationID"] ?? $0["stationId"]).flatMap(\.number) }.map(String.init) ?? ""
    } else {
      body = MessageSummary.body(of: body, &kind)
      if kind == "BSM", let core = body["coreData"] { body = core }
      if case .octets(let octets) = body["id"] { sender = octets.hex }
      count = body["msgCnt"].flatMap(\.number)
      secondMark = body["secMark"].flatMap(\.number)
    }
    let place = MessageSummary.position(in: body)
    (latitude, longitude) = (place?.latitude, place?.longitude)
  }

  /// What stands in the frame, and its short name.
  public static func body(of frame: SchemaValue, _ kind: inout String) -> SchemaValue {
    var part = frame
    if case .choice(let outer) = frame { part = .choice(outer) }
    if let inner = frame["msgFrameExt"]?["value"] ?? frame["value"] { part = inner }
    guard case .choice(let named) = part else { return frame }
    let name = named.name.split(separator: ".").last.map(String.init) ?? named.name
    kind = kinds.first { $0.name == name }?.short ?? name
    return named.value
  }

  private static func etsiKind(_ message: SchemaValue) -> String {
    let header = message["header"]
    switch (header?["messageID"] ?? header?["messageId"])?.number {
    case 1: return "DENM"
    case 2: return "CAM"
    case 4: return "SPATEM"
    case 5: return "MAPEM"
    case 14: return "CPM"
    case 16: return "VAM"
    case let number: return number.map { "message \($0)" } ?? "?"
    }
  }

  /// The first place in the message, from the outside in.
  private static func position(in value: SchemaValue) -> (latitude: Int, longitude: Int)? {
    var waiting = [value]
    var looked = 0
    while let next = waiting.first, looked < 200 {
      waiting.removeFirst()
      looked += 1
      if let latitude = (next["lat"] ?? next["latitude"])?.number,
        let longitude = (next["long"] ?? next["longitude"])?.number
      {
        return (latitude, longitude)
      }
      switch next {
      case .sequence(let parts): waiting += parts.map(\.value)
      case .choice(let part): waiting.append(part.value)
      case .list(let elements): waiting += elements.prefix(1)
      default: break
      }
    }
    return nil
  }
}

extension SchemaValue {
  /// The number, where it is one.
  public var number: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
  /// The elements, where it is a list; of other values none.
  public var elements: [SchemaValue] { if case .list(let elements) = self { elements } else { [] } }
}
