import Interpretation
import Kernel

// How often messages come, how they are counted, and what the clocks behind them are worth.
extension Rule {
  private static let table = "YD/T 3707-2020, AID table"
  static let periodBSM = Rule(
    "period-bsm", "a vehicle sends a BSM every 100 ms: the middle interval is 80 to 120 ms",
    "\(table); SAE J2945/1 for J2735", scope: .all)
  static let periodRSM = Rule(
    "period-rsm", "a unit sends its RSM every 100 ms: the middle interval is 80 to 120 ms", table)
  static let periodSPAT = Rule("period-spat", "a SPAT comes at least every 500 ms", table)
  static let periodMAP = Rule("period-map", "a MAP comes at least every second", table)
  static let periodRSI = Rule(
    "period-rsi",
    "an RSI comes every second, semi-static ones every 500 ms, dynamic ones every 100 ms where the AID says so",
    table)
  static let periodCAM = Rule("period-cam", "a CAM comes every 100 to 1000 ms", "EN 302 637-2, 6.1.3", scope: .all)
  static let periodCPM = Rule("period-cpm", "a CPM comes every 100 to 1000 ms", "TS 103 324, 6.1.2", scope: .all)
  static let periodVAM = Rule("period-vam", "a VAM comes every 100 to 5000 ms", "TS 103 300-3, 6.4", scope: .all)
  static let gaps = Rule(
    "gaps", "fewer than one message in a hundred comes later than three periods after the one before", table,
    scope: .all, allowance: 0.01)
  static let countIncrements = Rule(
    "count-increments",
    "msgCnt goes up by one with each message of a sender and kind, from 127 to 0; lost ones explain steps",
    "T/CSAE 53-2020, DE_MsgCount", scope: .all, allowance: 0.01)
  static let countWraps = Rule(
    "count-wraps-at-127", "msgCnt goes on to 127 before it begins again: it does not twice go from 126 to 0 without it",
    "T/CSAE 53-2020, DE_MsgCount", scope: .all)
  static let clockError = Rule(
    "clock-error", "a sender's clock is not ahead of the capture by more than 50 ms, nor behind by more than a second",
    "T/CSAE 159-2020: times are UTC", scope: .all)
  static let clockDrift = Rule(
    "clock-drift", "a sender's clock does not move by more than 20 ms against the capture's", "no clause",
    scope: .all, isCertain: false)

  static let streamRules = [
    periodBSM, periodRSM, periodSPAT, periodMAP, periodRSI, periodCAM, periodCPM, periodVAM, gaps, countIncrements,
    countWraps, clockError, clockDrift,
  ]
}

extension Stream {
  /// The age below which a clock is taken for ahead, and that above which it is behind, in milliseconds.
  static let earliest = -50
  static let latest = 1000
  /// The age that a message must not reach, in milliseconds.
  static let oldest = 150
  private static let largestDrift = 20
  private static let leastMessages = 20

  /// Judges the whole of the stream, at the end.
  func judge(_ outcomes: inout Outcomes) {
    judgePeriod(&outcomes)
    judgeWrap(&outcomes)
    judgeClock(&outcomes)
  }

  private func judgePeriod(_ outcomes: inout Outcomes) {
    guard let expected else { return }
    guard let median else { return outcomes.leaveOpen(expected.rule) }
    // A fifth on either side where one period is demanded; where a longest is, a tenth beyond it.
    let isExact = expected.shortest == expected.longest
    let range =
      isExact
      ? expected.longest * 8 / 10...expected.longest * 12 / 10 : expected.shortest * 8 / 10...expected.longest * 11 / 10
    outcomes.check(
      expected.rule, range.contains(median), last,
      "\(last.summary.kind)\(last.senderText): every \(median) ms in the middle of \(intervals.count) intervals")
  }

  private func judgeWrap(_ outcomes: inout Outcomes) {
    guard last.countsEachMessage, wrap.early > 0 || wrap.hasLast else { return }
    guard wrap.early > 1 || wrap.hasLast else { return outcomes.leaveOpen(.countWraps) }
    outcomes.check(
      .countWraps, wrap.hasLast, last, at: last.countField,
      "\(last.summary.kind)\(last.senderText): \(wrap.early) times from 126 to 0, never 127")
  }

  private func judgeClock(_ outcomes: inout Outcomes) {
    guard let smallest = clock.smallest else { return }
    judgeAges(smallest, &outcomes)
    guard clock.count >= Stream.leastMessages else {
      outcomes.leaveOpen(.clockError)
      return outcomes.leaveOpen(.clockDrift)
    }
    let side = smallest < 0 ? "ahead of the capture" : "behind the capture"
    outcomes.check(
      .clockError, (Stream.earliest...Stream.latest).contains(smallest), last,
      "\(last.summary.kind)\(last.senderText): at least \(smallest.magnitude) ms \(side)")
    guard let drift = clock.drift else { return outcomes.leaveOpen(.clockDrift) }
    outcomes.check(
      .clockDrift, drift.magnitude <= Stream.largestDrift, last,
      "\(last.summary.kind)\(last.senderText): \(drift) ms from the first third of the capture to the last")
  }

  /// Where the clock is wrong, ages say nothing.
  private func judgeAges(_ smallest: Int, _ outcomes: inout Outcomes) {
    guard let ages else { return }
    if (Stream.earliest...Stream.latest).contains(smallest) {
      outcomes[ages.rule].merge(ages)
    } else {
      outcomes.leaveOpen(ages.rule)
    }
  }
}
