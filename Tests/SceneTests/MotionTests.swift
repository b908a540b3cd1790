import Kernel
import RoadModel
import Testing

@testable import Scene

@Suite("the motion filter")
struct MotionTests {
  private let start = AxisState(position: 10, velocity: 2, positionVariance: 1, covariance: 0.5, velocityVariance: 4)

  /// A step of a motion without accelerations.
  private func step(_ seconds: Double) -> AxisState.Step { AxisState.Step(seconds: seconds, persistence: 2) }

  @Test("prediction by half a second agrees with F P F' + Q worked by hand")
  func prediction() {
    var state = start
    state.predict(step(0.5), AxisNoise(jerk: 0, push: 0.24))
    // p = 10 + 0.5 * 2; P = [1 + 2 * 0.5 * 0.5 + 0.25 * 4 + 0.24 * 0.125 / 3, 0.5 + 0.5 * 4 + 0.24 * 0.125; 4 + 0.12]
    #expect(state.position == 11)
    #expect(state.velocity == 2)
    #expect((state.positionVariance - 2.51).magnitude < 1e-12)
    #expect((state.covariance - 2.53).magnitude < 1e-12)
    #expect((state.velocityVariance - 4.12).magnitude < 1e-12)
  }

  @Test("the covariance that a prediction gives is that of many simulated axes")
  func acceleration() {
    var state = start
    state.acceleration = 1
    state.accelerationVariance = 0.5
    state.positionAcceleration = 0.1
    state.velocityAcceleration = -0.2
    let noise = AxisNoise(jerk: 0.8, push: 0.1)
    // In one step and in a hundred: F and Q have to fit together.
    var fine = state
    for _ in 0..<100 { fine.predict(step(0.004), noise) }
    state.predict(step(0.4), noise)
    #expect((state.position - fine.position).magnitude < 1e-4)
    #expect((state.velocity - fine.velocity).magnitude < 1e-4)
    #expect((state.acceleration - fine.acceleration).magnitude < 1e-4)
    #expect((state.positionVariance - fine.positionVariance).magnitude < 2e-3)
    #expect((state.covariance - fine.covariance).magnitude < 2e-3)
    #expect((state.velocityVariance - fine.velocityVariance).magnitude < 2e-3)
    #expect((state.positionAcceleration - fine.positionAcceleration).magnitude < 2e-3)
    #expect((state.velocityAcceleration - fine.velocityAcceleration).magnitude < 4e-3)
    #expect((state.accelerationVariance - fine.accelerationVariance).magnitude < 2e-3)
  }

  @Test("the series and the closed form of a step meet")
  func series() {
    let below = step(0.4999)
    let above = step(0.5001)
    #expect((below.intoVelocity - above.intoVelocity).magnitude < 4e-4)
    #expect((below.intoPosition - above.intoPosition).magnitude < 4e-4)
  }

  @Test("who brakes is expected to go on braking: after half a second of it, the next is foreseen within 10 cm")
  func braking() {
    let model = MotionModel.usual(for: .car)
    var motion = estimate(speed: 15)
    for tick in 1...5 { drive(&motion, 0.1 * Double(tick), deceleration: 4, model) }
    motion.predict(to: Instant(milliseconds: 900), model: model)
    let expected = 15 * 0.9 - 4 * 0.9 * 0.9 / 2
    #expect((motion.combined.position.east - expected).magnitude < 0.25)
    #expect((motion.combined.velocity.east - (15 - 4 * 0.9)).magnitude < 0.8)
  }

  @Test("an update with a position agrees with the Kalman gain worked by hand")
  func positionUpdate() {
    var state = start
    let result = state.update(position: 13, lag: 0, variance: 1)
    // S = 2, K = [0.5, 0.25], innovation 3
    #expect(result.variance == 2)
    #expect(result.square == 4.5)
    #expect(state.position == 11.5)
    #expect(state.velocity == 2.75)
    #expect(state.positionVariance == 0.5)
    #expect(state.covariance == 0.25)
    #expect(state.velocityVariance == 3.875)
  }

  @Test("an update with a velocity agrees with the Kalman gain worked by hand")
  func velocityUpdate() {
    var state = start
    _ = state.update(velocity: 7, variance: 1)
    // S = 5, K = [0.1, 0.8], innovation 5
    #expect((state.position - 10.5).magnitude < 1e-12)
    #expect((state.velocity - 6).magnitude < 1e-12)
    #expect((state.positionVariance - 0.95).magnitude < 1e-12)
    #expect((state.covariance - 0.1).magnitude < 1e-12)
    #expect((state.velocityVariance - 0.8).magnitude < 1e-12)
  }

  @Test("a late position is one of p + lag v: without noise of the process the order does not matter")
  func lateUpdate() {
    let still = AxisNoise(jerk: 0, push: 0)
    var inOrder = start
    _ = inOrder.update(position: 10.4, lag: 0, variance: 0.3)
    inOrder.predict(step(0.2), still)
    _ = inOrder.update(position: 11, lag: 0, variance: 0.3)
    var late = start
    late.predict(step(0.2), still)
    _ = late.update(position: 11, lag: 0, variance: 0.3)
    _ = late.update(position: 10.4, lag: -0.2, variance: 0.3)
    #expect((inOrder.position - late.position).magnitude < 1e-12)
    #expect((inOrder.velocity - late.velocity).magnitude < 1e-12)
    #expect((inOrder.positionVariance - late.positionVariance).magnitude < 1e-12)
    #expect((inOrder.velocityVariance - late.velocityVariance).magnitude < 1e-12)
  }

  @Test("mixing keeps the mean and the variance of the mixture")
  func mixing() {
    let one = AxisState(position: 0, velocity: 0, positionVariance: 1, covariance: 0, velocityVariance: 1)
    let two = AxisState(position: 4, velocity: 2, positionVariance: 2, covariance: 1, velocityVariance: 3)
    let mixed = one.mixed(with: two, weight: 0.25)
    #expect(mixed.position == 1)
    #expect(mixed.velocity == 0.5)
    // 0.75 * 1 + 0.25 * 2 + 0.1875 * 16, 0.25 * 1 + 0.1875 * 8, 0.75 * 1 + 0.25 * 3 + 0.1875 * 4
    #expect(mixed.positionVariance == 4.25)
    #expect(mixed.covariance == 1.75)
    #expect(mixed.velocityVariance == 2.25)
  }

  @Test("where hard braking begins, the manoeuvring mode is the likelier one; in steady driving, the quiet one")
  func modes() {
    let model = MotionModel.usual(for: .car)
    for isBraking in [false, true] {
      var motion = estimate(speed: 15)
      for tick in 1...4 { drive(&motion, 0.1 * Double(tick), deceleration: isBraking ? 8 : 0, model) }
      #expect((motion.manoeuvringWeight > 0.5) == isBraking)
    }
  }

  @Test("a car in a bend is predicted along the bend, not off the tangent")
  func bend() {
    // 10 m/s on a circle of 20 m radius: half a radian per second; from the bottom of the circle, half a second on.
    var motion = estimate(speed: 10)
    motion.predict(to: Instant(milliseconds: 500), model: .usual(for: .car), turnRate: 0.5)
    let state = motion.combined
    #expect((state.position.east - 20 * Trigonometry.sin(0.25)).magnitude < 0.05)
    #expect((state.position.north - 20 * (1 - Trigonometry.cos(0.25))).magnitude < 0.05)
    #expect((state.velocity.north - 10 * Trigonometry.sin(0.25)).magnitude < 0.05)
  }

  @Test("turning the axes of an estimate moves nothing: place, velocity and the doubt in all stay")
  func axes() {
    var motion = estimate(speed: 10)
    motion.quiet.across.positionVariance = 0.4
    let before = motion.combined
    let direction = LocalVector(east: 0.6, north: 0.8)
    motion.align(to: direction, tolerance: 0.1)
    let after = motion.combined
    #expect(after.axis == direction)
    #expect((after.position - before.position).length < 1e-12)
    #expect((after.velocity - before.velocity).length < 1e-12)
    #expect((after.positionSpread - before.positionSpread).magnitude < 1e-12)
    #expect((after.velocitySpread - before.velocitySpread).magnitude < 1e-12)
  }

  @Test("what has axles goes where it points: steering turns the velocity and leaves the place")
  func steering() {
    var motion = estimate(speed: 10)
    let before = motion.combined
    motion.steer(to: LocalVector(east: 0.6, north: 0.8))
    #expect((motion.combined.position - before.position).length < 1e-12)
    #expect((motion.combined.velocity - LocalVector(east: 6, north: 8)).length < 1e-12)
  }

  @Test("variances along and across a body are turned to the east and the north, and keep their sum")
  func unturned() {
    let state = MotionState(axis: LocalVector(east: 0, north: 1), along: start, across: start)
    #expect(state.unturned(4, 1) == LocalVector(east: 1, north: 4))
  }

  /// Something that drives east from the origin, of both modes alike.
  private func estimate(speed: Double) -> MotionEstimate {
    let along = AxisState(
      position: 0, velocity: speed, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1,
      accelerationVariance: 1)
    let across = AxisState(position: 0, velocity: 0, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1)
    let mode = MotionEstimate.Mode(along: along, across: across)
    return MotionEstimate(
      time: Instant(nanoseconds: 0), axis: LocalVector(east: 1, north: 0), quiet: mode, manoeuvring: mode,
      manoeuvringWeight: 0.5)
  }

  /// Takes in where it is after some seconds, from 15 m/s at the origin.
  private func drive(_ motion: inout MotionEstimate, _ t: Double, deceleration: Double, _ model: MotionModel) {
    let measurement = Measurement(
      time: Instant(nanoseconds: 0) + .seconds(t),
      position: LocalPoint(east: 15 * t - deceleration * t * t / 2, north: 0), positionVariance: 0.04,
      gateVariance: 0.04, direction: LocalVector(east: 1, north: 0), speed: 15 - deceleration * t,
      speedVariance: 0.04, courseVariance: 0.04, traits: [.hasDirection, .hasSpeed])
    motion.predict(to: measurement.time, model: model)
    _ = motion.update(with: measurement, lag: 0, model: model, slipVariance: 0.03)
  }

  @Test("the quick logarithm and exponential keep to what they promise")
  func quickMath() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<10_000 {
      let x = (random.unit() - 0.5) * 100
      #expect((QuickMath.exp(x) / Trigonometry.exp(x) - 1).magnitude < 1e-4)
      let y = Trigonometry.exp(x)
      #expect((QuickMath.log(y) - x).magnitude < 2e-5 + 1e-12)
    }
  }
}
