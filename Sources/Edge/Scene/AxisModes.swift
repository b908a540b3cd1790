/// On the hot path: no allocation.
///
/// Both modes of one axis, quiet in the first lane and manoeuvring in the second: two Kalman filters in step, whose
/// acceleration fades with a time constant and is stirred by white noise (Singer, "Estimating optimal tracking filter
/// performance for manned maneuvering targets", IEEE Trans. Aerospace and Electronic Systems 6, 1970).
///
/// Who brakes goes on braking for a second or two: without an acceleration in the state, the noise that lets a filter
/// follow a braking car is noise in the velocity of one that drives on.
///
/// The two axes are independent because no message carries a covariance between them; every update is then a scalar
/// one and nothing is ever inverted. The two modes go through the same arithmetic, two numbers an instruction.
struct AxisModes: BitwiseCopyable {
  typealias Pair = SIMD2<Double>

  var position: Pair
  var velocity: Pair
  var acceleration: Pair
  var positionVariance: Pair
  var covariance: Pair
  var velocityVariance: Pair
  var positionAcceleration: Pair
  var velocityAcceleration: Pair
  var accelerationVariance: Pair

  /// The two modes.
  init(_ quiet: AxisState, _ manoeuvring: AxisState) {
    position = Pair(quiet.position, manoeuvring.position)
    velocity = Pair(quiet.velocity, manoeuvring.velocity)
    acceleration = Pair(quiet.acceleration, manoeuvring.acceleration)
    positionVariance = Pair(quiet.positionVariance, manoeuvring.positionVariance)
    covariance = Pair(quiet.covariance, manoeuvring.covariance)
    velocityVariance = Pair(quiet.velocityVariance, manoeuvring.velocityVariance)
    positionAcceleration = Pair(quiet.positionAcceleration, manoeuvring.positionAcceleration)
    velocityAcceleration = Pair(quiet.velocityAcceleration, manoeuvring.velocityAcceleration)
    accelerationVariance = Pair(quiet.accelerationVariance, manoeuvring.accelerationVariance)
  }

  /// Carries both on.
  @inline(__always) mutating func predict(_ step: AxisStep, _ stir: AxisNoise) {
    let noise = stir.jerk
    let t = step.seconds
    let g = step.intoVelocity
    let h = step.intoPosition
    position += velocity * t
    position += acceleration * h
    velocity += acceleration * g
    acceleration *= step.kept
    // F P F', by its elements, then Q.
    let fromAcceleration: Pair = accelerationVariance * h
    var pa: Pair = positionAcceleration + velocityAcceleration * t
    let twice: Pair = positionAcceleration + pa
    positionVariance += (covariance * 2 + velocityVariance * t) * t
    positionVariance += (twice + velocityAcceleration * t + fromAcceleration) * h
    pa += fromAcceleration
    let va: Pair = velocityAcceleration + accelerationVariance * g
    covariance += velocityVariance * t
    covariance += velocityAcceleration * h
    covariance += pa * g
    velocityVariance += (velocityAcceleration + va) * g
    positionAcceleration = pa * step.kept
    velocityAcceleration = va * step.kept
    accelerationVariance *= step.kept * step.kept
    positionVariance += noise * step.noise.pp
    positionVariance += stir.push * (t * t * t * (1.0 / 3))
    covariance += noise * step.noise.pv
    covariance += stir.push * (t * t * 0.5)
    velocityVariance += noise * step.noise.vv
    velocityVariance += stir.push * t
    positionAcceleration += noise * step.noise.pa
    velocityAcceleration += noise * step.noise.va
    accelerationVariance += noise * step.noise.aa
  }

  /// Takes in a position measured `lag` seconds off the state's time, which is a measurement of p + lag v + lag^2 a / 2.
  /// Returns the squares of the normalised innovations and their variances.
  @inline(__always) mutating func update(
    position measured: Double, lag: Double, variance: Pair
  ) -> (square: Pair, variance: Pair) {
    if lag == 0 {
      return correct(
        measured - position, positionVariance, covariance, positionAcceleration, total: positionVariance + variance)
    }
    let half = lag * lag * 0.5
    var innovation: Pair = measured - position
    innovation -= velocity * lag
    innovation -= acceleration * half
    let p: Pair = positionVariance + covariance * lag + positionAcceleration * half
    let v: Pair = covariance + velocityVariance * lag + velocityAcceleration * half
    let a: Pair = positionAcceleration + velocityAcceleration * lag + accelerationVariance * half
    let total: Pair = p + v * lag + a * half
    return correct(innovation, p, v, a, total: total + variance)
  }

  /// Takes in a measured velocity. Returns the squares of the normalised innovations and their variances.
  @inline(__always) mutating func update(
    velocity measured: Double, variance: Double
  ) -> (square: Pair, variance: Pair) {
    correct(
      measured - velocity, covariance, velocityVariance, velocityAcceleration, total: velocityVariance + variance)
  }

  /// Corrects the states by an innovation, whose covariances with position, velocity and acceleration are given, and
  /// whose variance is `total`.
  @inline(__always) private mutating func correct(
    _ innovation: Pair, _ p: Pair, _ v: Pair, _ a: Pair, total: Pair
  ) -> (square: Pair, variance: Pair) {
    let inverse = Pair(repeating: 1) / total
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

  /// The one Gaussian with the mean and the covariance of the mixture, `weight` being that of the second mode.
  @inline(__always) func combined(weight: Double) -> AxisState {
    let rest = 1 - weight
    let spread = weight * rest
    let positionGap = position.y - position.x
    let velocityGap = velocity.y - velocity.x
    let accelerationGap = acceleration.y - acceleration.x
    @inline(__always) func mean(_ pair: Pair) -> Double { rest * pair.x + weight * pair.y }
    return AxisState(
      position: position.x + weight * positionGap, velocity: velocity.x + weight * velocityGap,
      acceleration: acceleration.x + weight * accelerationGap,
      positionVariance: mean(positionVariance) + spread * positionGap * positionGap,
      covariance: mean(covariance) + spread * positionGap * velocityGap,
      velocityVariance: mean(velocityVariance) + spread * velocityGap * velocityGap,
      positionAcceleration: mean(positionAcceleration) + spread * positionGap * accelerationGap,
      velocityAcceleration: mean(velocityAcceleration) + spread * velocityGap * accelerationGap,
      accelerationVariance: mean(accelerationVariance) + spread * accelerationGap * accelerationGap)
  }

  /// Makes each mode the mixture of both in which the other one has the weight of its lane.
  @inline(__always) mutating func mix(others weight: Pair) {
    let spread: Pair = weight * (1 - weight)
    let positionGap = Self.swapped(position) - position
    let velocityGap = Self.swapped(velocity) - velocity
    let accelerationGap = Self.swapped(acceleration) - acceleration
    position += weight * positionGap
    velocity += weight * velocityGap
    acceleration += weight * accelerationGap
    positionVariance += weight * (Self.swapped(positionVariance) - positionVariance)
    positionVariance += spread * positionGap * positionGap
    covariance += weight * (Self.swapped(covariance) - covariance)
    covariance += spread * positionGap * velocityGap
    velocityVariance += weight * (Self.swapped(velocityVariance) - velocityVariance)
    velocityVariance += spread * velocityGap * velocityGap
    positionAcceleration += weight * (Self.swapped(positionAcceleration) - positionAcceleration)
    positionAcceleration += spread * positionGap * accelerationGap
    velocityAcceleration += weight * (Self.swapped(velocityAcceleration) - velocityAcceleration)
    velocityAcceleration += spread * velocityGap * accelerationGap
    accelerationVariance += weight * (Self.swapped(accelerationVariance) - accelerationVariance)
    accelerationVariance += spread * accelerationGap * accelerationGap
  }

  @inline(__always) private static func swapped(_ pair: Pair) -> Pair { Pair(pair.y, pair.x) }

  /// Takes over a share of another axis's doubt.
  @inline(__always) mutating func blendDoubt(with other: AxisModes, share: Double) {
    positionVariance += (other.positionVariance - positionVariance) * share
    covariance += (other.covariance - covariance) * share
    velocityVariance += (other.velocityVariance - velocityVariance) * share
    positionAcceleration += (other.positionAcceleration - positionAcceleration) * share
    velocityAcceleration += (other.velocityAcceleration - velocityAcceleration) * share
    accelerationVariance += (other.accelerationVariance - accelerationVariance) * share
  }
}

/// What stirs the two modes of one axis.
struct AxisNoise: BitwiseCopyable {
  /// Spectral density of the jerk, m^2/s^5: pedals.
  var jerk: SIMD2<Double>
  /// Spectral density of white acceleration, m^2/s^3: what comes and goes within a tenth of a second.
  var push: SIMD2<Double>

  /// The variance that it adds to a position within some seconds.
  @inline(__always) func growth(over lag: Double) -> SIMD2<Double> {
    let cube = (lag * lag * lag).magnitude
    return (push * (1.0 / 3) + jerk * (lag * lag * (1.0 / 20))) * cube
  }
}
