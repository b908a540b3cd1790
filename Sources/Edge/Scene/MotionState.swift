import Kernel

/// On the hot path: no allocation.
///
/// Both modes of an estimate as one Gaussian.
struct MotionState: BitwiseCopyable {
  var axis: LocalVector
  var along: AxisState
  var across: AxisState

  /// Where it is.
  @inline(__always) var position: LocalPoint {
    LocalPoint(
      east: axis.east * along.position - axis.north * across.position,
      north: axis.north * along.position + axis.east * across.position)
  }
  /// Metres per second.
  @inline(__always) var velocity: LocalVector {
    LocalVector(
      east: axis.east * along.velocity - axis.north * across.velocity,
      north: axis.north * along.velocity + axis.east * across.velocity)
  }
  /// The sum of the variances of the coordinates, and of those of the velocity.
  @inline(__always) var positionSpread: Double { along.positionVariance + across.positionVariance }
  @inline(__always) var velocitySpread: Double { along.velocityVariance + across.velocityVariance }

  /// Variances along and across as those to the east and north.
  @inline(__always) func unturned(_ along: Double, _ across: Double) -> LocalVector {
    let east = axis.east * axis.east
    let north = axis.north * axis.north
    return LocalVector(east: east * along + north * across, north: north * along + east * across)
  }
}
