import RoadModel

/// On the hot path: no allocation.
///
/// What a road user is: a score for each kind, the discounted number of times it was told. Sensors keep to a wrong
/// class for seconds, so the scores are votes and not probabilities of independent tellings.
struct KindBelief: BitwiseCopyable {
  private var scores = InlineArray<8, Float>(repeating: 0)
  /// The kind with the highest score; unknown where none was told.
  private(set) var best = ParticipantKind.unknown

  /// The votes that are remembered at most.
  private static let memory: Float = 40

  /// Takes a telling in; `weight` is 1 for a unit and more for the road user itself.
  @inline(__always) mutating func vote(_ kind: ParticipantKind, weight: Float) {
    guard kind != .unknown else { return }
    let told = Int(kind.rawValue)
    scores[told] += weight
    if scores[told] > Self.memory {
      for place in 0..<8 { scores[place] *= 0.5 }
    }
    if scores[told] > scores[Int(best.rawValue)] || best == .unknown { best = kind }
  }

  /// What it costs to believe that a telling of `kind` speaks of this road user.
  @inline(__always) func mismatch(with kind: ParticipantKind) -> Double {
    if kind == best || kind == .unknown || best == .unknown { return 0 }
    if scores[Int(kind.rawValue)] > 1 { return 1 }
    let onFoot = kind == .pedestrian || best == .pedestrian
    return kind.isVulnerable == best.isVulnerable && !onFoot ? 2 : 5
  }
}
