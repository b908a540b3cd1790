import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// Where a body is, how it moves and where its front points: all that measurements change and that time carries on.
/// A function of the measurements taken in and of their order, so that a ``MeasurementHistory`` can put a late one in
/// its place.
struct BodyEstimate: BitwiseCopyable {
  /// Where it is and how it moves; its time is that of the newest measurement.
  var motion: MotionEstimate
  /// The direction of its front.
  var front: HeadingEstimate
  /// Whether ``front`` was ever told or driven.
  var isHeadingKnown = false

  /// By how much a measurement differed from what was expected.
  struct Innovation: BitwiseCopyable {
    /// The square of the normalised innovation of the position, of two degrees of freedom.
    var position = 0.0
    /// The same of the velocity where there was one.
    var velocity = 0.0
    var hasVelocity = false
  }

  /// A body of which one measurement is all that is known.
  init(beginningWith measurement: Measurement) {
    let unmeasured = measurement.traits.contains(.isOnFoot) ? 2.0 : 64.0
    let axis = measurement.hasDirection ? measurement.direction : LocalVector(east: 1, north: 0)
    let seen = BodyMeasurement(measurement, axis: axis)
    func state(_ position: Double, _ velocity: Double, _ variance: Double) -> AxisState {
      AxisState(
        position: position, velocity: measurement.hasVelocity ? velocity : 0,
        positionVariance: measurement.gateVariance, covariance: 0,
        velocityVariance: measurement.hasVelocity ? variance + 0.05 : unmeasured)
    }
    motion = MotionEstimate(
      time: measurement.time, axis: axis,
      modes: BodyModes(
        along: state(seen.along, seen.velocityAlong, seen.alongVariance),
        across: state(seen.across, seen.velocityAcross, seen.acrossVariance), accelerationVariance: 2),
      manoeuvringWeight: 0.3)
    front = HeadingEstimate(
      direction: axis, variance: measurement.hasDirection ? measurement.headingVariance : 1, time: measurement.time)
    isHeadingKnown = measurement.hasDirection
  }

  /// Reads a word of each of its cache lines.
  @inline(__always) mutating func touch() -> UInt64 {
    let near = UInt64(bitPattern: motion.time.nanoseconds) &+ UInt64(motion.modes.velocity.x.bitPattern)
    let far = UInt64(motion.modes.velocityVariance.x.bitPattern) &+ motion.manoeuvringWeight.bitPattern
    return near &+ far &+ UInt64(bitPattern: front.time.nanoseconds)
  }

  /// Takes a measurement in. One from before the body's time is taken for one of p + lag v + lag^2 a / 2, which is
  /// right for small lags only.
  @inline(__always) mutating func take(_ measurement: inout Measurement, habits: inout BodyHabits) -> Innovation {
    if measurement.traits.contains(.leaps) { allowLeap(to: &measurement) }
    var judgement = BodyMeasurement.Judgement()
    if measurement.traits.contains(.judgesFront) { judge(&measurement, &judgement) }
    let lag = (measurement.time - motion.time).seconds
    if lag > 0 { motion.predict(to: measurement.time, model: habits.model, turnRate: front.rate) }
    let innovation = motion.update(
      with: BodyMeasurement(measurement, axis: motion.axis, judgement: judgement), lag: min(0, lag),
      model: habits.model, slipVariance: habits.slipVariance)
    turn(with: &measurement, isTurned: judgement.turnsFront, habits: &habits)
    return innovation
  }

  /// The squared normalised innovation of a velocity from which it is doubted, and below which it would be believed
  /// turned round.
  private static let absurd = 36.0
  private static let believable = 9.0
  /// What is added to the variances along and across, so that they are no less than this.
  private static let leastVariance = 0.5

  /// Doubts a velocity that is only believable turned round: it is then turned. One that is absurd either way is
  /// believed the less the more absurd it is.
  @inline(__always) private mutating func judge(
    _ measurement: inout Measurement, _ judgement: inout BodyMeasurement.Judgement
  ) {
    guard measurement.hasVelocity else { return }
    // Nearer than this nothing is absurd, however sure both are.
    let gap = measurement.velocity - motion.velocity
    if gap.squaredLength < Self.absurd * Self.leastVariance { return }
    judgement = judged(&measurement)
  }

  /// How a velocity that is far from the expected one is taken.
  private mutating func judged(_ measurement: inout Measurement) -> BodyMeasurement.Judgement {
    var judgement = BodyMeasurement.Judgement()
    let expected = motion.modes.combinedVelocity(weight: motion.manoeuvringWeight)
    let spread = measurement.velocityVariance(along: motion.axis)
    let along = Double(expected.variance.x) + spread.along + Self.leastVariance
    let across = Double(expected.variance.y) + spread.across + Self.leastVariance
    func square(_ velocity: LocalVector) -> Double {
      let ahead = motion.axis.dot(velocity) - Double(expected.mean.x)
      let aside = motion.axis.cross(velocity) - Double(expected.mean.y)
      return ahead * ahead / along + aside * aside / across
    }
    let misfit = square(measurement.velocity)
    if misfit < Self.absurd { return judgement }
    if square(measurement.velocity * -1) < Self.believable {
      // Who speaks for itself drives backwards; a unit took the back for the front.
      judgement.turns = true
      judgement.turnsFront = !measurement.traits.contains(.isOwn)
    } else {
      judgement.doubt = misfit / Self.believable
    }
    return judgement
  }

  /// Doubts its place by as much as it leapt, so that the update that follows takes it there.
  private mutating func allowLeap(to measurement: inout Measurement) {
    guard motion.time - measurement.time < .milliseconds(50) else { return }
    let gap = motion.combined.gap(to: measurement, from: motion.time)
    let along = SIMD2(repeating: Float(motion.axis.dot(gap) * motion.axis.dot(gap)))
    let across = SIMD2(repeating: Float(motion.axis.cross(gap) * motion.axis.cross(gap)))
    motion.modes.positionVariance += SIMD4(lowHalf: along, highHalf: across)
  }

  /// Takes a heading in; where none is told, motion tells.
  @inline(__always) private mutating func turn(
    with measurement: inout Measurement, isTurned: Bool, habits: inout BodyHabits
  ) {
    let velocity = motion.velocity
    let square = velocity.squaredLength
    var target = isTurned ? measurement.direction * -1 : measurement.direction
    var doubt = measurement.headingVariance
    if !measurement.hasDirection {
      guard square > 1.5 * 1.5 else { return }
      let speed = square.squareRoot()
      target = velocity * (1 / speed)
      let spread = motion.modes.combinedVelocity(weight: motion.manoeuvringWeight).variance
      doubt = (Double(spread.x + spread.y) + 0.2) / square
    }
    guard isHeadingKnown else {
      front = HeadingEstimate(direction: target, variance: doubt, time: measurement.time)
      isHeadingKnown = true
      motion.align(to: target, tolerance: 0)
      return
    }
    let lag = min(0, (measurement.time - front.time).seconds)
    front.predict(to: measurement.time, noise: habits.turnNoise * (square > 1 ? 1 : 0.1))
    front.update(target, lag: lag, variance: doubt, jump: habits.headingJump)
    if !measurement.hasDirection || square < 1 { front.stopTurning() }
    if habits.isOnFoot {
      if square > 0.7 * 0.7 { motion.align(to: front.direction, tolerance: 0.1) }
    } else {
      motion.steer(to: front.direction)
    }
  }
}

/// How a kind of road user moves and turns, for the filters.
struct BodyHabits: BitwiseCopyable {
  var model: MotionModel
  /// Whether it is on foot.
  var isOnFoot: Bool
  /// Spectral density of the yaw acceleration, rad^2/s^3, driving straight on and turning.
  var turnNoise: HeadingEstimate.Modes
  /// The squared normalised innovation of a heading from which it turned by it at once.
  var headingJump: Double
  /// The variance of the motion across, which is none, of what has axles.
  var slipVariance: Double
}
