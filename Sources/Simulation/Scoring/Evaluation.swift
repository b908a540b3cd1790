public import Kernel
public import RoadModel

/// Everything that is found out about a published scene by comparing it with the truth.
public struct Evaluation: Sendable {
  /// The comparison instant by instant.
  public private(set) var score: Score
  /// Where the errors come from.
  public private(set) var breakdown: ErrorBreakdown

  /// Makes an empty evaluation.
  ///
  /// - Parameters:
  ///   - cutOff: the distance in metres from which on an estimate does not belong to a truth.
  ///   - areas: where road users count; none means everywhere.
  public init(cutOff: Double = 5, areas: [ScoredArea] = []) {
    score = Score(cutOff: cutOff, areas: areas)
    breakdown = ErrorBreakdown(units: areas.map(\.center))
  }

  /// Compares one instant.
  ///
  /// - Parameter now: the instant of the truths, which the estimates are predicted to; later than the one before.
  public mutating func add(truths: [TruthObject], estimates: [SceneObject], at now: Instant) {
    let comparison = score.add(truths: truths, estimates: estimates)
    breakdown.add(comparison, truths: truths, estimates: estimates, at: now)
  }
}
