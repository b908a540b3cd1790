import Interpretation
import Kernel
import SchemaModel

// Whether what a SPAT says of the future makes sense, and comes true.
extension Rule {
  private static let profile = "T/CSAE 159-2020, SPAT"
  static let endOrder = Rule(
    "spat-end-order", "a state ends at the earliest before it likely does, and at the latest after", profile)
  static let permanent = Rule(
    "spat-permanent",
    "a phase's only state, which nothing follows, ends at 36000, as a permanent one does; many senders give the current light alone",
    profile, isCertain: false)
  static let lightRepeats = Rule("spat-light-repeats", "a phase has each light once", profile)
  static let phaseOnce = Rule(
    "spat-phase-once", "an intersection has each phase once", "phaseId joins MAP and SPAT")
  static let signalAge = Rule(
    "spat-age", "moy and timeStamp of a SPAT and of its intersections are less than 150 ms ago", profile)
  static let countdownRuns = Rule(
    "spat-countdown-runs",
    "of the states of a phase that count down one runs (startTime 0), and while it does its likely end comes nearer; it may be put off, but not for 2 s without coming nearer in between",
    profile)
  static let lightLasts = Rule(
    "spat-light-lasts", "a phase's light lasts a second at least", "no light of a signal is shorter")

  static let signalRules = [
    endOrder, permanent, lightRepeats, phaseOnce, signalAge, countdownRuns, lightLasts,
  ]
}

/// The signals of one source, with what each phase said last.
struct SignalBoard {
  private struct PhaseID: Hashable {
    var node: NodeID
    var phase: Int
  }

  /// Time marks from here on are codes: more than an hour, unknown (T/CSAE 53-2020, DE_TimeMark).
  private static let firstCode = 36_000

  private var countdowns: [PhaseID: SignalCountdown] = [:]
  /// When each node's last message was made by its own word, to know those that were overtaken on their way.
  private var made: [NodeID: Int64] = [:]

  /// Judges a SPAT.
  mutating func judge(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    for (place, signal) in (message.body["intersections"]?.elements ?? []).enumerated() {
      guard let node = NodeID(signal["intersectionId"]) else { continue }
      let isOvertaken = isOvertaken(message, node)
      var seen: Set<Int> = []
      for (number, phase) in (signal["phases"]?.elements ?? []).enumerated() {
        guard let id = phase["id"]?.number else { continue }
        let path = "intersections.[\(place)].phases.[\(number)]"
        let isFirst = seen.insert(id).inserted
        outcomes.check(.phaseOnce, isFirst, message, at: path, "node \(node): phase \(id) twice")
        judge(phase, PhaseID(node: node, phase: id), at: path, message, &outcomes)
        if isFirst, !isOvertaken { follow(phase, PhaseID(node: node, phase: id), at: path, message, &outcomes) }
      }
    }
  }

  private mutating func isOvertaken(_ message: CheckedMessage, _ node: NodeID) -> Bool {
    guard let age = message.statedAge else { return false }
    let time = message.time.milliseconds - Int64(age)
    // A clock that was set back by more than a minute is another one.
    if let before = made[node], time < before, before - time < 60_000 { return true }
    made[node] = time
    return false
  }

  private func judge(
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
    judgePermanence(states, id, at: path, message, &outcomes)
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

  /// Follows the running light from one message to the next.
  private mutating func follow(
    _ phase: SchemaValue, _ id: PhaseID, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    let states = phase["phaseStates"]?.elements ?? []
    let isCounting = states.contains { $0["timing"]?["counting"] != nil }
    guard let state = isCounting ? SignalBoard.running(states) : states.count == 1 ? states.first : nil else {
      guard isCounting else { return }
      let count = states.count { $0["timing"]?["counting"]?["startTime"]?.number == 0 }
      return outcomes.check(
        .countdownRuns, false, message, at: path + ".phaseStates", "phase \(id.phase): \(count) states run")
    }
    let lasted = countdowns[id, default: SignalCountdown()].take(light: SignalBoard.light(state), at: message.time)
    outcomes.check(
      .lightLasts, lasted.map(SignalCountdown.isLongEnough) ?? true, message, at: path + ".phaseStates",
      "phase \(id.phase): \(SignalBoard.light(state)) after \(lasted?.milliseconds ?? 0) ms of another light")
    guard isCounting else { return }
    let end = state["timing"]?["counting"]?["likelyEndTime"]?.number
    let left = end.flatMap { (1..<SignalBoard.firstCode).contains($0) ? $0 : nil }
    let fault = countdowns[id]?.take(left: left, at: message.time)
    outcomes.check(
      .countdownRuns, fault == nil, message, at: path + ".phaseStates", "phase \(id.phase): \(fault ?? "")")
  }

  /// The state that runs; where one ends just now, the next may start just now.
  private static func running(_ states: [SchemaValue]) -> SchemaValue? {
    let started = states.filter { $0["timing"]?["counting"]?["startTime"]?.number == 0 }
    let lasting = started.filter { $0["timing"]?["counting"]?["likelyEndTime"]?.number != 0 }
    let running = lasting.isEmpty ? started : lasting
    return running.count == 1 ? running.first : nil
  }
}
