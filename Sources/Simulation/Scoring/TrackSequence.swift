public import Kernel
import RoadModel

/// The true road users and the tracks of a run, instant by instant, as the measures of tracking compare them.
public struct TrackSequence: Sendable {
  /// Somebody at an instant.
  public struct Sight: Sendable {
    /// Who, the same at all instants.
    public var identity: UInt64
    /// Where.
    public var position: LocalPoint

    /// Makes a sight.
    public init(identity: UInt64, position: LocalPoint) {
      self.identity = identity
      self.position = position
    }
  }

  /// A truth and a track that are nearer to one another at an instant than ``reach``.
  struct Pair: Sendable {
    /// The truth's place among the truths of the instant.
    var truth: Int
    /// The track's place among the tracks of the instant.
    var track: Int
    /// The number of this pair of identities in ``TrackSequence/pairs``.
    var number: Int
    /// Metres.
    var distance: Double
    /// From 1 where they agree to 0 at the zero distance and beyond.
    var similarity: Double
  }

  /// What stood at an instant: the numbers of identities, and who is near whom.
  struct Moment: Sendable {
    var truths: [Int]
    var tracks: [Int]
    var pairs: [Pair]
  }

  /// The distance in metres at which a track has nothing in common with a truth.
  public let zeroDistance: Double
  /// The distance in metres up to which pairs are kept, at least the zero distance.
  public let reach: Double
  private(set) var moments: [Moment] = []
  /// At how many instants each truth stands there.
  private(set) var truthCounts: [Int] = []
  /// At how many instants each track stands there.
  private(set) var trackCounts: [Int] = []
  /// The pairs of identities that were ever within reach.
  private(set) var pairs: [(truth: Int, track: Int)] = []
  private var truthNumbers: [UInt64: Int] = [:]
  private var trackNumbers: [UInt64: Int] = [:]
  private var pairNumbers: [PairOfNumbers: Int] = [:]

  private struct PairOfNumbers: Hashable {
    var truth: Int
    var track: Int
  }

  /// Makes an empty sequence.
  ///
  /// - Parameters:
  ///   - zeroDistance: with 4 m a similarity of one half, which ``ClearAccuracy`` and ``IdentityAccuracy`` take for a
  ///     match, stands for 2 m.
  ///   - reach: what ``TrackSetDistance`` needs to know of; its cut-off may not be larger.
  public init(zeroDistance: Double = 4, reach: Double = 5) {
    self.zeroDistance = zeroDistance
    self.reach = max(reach, zeroDistance)
  }

  /// Appends an instant. No identity may stand there twice.
  public mutating func add(truths: [Sight], tracks: [Sight]) {
    let truthPlaces = truths.map { Self.number($0.identity, &truthNumbers, &truthCounts) }
    let trackPlaces = tracks.map { Self.number($0.identity, &trackNumbers, &trackCounts) }
    var found: [Pair] = []
    for (row, truth) in truths.enumerated() {
      for (column, track) in tracks.enumerated() {
        let square = (truth.position - track.position).squaredLength
        guard square < reach * reach else { continue }
        let distance = square.squareRoot()
        found.append(
          Pair(
            truth: row, track: column, number: pairNumber(truthPlaces[row], trackPlaces[column]), distance: distance,
            similarity: max(0, 1 - distance / zeroDistance)))
      }
    }
    moments.append(Moment(truths: truthPlaces, tracks: trackPlaces, pairs: found))
  }

  /// Appends the truths and estimates of an instant.
  mutating func add(truths: [TruthObject], estimates: [SceneObject]) {
    add(
      truths: truths.map { Sight(identity: UInt64($0.vehicle), position: $0.position) },
      tracks: estimates.map { Sight(identity: $0.id.rawValue, position: $0.position) })
  }

  private static func number(_ identity: UInt64, _ numbers: inout [UInt64: Int], _ counts: inout [Int]) -> Int {
    let number = numbers[identity] ?? counts.count
    if number == counts.count {
      numbers[identity] = number
      counts.append(0)
    }
    counts[number] += 1
    return number
  }

  private mutating func pairNumber(_ truth: Int, _ track: Int) -> Int {
    let key = PairOfNumbers(truth: truth, track: track)
    if let known = pairNumbers[key] { return known }
    pairNumbers[key] = pairs.count
    pairs.append((truth, track))
    return pairs.count - 1
  }

  /// The matching of a moment's truths and tracks with the largest sum of `worth`; pairs worth nothing stay apart.
  static func match(_ moment: Moment, worth: (Pair) -> Double) -> [Pair] {
    var edges = [[OptimalMatching.Edge]](repeating: [], count: moment.truths.count)
    for pair in moment.pairs {
      let value = worth(pair)
      if value > 0 { edges[pair.truth].append(OptimalMatching.Edge(column: pair.track, cost: -value)) }
    }
    let matching = OptimalMatching(edges: edges, columnCount: moment.tracks.count)
    return moment.pairs.filter { matching.columnOfRow[$0.truth] == $0.track }
  }
}
