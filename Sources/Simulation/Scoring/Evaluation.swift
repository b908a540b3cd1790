public import Kernel
public import RoadModel

/// Everything that is found out about a published scene by comparing it with the truth.
public struct Evaluation: Sendable {
  /// The comparison instant by instant.
  public private(set) var score: Score
  /// Where the errors come from.
  public private(set) var breakdown: ErrorBreakdown
  /// Who was where, for the measures of tracking.
  public private(set) var sequence: TrackSequence
  /// Whether the published deviations are right.
  public private(set) var consistency = Consistency()
  /// The same by ``ParticipantKind/rawValue`` of the true kind.
  public private(set) var consistencyByKind = [Consistency](
    repeating: Consistency(), count: ParticipantKind.allCases.count)
  /// How long the scene takes to notice who comes and who leaves.
  public private(set) var latency = TrackLatency()
  /// How the run went.
  public private(set) var course: TimeCourse
  /// The distances of matches, metres.
  public private(set) var positionErrors: ErrorHistogram
  /// The differences of velocity of matches, m/s.
  public private(set) var velocityErrors: ErrorHistogram
  /// The first instant that was compared.
  public private(set) var first: Instant?
  /// What someone should look at.
  public private(set) var moments = NotableMoments()
  /// How well the observations of each source agreed with the scene when they came in; what the scene itself counts,
  /// and empty where it tells nothing.
  public var innovations: [InnovationFigures] = []

  /// What came of the forecasts.
  public private(set) var forecastScore = ForecastScore()

  /// Makes an empty evaluation.
  ///
  /// - Parameters:
  ///   - cutOff: the distance in metres from which on an estimate does not belong to a truth.
  ///   - areas: where road users count; none means everywhere.
  public init(cutOff: Double = 5, areas: [ScoredArea] = []) {
    score = Score(cutOff: cutOff, areas: areas)
    breakdown = ErrorBreakdown(units: areas.map(\.center))
    sequence = TrackSequence(reach: cutOff)
    course = TimeCourse(cutOff: cutOff)
    positionErrors = ErrorHistogram(width: 0.1, count: 20)
    velocityErrors = ErrorHistogram(width: 0.1, count: 20)
  }

  /// Compares one instant.
  ///
  /// - Parameters:
  ///   - now: the instant of the truths, which the estimates are predicted to; later than the one before.
  ///   - forecasts: what is expected of the estimates, in their order; none where nothing is.
  public mutating func add(
    truths: [TruthObject], estimates: [SceneObject], forecasts: [Forecast] = [], at now: Instant
  ) {
    first = first ?? now
    let comparison = score.add(truths: truths, estimates: estimates)
    breakdown.add(comparison, truths: truths, estimates: estimates, at: now)
    latency.add(comparison, truths: truths, estimates: estimates, at: now)
    course.add(comparison, truths: truths, estimates: estimates, at: now)
    moments.add(comparison, truths: truths, estimates: estimates, at: now)
    let inside = (comparison.matches.map(\.truth) + comparison.missed).sorted()
    let published = (comparison.matches.map(\.estimate) + comparison.falses).sorted()
    sequence.add(truths: inside.map { truths[$0] }, estimates: published.map { estimates[$0] })
    for (truth, estimate) in comparison.matches { add(truths[truth], estimates[estimate]) }
    forecastScore.add(
      truths: truths, matches: comparison.matches.map { ($0.truth, $0.estimate) }, estimates: estimates,
      forecasts: forecasts, at: now)
  }

  private mutating func add(_ truth: TruthObject, _ estimate: SceneObject) {
    consistency.add(truth, estimate)
    consistencyByKind[Int(truth.kind.rawValue)].add(truth, estimate)
    positionErrors.add(truth.position.distance(to: estimate.position))
    velocityErrors.add((truth.velocity - estimate.velocity).length)
  }
}
