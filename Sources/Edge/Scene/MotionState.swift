import Kernel

/// On the hot path: no allocation.
///
/// Both modes of an estimate as one Gaussian. What is in pairs is first along ``axis`` and then across it to the left.
struct MotionState: BitwiseCopyable {
  /// The direction of the first axis, of length one.
  var axis: LocalVector
  var positions: SIMD2<Double>
  var velocities: SIMD2<Float>
  var accelerations: SIMD2<Float>
  var positionVariances: SIMD2<Float>
  var covariances: SIMD2<Float>
  var velocityVariances: SIMD2<Float>

  /// One axis of it.
  @inline(__always) var along: AxisState { axisState(0) }
  @inline(__always) var across: AxisState { axisState(1) }

  @inline(__always) private func axisState(_ lane: Int) -> AxisState {
    AxisState(
      position: positions[lane], velocity: Double(velocities[lane]), acceleration: Double(accelerations[lane]),
      positionVariance: Double(positionVariances[lane]), covariance: Double(covariances[lane]),
      velocityVariance: Double(velocityVariances[lane]))
  }

  /// Where it is.
  @inline(__always) var position: LocalPoint {
    LocalPoint(
      east: axis.east * positions.x - axis.north * positions.y,
      north: axis.north * positions.x + axis.east * positions.y)
  }
  /// Metres per second.
  @inline(__always) var velocity: LocalVector {
    let (ahead, aside) = (Double(velocities.x), Double(velocities.y))
    return LocalVector(
      east: axis.east * ahead - axis.north * aside, north: axis.north * ahead + axis.east * aside)
  }
  /// From where it is expected at a measurement's time to where that puts it; `time` is the state's own.
  @inline(__always) func gap(to measurement: Measurement, from time: Instant) -> LocalVector {
    gap(to: measurement.position, after: (measurement.time - time).seconds)
  }

  /// From where it is expected some seconds after the state's own time to a place.
  @inline(__always) func gap(to place: LocalPoint, after seconds: Double) -> LocalVector {
    place - (position + velocity * seconds)
  }

  /// The sum of the variances of the coordinates, and of those of the velocity.
  @inline(__always) var positionSpread: Double { Double(positionVariances.x + positionVariances.y) }
  @inline(__always) var velocitySpread: Double { Double(velocityVariances.x + velocityVariances.y) }

  /// Variances along and across as those to the east and north.
  @inline(__always) func unturned(_ along: Double, _ across: Double) -> LocalVector {
    let east = axis.east * axis.east
    let north = axis.north * axis.north
    return LocalVector(east: east * along + north * across, north: north * along + east * across)
  }
}
