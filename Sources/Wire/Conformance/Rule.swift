/// One thing that a capture is graded by.
public struct Rule: Hashable, Sendable {
  /// To which messages a rule speaks.
  public enum Scope: Hashable, Sendable {
    /// To those of all dialects.
    case all
    /// To those of T/CSAE 53-2020, YD/T 3709-2020 and T/CSAE 157-2020.
    case chinese
  }

  /// The stable name, such as `bsm-no-elevation`.
  public let name: String
  /// What is demanded, as a sentence without a point.
  public let sentence: String
  /// Where it is from.
  public let clause: String
  /// To which messages it speaks.
  public let scope: Scope
  /// The share of what is checked that may fail without the rule failing: radio loses messages, nobody is at fault.
  public let allowance: Double
  /// Whether the sources are sure of it, or reason alone is. What breaks another rule is likely at fault: it is shown,
  /// and no capture is bad for it.
  public let isCertain: Bool

  /// Makes a rule.
  init(
    _ name: String, _ sentence: String, _ clause: String, scope: Scope = .chinese, allowance: Double = 0,
    isCertain: Bool = true
  ) {
    self.name = name
    self.sentence = sentence
    self.clause = clause
    self.scope = scope
    self.allowance = allowance
    self.isCertain = isCertain
  }

  public static func == (left: Rule, right: Rule) -> Bool { left.name == right.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// All rules, in the order of reports.
  public static let all: [Rule] =
    receptionRules + streamRules + vehicleRules + motionRules + roadsideRules + mapRules + linkRules + signalRules
    + announcementRules + validityRules
}
