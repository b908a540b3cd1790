import Kernel

/// On the hot path: no allocation.
///
/// Where something is and how it moves, as a mixture of two modes of white acceleration, quiet and manoeuvring: the
/// interacting multiple model filter (Blom and Bar-Shalom, IEEE Trans. Automatic Control 33, 1988).
struct MotionEstimate: BitwiseCopyable {
  /// The two axes of one mode.
  struct Mode: BitwiseCopyable {
    var east: AxisState
    var north: AxisState

    /// Turns the velocity by a small angle, its length kept within a thousandth.
    @inline(__always) mutating func turn(by angle: Double) {
      let cosine = 1 - angle * angle * 0.5
      let eastward = cosine * east.velocity - angle * north.velocity
      north.velocity = angle * east.velocity + cosine * north.velocity
      east.velocity = eastward
    }
  }

  /// The instant that the estimate is for.
  var time: Instant
  /// The mode of steady motion.
  var quiet: Mode
  /// The mode of braking, starting and turning.
  var manoeuvring: Mode
  /// The probability of ``manoeuvring``.
  var manoeuvringWeight: Double

  /// Both modes in one Gaussian.
  @inline(__always) var combined: Mode {
    Mode(
      east: quiet.east.mixed(with: manoeuvring.east, weight: manoeuvringWeight),
      north: quiet.north.mixed(with: manoeuvring.north, weight: manoeuvringWeight))
  }

  /// Carries the estimate on to a later instant; an earlier one leaves it as it is.
  @inline(__always) mutating func predict(to instant: Instant, model: MotionModel) {
    let seconds = (instant - time).seconds
    guard seconds > 0 else { return }
    if seconds > 1e-3 { interact(over: seconds, model: model) }
    quiet.east.predict(by: seconds, noise: model.quietNoise)
    quiet.north.predict(by: seconds, noise: model.quietNoise)
    manoeuvring.east.predict(by: seconds, noise: model.manoeuvringNoise)
    manoeuvring.north.predict(by: seconds, noise: model.manoeuvringNoise)
    time = instant
  }

  /// Carries the estimate on along a curve of `turnRate` radians per second, counter-clockwise: half of the turn of the
  /// velocity before the way and half after it.
  @inline(__always) mutating func predict(to instant: Instant, model: MotionModel, turnRate: Double) {
    let seconds = min(Self.turnPersistence, (instant - time).seconds)
    guard turnRate.magnitude > Self.leastTurnRate, seconds > 0 else { return predict(to: instant, model: model) }
    let half = turnRate * seconds * 0.5
    quiet.turn(by: half)
    manoeuvring.turn(by: half)
    predict(to: instant, model: model)
    quiet.turn(by: half)
    manoeuvring.turn(by: half)
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
    quiet.east = before.east.mixed(with: manoeuvring.east, weight: intoQuiet)
    quiet.north = before.north.mixed(with: manoeuvring.north, weight: intoQuiet)
    manoeuvring.east = before.east.mixed(with: manoeuvring.east, weight: intoManoeuvring)
    manoeuvring.north = before.north.mixed(with: manoeuvring.north, weight: intoManoeuvring)
    manoeuvringWeight = nextWeight
  }

  /// Takes in a measurement; `lag` is its time less the estimate's, zero or negative.
  ///
  /// A measurement from before the estimate's time is one of p + lag v with the noise of the process in between added
  /// to its own; no history of states is kept.
  @inline(__always) mutating func update(with measurement: Measurement, lag: Double, model: MotionModel) {
    let grown = -lag * lag * lag / 3
    let calm = Self.update(&quiet, measurement, lag: lag, growth: grown * model.quietNoise)
    let lively = Self.update(&manoeuvring, measurement, lag: lag, growth: grown * model.manoeuvringNoise)
    let evidence = min(20, max(-20, (calm.squares - lively.squares) * 0.5))
    let likelihood = QuickMath.exp(evidence) * (calm.volume / lively.volume).squareRoot()
    let odds = manoeuvringWeight / (1 - manoeuvringWeight) * likelihood
    manoeuvringWeight = min(0.999, max(0.001, odds / (1 + odds)))
  }

  /// Updates one mode; returns the squared normalised innovations and the product of the innovations' variances.
  @inline(__always) private static func update(
    _ mode: inout Mode, _ measurement: Measurement, lag: Double, growth: Double
  ) -> (squares: Double, volume: Double) {
    let point = measurement.position
    let variance = measurement.positionVariance + growth
    let east = mode.east.update(position: point.east, lag: lag, variance: variance)
    let north = mode.north.update(position: point.north, lag: lag, variance: variance)
    var squares = east.square + north.square
    var volume = east.variance * north.variance
    if measurement.hasVelocity {
      let spread = measurement.velocityVariance
      let eastward = mode.east.update(velocity: measurement.velocity.east, variance: spread.east)
      let northward = mode.north.update(velocity: measurement.velocity.north, variance: spread.north)
      squares += eastward.square + northward.square
      volume *= eastward.variance * northward.variance
    }
    return (squares, volume)
  }
}

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
  /// The variances of ``velocity``.
  var velocityVariance: LocalVector
  /// The heading that was told, as a vector of length one: two series of the sine are not worked out twice.
  var direction: LocalVector?
}
