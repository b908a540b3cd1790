import Kernel

/// On the hot path: no allocation.
///
/// What the differences of positions between two units, or between a unit and the anchor, have told so far: sums from
/// which the normal equations of both units' faults (shift east, shift north, clock, turn) are put together.
///
/// A unit's raw position is p + shift - v clock + turn J r, with r the arm from the unit to the road user and J r =
/// (-r.north, r.east). One difference d of two units' positions is then the difference of these.
struct RegistrationEvidence: BitwiseCopyable {
  /// The sums that have to do with one unit's arm.
  struct Arm: BitwiseCopyable {
    var east = 0.0
    var north = 0.0
    /// v.east r.north - v.north r.east.
    var againstVelocity = 0.0
    var square = 0.0
    /// r.east d.north - r.north d.east.
    var againstDifference = 0.0

    mutating func gather(_ arm: LocalVector, _ difference: LocalVector, _ velocity: LocalVector, _ weight: Double) {
      east += arm.east * weight
      north += arm.north * weight
      againstVelocity += velocity.cross(arm) * weight
      square += arm.squaredLength * weight
      againstDifference += arm.cross(difference) * weight
    }

    mutating func fade(to share: Double) {
      east *= share
      north *= share
      againstVelocity *= share
      square *= share
      againstDifference *= share
    }
  }

  var total = 0.0
  var velocity = LocalVector.zero
  var squaredVelocity = 0.0
  var difference = LocalVector.zero
  var velocityByDifference = 0.0
  var first = Arm()
  var second = Arm()
  var armProduct = 0.0

  /// Takes a difference in, of the first unit's position less the second's, with the variance of each coordinate.
  mutating func gather(
    _ told: LocalVector, velocity motion: LocalVector, arms: (LocalVector, LocalVector), variance: Double
  ) {
    let weight = 1 / variance
    total += weight
    velocity = velocity + motion * weight
    squaredVelocity += motion.squaredLength * weight
    difference = difference + told * weight
    velocityByDifference += motion.dot(told) * weight
    first.gather(arms.0, told, motion, weight)
    second.gather(arms.1, told, motion, weight)
    armProduct += arms.0.dot(arms.1) * weight
  }

  /// Lets what was gathered count by a share only.
  mutating func fade(to share: Double) {
    total *= share
    velocity = velocity * share
    squaredVelocity *= share
    difference = difference * share
    velocityByDifference *= share
    first.fade(to: share)
    second.fade(to: share)
    armProduct *= share
  }
}
