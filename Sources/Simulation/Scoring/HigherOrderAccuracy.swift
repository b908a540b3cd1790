/// HOTA: Luiten et al., "HOTA: A higher order metric for evaluating multi-object tracking", International Journal of
/// Computer Vision 129, 2021: how well a run detects, how well it keeps identities, and how near it is, each as the
/// mean over 19 limits of similarity from 0.05 to 0.95.
public struct HigherOrderAccuracy: Sendable, Equatable {
  /// The limits of similarity.
  public static let limits = (1...19).map { Double($0) * 0.05 }
  /// The root of detection times association accuracy, 0...1, at each limit.
  public private(set) var hotaByLimit = [Double](repeating: 0, count: limits.count)
  /// The share of right detections among right, missed and false ones, 0...1, at each limit.
  public private(set) var detectionByLimit = [Double](repeating: 0, count: limits.count)
  /// How much of both whole tracks the pair of a right detection agrees on, 0...1, at each limit.
  public private(set) var associationByLimit = [Double](repeating: 0, count: limits.count)
  /// The mean similarity of right detections, 0...1, at each limit.
  public private(set) var localisationByLimit = [Double](repeating: 0, count: limits.count)

  /// The mean of HOTA over the limits.
  public var hota: Double { Self.mean(hotaByLimit) }
  /// The mean of the detection accuracy (DetA) over the limits.
  public var detection: Double { Self.mean(detectionByLimit) }
  /// The mean of the association accuracy (AssA) over the limits.
  public var association: Double { Self.mean(associationByLimit) }
  /// The mean of the localisation accuracy (LocA) over the limits.
  public var localisation: Double { Self.mean(localisationByLimit) }

  /// Similarities this little below a limit still reach it, so that sums of rounding do not decide.
  private static let rounding = 2.220446049250313e-16

  /// Measures a run.
  public init(_ sequence: TrackSequence) {
    let alignment = Self.alignment(sequence)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: Self.limits.count), count: sequence.pairs.count)
    var right = [Int](repeating: 0, count: Self.limits.count)
    var similarities = [Double](repeating: 0, count: Self.limits.count)
    for moment in sequence.moments {
      for pair in TrackSequence.match(moment, worth: { alignment[$0.number] * $0.similarity }) {
        for (place, limit) in Self.limits.enumerated() where pair.similarity >= limit - Self.rounding {
          counts[pair.number][place] += 1
          right[place] += 1
          similarities[place] += pair.similarity
        }
      }
    }
    let truths = sequence.truthCounts.reduce(0, +)
    let tracks = sequence.trackCounts.reduce(0, +)
    for place in Self.limits.indices {
      detectionByLimit[place] = Double(right[place]) / Double(max(1, truths + tracks - right[place]))
      associationByLimit[place] = Self.association(sequence, counts.map { $0[place] }) / Double(max(1, right[place]))
      localisationByLimit[place] = max(1e-10, similarities[place]) / max(1e-10, Double(right[place]))
      hotaByLimit[place] = (detectionByLimit[place] * associationByLimit[place]).squareRoot()
    }
  }

  /// How well each pair of identities agrees over the whole run: what steers the matching of the single instants.
  private static func alignment(_ sequence: TrackSequence) -> [Double] {
    var shared = [Double](repeating: 0, count: sequence.pairs.count)
    for moment in sequence.moments {
      var ofTruth = [Double](repeating: 0, count: moment.truths.count)
      var ofTrack = [Double](repeating: 0, count: moment.tracks.count)
      for pair in moment.pairs {
        ofTruth[pair.truth] += pair.similarity
        ofTrack[pair.track] += pair.similarity
      }
      for pair in moment.pairs where pair.similarity > 0 {
        shared[pair.number] += pair.similarity / (ofTruth[pair.truth] + ofTrack[pair.track] - pair.similarity)
      }
    }
    return sequence.pairs.indices.map { shared[$0] / (union(sequence, $0) - shared[$0]) }
  }

  /// The sum over right detections of what their pair of identities agrees on.
  private static func association(_ sequence: TrackSequence, _ counts: [Int]) -> Double {
    var sum = 0.0
    for number in counts.indices where counts[number] > 0 {
      let count = Double(counts[number])
      sum += count * count / max(1, union(sequence, number) - count)
    }
    return sum
  }

  private static func union(_ sequence: TrackSequence, _ number: Int) -> Double {
    let pair = sequence.pairs[number]
    return Double(sequence.truthCounts[pair.truth] + sequence.trackCounts[pair.track])
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
