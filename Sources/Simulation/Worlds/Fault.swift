/// What goes wrong on the way from a sensor to the edge, or within a unit, for some time.
public struct Fault: Sendable, CustomStringConvertible {
  /// The kinds of faults.
  public enum Kind: String, CaseIterable, Sendable {
    /// Some messages are held up by as much as 250 ms, so that later ones overtake them.
    case reordering
    /// Some messages come twice.
    case duplication
    /// One message in eight is lost.
    case loss
    /// Nothing of the unit arrives for 0.8 s, again and again.
    case bursts
    /// The unit sends its last scan again and again as it was.
    case freezesWithOldTimes
    /// The unit sends its last scan again and again, each time as if it were new.
    case freezesWithNewTimes
    /// The unit sends what it saw three seconds ago, with the times of then.
    case repeatsWithOldTimes
    /// The unit sends what it saw three seconds ago as if it were new.
    case repeatsWithNewTimes
    /// The unit is switched off and on: it is silent for half a second and numbers anew.
    case restart
    /// The unit takes long bodies for two, one before the other, for a second and a half at a time.
    case splitting
    /// All messages of the unit take 150 ms longer.
    case delay
    /// A sender invents a vehicle where units see that there is none.
    case invention
  }

  /// What goes wrong.
  public var kind: Kind
  /// Which unit, from 0; without meaning for an invention.
  public var unit: Int
  /// Seconds of the world in which it does.
  public var span: ClosedRange<Double>

  /// Makes a fault.
  public init(_ kind: Kind, unit: Int, span: ClosedRange<Double>) {
    self.kind = kind
    self.unit = unit
    self.span = span
  }

  /// Whether it makes false things look true and fresh, so that finding it out takes longer.
  public var isLie: Bool {
    switch kind {
    case .freezesWithNewTimes, .repeatsWithNewTimes, .invention: true
    default: false
    }
  }

  /// Whether the unit tells of an instant what it saw then, all in all. What it misses is not held against the scene
  /// while it does not.
  func blinds(_ unit: Int, at seconds: Double) -> Bool {
    guard unit == self.unit, seconds >= span.lowerBound, seconds <= span.upperBound + 0.5 else { return false }
    switch kind {
    case .reordering, .duplication, .loss, .splitting, .delay, .invention: return false
    case .restart: return seconds < span.lowerBound + 1
    default: return true
    }
  }

  public var description: String {
    let from = Int((span.lowerBound * 10).rounded())
    let to = Int((span.upperBound * 10).rounded())
    let who = kind == .invention ? "" : " of unit \(unit)"
    return "\(kind.rawValue)\(who) from \(from / 10).\(from % 10) s to \(to / 10).\(to % 10) s"
  }
}
