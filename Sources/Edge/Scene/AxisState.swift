/// On the hot path: no allocation.
///
/// Position, velocity and acceleration along one axis, with their covariance: a Kalman filter whose acceleration fades
/// with a time constant and is stirred by white noise (Singer, "Estimating optimal tracking filter performance for
/// manned maneuvering targets", IEEE Trans. Aerospace and Electronic Systems 6, 1970).
///
/// Who brakes goes on braking for a second or two: without an acceleration in the state, the noise that lets a filter
/// follow a braking car is noise in the velocity of one that drives on.
///
/// The two axes are independent because no message carries a covariance between them; every update is then a scalar
/// one and nothing is ever inverted.
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
  /// The covariances of the acceleration with position and velocity, and its variance.
  var positionAcceleration = 0.0
  var velocityAcceleration = 0.0
  var accelerationVariance = 0.0

  /// How a step of time carries a state on; the same for all axes and modes of a road user.
  struct Step: BitwiseCopyable {
    let seconds: Double
    /// What is left of the acceleration, what it adds to the velocity, and to the position.
    let kept: Double
    let intoVelocity: Double
    let intoPosition: Double
    /// What noise of the jerk of density 1 adds to each element of the covariance.
    let noise: (pp: Double, pv: Double, pa: Double, vv: Double, va: Double, aa: Double)

    /// A step of at most some seconds; `persistence` is the time constant of the acceleration in seconds.
    @inline(__always) init(seconds: Double, persistence: Double) {
      self.seconds = seconds
      let share = seconds / persistence
      kept = QuickMath.exp(-share)
      // Series where the closed form would cancel.
      if share < 0.25 {
        intoVelocity = seconds * (1 - share * (0.5 - share * (1.0 / 6 - share * (1.0 / 24))))
        intoPosition = seconds * seconds * (0.5 - share * (1.0 / 6 - share * (1.0 / 24 - share * (1.0 / 120))))
      } else {
        intoVelocity = persistence * (1 - kept)
        intoPosition = persistence * (seconds - intoVelocity)
      }
      let acting = persistence * 0.5 * (1 - kept * kept)
      let square = intoVelocity * intoVelocity
      noise = (
        pp: intoPosition * intoPosition * seconds * 0.2, pv: intoPosition * intoVelocity * seconds * 0.25,
        pa: intoPosition * intoVelocity * (1.0 / 3), vv: square * seconds * (1.0 / 3), va: square * 0.5, aa: acting
      )
    }
  }

  /// Carries the state on.
  @inline(__always) mutating func predict(_ step: Step, _ stir: AxisNoise) {
    let noise = stir.jerk
    let t = step.seconds
    let g = step.intoVelocity
    let h = step.intoPosition
    position += velocity * t + acceleration * h
    velocity += acceleration * g
    acceleration *= step.kept
    let pa = positionAcceleration + t * velocityAcceleration + h * accelerationVariance
    let va = velocityAcceleration + g * accelerationVariance
    let pv = covariance + t * velocityVariance + h * velocityAcceleration + g * pa
    positionVariance +=
      t * (2 * covariance + t * velocityVariance)
      + h * (2 * positionAcceleration + 2 * t * velocityAcceleration + h * accelerationVariance) + noise * step.noise.pp
      + stir.push * t * t * t * (1.0 / 3)
    covariance = pv + noise * step.noise.pv + stir.push * t * t * 0.5
    velocityVariance += g * (velocityAcceleration + va) + noise * step.noise.vv + stir.push * t
    positionAcceleration = step.kept * pa + noise * step.noise.pa
    velocityAcceleration = step.kept * va + noise * step.noise.va
    accelerationVariance = step.kept * step.kept * accelerationVariance + noise * step.noise.aa
  }

  /// The variance of the position `lag` seconds off the state's time, without noise of the process.
  @inline(__always) func positionVariance(at lag: Double) -> Double {
    positionVariance + 2 * lag * covariance + lag * lag * velocityVariance
  }

  /// Takes in a position measured `lag` seconds off the state's time, which is a measurement of p + lag v + lag^2 a / 2.
  /// Returns the square of the normalised innovation and its variance.
  @inline(__always) mutating func update(
    position measured: Double, lag: Double, variance: Double
  ) -> (square: Double, variance: Double) {
    let half = lag * lag * 0.5
    let innovation = measured - position - lag * velocity - half * acceleration
    let p = positionVariance + lag * covariance + half * positionAcceleration
    let v = covariance + lag * velocityVariance + half * velocityAcceleration
    let a = positionAcceleration + lag * velocityAcceleration + half * accelerationVariance
    return correct(innovation, p, v, a, total: p + lag * v + half * a + variance)
  }

  /// Takes in a measured velocity. Returns the square of the normalised innovation and its variance.
  @inline(__always) mutating func update(
    velocity measured: Double, variance: Double
  ) -> (square: Double, variance: Double) {
    correct(
      measured - velocity, covariance, velocityVariance, velocityAcceleration, total: velocityVariance + variance)
  }

  /// Corrects the state by an innovation, whose covariances with position, velocity and acceleration are given, and
  /// whose variance is `total`.
  @inline(__always) private mutating func correct(
    _ innovation: Double, _ p: Double, _ v: Double, _ a: Double, total: Double
  ) -> (square: Double, variance: Double) {
    let inverse = 1 / total
    let scaled = innovation * inverse
    position += p * scaled
    velocity += v * scaled
    acceleration += a * scaled
    let part = p * inverse
    let speed = v * inverse
    positionVariance -= p * part
    covariance -= v * part
    positionAcceleration -= a * part
    velocityVariance -= v * speed
    velocityAcceleration -= a * speed
    accelerationVariance -= a * a * inverse
    return (innovation * scaled, total)
  }

  /// The one Gaussian with the mean and the covariance of a mixture of two, `weight` being that of `other`.
  @inline(__always) func mixed(with other: AxisState, weight: Double) -> AxisState {
    let rest = 1 - weight
    let positionGap = other.position - position
    let velocityGap = other.velocity - velocity
    let accelerationGap = other.acceleration - acceleration
    let spread = weight * rest
    var mixed = AxisState(
      position: position + weight * positionGap,
      velocity: velocity + weight * velocityGap,
      positionVariance: rest * positionVariance + weight * other.positionVariance + spread * positionGap * positionGap,
      covariance: rest * covariance + weight * other.covariance + spread * positionGap * velocityGap,
      velocityVariance: rest * velocityVariance + weight * other.velocityVariance + spread * velocityGap * velocityGap)
    mixed.acceleration = acceleration + weight * accelerationGap
    mixed.positionAcceleration =
      rest * positionAcceleration + weight * other.positionAcceleration + spread * positionGap * accelerationGap
    mixed.velocityAcceleration =
      rest * velocityAcceleration + weight * other.velocityAcceleration + spread * velocityGap * accelerationGap
    mixed.accelerationVariance =
      rest * accelerationVariance + weight * other.accelerationVariance + spread * accelerationGap * accelerationGap
    return mixed
  }

  /// Takes over a share of another axis's doubt.
  @inline(__always) mutating func blendDoubt(with other: AxisState, share: Double) {
    positionVariance += share * (other.positionVariance - positionVariance)
    covariance += share * (other.covariance - covariance)
    velocityVariance += share * (other.velocityVariance - velocityVariance)
    positionAcceleration += share * (other.positionAcceleration - positionAcceleration)
    velocityAcceleration += share * (other.velocityAcceleration - velocityAcceleration)
    accelerationVariance += share * (other.accelerationVariance - accelerationVariance)
  }
}

/// What stirs one axis of one mode.
struct AxisNoise: BitwiseCopyable {
  /// Spectral density of the jerk, m^2/s^5: pedals.
  var jerk: Double
  /// Spectral density of white acceleration, m^2/s^3: what comes and goes within a tenth of a second.
  var push: Double

  /// The variance that it adds to a position within some seconds.
  @inline(__always) func growth(over lag: Double) -> Double {
    let cube = (lag * lag * lag).magnitude
    return cube * (push * (1.0 / 3) + jerk * lag * lag * (1.0 / 20))
  }
}
