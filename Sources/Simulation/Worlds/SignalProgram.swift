/// A fixed programme of signals: phases that follow one another, each letting one group go.
struct SignalProgram: Sendable {
  /// What a group is shown.
  enum Light: Sendable { case red, green, yellow }

  /// One phase: green for a group, then yellow, then red for all.
  struct Phase: Sendable {
    var group: Int
    var green: Double
    var yellow = 3.0
    var clearance = 2.0
    var length: Double { green + yellow + clearance }
  }

  var phases: [Phase]
  /// Seconds into the cycle at the world's start.
  var offset: Double

  /// Seconds of a whole cycle.
  var cycle: Double { phases.reduce(0) { $0 + $1.length } }

  /// The phase at an instant, and the seconds since it began.
  func phase(at seconds: Double) -> (phase: Phase, elapsed: Double)? {
    guard cycle > 0 else { return nil }
    var rest = (seconds + offset) - ((seconds + offset) / cycle).rounded(.down) * cycle
    for phase in phases {
      if rest < phase.length { return (phase, rest) }
      rest -= phase.length
    }
    return phases.last.map { ($0, $0.length) }
  }

  /// What a group is shown at an instant; what has no signal is always free to go.
  func light(of group: Int, at seconds: Double) -> Light {
    guard group >= 0, let now = phase(at: seconds) else { return .green }
    guard now.phase.group == group else { return .red }
    return now.elapsed < now.phase.green ? .green : now.elapsed < now.phase.green + now.phase.yellow ? .yellow : .red
  }

  /// Whether people may begin to cross: green, with most of it still to come.
  func mayStepOff(_ group: Int, at seconds: Double) -> Bool {
    guard group >= 0, let now = phase(at: seconds) else { return true }
    return now.phase.group == group && now.elapsed > 0.5 && now.elapsed < now.phase.green * 0.6
  }
}
