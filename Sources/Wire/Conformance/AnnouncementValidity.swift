import Interpretation
import Kernel
import SchemaModel

// From when to when what a roadside unit announces holds.
extension Rule {
  private static let timeDetails = "T/CSAE 53-2020, DF_RSITimeDetails"
  static let endsAfterBegin = Rule(
    "rsi-ends-after-it-begins", "an event or sign ends after it begins", timeDetails)
  static let notEnded = Rule(
    "rsi-not-ended", "what has ended is not announced any more", "\(timeDetails); no clause forbids it",
    isCertain: false)
  static let announcementMinute = Rule(
    "rsi-minute", "an RSI's moy is of this day: at most a day ago, and not ahead",
    "T/CSAE 53-2020, Msg_RSI; whether it tells of sending or of making is open", isCertain: false)

  static let validityRules = [endsAfterBegin, notEnded, announcementMinute]
}

extension Announcement {
  private static let minute = 60_000
  private static let halfYear = 182 * 24 * 60
  /// Minutes from here on are no time (T/CSAE 53-2020, DE_MinuteOfTheYear).
  private static let noMinute = 527_040

  /// Judges the times of an RSI.
  static func judgeValidity(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    if let minute = message.body["moy"]?.number, let age = message.age(minuteOfYear: minute, secondMark: 0) {
      let isNear = (-2 * Announcement.minute...25 * 60 * Announcement.minute).contains(age)
      let side = age < 0 ? "ahead" : "ago"
      outcomes.check(
        .announcementMinute, isNear, message, at: "moy", "\(age.magnitude / 60_000) minutes \(side)")
    }
    for list in ["rtes", "rtss"] {
      for (place, part) in (message.body[list]?.elements ?? []).enumerated() {
        judge(part["timeDetails"], at: "\(list).[\(place)].timeDetails", message, &outcomes)
      }
    }
  }

  private static func judge(
    _ times: SchemaValue?, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    guard let end = times?["endTime"]?.number, end < noMinute else { return }
    if let start = times?["startTime"]?.number, start < noMinute {
      // What ends more than half a year before it begins ends in the next year.
      outcomes.check(
        .endsAfterBegin, end >= start || start - end > halfYear, message, at: path,
        "it begins in minute \(start) and ends in minute \(end)")
    }
    guard let age = message.age(minuteOfYear: end, secondMark: 0) else { return }
    // The minute that it ends in, and one for the clocks.
    outcomes.check(
      .notEnded, age <= 2 * minute, message, at: path + ".endTime", "ended \(age / minute) minutes ago")
  }
}
