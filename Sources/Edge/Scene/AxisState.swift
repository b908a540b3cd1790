/// On the hot path: no allocation.
///
/// Position, velocity and acceleration along one axis, with the covariance of the first two.
struct AxisState: BitwiseCopyable {
  /// Metres.
  var position: Double
  /// Metres per second.
  var velocity: Double
  /// Metres per second squared.
  var acceleration = 0.0
  /// The variance of the position.
  var positionVariance: Double
  /// The covariance of position and velocity.
  var covariance: Double
  /// The variance of the velocity.
  var velocityVariance: Double

  /// The variance of the position `lag` seconds off the state's time, without noise of the process.
  @inline(__always) func positionVariance(at lag: Double) -> Double {
    positionVariance + 2 * lag * covariance + lag * lag * velocityVariance
  }
}
