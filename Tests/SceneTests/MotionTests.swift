import Kernel
import RoadModel
import Testing

@testable import Scene

@Suite("the motion filter")
struct MotionTests {
  private let start = AxisState(position: 10, velocity: 2, positionVariance: 1, covariance: 0.5, velocityVariance: 4)

  @Test("prediction by half a second agrees with F P F' + Q worked by hand")
  func prediction() {
    var state = start
    state.predict(by: 0.5, noise: 0.24)
    // p = 10 + 0.5 * 2; P = [1 + 2 * 0.5 * 0.5 + 0.25 * 4 + 0.24 * 0.125 / 3, 0.5 + 0.5 * 4 + 0.24 * 0.125; 4 + 0.12]
    #expect(state.position == 11)
    #expect(state.velocity == 2)
    #expect((state.positionVariance - 2.51).magnitude < 1e-12)
    #expect((state.covariance - 2.53).magnitude < 1e-12)
    #expect((state.velocityVariance - 4.12).magnitude < 1e-12)
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
    var inOrder = start
    _ = inOrder.update(position: 10.4, lag: 0, variance: 0.3)
    inOrder.predict(by: 0.2, noise: 0)
    _ = inOrder.update(position: 11, lag: 0, variance: 0.3)
    var late = start
    late.predict(by: 0.2, noise: 0)
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

  @Test("hard braking makes the manoeuvring mode the likelier one, steady driving the quiet one")
  func modes() {
    let model = MotionModel.usual(for: .car)
    let axis = AxisState(position: 0, velocity: 15, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1)
    let still = AxisState(position: 0, velocity: 0, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1)
    let mode = MotionEstimate.Mode(east: axis, north: still)
    let begin = Instant(nanoseconds: 0)
    for isBraking in [false, true] {
      var motion = MotionEstimate(time: begin, quiet: mode, manoeuvring: mode, manoeuvringWeight: 0.3)
      for step in 1...10 {
        let t = Double(step) * 0.1
        let deceleration = isBraking ? 8.0 : 0.0
        let measurement = Measurement(
          time: begin + .seconds(t), position: LocalPoint(east: 15 * t - deceleration * t * t / 2, north: 0),
          positionVariance: 0.04, gateVariance: 0.04, hasVelocity: true,
          velocity: LocalVector(east: 15 - deceleration * t, north: 0),
          velocityVariance: LocalVector(east: 0.04, north: 0.04))
        motion.predict(to: measurement.time, model: model)
        motion.update(with: measurement, lag: 0, model: model)
      }
      #expect((motion.manoeuvringWeight > 0.5) == isBraking)
    }
  }

  @Test("a car in a bend is predicted along the bend, not off the tangent")
  func bend() {
    // 10 m/s on a circle of 20 m radius: half a radian per second; from the bottom of the circle, half a second on.
    let east = AxisState(position: 0, velocity: 10, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1)
    let north = AxisState(position: 0, velocity: 0, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1)
    let mode = MotionEstimate.Mode(east: east, north: north)
    var motion = MotionEstimate(
      time: Instant(nanoseconds: 0), quiet: mode, manoeuvring: mode, manoeuvringWeight: 0.5)
    motion.predict(to: Instant(milliseconds: 500), model: .usual(for: .car), turnRate: 0.5)
    let state = motion.combined
    #expect((state.east.position - 20 * Trigonometry.sin(0.25)).magnitude < 0.05)
    #expect((state.north.position - 20 * (1 - Trigonometry.cos(0.25))).magnitude < 0.05)
    #expect((state.north.velocity - 10 * Trigonometry.sin(0.25)).magnitude < 0.05)
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
