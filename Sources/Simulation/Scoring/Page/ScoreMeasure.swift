/// One figure of the page's first table: what it is called, where it stands, and which way is better.
struct ScoreMeasure {
  /// When one value is better than another.
  enum Better {
    case lower
    case higher
    case near(Double)
  }

  var name: String
  var meaning: String
  var places: Int
  var better: Better
  var value: (ScoreFigures) -> Double?

  /// Whether `new` is better than `old`; nil where they are the same at the number of decimals shown.
  func isBetter(_ new: Double, than old: Double) -> Bool? {
    guard Score.decimal(new, places) != Score.decimal(old, places) else { return nil }
    switch better {
    case .lower: return new < old
    case .higher: return new > old
    case .near(let ideal): return (new - ideal).magnitude < (old - ideal).magnitude
    }
  }

  /// What stands on the page, under its headings.
  static var groups: [(title: String, measures: [ScoreMeasure])] {
    [
      ("Scene as a whole", whole), ("Nearness", nearness), ("Completeness", completeness), ("Identity", identity),
      ("Honesty of the stated deviations", honesty), ("Latency", latency),
    ]
  }

  private static var whole: [ScoreMeasure] {
    [
      ScoreMeasure(
        name: "GOSPA, m", meaning: "distances, missed and false in one, mean over the instants", places: 3,
        better: .lower, value: \.gospaMeters),
      ScoreMeasure(
        name: "OSPA(2), m", meaning: "the same of whole tracks in a window; a changed identity costs too", places: 3,
        better: .lower, value: { $0.evaluation?.tracking.ospa2Meters }),
      ScoreMeasure(
        name: "HOTA", meaning: "root of detection times association accuracy", places: 4, better: .higher,
        value: { $0.evaluation?.tracking.hota }),
      ScoreMeasure(
        name: "MOTA", meaning: "1 less missed, false and switched ones, each as share of the truths", places: 4,
        better: .higher, value: { $0.evaluation?.tracking.mota }),
    ]
  }

  private static var nearness: [ScoreMeasure] {
    [
      ScoreMeasure(
        name: "position, RMSE m", meaning: "over all matches", places: 3, better: .lower,
        value: \.all.positionErrorMeters),
      ScoreMeasure(
        name: "velocity, RMSE m/s", meaning: "over all matches", places: 3, better: .lower,
        value: \.all.velocityErrorMetersPerSecond),
      ScoreMeasure(
        name: "position, median m", meaning: "half of the matches are nearer", places: 3, better: .lower,
        value: { $0.evaluation?.positionErrors.median }),
      ScoreMeasure(
        name: "position, 95 % m", meaning: "95 of 100 matches are nearer", places: 3, better: .lower,
        value: { $0.evaluation?.positionErrors.percentile95 }),
      ScoreMeasure(
        name: "velocity, 95 % m/s", meaning: "95 of 100 matches differ less", places: 3, better: .lower,
        value: { $0.evaluation?.velocityErrors.percentile95 }),
      ScoreMeasure(
        name: "MOTP, m", meaning: "mean distance of matches within half the zero distance", places: 3, better: .lower,
        value: { $0.evaluation?.tracking.motpMeters }),
      ScoreMeasure(
        name: "LocA", meaning: "mean similarity of right detections", places: 4, better: .higher,
        value: { $0.evaluation?.tracking.localisationAccuracy }),
    ]
  }

  private static var completeness: [ScoreMeasure] {
    [
      ScoreMeasure(
        name: "missed, %", meaning: "true road users without an estimate", places: 2, better: .lower,
        value: \.all.missedPercent),
      ScoreMeasure(
        name: "false, %", meaning: "estimates without a road user, in percent of the true ones", places: 2,
        better: .lower, value: \.all.falsePercent),
      ScoreMeasure(
        name: "DetA", meaning: "right among right, missed and false ones", places: 4, better: .higher,
        value: { $0.evaluation?.tracking.detectionAccuracy }),
      ScoreMeasure(
        name: "right kind, %", meaning: "matches whose kind is right", places: 1, better: .higher,
        value: \.all.rightKindPercent),
    ]
  }

  private static var identity: [ScoreMeasure] {
    [
      ScoreMeasure(
        name: "identity switches", meaning: "times that a road user's estimate changed", places: 0, better: .lower,
        value: { Double($0.all.switches) }),
      ScoreMeasure(
        name: "IDF1", meaning: "harmonic mean of the next two", places: 4, better: .higher,
        value: { $0.evaluation?.tracking.idf1 }),
      ScoreMeasure(
        name: "IDP", meaning: "estimates that bear the one right identity of their road user", places: 4,
        better: .higher, value: { $0.evaluation?.tracking.identityPrecision }),
      ScoreMeasure(
        name: "IDR", meaning: "road users with their one right identity", places: 4, better: .higher,
        value: { $0.evaluation?.tracking.identityRecall }),
      ScoreMeasure(
        name: "AssA", meaning: "how much of both whole tracks agrees", places: 4, better: .higher,
        value: { $0.evaluation?.tracking.associationAccuracy }),
    ]
  }

  private static var honesty: [ScoreMeasure] {
    [
      ScoreMeasure(
        name: "NEES of position", meaning: "ideal 2; above: overconfident, below: too modest", places: 2,
        better: .near(2), value: { $0.evaluation?.consistency.positionNEES }),
      ScoreMeasure(
        name: "inside the 95 % bound, %", meaning: "positions; ideal 95", places: 1, better: .near(95),
        value: { $0.evaluation?.consistency.positionInsidePercent }),
      ScoreMeasure(
        name: "NEES of velocity", meaning: "ideal 2", places: 2, better: .near(2),
        value: { $0.evaluation?.consistency.velocityNEES }),
      ScoreMeasure(
        name: "inside the 95 % bound, %", meaning: "velocities; ideal 95", places: 1, better: .near(95),
        value: { $0.evaluation?.consistency.velocityInsidePercent }),
    ]
  }

  private static var latency: [ScoreMeasure] {
    [
      ScoreMeasure(
        name: "until found, mean s", meaning: "from coming into the areas to the first estimate", places: 2,
        better: .lower, value: { $0.evaluation?.latency.beginnings.meanSeconds }),
      ScoreMeasure(
        name: "until found, median s", meaning: "", places: 2, better: .lower,
        value: { $0.evaluation?.latency.beginnings.medianSeconds }),
      ScoreMeasure(
        name: "until found, 95 % s", meaning: "", places: 2, better: .lower,
        value: { $0.evaluation?.latency.beginnings.percentile95Seconds }),
      ScoreMeasure(
        name: "never found", meaning: "road users that came and went without an estimate", places: 0, better: .lower,
        value: { ($0.evaluation?.latency.neverFound).map(Double.init) }),
      ScoreMeasure(
        name: "false copy after leaving, mean s", meaning: "how long the estimate of one that left stays", places: 2,
        better: .lower, value: { $0.evaluation?.latency.endings.meanSeconds }),
      ScoreMeasure(
        name: "false copy after leaving, 95 % s", meaning: "", places: 2, better: .lower,
        value: { $0.evaluation?.latency.endings.percentile95Seconds }),
    ]
  }
}
