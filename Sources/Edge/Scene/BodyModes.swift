import Kernel

/// On the hot path: no allocation.
///
/// Both modes of both axes of a body: four Kalman filters in step, whose acceleration fades with a time constant and is
/// stirred by white noise (Singer, "Estimating optimal tracking filter performance for manned maneuvering targets", IEEE
/// Trans. Aerospace and Electronic Systems 6, 1970).
///
/// Who brakes goes on braking for a second or two: without an acceleration in the state, the noise that lets a filter
/// follow a braking car is noise in the velocity of one that drives on.
///
/// The two axes are independent because no message carries a covariance between them; every update is then a scalar
/// one and nothing is ever inverted. All four go through the same arithmetic, four numbers an instruction, in the lanes
/// (along quiet, along manoeuvring, across quiet, across manoeuvring). Places are doubles: a scene is kilometres wide.
/// All else is the difference of small things, for which the seven digits of a float are three more than any sensor has.
struct BodyModes: BitwiseCopyable {
  typealias Lanes = SIMD4<Float>

  var position: SIMD4<Double>
  var velocity: Lanes
  var acceleration: Lanes
  var positionVariance: Lanes
  var covariance: Lanes
  var velocityVariance: Lanes
  var positionAcceleration = Lanes(repeating: 0)
  var velocityAcceleration = Lanes(repeating: 0)
  var accelerationVariance: Lanes

  /// Both modes alike, with an acceleration that is independent of place and velocity.
  init(along: AxisState, across: AxisState, accelerationVariance variance: Double) {
    @inline(__always) func lanes(_ part: (AxisState) -> Double) -> SIMD4<Double> {
      SIMD4(part(along), part(along), part(across), part(across))
    }
    position = lanes(\.position)
    velocity = Lanes(lanes(\.velocity))
    acceleration = Lanes(lanes(\.acceleration))
    positionVariance = Lanes(lanes(\.positionVariance))
    covariance = Lanes(lanes(\.covariance))
    velocityVariance = Lanes(lanes(\.velocityVariance))
    accelerationVariance = Lanes(repeating: Float(variance))
  }

  // MARK: Time

  /// Carries all on.
  @inline(__always) mutating func predict(_ step: AxisStep, _ stir: ModeNoise) {
    let noise = stir.jerk
    let t = step.seconds
    let g = step.intoVelocity
    let h = step.intoPosition
    position += SIMD4<Double>(velocity * t + acceleration * h)
    velocity += acceleration * g
    acceleration *= step.kept
    // F P F', by its elements, then Q.
    let fromAcceleration: Lanes = accelerationVariance * h
    var pa: Lanes = positionAcceleration + velocityAcceleration * t
    let twice: Lanes = positionAcceleration + pa
    positionVariance += (covariance * 2 + velocityVariance * t) * t
    positionVariance += (twice + velocityAcceleration * t + fromAcceleration) * h
    pa += fromAcceleration
    let va: Lanes = velocityAcceleration + accelerationVariance * g
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

  // MARK: Measurements

  /// Takes in a place measured `lag` seconds off the state's time, which is a measurement of p + lag v + lag^2 a / 2.
  /// Returns the squares of the normalised innovations and their variances.
  @inline(__always) mutating func update(
    position measured: SIMD4<Double>, lag: Float, variance: Lanes
  ) -> (square: Lanes, variance: Lanes) {
    var innovation = Lanes(measured - position)
    if lag == 0 {
      return correct(
        innovation, positionVariance, covariance, positionAcceleration, total: positionVariance + variance)
    }
    let half = lag * lag * 0.5
    innovation -= velocity * lag
    innovation -= acceleration * half
    let p: Lanes = positionVariance + covariance * lag + positionAcceleration * half
    let v: Lanes = covariance + velocityVariance * lag + velocityAcceleration * half
    let a: Lanes = positionAcceleration + velocityAcceleration * lag + accelerationVariance * half
    let total: Lanes = p + v * lag + a * half
    return correct(innovation, p, v, a, total: total + variance)
  }

  /// Takes in a measured velocity. Returns the squares of the normalised innovations and their variances.
  @inline(__always) mutating func update(
    velocity measured: Lanes, variance: Lanes
  ) -> (square: Lanes, variance: Lanes) {
    correct(
      measured - velocity, covariance, velocityVariance, velocityAcceleration, total: velocityVariance + variance)
  }

  /// Corrects the states by an innovation, whose covariances with position, velocity and acceleration are given, and
  /// whose variance is `total`.
  @inline(__always) private mutating func correct(
    _ innovation: Lanes, _ p: Lanes, _ v: Lanes, _ a: Lanes, total: Lanes
  ) -> (square: Lanes, variance: Lanes) {
    let inverse = Lanes(repeating: 1) / total
    let scaled = innovation * inverse
    position += SIMD4<Double>(p * scaled)
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

  // MARK: Modes

  /// The one Gaussian with the mean and the covariance of the mixture, `weight` being that of the manoeuvring mode.
  @inline(__always) func combined(weight: Double, axis: LocalVector) -> MotionState {
    let share = Float(weight)
    let spread = share * (1 - share)
    @inline(__always) func mean(_ lanes: Lanes) -> SIMD2<Float> {
      lanes.evenHalf + (lanes.oddHalf - lanes.evenHalf) * share
    }
    let places = position.oddHalf - position.evenHalf
    let positionGap = SIMD2<Float>(places)
    let velocityGap = velocity.oddHalf - velocity.evenHalf
    let motion = combinedVelocity(weight: weight)
    return MotionState(
      axis: axis, positions: position.evenHalf + places * weight, velocities: motion.mean,
      accelerations: mean(acceleration), positionVariances: mean(positionVariance) + positionGap * positionGap * spread,
      covariances: mean(covariance) + positionGap * velocityGap * spread,
      velocityVariances: motion.variance)
  }

  /// The mean velocities along and across, and their variances: a part of what ``combined(weight:axis:)`` gives.
  @inline(__always) func combinedVelocity(weight: Double) -> (mean: SIMD2<Float>, variance: SIMD2<Float>) {
    let share = Float(weight)
    let gap = velocity.oddHalf - velocity.evenHalf
    let variance = velocityVariance.evenHalf + (velocityVariance.oddHalf - velocityVariance.evenHalf) * share
    return (velocity.evenHalf + gap * share, variance + gap * gap * (share * (1 - share)))
  }

  /// Makes each mode the mixture of both in which the other one has the weight of its lane.
  @inline(__always) mutating func mix(others: SIMD2<Double>) {
    let pair = SIMD2<Float>(others)
    let weight = Lanes(lowHalf: pair, highHalf: pair)
    let spread: Lanes = weight * (1 - weight)
    let positionGap = Lanes(
      SIMD4<Double>(position.y, position.x, position.w, position.z) - position)
    let velocityGap = Self.swapped(velocity) - velocity
    let accelerationGap = Self.swapped(acceleration) - acceleration
    position += SIMD4<Double>(weight * positionGap)
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

  /// The other mode of the same axis in the place of each.
  @inline(__always) private static func swapped(_ lanes: Lanes) -> Lanes { Lanes(lanes.y, lanes.x, lanes.w, lanes.z) }

  // MARK: Axes

  /// Turns the axes by an angle, counter-clockwise, about where the axes begin: the places stay, the motion turns along.
  @inline(__always) mutating func turnPlaces(cosine: Double, sine: Double) {
    let other = SIMD4<Double>(lowHalf: position.highHalf, highHalf: position.lowHalf)
    position = position * cosine + other * SIMD4(sine, sine, -sine, -sine)
  }

  /// Turns the axes under a motion that stays as it is. What the two axes then share is left out.
  @inline(__always) mutating func turnMotion(cosine: Float, sine: Float) {
    let signs = Lanes(sine, sine, -sine, -sine)
    velocity = velocity * cosine + Self.acrossFirst(velocity) * signs
    acceleration = acceleration * cosine + Self.acrossFirst(acceleration) * signs
    let share = sine * sine
    positionVariance += (Self.acrossFirst(positionVariance) - positionVariance) * share
    covariance += (Self.acrossFirst(covariance) - covariance) * share
    velocityVariance += (Self.acrossFirst(velocityVariance) - velocityVariance) * share
    positionAcceleration += (Self.acrossFirst(positionAcceleration) - positionAcceleration) * share
    velocityAcceleration += (Self.acrossFirst(velocityAcceleration) - velocityAcceleration) * share
    accelerationVariance += (Self.acrossFirst(accelerationVariance) - accelerationVariance) * share
  }

  /// The other axis in the place of each.
  @inline(__always) private static func acrossFirst(_ lanes: Lanes) -> Lanes {
    Lanes(lowHalf: lanes.highHalf, highHalf: lanes.lowHalf)
  }
}

/// What stirs both modes of both axes, in the lanes of ``BodyModes``.
struct ModeNoise: BitwiseCopyable {
  /// Spectral density of the jerk, m^2/s^5: pedals.
  var jerk: BodyModes.Lanes
  /// Spectral density of white acceleration, m^2/s^3: what comes and goes within a tenth of a second.
  var push: BodyModes.Lanes

  /// The variance that it adds to a position within some seconds.
  @inline(__always) func growth(over lag: Float) -> BodyModes.Lanes {
    let cube = (lag * lag * lag).magnitude
    return (push * (1.0 / 3) + jerk * (lag * lag * (1.0 / 20))) * cube
  }
}
