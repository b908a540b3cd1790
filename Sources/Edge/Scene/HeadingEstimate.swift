import Kernel

/// On the hot path: no allocation.
///
/// Where the front of a body points and how fast it turns: a Kalman filter with white yaw acceleration.
struct HeadingEstimate: BitwiseCopyable {
  /// A vector of length one.
  var direction: LocalVector
  /// Radians per second, counter-clockwise.
  var rate = 0.0
  /// The variance of the direction, its covariance with the rate, and the rate's variance.
  var variance: Double
  var covariance = 0.0
  var rateVariance = 0.25
  /// The instant that it is for.
  var time: Instant

  /// Carries it on; `noise` is the spectral density of the yaw acceleration, rad^2/s^3.
  @inline(__always) mutating func predict(to instant: Instant, noise: Double) {
    let seconds = min(1, (instant - time).seconds)
    guard seconds > 0 else { return }
    turn(by: rate * seconds)
    variance += seconds * (2 * covariance + seconds * rateVariance) + noise * seconds * seconds * seconds * (1.0 / 3)
    covariance += seconds * rateVariance + noise * seconds * seconds * 0.5
    rateVariance += noise * seconds
    // Nothing goes on turning for long that is not seen to.
    let kept = 1 - min(1, seconds * 0.7)
    rate *= kept
    time = instant
  }

  /// Takes a direction in, told for an instant up to `lag` seconds (zero or less) from the estimate's. Returns the
  /// square of the normalised innovation.
  @inline(__always) mutating func update(_ told: LocalVector, lag: Double, variance measured: Double) -> Double {
    let turned = rate * lag
    let expected = LocalVector(
      east: direction.east - turned * direction.north, north: direction.north + turned * direction.east)
    let innovation = expected.dot(told) > 0 ? expected.cross(told) : (expected.cross(told) > 0 ? 1 : -1)
    let p = variance + lag * covariance
    let r = covariance + lag * rateVariance
    let total = p + lag * r + measured
    let scaled = innovation / total
    turn(by: p * scaled)
    rate += r * scaled
    variance -= p * p / total
    covariance -= p * r / total
    rateVariance -= r * r / total
    return innovation * scaled
  }

  @inline(__always) private mutating func turn(by angle: Double) {
    let sine = angle * (1 - angle * angle * (1.0 / 6))
    let cosine = 1 - angle * angle * (0.5 - angle * angle * (1.0 / 24))
    direction = direction.turned(cosine, sine)
  }
}

extension LocalVector {
  /// A direction of length one turned by an angle of nearly this cosine and sine, its length put right by one step of
  /// Newton's.
  @inline(__always) func turned(_ cosine: Double, _ sine: Double) -> LocalVector {
    let turned = LocalVector(east: cosine * east - sine * north, north: sine * east + cosine * north)
    return turned * (1.5 - 0.5 * turned.squaredLength)
  }
}
