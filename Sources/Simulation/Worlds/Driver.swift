/// How someone drives: the intelligent driver model (Treiber, Hennecke and Helbing, Physical Review E 62, 2000).
struct Driver: Sendable {
  /// Metres per second on a free road.
  var desiredSpeed: Double
  /// Metres per second squared, the most when speeding up, and what is comfortable when braking.
  var acceleration: Double
  var braking: Double
  /// Seconds kept to the vehicle ahead, and metres when standing.
  var headway: Double
  var standingGap: Double

  /// The hardest braking of anyone, m/s^2.
  static let hardest = 7.0
  /// The acceleration across that people bear in a bend, m/s^2.
  static let acrossLimit = 2.2

  /// The acceleration on a free road whose limit is `limit`.
  func free(at speed: Double, limit: Double) -> Double {
    let wanted = min(desiredSpeed, limit)
    if speed > wanted { return max(-braking, (wanted - speed) / 0.4) }
    let ratio = speed / max(0.1, wanted)
    return acceleration * (1 - ratio * ratio * ratio * ratio)
  }

  /// What something `gap` metres ahead that goes at `other` takes off the acceleration.
  func interaction(gap: Double, speed: Double, other: Double) -> Double {
    let dynamic = speed * headway + speed * (speed - other) / (2 * (acceleration * braking).squareRoot())
    let wanted = standingGap + max(0, dynamic)
    let ratio = wanted / max(0.1, gap)
    return acceleration * ratio * ratio
  }

  /// The acceleration of someone who also follows the nearest thing ahead.
  func following(gap: Double, speed: Double, other: Double, limit: Double) -> Double {
    max(-Self.hardest, free(at: speed, limit: limit) - interaction(gap: gap, speed: speed, other: other))
  }
}
