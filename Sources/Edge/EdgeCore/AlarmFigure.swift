/// What an alarm rests on, in the units in which operators speak of it.
public struct AlarmFigure: Sendable, Equatable {
  /// What was measured, and how.
  public enum Measure: String, CaseIterable, Sendable {
    /// Metres of shift, held against what others see; `degrees` is the direction.
    case shift
    /// Degrees of turn, counter-clockwise, held against what others see.
    case turn
    /// Milliseconds that its clock is ahead, held against what others see.
    case clock
    /// Milliseconds that its clock is ahead at least: its messages come before the times on them.
    case clockAhead
    /// Milliseconds that its messages come after the times on them, at the shortest.
    case clockBehind
    /// Percent of its messages that are refused because their times are too far off.
    case clockRefused
    /// Percent of what it should list that it lists.
    case agreement
    /// Percent of the motion that it tells that is seen in its places.
    case candour
    /// Percent of what it tells of moving road users that it told before to the last digit.
    case repetition
  }

  /// What was measured.
  public var measure: Measure
  /// The figure.
  public var value: Double
  /// One standard deviation of it; nil where it is no estimate.
  public var deviation: Double?
  /// What it must not exceed, or for shares not fall below.
  public var bound: Double
  /// A second figure: degrees clockwise from north of a shift, percent denied of a contradiction.
  public var other: Double?

  /// The figure, its doubt and the bound as a sentence.
  public var sentence: String {
    let doubt = deviation.map { " ± \(AlarmFigure.text($0, digits))" } ?? ""
    let told = AlarmFigure.text(value.magnitude, digits)
    let limit = AlarmFigure.text(bound, measure == .shift || measure == .turn ? 2 : 0)
    switch measure {
    case .shift:
      return "What it tells lies \(told)\(doubt) m \(AlarmFigure.compass(other ?? 0)) of where others see it "
        + "(bound \(limit) m): was it moved, or surveyed wrongly?"
    case .turn:
      return "It is turned by \(told)\(doubt)° \(value > 0 ? "counter-clockwise" : "clockwise"), held against what "
        + "others see (bound \(limit)°): was its mast hit, or its camera set anew?"
    case .clock:
      return "Its clock is \(told)\(doubt) ms \(value > 0 ? "ahead" : "behind"), held against what others see "
        + "(bound \(limit) ms)."
    case .clockAhead:
      return "Its messages come \(told) ms before the times on them: its clock is ahead by that at least "
        + "(bound \(limit) ms)."
    case .clockBehind:
      return "Its messages come \(told) ms or more after the times on them, where "
        + "\(CalibrationWatch.longestWayText) are usual at most: its clock is behind, or they wait on their way (bound \(limit) ms)."
    case .clockRefused:
      return "\(told) % of its messages are refused, since the times on them differ from ours by more than 2 s "
        + "(bound \(limit) ms)."
    case .agreement:
      return "It lists \(told) % of what others see where it should (bound \(limit) %), and others deny "
        + "\(AlarmFigure.text(other ?? 0, 0)) % of what it alone shows: what it alone shows is left out."
    case .candour:
      return "Its picture stands still: its places move by \(told) % of the speeds that it tells "
        + "(bound \(limit) %). What it shows is left out."
    case .repetition:
      return
        "It tells an old picture as if it were new: \(told) % of what it tells of moving road users it told before "
        + "to the last digit (bound \(limit) %). What it shows is left out."
    }
  }

  private var digits: Int { measure == .shift || measure == .turn ? 2 : 0 }

  /// A number with fixed decimals.
  private static func text(_ value: Double, _ digits: Int) -> String {
    let scale = digits == 2 ? 100.0 : 1.0
    let whole = Int(min(1e12, (value.magnitude * scale).rounded()))
    guard digits == 2 else { return "\(whole)" }
    let rest = whole % 100
    return "\(whole / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// The nearest of eight directions.
  private static func compass(_ degrees: Double) -> String {
    let names = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"]
    return names[Int((degrees / 45).rounded()) & 7]
  }
}
