/// OSPA(2): Beard, Vo and Vo, "OSPA(2): Using the OSPA metric to evaluate multi-target tracking performance", ICCAIS 2017,
/// and "A solution for large-scale multi-object tracking", IEEE Transactions on Signal Processing 68, 2020: the distance
/// between the set of true tracks and that of estimated ones within a window of time. It punishes, in metres, what is far
/// off, missed, false, and taken for somebody else.
///
/// The distance of two tracks is the mean over the instants at which either stands in the window, of their distance,
/// cut off at c, and of c where only one of them stands there. Between the two sets it is the OSPA of order p.
public struct TrackSetDistance: Sendable, Equatable {
  /// The cut-off c, metres.
  public let cutOff: Double
  /// The order p, at least 1.
  public let order: Int
  /// How many instants a window has; the first ones of a run have fewer.
  public let window: Int
  /// The distance over the window that ends at each instant, metres, 0...c.
  public private(set) var values: [Double] = []

  /// The mean over the instants, metres.
  public var mean: Double { values.reduce(0, +) / Double(max(1, values.count)) }

  /// Measures a run, whose ``TrackSequence/reach`` is at least `cutOff`; a window has at most 64 instants.
  public init(_ sequence: TrackSequence, cutOff: Double = 5, order: Int = 2, window: Int = 10) {
    self.cutOff = min(cutOff, sequence.reach)
    self.order = max(1, order)
    self.window = min(64, max(1, window))
    for place in sequence.moments.indices {
      let contents = WindowContents(
        sequence, sequence.moments[max(0, place + 1 - self.window)...place], cutOff: self.cutOff)
      values.append(distance(contents))
    }
  }

  private func distance(_ contents: WindowContents) -> Double {
    let larger = max(contents.truths.instants.count, contents.tracks.instants.count)
    guard larger > 0 else { return 0 }
    let alone = power(cutOff)
    var edges = [[OptimalMatching.Edge]](repeating: [], count: contents.truths.instants.count)
    for gain in contents.gains {
      let union = contents.truths.instants[gain.truth] | contents.tracks.instants[gain.track]
      let cost = power(cutOff - gain.sum / Double(union.nonzeroBitCount)) - alone
      edges[gain.truth].append(OptimalMatching.Edge(column: gain.track, cost: cost))
    }
    let matching = OptimalMatching(edges: edges, columnCount: contents.tracks.instants.count)
    var sum = alone * Double(larger)
    for (row, column) in matching.columnOfRow.enumerated() where column != nil {
      sum += edges[row].first { $0.column == column }?.cost ?? 0
    }
    return root(max(0, sum) / Double(larger))
  }

  private func power(_ value: Double) -> Double { (0..<order).reduce(1) { product, _ in product * value } }

  /// The root of the order p, by Newton's steps.
  private func root(_ value: Double) -> Double {
    guard value > 0, order > 1 else { return value }
    if order == 2 { return value.squareRoot() }
    var guess = max(value, 1)
    for _ in 0..<200 {
      let below = (0..<(order - 1)).reduce(1) { product, _ in product * guess }
      let next = guess - (guess - value / below) / Double(order)
      if next == guess { break }
      guess = next
    }
    return guess
  }
}

/// What stands in a window of time.
private struct WindowContents {
  /// Those on one side who stand in the window, in the order of their first instant in it.
  struct Side {
    /// For each of them one bit an instant of the window.
    var instants: [UInt64] = []
    private var places: [Int: Int] = [:]

    /// The place of an identity, a new one where it has none.
    mutating func place(of identity: Int) -> Int {
      if let known = places[identity] { return known }
      places[identity] = instants.count
      instants.append(0)
      return instants.count - 1
    }
  }

  var truths = Side()
  var tracks = Side()
  /// The pairs that are ever nearer than the cut-off: the sum over those instants of what is left to it, metres.
  var gains: [(truth: Int, track: Int, sum: Double)] = []

  init(_ sequence: TrackSequence, _ moments: ArraySlice<TrackSequence.Moment>, cutOff: Double) {
    var places: [Int: Int] = [:]
    for (instant, moment) in moments.enumerated() {
      for truth in moment.truths { truths.instants[truths.place(of: truth)] |= 1 << UInt64(instant) }
      for track in moment.tracks { tracks.instants[tracks.place(of: track)] |= 1 << UInt64(instant) }
      for pair in moment.pairs where pair.distance < cutOff {
        if let known = places[pair.number] {
          gains[known].sum += cutOff - pair.distance
        } else {
          places[pair.number] = gains.count
          let identities = sequence.pairs[pair.number]
          gains.append(
            (truths.place(of: identities.truth), tracks.place(of: identities.track), cutOff - pair.distance))
        }
      }
    }
  }
}
