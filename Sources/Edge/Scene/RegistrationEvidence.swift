import Kernel

/// On the hot path: no allocation.
///
/// The information that one pair of units, or a unit and the anchor, has gathered on the difference of their faults:
/// the parts of a symmetric 3 x 3 matrix (shift east, shift north, clock) and its right-hand side. The matrix is
/// [total, 0, eastClock; 0, total, northClock; eastClock, northClock, clock].
struct RegistrationEvidence: BitwiseCopyable {
  var total = 0.0
  var eastClock = 0.0
  var northClock = 0.0
  var clock = 0.0
  var right: (Double, Double, Double) = (0, 0, 0)

  /// Takes a difference of positions in, which is shift - velocity * clock and noise of a variance.
  mutating func gather(_ difference: LocalVector, velocity: LocalVector, variance: Double) {
    let weight = 1 / variance
    total += weight
    eastClock -= velocity.east * weight
    northClock -= velocity.north * weight
    clock += velocity.squaredLength * weight
    right.0 += difference.east * weight
    right.1 += difference.north * weight
    right.2 -= velocity.dot(difference) * weight
  }

  /// Lets what was gathered count by a share only.
  mutating func fade(to share: Double) {
    total *= share
    eastClock *= share
    northClock *= share
    clock *= share
    right = (right.0 * share, right.1 * share, right.2 * share)
  }
}
