import Kernel

/// On the hot path: no allocation.
///
/// Where something is and how it moves, as a mixture of two modes of stirred acceleration, quiet and manoeuvring: the
/// interacting multiple model filter (Blom and Bar-Shalom, IEEE Trans. Automatic Control 33, 1988).
///
/// The axes are those of the body, which turn with it: wheels roll along the one and hardly slide along the other, and
/// what is measured (speed, heading) has one doubt along and another across. In axes that stand still both would blur.
struct MotionEstimate: BitwiseCopyable {
  /// The two axes of one mode: along the body, and across it to the left.
  struct Mode: BitwiseCopyable {
    var along: AxisState
    var across: AxisState

    /// Turns the axes by an angle whose cosine and sine are given, the body standing still.
    @inline(__always) mutating func turnAxes(_ cosine: Double, _ sine: Double) {
      let ahead = along.position
      along.position = cosine * ahead + sine * across.position
      across.position = cosine * across.position - sine * ahead
    }

    /// Turns the axes about a motion that stays as it is. What the two axes then share is left out.
    @inline(__always) mutating func realign(_ cosine: Double, _ sine: Double) {
      turnAxes(cosine, sine)
      let speed = along.velocity
      along.velocity = cosine * speed + sine * across.velocity
      across.velocity = cosine * across.velocity - sine * speed
      let push = along.acceleration
      along.acceleration = cosine * push + sine * across.acceleration
      across.acceleration = cosine * across.acceleration - sine * push
      let before = along
      along.blendDoubt(with: across, share: sine * sine)
      across.blendDoubt(with: before, share: sine * sine)
    }
  }

  /// The instant that the estimate is for.
  var time: Instant
  /// The direction of the first axis, of length one.
  var axis: LocalVector
  /// The mode of steady motion.
  var quiet: Mode
  /// The mode of braking, starting and turning.
  var manoeuvring: Mode
  /// The probability of ``manoeuvring``.
  var manoeuvringWeight: Double

  /// Both modes in one Gaussian.
  @inline(__always) var combined: MotionState {
    MotionState(
      axis: axis,
      along: quiet.along.mixed(with: manoeuvring.along, weight: manoeuvringWeight),
      across: quiet.across.mixed(with: manoeuvring.across, weight: manoeuvringWeight))
  }

  /// Carries the estimate on to a later instant; an earlier one leaves it as it is.
  @inline(__always) mutating func predict(to instant: Instant, model: MotionModel) {
    let seconds = (instant - time).seconds
    guard seconds > 0 else { return }
    if seconds > 1e-3 { interact(over: seconds, model: model) }
    let step = AxisState.Step(seconds: seconds, persistence: model.persistence)
    quiet.along.predict(step, model.quiet)
    quiet.across.predict(step, model.quietAcross)
    manoeuvring.along.predict(step, model.manoeuvring)
    manoeuvring.across.predict(step, model.manoeuvringAcross)
    time = instant
  }

  /// Carries the estimate on along a curve of `turnRate` radians per second, counter-clockwise: half of the turn before
  /// the way and half after it.
  @inline(__always) mutating func predict(to instant: Instant, model: MotionModel, turnRate: Double) {
    let seconds = min(Self.turnPersistence, (instant - time).seconds)
    guard turnRate.magnitude > Self.leastTurnRate, seconds > 0 else { return predict(to: instant, model: model) }
    let half = turnRate * seconds * 0.5
    turn(by: half)
    predict(to: instant, model: model)
    turn(by: half)
  }

  /// Turns body and motion by a small angle.
  @inline(__always) private mutating func turn(by angle: Double) {
    let sine = angle * (1 - angle * angle * (1.0 / 6))
    let cosine = 1 - angle * angle * 0.5
    setAxis(axis.turned(cosine, sine)) { $0.turnAxes($1, $2) }
  }

  /// Turns the axes to a direction of length one, where they are off by more than `tolerance`, the sine of an angle.
  @inline(__always) mutating func align(to direction: LocalVector, tolerance: Double) {
    guard axis.cross(direction).magnitude > tolerance || axis.dot(direction) < 0 else { return }
    setAxis(direction) { $0.realign($1, $2) }
  }

  /// Turns body and motion to a direction of length one: what has axles goes where it points.
  @inline(__always) mutating func steer(to direction: LocalVector) {
    setAxis(direction) { $0.turnAxes($1, $2) }
  }

  @inline(__always) private mutating func setAxis(
    _ direction: LocalVector, _ change: (inout Mode, Double, Double) -> Void
  ) {
    let cosine = axis.dot(direction)
    let sine = axis.cross(direction)
    change(&quiet, cosine, sine)
    change(&manoeuvring, cosine, sine)
    axis = direction
  }

  /// Radians per second below which a turn is rather noise of the headings: a curve of 100 m radius at 10 m/s.
  private static let leastTurnRate = 0.1

  /// Seconds for which a turn may be taken to go on unseen: then the bend of a crossing is driven.
  private static let turnPersistence = 0.8

  /// Lets the modes change into one another for as long as `seconds`.
  @inline(__always) private mutating func interact(over seconds: Double, model: MotionModel) {
    let toManoeuvring = min(0.5, seconds * model.onsetRate)
    let toQuiet = min(0.5, seconds * model.settleRate)
    let weight = manoeuvringWeight
    let stayedManoeuvring = weight * (1 - toQuiet)
    let nextWeight = stayedManoeuvring + (1 - weight) * toManoeuvring
    let before = quiet
    let intoQuiet = weight * toQuiet / (1 - nextWeight)
    let intoManoeuvring = stayedManoeuvring / nextWeight
    quiet.along = before.along.mixed(with: manoeuvring.along, weight: intoQuiet)
    quiet.across = before.across.mixed(with: manoeuvring.across, weight: intoQuiet)
    manoeuvring.along = before.along.mixed(with: manoeuvring.along, weight: intoManoeuvring)
    manoeuvring.across = before.across.mixed(with: manoeuvring.across, weight: intoManoeuvring)
    manoeuvringWeight = nextWeight
  }

  /// Metres per second to the east and north, of both modes together.
  @inline(__always) var velocity: LocalVector {
    let rest = 1 - manoeuvringWeight
    let ahead = rest * quiet.along.velocity + manoeuvringWeight * manoeuvring.along.velocity
    let aside = rest * quiet.across.velocity + manoeuvringWeight * manoeuvring.across.velocity
    return LocalVector(east: axis.east * ahead - axis.north * aside, north: axis.north * ahead + axis.east * aside)
  }

  /// Takes in a measurement; `lag` is its time less the estimate's, zero or negative.
  ///
  /// A measurement from before the estimate's time is one of p + lag v + lag^2 a / 2 with the noise of the process in
  /// between added to its own. `slipVariance` is that of the motion across, which is none, of what has axles.
  @inline(__always) mutating func update(
    with measurement: Measurement, lag: Double, model: MotionModel, slipVariance: Double
  ) -> BodyEstimate.Innovation {
    let seen = BodyMeasurement(measurement, axis: axis)
    let calm = Self.update(&quiet, seen, lag: lag, slipVariance, model.quiet, model.quietAcross)
    let lively = Self.update(&manoeuvring, seen, lag: lag, slipVariance, model.manoeuvring, model.manoeuvringAcross)
    let weight = manoeuvringWeight
    let evidence = min(20, max(-20, (calm.squares - lively.squares) * 0.5))
    let likelihood = QuickMath.exp(evidence) * (calm.volume / lively.volume).squareRoot()
    let odds = weight / (1 - weight) * likelihood
    manoeuvringWeight = min(0.999, max(0.001, odds / (1 + odds)))
    return BodyEstimate.Innovation(
      position: calm.position + weight * (lively.position - calm.position),
      velocity: calm.velocity + weight * (lively.velocity - calm.velocity), hasVelocity: seen.hasVelocity)
  }

  /// How well a measurement fits one mode.
  private struct Fit {
    /// The squared normalised innovations of the position and of the velocity.
    var position: Double
    var velocity = 0.0
    /// The product of the innovations' variances.
    var volume: Double
    @inline(__always) var squares: Double { position + velocity }
  }

  /// Updates one mode.
  @inline(__always) private static func update(
    _ mode: inout Mode, _ seen: BodyMeasurement, lag: Double, _ slipVariance: Double, _ noise: AxisNoise,
    _ noiseAcross: AxisNoise
  ) -> Fit {
    let along = mode.along.update(
      position: seen.along, lag: lag, variance: seen.positionVariance + noise.growth(over: lag))
    let across = mode.across.update(
      position: seen.across, lag: lag, variance: seen.positionVariance + noiseAcross.growth(over: lag))
    var fit = Fit(position: along.square + across.square, volume: along.variance * across.variance)
    guard seen.hasVelocity else { return fit }
    let ahead = mode.along.update(velocity: seen.velocityAlong, variance: seen.alongVariance)
    let aside = mode.across.update(
      velocity: seen.hasCourse ? seen.velocityAcross : 0, variance: seen.hasCourse ? seen.acrossVariance : slipVariance)
    fit.velocity = ahead.square + aside.square
    fit.volume *= ahead.variance * aside.variance
    return fit
  }
}
