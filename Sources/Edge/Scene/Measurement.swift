import Kernel

/// On the hot path: no allocation.
///
/// What a filter takes in: an observation with its source's faults taken off and its doubts in numbers.
struct Measurement: BitwiseCopyable {
  /// When it was so, on the scene's clock.
  var time: Instant
  /// Where the middle of the body was.
  var position: LocalPoint
  /// The variance of each coordinate that a filter uses.
  var positionVariance: Double
  /// The variance of each coordinate that a single measurement has, for gates; errors that last are in it.
  var gateVariance: Double
  /// Whether there is a velocity.
  var hasVelocity: Bool
  /// Metres per second to the east and north.
  var velocity: LocalVector
  /// The variance of ``velocity`` along ``direction``, and across it.
  var speedVariance: Double
  var courseVariance: Double
  /// Whether it is of someone on foot, whose front need not be where they go.
  var isOnFoot = false
  /// The variance of the motion across, which is none, of what has axles.
  var slipVariance = 0.03
  /// The variance of ``direction``.
  var headingVariance = 0.01
  /// The heading that was told, as a vector of length one: two series of the sine are not worked out twice.
  var direction: LocalVector?

  /// The variances of ``velocity`` along a direction of length one and across it.
  @inline(__always) func velocityVariance(along axis: LocalVector) -> (along: Double, across: Double) {
    guard let direction else { return (speedVariance, courseVariance) }
    let sine = axis.cross(direction)
    let share = sine * sine
    return (
      speedVariance + (courseVariance - speedVariance) * share,
      courseVariance + (speedVariance - courseVariance) * share
    )
  }
}

/// A measurement in a body's axes.
struct BodyMeasurement: BitwiseCopyable {
  var along: Double
  var across: Double
  var positionVariance: Double
  var hasVelocity: Bool
  /// Whether the velocity tells of the motion across too: for what has axles the heading tells that.
  var hasCourse: Bool
  /// How surely it does not move across; counts where ``hasCourse`` does not hold.
  var slipVariance: Double
  var velocityAlong: Double
  var velocityAcross: Double
  var alongVariance: Double
  var acrossVariance: Double

  @inline(__always) init(_ measurement: Measurement, axis: LocalVector) {
    let place = LocalVector(east: measurement.position.east, north: measurement.position.north)
    along = axis.dot(place)
    across = axis.cross(place)
    positionVariance = measurement.positionVariance
    hasVelocity = measurement.hasVelocity
    hasCourse = measurement.isOnFoot || measurement.direction == nil
    slipVariance = measurement.slipVariance
    velocityAlong = axis.dot(measurement.velocity)
    velocityAcross = axis.cross(measurement.velocity)
    let variance = measurement.velocityVariance(along: axis)
    alongVariance = variance.along
    acrossVariance = variance.across
  }
}
