/// On the hot path: no allocation.
///
/// How a step of time carries a state on; the same for all axes and modes of a road user.
struct AxisStep: BitwiseCopyable {
  let seconds: Float
  /// What is left of the acceleration, what it adds to the velocity, and to the position.
  let kept: Float
  let intoVelocity: Float
  let intoPosition: Float
  /// What noise of the jerk of density 1 adds to each element of the covariance.
  let noise: (pp: Float, pv: Float, pa: Float, vv: Float, va: Float, aa: Float)

  /// A step of at most some seconds; `persistence` is the time constant of the acceleration in seconds.
  @inline(__always) init(seconds exact: Double, persistence exactPersistence: Double) {
    let (seconds, persistence) = (Float(exact), Float(exactPersistence))
    self.seconds = seconds
    let share = seconds / persistence
    // Series where the closed form would cancel.
    if share < 0.25 {
      let part = 1 - share * (0.5 - share * (1.0 / 6 - share * (1.0 / 24)))
      kept = 1 - share * part
      intoVelocity = seconds * part
      intoPosition = seconds * seconds * (0.5 - share * (1.0 / 6 - share * (1.0 / 24 - share * (1.0 / 120))))
    } else {
      kept = Float(QuickMath.exp(-exact / exactPersistence))
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
