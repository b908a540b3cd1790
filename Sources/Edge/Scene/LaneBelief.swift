import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// The lanes that a track may be on and how probable each is: the forward pass of a hidden Markov model whose states are
/// lanes (map matching after Newson and Krumm, "Hidden Markov map matching through noise and sparseness", ACM GIS 2009,
/// with what connects lanes in the place of ways between far points).
struct LaneBelief: BitwiseCopyable {
  /// How many lanes are kept.
  static let limit = 3

  /// The lanes, the most probable first, -1 where there is none.
  private(set) var lanes = InlineArray<3, Int32>(repeating: -1)
  /// How probable each is; they add up to 1 where there is one.
  private(set) var weights = InlineArray<3, Float>(repeating: 0)
  /// When a lane was last near.
  private(set) var time = Instant(nanoseconds: 0)

  /// How probable the first lane is.
  @inline(__always) var probability: Float { weights[0] }

  /// Seconds after which nothing is known any more of someone who was near no lane.
  private static let memory = 8.0

  /// Forgets what is older than ``memory``; returns the seconds since a lane was last near, nil where none is known.
  @inline(__always) mutating func age(at instant: Instant) -> Double? {
    guard lanes[0] >= 0 else { return nil }
    let seconds = (instant - time).seconds
    guard seconds < Self.memory else {
      self = LaneBelief()
      return nil
    }
    return max(0, seconds)
  }

  /// Takes over the most probable of some candidates, whose weights are not negative and not all zero. Returns the place
  /// of the first among them.
  @inline(__always) mutating func take(
    _ candidates: InlineArray<8, LaneCandidate>, count: Int, at instant: Instant
  ) -> Int {
    time = instant
    var chosen = InlineArray<3, Int>(repeating: -1)
    var sum = 0.0
    for rank in 0..<Self.limit {
      var best = -1
      for place in 0..<count where !(rank > 0 && place == chosen[0]) && !(rank > 1 && place == chosen[1]) {
        if best < 0 || candidates[place].weight > candidates[best].weight { best = place }
      }
      chosen[rank] = best
      if best >= 0 { sum += candidates[best].weight }
    }
    for rank in 0..<Self.limit {
      let place = chosen[rank]
      lanes[rank] = place >= 0 ? candidates[place].lane : -1
      weights[rank] = place >= 0 ? Float(candidates[place].weight / max(sum, 1e-300)) : 0
    }
    return chosen[0]
  }

  /// How probable a lane is by what was known before.
  @inline(__always) func weight(of lane: Int32) -> Double {
    for rank in 0..<Self.limit where lanes[rank] == lane { return Double(weights[rank]) }
    return 0
  }
}

/// A lane that something is near to.
struct LaneCandidate: BitwiseCopyable {
  var lane: Int32 = -1
  /// How badly it fits, by ``LaneIndex/match(_:heading:velocity:variance:kind:at:_:)``.
  var cost = Double.infinity
  /// Metres along the lane, and to the left of its middle.
  var along = 0.0
  var offset = 0.0
  /// Half of its width, metres.
  var halfWidth = 1.75
  /// The cosine of the angle between the heading and the lane.
  var alignment = 1.0
  /// Metres per second to the left of the lane.
  var drift = 0.0
  /// The probability, not normalised.
  var weight = 0.0
}

/// On the hot path: allocates when it is made.
///
/// Which lanes lie beside and behind one another.
struct LaneAdjacency {
  private var left: [Int32] = []
  private var right: [Int32] = []
  private var first: [Int32] = [0]
  private var followers: [Int32] = []

  /// The most followers of all lanes together.
  private static let followerLimit = 1 << 17

  /// Works out the neighbours of the lanes of a map.
  init(_ map: LaneMap) {
    let lookUp = LaneLookUp(map)
    for lane in map.lanes {
      left.append(lookUp.lane(beside: lane, by: -1))
      right.append(lookUp.lane(beside: lane, by: 1))
      for connection in lane.connections where followers.count < Self.followerLimit {
        followers.append(contentsOf: lookUp.lanes(onward: lane, connection))
      }
      first.append(Int32(followers.count))
    }
  }

  /// How a lane is reached from another.
  enum Step { case stay, toLeft, toRight, onward, besideOnward, none }

  /// How `lane` is reached from `origin`; both are lanes of the map.
  @inline(__always) func step(from origin: Int32, to lane: Int32) -> Step {
    if origin == lane { return .stay }
    let place = Int(origin)
    if left[place] == lane { return .toLeft }
    if right[place] == lane { return .toRight }
    var step = Step.none
    for entry in first[place]..<first[place + 1] {
      let follower = followers[Int(entry)]
      if follower == lane { return .onward }
      if left[Int(follower)] == lane || right[Int(follower)] == lane { step = .besideOnward }
    }
    return step
  }
}
