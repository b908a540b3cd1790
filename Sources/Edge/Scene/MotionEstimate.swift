import Kernel

/// On the hot path: no allocation.
///
/// Where something is and how it moves, as a mixture of two modes of stirred acceleration, quiet and manoeuvring: the
/// interacting multiple model filter (Blom and Bar-Shalom, IEEE Trans. Automatic Control 33, 1988).
///
/// The axes are those of the body, which turn with it: wheels roll along the one and hardly slide along the other, and
/// what is measured (speed, heading) has one doubt along and another across. In axes that stand still both would blur.
struct MotionEstimate: BitwiseCopyable {
  /// The instant that the estimate is for.
  var time: Instant
  /// The direction of the first axis, of length one.
  var axis: LocalVector
  /// Both modes, along the body and across it to the left.
  var modes: BodyModes
  /// The probability of the manoeuvring mode.
  var manoeuvringWeight: Double
  /// Seconds for which the modes have not changed into one another.
  private var unmixedSeconds = 0.0
  /// Where several units tell of one body every few milliseconds, the modes change no more often than this.
  private static let mixingSeconds = 0.03

  init(time: Instant, axis: LocalVector, modes: BodyModes, manoeuvringWeight: Double) {
    self.time = time
    self.axis = axis
    self.modes = modes
    self.manoeuvringWeight = manoeuvringWeight
  }

  /// Both modes in one Gaussian.
  @inline(__always) var combined: MotionState {
    modes.combined(weight: manoeuvringWeight, axis: axis)
  }

  /// Carries the estimate on to a later instant; an earlier one leaves it as it is.
  ///
  /// The mixture's mean and covariance are the same before and after its modes change into one another, and differ only
  /// by what then follows: who looks a moment ahead, and not more than that, may go without with `mixes` false.
  @inline(__always) mutating func predict(to instant: Instant, model: MotionModel, mixes: Bool = true) {
    let seconds = (instant - time).seconds
    guard seconds > 0 else { return }
    unmixedSeconds += seconds
    if mixes && unmixedSeconds > Self.mixingSeconds {
      interact(over: unmixedSeconds, model: model)
      unmixedSeconds = 0
    }
    let step = AxisStep(seconds: seconds, persistence: model.persistence)
    modes.predict(step, model.noise)
    time = instant
  }

  /// Carries the estimate on along a curve of `turnRate` radians per second, counter-clockwise: half of the turn before
  /// the way and half after it.
  @inline(__always) mutating func predict(to instant: Instant, model: MotionModel, turnRate: Double, mixes: Bool = true)
  {
    let seconds = min(Self.turnPersistence, (instant - time).seconds)
    guard turnRate.magnitude > Self.leastTurnRate, seconds > 0 else {
      return predict(to: instant, model: model, mixes: mixes)
    }
    let half = turnRate * seconds * 0.5
    turn(by: half)
    predict(to: instant, model: model, mixes: mixes)
    turn(by: half)
  }

  /// Turns body and motion by a small angle.
  @inline(__always) private mutating func turn(by angle: Double) {
    let sine = angle * (1 - angle * angle * (1.0 / 6))
    let cosine = 1 - angle * angle * 0.5
    steer(to: axis.turned(cosine, sine))
  }

  /// Turns the axes to a direction of length one, where they are off by more than `tolerance`, the sine of an angle.
  @inline(__always) mutating func align(to direction: LocalVector, tolerance: Double) {
    guard axis.cross(direction).magnitude > tolerance || axis.dot(direction) < 0 else { return }
    realign(to: direction)
  }

  /// Turns body and motion to a direction of length one: what has axles goes where it points. The body stands still in
  /// its axes, and its motion turns along.
  @inline(__always) mutating func steer(to direction: LocalVector) {
    modes.turnPlaces(cosine: axis.dot(direction), sine: axis.cross(direction))
    axis = direction
  }

  /// Turns the axes about a motion that stays as it is.
  private mutating func realign(to direction: LocalVector) {
    modes.turnMotion(cosine: Float(axis.dot(direction)), sine: Float(axis.cross(direction)))
    steer(to: direction)
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
    // The share of the other mode in what each begins with.
    let others = SIMD2(weight * toQuiet / (1 - nextWeight), 1 - stayedManoeuvring / nextWeight)
    modes.mix(others: others)
    manoeuvringWeight = nextWeight
  }

  /// Metres per second to the east and north, of both modes together.
  @inline(__always) var velocity: LocalVector {
    let mean = modes.combinedVelocity(weight: manoeuvringWeight).mean
    let (ahead, aside) = (Double(mean.x), Double(mean.y))
    return LocalVector(east: axis.east * ahead - axis.north * aside, north: axis.north * ahead + axis.east * aside)
  }

  /// Takes in a measurement in its axes; `lag` is its time less the estimate's, zero or negative.
  ///
  /// A measurement from before the estimate's time is one of p + lag v + lag^2 a / 2 with the noise of the process in
  /// between added to its own. `slipVariance` is that of the motion across, which is none, of what has axles.
  @inline(__always) mutating func update(
    with seen: BodyMeasurement, lag: Double, model: MotionModel, slipVariance: Double
  ) -> BodyEstimate.Innovation {
    let off = Float(lag)
    let place = modes.update(
      position: SIMD4(seen.along, seen.along, seen.across, seen.across), lag: off,
      variance: model.noise.growth(over: off) + Float(seen.positionVariance))
    let squares = SIMD2<Double>(place.square.lowHalf + place.square.highHalf)
    var volume = place.variance.lowHalf * place.variance.highHalf
    var velocitySquares = SIMD2<Double>(repeating: 0)
    if seen.hasVelocity {
      let ahead = SIMD2(repeating: Float(seen.velocityAlong))
      let aside = SIMD2(repeating: seen.hasCourse ? Float(seen.velocityAcross) : 0)
      let spread = SIMD2(repeating: Float(seen.alongVariance))
      let slip = SIMD2(repeating: Float(seen.hasCourse ? seen.acrossVariance : slipVariance))
      let motion = modes.update(
        velocity: SIMD4(lowHalf: ahead, highHalf: aside), variance: SIMD4(lowHalf: spread, highHalf: slip))
      velocitySquares = SIMD2<Double>(motion.square.lowHalf + motion.square.highHalf)
      volume *= motion.variance.lowHalf * motion.variance.highHalf
    }
    let weight = manoeuvringWeight
    let misfit = squares + velocitySquares
    let evidence = min(20, max(-20, (misfit.x - misfit.y) * 0.5))
    let likelihood = QuickMath.exp(evidence) * Double((volume.x / volume.y).squareRoot())
    let odds = weight / (1 - weight) * likelihood
    manoeuvringWeight = min(0.999, max(0.001, odds / (1 + odds)))
    return BodyEstimate.Innovation(
      position: squares.x + weight * (squares.y - squares.x),
      velocity: velocitySquares.x + weight * (velocitySquares.y - velocitySquares.x), hasVelocity: seen.hasVelocity)
  }
}
