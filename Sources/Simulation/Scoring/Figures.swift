/// An evaluation in figures, as they stand in a file: names carry their units, shares are 0...1 unless they say percent.
public struct Figures: Codable, Sendable {
  /// The measures of tracking.
  public struct Tracking: Codable, Sendable {
    /// The distance at which the similarity of a track and a truth is zero: it falls evenly from 1.
    public var zeroDistanceMeters: Double
    /// HOTA and its parts.
    public var hota, detectionAccuracy, associationAccuracy, localisationAccuracy: Double
    /// The limits of similarity, and HOTA and its parts at each.
    public var similarityLimits, hotaByLimit, detectionByLimit, associationByLimit: [Double]
    /// IDF1 and its parts.
    public var idf1, identityPrecision, identityRecall: Double
    /// MOTA; MOTP as the mean distance of matches nearer than half the zero distance; switches among those.
    public var mota: Double
    public var motpMeters: Double
    public var identitySwitches: Int
    /// The mean of OSPA(2) and its parameters.
    public var ospa2Meters, ospa2CutOffMeters: Double
    public var ospa2Order, ospa2WindowInstants: Int
  }

  /// Normalised estimation errors squared: the mean would be 2 and 95 % inside if the deviations were right.
  public struct Consistency: Codable, Sendable {
    /// Matches that were compared, and those whose estimate states no deviation.
    public var compared, undetermined: Int
    /// The means.
    public var positionNEES, velocityNEES: Double
    /// The shares inside the 95 % bound.
    public var positionInsidePercent, velocityInsidePercent: Double
  }

  /// How long the scene takes.
  public struct Latency: Codable, Sendable {
    /// From coming into the areas to the first estimate.
    public var beginnings: DurationFigures
    /// From leaving the areas to the end of the estimate.
    public var endings: DurationFigures
    /// Road users that came and never had an estimate, and those that were there from the first instant.
    public var neverFound, alreadyThere: Int
  }

  /// One band of a breakdown; what has no meaning in it is missing.
  public struct Band: Codable, Sendable {
    /// What the band holds.
    public var name: String
    /// Counts.
    public var matches: Int
    public var missed: Int?
    public var falses: Int
    /// Root mean squares.
    public var positionErrorMeters, velocityErrorMetersPerSecond: Double?
    /// Along the direction of travel, and across it.
    public var meanAheadMeters, lagSeconds, alongErrorMeters, acrossErrorMeters: Double?
    /// Missed road users in percent of the true ones.
    public var missedPercent: Double?
  }

  /// The bands of one quantity.
  public struct Group: Codable, Sendable {
    /// The quantity.
    public var title: String
    /// Its bands.
    public var bands: [Band]
  }

  /// One second of the run, with means over its instants.
  public struct Second: Codable, Sendable {
    /// Its beginning, from the run's first instant.
    public var startSeconds: Int
    /// Road users and estimates at an instant.
    public var truths, estimates, missed, falses: Double
    /// In the whole second.
    public var switches: Int
    /// Root mean squares over the matches; missing where there are none.
    public var positionErrorMeters, velocityErrorMetersPerSecond: Double?
    /// GOSPA and OSPA(2).
    public var gospaMeters, ospa2Meters: Double
  }

  /// How often errors occur.
  public struct Histogram: Codable, Sendable {
    /// The width of a bin, in metres or metres per second.
    public var binWidth: Double
    /// Errors in each bin; the last one holds all above.
    public var counts: [Int]
    /// What half, 95 and 99 of 100 errors do not exceed; missing where that lies above the bins.
    public var median, percentile95, percentile99: Double?
  }

  /// A moment to look at.
  public struct Moment: Codable, Sendable {
    /// What happened.
    public var event: NotableMoments.Event
    /// Its beginning, from the run's first instant, and how long it lasted.
    public var startSeconds, durationSeconds: Double
    /// Where it began, from the origin of the truth's metres.
    public var eastMeters, northMeters: Double
    /// What the road user is, or what the estimate claims.
    public var kind: String
    /// The road user's name; of a false estimate the nearest one's.
    public var roadUser: String?
    /// The estimate's identity; of a missed road user the nearest one's.
    public var track: UInt64?
    /// The identity before a switch.
    public var formerTrack: UInt64?
    /// Between the two at the beginning.
    public var distanceMeters: Double?
  }

  /// Where road users count.
  public struct Area: Codable, Sendable {
    /// The unit's place from the origin of the truth's metres, and how far it counts.
    public var eastMeters, northMeters, rangeMeters: Double
  }

  /// The parts.
  public var areas: [Area]
  public var tracking: Tracking
  public var consistency: Consistency
  /// By kind, for kinds with matches.
  public var consistencyByKind: [String: Consistency]
  public var latency: Latency
  public var breakdown: [Group]
  public var positionErrors, velocityErrors: Histogram
  public var course: [Second]
  public var moments: [Moment]
  public var innovations: [InnovationFigures]
  /// What came of the forecasts; nil where there were none.
  public var forecasts: ForecastFigures?

  /// To six decimals, which is more than any of these figures is worth.
  static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}

/// How well the observations of one source agreed with the scene when they came in: the normalised innovation squared.
public struct InnovationFigures: Codable, Sendable, Equatable {
  /// The source.
  public var source: String
  /// Observations that updated a track.
  public var observations: Int
  /// The mean of the normalised innovation squared of positions.
  public var positionNIS: Double
  /// The same of velocities, where the source tells them.
  public var velocityNIS: Double?
  /// What the mean would be if the noise were as large as assumed.
  public var ideal: Double

  /// Makes figures.
  public init(source: String, observations: Int, positionNIS: Double, velocityNIS: Double?, ideal: Double = 2) {
    self.source = source
    self.observations = observations
    self.positionNIS = positionNIS
    self.velocityNIS = velocityNIS
    self.ideal = ideal
  }
}

/// What a score's JSON holds: what ``Score/json`` writes, and the figures of the evaluation.
public struct ScoreFigures: Codable, Sendable {
  /// What is counted for one kind, or for all.
  public struct Tally: Codable, Sendable {
    /// Counts.
    public var truths, matches, missed, `false`, switches: Int
    /// Root mean squares.
    public var positionErrorMeters, velocityErrorMetersPerSecond: Double
    /// Of the true ones; of the matches.
    public var missedPercent, falsePercent, rightKindPercent: Double
  }

  /// What was compared.
  public var instants: Int
  public var cutOffMeters: Double
  /// The mean of GOSPA and of its parts.
  public var gospaMeters, gospaLocalisation, gospaMissed, gospaFalse: Double
  /// All kinds, and each that occurs.
  public var all: Tally
  public var byKind: [String: Tally]
  /// The rest; missing in what older versions wrote.
  public var evaluation: Figures?
}
