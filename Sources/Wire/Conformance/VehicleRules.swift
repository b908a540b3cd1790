import Interpretation
import SchemaModel

// What vehicles say of themselves.
extension Rule {
  private static let profile = "T/CSAE 159-2020 and the on-board profile of YD/T 3709"
  static let secMarkKnown = Rule(
    "bsm-sec-mark-known", "a BSM's secMark is the time of its position, never 61000 or more, which tell of none",
    profile)
  static let secMarkAge = Rule(
    "bsm-sec-mark-age", "a BSM's secMark is the time of its position, less than 150 ms ago", profile)
  static let noElevation = Rule("bsm-no-elevation", "a BSM carries no elevation", profile)
  static let requiredParts = Rule(
    "bsm-required-parts",
    "a BSM has posAccuracy, angle, brakePadel, wheelBrakes, traction, safetyExt and pathPrediction", profile)
  static let straightPath = Rule(
    "bsm-straight-path", "below 1 m/s and beyond a radius of 2500 m the path is straight: radius 32767, confidence 200",
    profile)
  static let noInitialPosition = Rule(
    "bsm-no-initial-position", "a BSM's path history has no initialPosition", profile)
  static let wheelBrakes = Rule(
    "wheel-brakes-unavailable-alone",
    "wheelBrakes says of no wheel that it brakes where it says that it is unavailable",
    "T/CSAE 53-2020, DE_BrakeAppliedStatus")
  static let lightsAllZero = Rule("lights-all-zero", "lights without any that is on are not sent", profile)
  static let emergencyIdle = Rule(
    "emergency-extension-idle", "emergencyExt is sent only while the siren or the light bar is in use", profile)
  static let valueRanges = Rule(
    "value-ranges", "values are possible: slower than 60 m/s, a size, a place that is known", "physics",
    scope: .all)

  static let vehicleRules = [
    secMarkKnown, secMarkAge, noElevation, requiredParts, straightPath, noInitialPosition, wheelBrakes, lightsAllZero,
    emergencyIdle,
    valueRanges,
  ]
}

enum BasicSafety {
  /// Judges a BSM of China's standards.
  static func judge(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    let body = message.body
    outcomes.check(
      .noElevation, body["pos"]?["elevation"] == nil, message, at: "pos.elevation", "elevation is sent")
    if let mark = body["secMark"]?.number {
      outcomes.check(.secMarkKnown, mark < 61_000, message, at: "secMark", "secMark \(mark)\(message.senderText)")
    }
    let missing = missingParts(body)
    outcomes.check(.requiredParts, missing.isEmpty, message, "\(missing.joined(separator: ", ")) missing")
    judgePath(message, &outcomes)
    judgeState(message, &outcomes)
  }

  private static func missingParts(_ body: SchemaValue) -> [String] {
    let parts: [(String, SchemaValue?)] = [
      ("posAccuracy", body["posAccuracy"]), ("angle", body["angle"]), ("brakePadel", body["brakes"]?["brakePadel"]),
      ("wheelBrakes", body["brakes"]?["wheelBrakes"]), ("traction", body["brakes"]?["traction"]),
      ("safetyExt", body["safetyExt"]), ("pathPrediction", body["safetyExt"]?["pathPrediction"]),
    ]
    return parts.filter { $0.1 == nil }.map(\.0)
  }

  private static func judgePath(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    let body = message.body
    if let history = body["safetyExt"]?["pathHistory"] {
      outcomes.check(
        .noInitialPosition, history["initialPosition"] == nil, message, at: "safetyExt.pathHistory.initialPosition",
        "initialPosition is sent")
    } else if body["safetyExt"] != nil {
      outcomes[.noInitialPosition].pass()
    }
    guard let path = body["safetyExt"]?["pathPrediction"], let radius = path["radiusOfCurve"]?.number,
      let confidence = path["confidence"]?.number
    else { return }
    // 50 steps of 0.02 m/s; 25000 of 0.1 m.
    let isSlow = body["speed"]?.number.map { $0 < 50 } ?? false
    guard isSlow || radius.magnitude > 25_000 else { return outcomes[.straightPath].pass() }
    outcomes.check(
      .straightPath, radius == 32_767 && confidence == 200, message, at: "safetyExt.pathPrediction",
      "radius \(radius), confidence \(confidence)\(isSlow ? " below 1 m/s" : "")")
  }

  private static func judgeState(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    let body = message.body
    if case .bits(let bits) = body["brakes"]?["wheelBrakes"] {
      outcomes.check(
        .wheelBrakes, !bits.hasPrefix("1") || !bits.dropFirst().contains("1"), message, at: "brakes.wheelBrakes", bits)
    }
    if case .bits(let bits) = body["safetyExt"]?["lights"] {
      outcomes.check(.lightsAllZero, bits.contains("1"), message, at: "safetyExt.lights", "no light is on")
    } else {
      outcomes[.lightsAllZero].pass()
    }
    guard let emergency = body["emergencyExt"] else { return }
    let siren = name(emergency["sirenUse"]), lights = name(emergency["lightsUse"])
    let isIdle = ["", "unavailable", "notInUse"].contains(siren) && ["", "unavailable", "notInUse"].contains(lights)
    outcomes.check(
      .emergencyIdle, !isIdle, message, at: "emergencyExt",
      "siren \(siren.isEmpty ? "absent" : siren), light bar \(lights.isEmpty ? "absent" : lights)")
  }

  private static func name(_ value: SchemaValue?) -> String {
    if case .enumerated(let name) = value { name } else { "" }
  }

  // MARK: Values of all dialects

  /// Whether values of a BSM are possible, whichever dialect it is of.
  static func judgeValues(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    let prefix = message.body["coreData"] == nil ? "" : "coreData."
    let core = message.body["coreData"] ?? message.body
    let faults = [
      speed(core["speed"]).map { (prefix + "speed", $0) }, size(core["size"]).map { (prefix + "size", $0) },
      place(message).map { ("", $0) },
    ].compactMap { $0 }
    outcomes.check(
      .valueRanges, faults.isEmpty, message, at: faults.first?.0 ?? "", faults.map(\.1).joined(separator: ", "))
  }

  /// 3000 steps of 0.02 m/s are 60 m/s; 8191 is unavailable.
  static func speed(_ value: SchemaValue?) -> String? {
    guard let value = value?.number, value > 3000, value != 8191 else { return nil }
    return "speed \(value / 50) m/s"
  }

  /// A width or length of zero.
  static func size(_ value: SchemaValue?) -> String? {
    guard let value, let width = value["width"]?.number, let length = value["length"]?.number else { return nil }
    return width == 0 || length == 0 ? "width \(width), length \(length)" : nil
  }

  private static func place(_ message: CheckedMessage) -> String? {
    guard let latitude = message.summary.latitude, let longitude = message.summary.longitude else { return nil }
    return KnownPlace.fault(latitude, longitude)
  }
}
