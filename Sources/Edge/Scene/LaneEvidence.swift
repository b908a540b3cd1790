import Kernel

/// On the hot path: no allocation.
///
/// What those who keep to their lanes have told so far of one unit's faults: sums for the normal equations of its shift
/// east, shift north and turn.
///
/// A unit's raw place lies n . (shift + turn J r) to the left of where it should, with n the lane's normal, r the arm
/// from the unit and J r = (-r.north, r.east). Along the lane nothing is told, so that two roads which cross are needed
/// for a whole shift.
struct LaneEvidence: BitwiseCopyable {
  /// The sums of n n', by their elements.
  private(set) var east = 0.0
  private(set) var mixed = 0.0
  private(set) var north = 0.0
  /// The sums of n (n . J r), and of the square of the latter.
  private(set) var turn = LocalVector.zero
  private(set) var squaredTurn = 0.0
  /// The sums of the offset times n, and times n . J r.
  private(set) var offset = LocalVector.zero
  private(set) var turnByOffset = 0.0

  /// What it adds to the information of a shift, both coordinates together.
  @inline(__always) var total: Double { east + north }

  /// Takes in that a raw place lay `offset` metres to the left of a lane's middle; `normal` has length one and points to
  /// the left of the lane, `arm` leads from the unit to the place.
  @inline(__always) mutating func gather(_ offset: Double, normal: LocalVector, arm: LocalVector, weight: Double) {
    let lever = normal.north * arm.east - normal.east * arm.north
    east += weight * normal.east * normal.east
    mixed += weight * normal.east * normal.north
    north += weight * normal.north * normal.north
    turn = turn + normal * (weight * lever)
    squaredTurn += weight * lever * lever
    self.offset = self.offset + normal * (weight * offset)
    turnByOffset += weight * lever * offset
  }

  /// Lets what was gathered count by a share only.
  @inline(__always) mutating func fade(to share: Double) {
    east *= share
    mixed *= share
    north *= share
    turn = turn * share
    squaredTurn *= share
    offset = offset * share
    turnByOffset *= share
  }
}
