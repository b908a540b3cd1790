import Kernel

/// On the hot path: no allocation.
///
/// Where the front of a body points and how fast it turns, as a mixture of two modes, driving straight on and turning
/// in: Kalman filters with white yaw acceleration, little of it and much, in the lanes (straight, turning).
///
/// Most of the way is straight, and what sensors tell of headings is noise there; a crossing is turned within two
/// seconds. One filter for both is too restless for the one and too slow for the other.
struct HeadingEstimate: BitwiseCopyable {
  typealias Modes = SIMD2<Float>

  /// A vector of length one, of both modes together.
  private(set) var direction: LocalVector
  /// Radians, counter-clockwise, that each mode is off that.
  private var offsets = Modes(repeating: 0)
  /// Radians per second, counter-clockwise.
  private var rates = Modes(repeating: 0)
  /// The variance of the direction, its covariance with the rate, and the rate's variance.
  private var variances: Modes
  private var covariances = Modes(repeating: 0)
  private var rateVariances = Modes(repeating: 0.25)
  /// The probability of the turning mode.
  private(set) var turningWeight: Float = 0.3
  /// The instant that it is for.
  private(set) var time: Instant

  /// Something that points in a direction of length one, of which nothing is known but that and its variance.
  init(direction: LocalVector, variance: Double, time: Instant) {
    self.direction = direction
    variances = Modes(repeating: Float(variance))
    self.time = time
  }

  /// Radians per second, counter-clockwise, of both modes together.
  @inline(__always) var rate: Double { Double(mean(rates)) }

  /// The variance of the direction, of both modes together.
  @inline(__always) var variance: Double {
    let gap = offsets.y - offsets.x
    return Double(mean(variances) + turningWeight * (1 - turningWeight) * gap * gap)
  }

  @inline(__always) private func mean(_ modes: Modes) -> Float { modes.x + (modes.y - modes.x) * turningWeight }

  /// Takes it not to turn now.
  @inline(__always) mutating func stopTurning() { rates = Modes(repeating: 0) }

  /// Radians per second beyond which nothing turns that is worth following.
  private static let fastest: Float = 1.5

  /// Turns in a second begun and ended, of those that drive straight on and of those that turn.
  private static let onsetRate: Float = 0.3
  private static let settleRate: Float = 1

  /// Carries it on; `noise` is the spectral density of the yaw acceleration of both modes, rad^2/s^3.
  @inline(__always) mutating func predict(to instant: Instant, noise: Modes) {
    let seconds = Float(min(1, (instant - time).seconds))
    guard seconds > 0 else { return }
    time = instant
    mix(seconds)
    offsets += rates * (seconds * (1 - 0.35 * seconds))
    variances += (covariances * 2 + rateVariances * seconds) * seconds
    variances += noise * (seconds * seconds * seconds * (1.0 / 3))
    covariances += rateVariances * seconds + noise * (seconds * seconds * 0.5)
    rateVariances += noise * seconds
    // Nothing goes on turning for long that is not seen to.
    rates *= 1 - min(1, seconds * 0.7)
    center()
  }

  /// Takes a direction in, told for an instant up to `lag` seconds (zero or less) from the estimate's. Where the square
  /// of the normalised innovation is above `jump` for the mode that it fits better, it turned all at once, or so it
  /// seems from far apart: the direction is then doubted as much as it jumped. Returns that square.
  @discardableResult @inline(__always) mutating func update(
    _ told: LocalVector, lag exact: Double, variance exactVariance: Double, jump: Double = .infinity
  ) -> Double {
    let lag = Float(exact)
    let sine = direction.cross(told)
    let angle = direction.dot(told) > 0 ? Float(sine) : (sine > 0 ? 1 : -1)
    let innovation = Modes(repeating: angle) - offsets - rates * lag
    let variance = Float(exactVariance)
    let r = covariances + rateVariances * lag
    var p = variances + covariances * lag
    var total = p + r * lag + variance
    let least = (innovation * innovation / total).min()
    if least > Float(jump) {
      variances += least * variance
      p += least * variance
      total += least * variance
    }
    let inverse = Modes(repeating: 1) / total
    let scaled = innovation * inverse
    offsets += p * scaled
    rates = (rates + r * scaled).clamped(
      lowerBound: Modes(repeating: -Self.fastest), upperBound: Modes(repeating: Self.fastest))
    variances -= p * p * inverse
    covariances -= p * r * inverse
    rateVariances -= r * r * inverse
    let squares = innovation * scaled
    let evidence = Double(min(20, max(-20, (squares.x - squares.y) * 0.5)))
    let likelihood = Float(QuickMath.exp(evidence)) * (total.x / total.y).squareRoot()
    let odds = turningWeight / (1 - turningWeight) * likelihood
    turningWeight = min(0.99, max(0.01, odds / (1 + odds)))
    center()
    return Double(least)
  }

  /// Lets the modes change into one another for some seconds.
  @inline(__always) private mutating func mix(_ seconds: Float) {
    let toTurning = min(0.5, seconds * Self.onsetRate)
    let toStraight = min(0.5, seconds * Self.settleRate)
    let stayed = turningWeight * (1 - toStraight)
    let next = stayed + (1 - turningWeight) * toTurning
    let weight = Modes(turningWeight * toStraight / (1 - next), 1 - stayed / next)
    turningWeight = next
    let spread = weight * (1 - weight)
    let gap = Self.swapped(offsets) - offsets
    let rateGap = Self.swapped(rates) - rates
    offsets += weight * gap
    rates += weight * rateGap
    variances += weight * (Self.swapped(variances) - variances) + spread * gap * gap
    covariances += weight * (Self.swapped(covariances) - covariances) + spread * gap * rateGap
    rateVariances += weight * (Self.swapped(rateVariances) - rateVariances) + spread * rateGap * rateGap
  }

  @inline(__always) private static func swapped(_ modes: Modes) -> Modes { Modes(modes.y, modes.x) }

  /// Turns ``direction`` to what both modes say together.
  @inline(__always) private mutating func center() {
    let middle = mean(offsets)
    offsets -= middle
    let angle = Double(middle)
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
