import Interpretation
import Kernel
import SchemaModel

// Whether what a SPAT says of the future makes sense, and comes true.
extension Rule {
  private static let profile = "T/CSAE 159-2020, SPAT"
  static let endOrder = Rule(
    "spat-end-order", "a state ends at the earliest before it likely does, and at the latest after", profile)
  static let permanent = Rule(
    "spat-permanent", "a phase's only state, which nothing follows, ends at 36000 (likely: that is a permanent one)",
    profile)
  static let lightRepeats = Rule("spat-light-repeats", "a phase has each light once", profile)
  static let signalAge = Rule("spat-age", "moy and timeStamp of a SPAT are less than 150 ms ago", profile)
  static let countdownRuns = Rule(
    "spat-countdown-runs", "of the states of a phase that count down one runs (startTime 0), and its end comes nearer",
    profile)

  static let signalRules = [endOrder, permanent, lightRepeats, signalAge, countdownRuns]
}

/// The signals of one source, with what each phase said last.
struct SignalBoard {
  private struct PhaseID: Hashable {
    var node: NodeID
    var phase: Int
  }

  /// A light that says the same end since some time.
  private struct Standing {
    var light: String
    var end: Int
    var since: Instant
  }

  /// So long may a countdown stand.
  private static let patience = Interval.seconds(2)
  /// Time marks from here on are codes: more than an hour, unknown (T/CSAE 53-2020, DE_TimeMark).
  private static let firstCode = 36_000

  private var standing: [PhaseID: Standing] = [:]

  /// Judges a SPAT.
  mutating func judge(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    for (place, signal) in (message.body["intersections"]?.elements ?? []).enumerated() {
      guard let node = NodeID(signal["intersectionId"]) else { continue }
      for (number, phase) in (signal["phases"]?.elements ?? []).enumerated() {
        guard let id = phase["id"]?.number else { continue }
        let path = "intersections.[\(place)].phases.[\(number)]"
        judge(phase, PhaseID(node: node, phase: id), at: path, message, &outcomes)
      }
    }
  }

  private mutating func judge(
    _ phase: SchemaValue, _ id: PhaseID, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    let states = phase["phaseStates"]?.elements ?? []
    let lights = states.map { SignalBoard.light($0) }
    outcomes.check(
      .lightRepeats, Set(lights).count == lights.count, message, at: path + ".phaseStates",
      "phase \(id.phase): \(lights.joined(separator: ", "))")
    for (place, state) in states.enumerated() {
      judgeEnds(of: state, at: "\(path).phaseStates.[\(place)].timing", id, message, &outcomes)
    }
    let counting = states.compactMap { $0["timing"]?["counting"] }
    judgePermanence(states, id, at: path, message, &outcomes)
    guard !counting.isEmpty else { return }
    judgeCountdown(states, id, at: path, message, &outcomes)
  }

  private static func light(_ state: SchemaValue) -> String {
    if case .enumerated(let name) = state["light"] { name } else { "" }
  }

  private func judgeEnds(
    of state: SchemaValue, at path: String, _ id: PhaseID, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    let timing = state["timing"]
    let counting = timing?["counting"]
    guard let part = counting ?? timing?["utcTiming"] else { return }
    let suffix = counting == nil ? "EndUTCTime" : "EndTime"
    let ends = ["min", "likely", "max"].compactMap { part[$0 + suffix]?.number }.filter { $0 < SignalBoard.firstCode }
    // Within the hour the marks of UTC begin again.
    guard counting != nil || (ends.max() ?? 0) - (ends.min() ?? 0) < SignalBoard.firstCode / 2 else { return }
    outcomes.check(
      .endOrder, ends == ends.sorted(), message, at: path,
      "phase \(id.phase): earliest, likely, latest end \(ends.map(String.init).joined(separator: ", "))")
  }

  private func judgePermanence(
    _ states: [SchemaValue], _ id: PhaseID, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    guard states.count == 1, let state = states.first, let counting = state["timing"]?["counting"],
      counting["nextStartTime"] == nil, let end = counting["likelyEndTime"]?.number
    else { return }
    outcomes.check(
      .permanent, end == SignalBoard.firstCode, message, at: path + ".phaseStates.[0].timing",
      "phase \(id.phase): \(SignalBoard.light(state)) alone ends at \(end)")
  }

  private mutating func judgeCountdown(
    _ states: [SchemaValue], _ id: PhaseID, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    // Where one ends just now, the next may start just now.
    let started = states.filter { $0["timing"]?["counting"]?["startTime"]?.number == 0 }
    let lasting = started.filter { $0["timing"]?["counting"]?["likelyEndTime"]?.number != 0 }
    let running = lasting.isEmpty ? started : lasting
    guard running.count == 1, let state = running.first,
      let end = state["timing"]?["counting"]?["likelyEndTime"]?.number
    else {
      return outcomes.check(
        .countdownRuns, false, message, at: path + ".phaseStates", "phase \(id.phase): \(running.count) states run")
    }
    let light = SignalBoard.light(state)
    guard let before = standing[id], before.light == light, before.end == end, end < SignalBoard.firstCode, end > 0
    else {
      standing[id] = Standing(light: light, end: end, since: message.time)
      return outcomes[.countdownRuns].pass()
    }
    let time = message.time - before.since
    outcomes.check(
      .countdownRuns, time <= SignalBoard.patience, message, at: path + ".phaseStates",
      "phase \(id.phase): \(light) ends in \(end / 10).\(end % 10) s since \(time.milliseconds) ms")
  }
}
