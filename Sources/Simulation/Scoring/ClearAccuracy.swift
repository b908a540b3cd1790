/// MOTA and MOTP: Bernardin and Stiefelhagen, "Evaluating multiple object tracking performance: the CLEAR MOT metrics",
/// EURASIP Journal on Image and Video Processing, 2008: a pair that was matched at the instant before stays matched
/// while it is near.
public struct ClearAccuracy: Sendable, Equatable {
  /// Truths, one an instant, with a track.
  public private(set) var right = 0
  /// Truths, one an instant, without a track.
  public private(set) var missed = 0
  /// Tracks, one an instant, without a truth.
  public private(set) var falses = 0
  /// Times that a truth is matched with another track than when it was last matched.
  public private(set) var switches = 0
  private var similaritySum = 0.0
  private let zeroDistance: Double

  /// One less the share of missed, false and switched ones among the truths (MOTA); at most 1, and it may be negative.
  public var accuracy: Double { Double(right - falses - switches) / Double(max(1, right + missed)) }
  /// The mean similarity of matches (MOTP), 0...1.
  public var precision: Double { similaritySum / Double(max(1, right)) }
  /// The mean distance of matches, metres; 0 where there are none.
  public var meanDistance: Double { right > 0 ? (1 - precision) * zeroDistance : 0 }

  /// Measures a run; a track is near a truth from the similarity `limit` on.
  public init(_ sequence: TrackSequence, limit: Double = 0.5) {
    zeroDistance = sequence.zeroDistance
    var lastEver = [Int?](repeating: nil, count: sequence.truthCounts.count)
    var lastInstant = lastEver
    for moment in sequence.moments {
      // An instant without truths or without tracks leaves what was matched before as it was.
      guard !moment.truths.isEmpty, !moment.tracks.isEmpty else {
        falses += moment.tracks.count
        missed += moment.truths.count
        continue
      }
      let matches = TrackSequence.match(moment) { pair in
        guard pair.similarity >= limit - 2.220446049250313e-16 else { return 0 }
        let isKept = lastInstant[moment.truths[pair.truth]] == moment.tracks[pair.track]
        return pair.similarity + (isKept ? 1000 : 0)
      }
      lastInstant = [Int?](repeating: nil, count: lastInstant.count)
      for pair in matches {
        let (truth, track) = (moment.truths[pair.truth], moment.tracks[pair.track])
        if let last = lastEver[truth], last != track { switches += 1 }
        lastEver[truth] = track
        lastInstant[truth] = track
        similaritySum += pair.similarity
      }
      right += matches.count
      missed += moment.truths.count - matches.count
      falses += moment.tracks.count - matches.count
    }
  }
}
