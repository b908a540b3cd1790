/// On the hot path: no allocation.
///
/// Position and velocity along one axis, with their covariance: a Kalman filter with white acceleration as the noise
/// of the process (Bar-Shalom, Li and Kirubarajan, "Estimation with Applications to Tracking and Navigation", 6.2.2).
///
/// The two axes are independent because no message carries a covariance between them; every update is then a scalar
/// one and nothing is ever inverted.
struct AxisState: BitwiseCopyable {
  /// Metres.
  var position: Double
  /// Metres per second.
  var velocity: Double
  /// The variance of the position.
  var positionVariance: Double
  /// The covariance of position and velocity.
  var covariance: Double
  /// The variance of the velocity.
  var velocityVariance: Double

  /// Carries the state `seconds` on; `noise` is the spectral density of the acceleration, m^2/s^3.
  @inline(__always) mutating func predict(by seconds: Double, noise: Double) {
    position += velocity * seconds
    let halfSquare = seconds * seconds * 0.5
    positionVariance +=
      2 * seconds * covariance + seconds * seconds * velocityVariance + noise * seconds * seconds * seconds / 3
    covariance += seconds * velocityVariance + noise * halfSquare
    velocityVariance += noise * seconds
  }

  /// The variance of the position `lag` seconds off the state's time, without noise of the process.
  @inline(__always) func positionVariance(at lag: Double) -> Double {
    positionVariance + 2 * lag * covariance + lag * lag * velocityVariance
  }

  /// Takes in a position measured `lag` seconds off the state's time, which is a measurement of p + lag v.
  /// Returns the square of the normalised innovation and its variance.
  @inline(__always) mutating func update(
    position measured: Double, lag: Double, variance: Double
  ) -> (square: Double, variance: Double) {
    let innovation = measured - position - lag * velocity
    let positionGain = positionVariance + lag * covariance
    let velocityGain = covariance + lag * velocityVariance
    let total = positionGain + lag * velocityGain + variance
    let scaled = innovation / total
    position += positionGain * scaled
    velocity += velocityGain * scaled
    positionVariance -= positionGain * positionGain / total
    covariance -= positionGain * velocityGain / total
    velocityVariance -= velocityGain * velocityGain / total
    return (innovation * scaled, total)
  }

  /// Takes in a measured velocity. Returns the square of the normalised innovation and its variance.
  @inline(__always) mutating func update(
    velocity measured: Double, variance: Double
  ) -> (square: Double, variance: Double) {
    let innovation = measured - velocity
    let total = velocityVariance + variance
    let scaled = innovation / total
    position += covariance * scaled
    velocity += velocityVariance * scaled
    positionVariance -= covariance * covariance / total
    covariance -= covariance * velocityVariance / total
    velocityVariance -= velocityVariance * velocityVariance / total
    return (innovation * scaled, total)
  }

  /// The one Gaussian with the mean and the covariance of a mixture of two, `weight` being that of `other`.
  @inline(__always) func mixed(with other: AxisState, weight: Double) -> AxisState {
    let rest = 1 - weight
    let positionGap = other.position - position
    let velocityGap = other.velocity - velocity
    let spread = weight * rest
    return AxisState(
      position: position + weight * positionGap,
      velocity: velocity + weight * velocityGap,
      positionVariance: rest * positionVariance + weight * other.positionVariance + spread * positionGap * positionGap,
      covariance: rest * covariance + weight * other.covariance + spread * positionGap * velocityGap,
      velocityVariance: rest * velocityVariance + weight * other.velocityVariance + spread * velocityGap * velocityGap)
  }
}
