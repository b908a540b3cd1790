import Interpretation
import SchemaModel

// What roadside units announce: events and signs.
extension Rule {
  private static let profile = "T/CSAE 159-2020, RSI"
  static let notEmpty = Rule("rsi-not-empty", "an RSI has events or signs", profile)
  static let oneClass = Rule(
    "rsi-one-class", "an RSI carries one class alone: signs are static, events are not", "YD/T 3707-2020, AID table")
  static let hasPlace = Rule("rsi-has-place", "a sign has a path or a link for which it holds", profile)
  static let numbersDiffer = Rule(
    "rsi-numbers-differ", "within an RSI the numbers of events differ, and those of signs", profile)
  static let priorityBits = Rule(
    "rsi-priority-bits", "a priority stands in the three high bits, the others are zero",
    "T/CSAE 53-2020, DE_RSIPriority")
  static let signText = Rule(
    "rsi-sign-text", "a sign's description is GB 2312 and has room for the sixteen characters of GB/T 30699", profile)
  static let signCode = Rule(
    "rsi-sign-code",
    "a sign's description begins with sixteen characters of GB/T 30699: letters, digits, hyphens", profile,
    isCertain: false)

  static let announcementRules = [notEmpty, oneClass, hasPlace, numbersDiffer, priorityBits, signText, signCode]
}

enum Announcement {
  /// Judges an RSI.
  static func judge(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    KnownPlace.judge(message.body["refPos"], at: "refPos", message, &outcomes)
    let events = message.body["rtes"]?.elements ?? []
    let signs = message.body["rtss"]?.elements ?? []
    outcomes.check(.notEmpty, !events.isEmpty || !signs.isEmpty, message, "neither events nor signs")
    outcomes.check(
      .oneClass, events.isEmpty || signs.isEmpty, message, "\(events.count) events and \(signs.count) signs")
    let numbers = [events.compactMap { $0["rteId"]?.number }, signs.compactMap { $0["rtsId"]?.number }]
    outcomes.check(
      .numbersDiffer, numbers.allSatisfy { Set($0).count == $0.count }, message,
      "numbers \(numbers.joined().map(String.init).joined(separator: ", "))")
    for (place, event) in events.enumerated() { judgePriority(event, at: "rtes.[\(place)]", message, &outcomes) }
    for (place, sign) in signs.enumerated() {
      let path = "rtss.[\(place)]"
      judgePriority(sign, at: path, message, &outcomes)
      outcomes.check(
        .hasPlace, sign["referencePaths"] != nil || sign["referenceLinks"] != nil, message, at: path,
        "neither path nor link")
      if let description = sign["description"] { judgeText(description, at: path + ".description", message, &outcomes) }
    }
  }

  private static func judgePriority(
    _ part: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    guard case .octets(let octets) = part["priority"] else { return }
    outcomes.check(
      .priorityBits, octets.allSatisfy { $0 & 0x1f == 0 }, message, at: path + ".priority", "0x\(octets.hex)")
  }

  private static func judgeText(
    _ description: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    guard case .octets(let octets) = description["textGB2312"] else {
      return outcomes.check(.signText, false, message, at: path, "a textString")
    }
    let code = octets.prefix(SignCode.length)
    outcomes.check(.signText, code.count == SignCode.length, message, at: path, "\(code.count) octets")
    guard code.count == SignCode.length else { return }
    outcomes.check(
      .signCode, SignCode.isLikely(code), message, at: path, "it begins with \(Array(code).hex)")
  }
}
