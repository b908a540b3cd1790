/// What a trial found.
public struct TrialReport: Sendable {
  /// What has to hold.
  public enum Invariant: String, CaseIterable, Sendable {
    /// A road user in plain view has a track.
    case missing
    /// It has one and not two.
    case doubled
    /// What is published is there.
    case ghost
    /// Errors are as large as is said.
    case consistency
    /// The order of arrival within a tenth of a second says nothing.
    case order
  }

  /// Something that did not hold.
  public struct Violation: Sendable, CustomStringConvertible {
    /// What.
    public var invariant: Invariant
    /// When, in seconds of the world.
    public var seconds: Double
    /// The number of the road user that it befell, -1 for none.
    public var roadUser: Int
    /// A sentence with what stood near.
    public var text: String
    public var description: String { "\(TrialReport.decimal(seconds)) s, \(invariant.rawValue): \(text)" }
  }

  /// The plan, which gives the same trial again.
  public var plan: TrialPlan
  /// What did not hold, in the order of time.
  public var violations: [Violation] = []
  /// Squared errors over variances and how many: the mean of the two coordinates together is their quotient.
  public var squareSum = 0.0
  public var squareCount = 0
  /// Squared distances of the matches, m^2.
  public var squaredDistance = 0.0
  /// Road users in plain view, one an instant, and those of them that had no estimate.
  public var inView = 0
  public var overlooked = 0
  /// Estimates in plain view that were nobody's, one an instant.
  public var falses = 0
  /// How many messages arrived.
  public var messages = 0
  /// What happened, a line each, where that was asked for.
  public var trace: [String] = []

  /// A report of nothing.
  public init(plan: TrialPlan) { self.plan = plan }

  /// Whether everything held.
  public var holds: Bool { violations.isEmpty }
  /// The mean of squared errors over variances; 2 is ideal.
  public var meanSquare: Double { squareSum / Double(max(1, squareCount)) }
  /// The root of the mean squared distance of matches, metres.
  public var positionError: Double { (squaredDistance / Double(max(1, squareCount))).squareRoot() }

  /// One line of what it was and came to.
  public var summary: String {
    let faults = plan.faults.map(\.description).joined(separator: ", ")
    return
      "seed \(plan.seed): \(plan.kind.rawValue), \(plan.unitCount) units, \(faults.isEmpty ? "no faults" : faults);"
      + " error \(Self.decimal(positionError)) m, NEES \(Self.decimal(meanSquare)), \(overlooked) of \(inView) missing,"
      + " \(falses) false; \(holds ? "holds" : "\(violations.count) violations")"
  }

  /// What the counts come to, as a line.
  public var totals: String {
    "position error \(Self.decimal(positionError)) m, NEES \(Self.decimal(meanSquare)) (2 is ideal); of \(inView) times"
      + " that a road user was in plain view it had no track \(overlooked) times; \(falses) times a track was nobody's;"
      + " \(messages) messages"
  }

  /// Adds the counts of another trial.
  public mutating func add(_ other: TrialReport) {
    squareSum += other.squareSum
    squareCount += other.squareCount
    squaredDistance += other.squaredDistance
    inView += other.inView
    overlooked += other.overlooked
    falses += other.falses
    messages += other.messages
  }

  /// A number with two decimals.
  static func decimal(_ number: Double) -> String {
    guard number.isFinite, number.magnitude < 1e12 else { return "\(number)" }
    let hundredths = Int((number.magnitude * 100).rounded())
    let rest = hundredths % 100
    return "\(number < 0 && hundredths > 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
