/// IDF1: Ristani et al., "Performance measures and a data set for multi-target, multi-camera tracking", ECCV workshops
/// 2016: each truth is given at most one track for the whole run; what lies outside that pair is wrong.
public struct IdentityAccuracy: Sendable, Equatable {
  /// Truths, one an instant, that are near the track given to them.
  public private(set) var right = 0
  /// Truths, one an instant.
  public private(set) var truths = 0
  /// Tracks, one an instant.
  public private(set) var tracks = 0

  /// The share of tracks that is right (IDP), 0...1.
  public var precision: Double { Double(right) / Double(max(1, tracks)) }
  /// The share of truths that is right (IDR), 0...1.
  public var recall: Double { Double(right) / Double(max(1, truths)) }
  /// The harmonic mean of both (IDF1), 0...1.
  public var f1: Double { 2 * Double(right) / Double(max(1, truths + tracks)) }

  /// Measures a run; a track is near a truth from the similarity `limit` on.
  public init(_ sequence: TrackSequence, limit: Double = 0.5) {
    truths = sequence.truthCounts.reduce(0, +)
    tracks = sequence.trackCounts.reduce(0, +)
    var near = [Int](repeating: 0, count: sequence.pairs.count)
    for moment in sequence.moments {
      for pair in moment.pairs where pair.similarity >= limit { near[pair.number] += 1 }
    }
    var edges = [[OptimalMatching.Edge]](repeating: [], count: sequence.truthCounts.count)
    for (number, pair) in sequence.pairs.enumerated() where near[number] > 0 {
      edges[pair.truth].append(OptimalMatching.Edge(column: pair.track, cost: -Double(near[number])))
    }
    let matching = OptimalMatching(edges: edges, columnCount: sequence.trackCounts.count)
    for (number, pair) in sequence.pairs.enumerated() where matching.columnOfRow[pair.truth] == pair.track {
      right += near[number]
    }
  }
}
