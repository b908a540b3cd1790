import Kernel
import RoadModel
import Testing

@testable import Scene

@Suite("the motion filter")
struct MotionTests {
  private let start = AxisState(position: 10, velocity: 2, positionVariance: 1, covariance: 0.5, velocityVariance: 4)

  /// A step of a motion without accelerations.
  private func step(_ seconds: Double) -> AxisStep { AxisStep(seconds: seconds, persistence: 2) }

  @Test("prediction by half a second agrees with F P F' + Q worked by hand")
  func prediction() {
    var state = modes(start)
    state.predict(step(0.5), noise(push: 0.24))
    // p = 10 + 0.5 * 2; P = [1 + 2 * 0.5 * 0.5 + 0.25 * 4 + 0.24 * 0.125 / 3, 0.5 + 0.5 * 4 + 0.24 * 0.125; 4 + 0.12]
    #expect(state.position[0] == 11)
    #expect(state.velocity[0] == 2)
    #expect((state.positionVariance[0] - 2.51).magnitude < 1e-6)
    #expect((state.covariance[0] - 2.53).magnitude < 1e-6)
    #expect((state.velocityVariance[0] - 4.12).magnitude < 1e-6)
  }

  @Test("the covariance that a prediction gives is that of many simulated axes")
  func acceleration() {
    var state = modes(start)
    state.acceleration[0] = 1
    state.accelerationVariance[0] = 0.5
    state.positionAcceleration[0] = 0.1
    state.velocityAcceleration[0] = -0.2
    let noise = noise(jerk: 0.8, push: 0.1)
    // In one step and in a hundred: F and Q have to fit together.
    var fine = state
    for _ in 0..<100 { fine.predict(step(0.004), noise) }
    state.predict(step(0.4), noise)
    #expect((state.position[0] - fine.position[0]).magnitude < 1e-4)
    #expect((state.velocity[0] - fine.velocity[0]).magnitude < 1e-4)
    #expect((state.acceleration[0] - fine.acceleration[0]).magnitude < 1e-4)
    #expect((state.positionVariance[0] - fine.positionVariance[0]).magnitude < 2e-3)
    #expect((state.covariance[0] - fine.covariance[0]).magnitude < 2e-3)
    #expect((state.velocityVariance[0] - fine.velocityVariance[0]).magnitude < 2e-3)
    #expect((state.positionAcceleration[0] - fine.positionAcceleration[0]).magnitude < 2e-3)
    #expect((state.velocityAcceleration[0] - fine.velocityAcceleration[0]).magnitude < 4e-3)
    #expect((state.accelerationVariance[0] - fine.accelerationVariance[0]).magnitude < 2e-3)
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
    var state = modes(start)
    let result = state.update(position: SIMD4(repeating: 13), lag: 0, variance: SIMD4(repeating: 1))
    // S = 2, K = [0.5, 0.25], innovation 3
    #expect(result.variance[0] == 2)
    #expect(result.square[0] == 4.5)
    #expect(state.position[0] == 11.5)
    #expect(state.velocity[0] == 2.75)
    #expect(state.positionVariance[0] == 0.5)
    #expect(state.covariance[0] == 0.25)
    #expect(state.velocityVariance[0] == 3.875)
  }

  @Test("an update with a velocity agrees with the Kalman gain worked by hand")
  func velocityUpdate() {
    var state = modes(start)
    _ = state.update(velocity: SIMD4(repeating: 7), variance: SIMD4(repeating: 1))
    // S = 5, K = [0.1, 0.8], innovation 5
    #expect((state.position[0] - 10.5).magnitude < 1e-6)
    #expect((state.velocity[0] - 6).magnitude < 1e-6)
    #expect((state.positionVariance[0] - 0.95).magnitude < 1e-6)
    #expect((state.covariance[0] - 0.1).magnitude < 1e-6)
    #expect((state.velocityVariance[0] - 0.8).magnitude < 1e-6)
  }

  @Test("a late position is one of p + lag v: without noise of the process the order does not matter")
  func lateUpdate() {
    func take(_ east: Double, lag: Float, into modes: inout BodyModes) {
      _ = modes.update(position: SIMD4(repeating: east), lag: lag, variance: SIMD4(repeating: 0.3))
    }
    var inOrder = modes(start)
    take(10.4, lag: 0, into: &inOrder)
    inOrder.predict(step(0.2), noise())
    take(11, lag: 0, into: &inOrder)
    var late = modes(start)
    late.predict(step(0.2), noise())
    take(11, lag: 0, into: &late)
    take(10.4, lag: -0.2, into: &late)
    #expect((inOrder.position[0] - late.position[0]).magnitude < 2e-6)
    #expect((inOrder.velocity[0] - late.velocity[0]).magnitude < 2e-6)
    #expect((inOrder.positionVariance[0] - late.positionVariance[0]).magnitude < 2e-6)
    #expect((inOrder.velocityVariance[0] - late.velocityVariance[0]).magnitude < 2e-6)
  }

  @Test("kilometres from the origin a place is as good as at it")
  func faraway() {
    func final(_ offset: Double) -> Double {
      var state = modes(start)
      state.position += offset
      for tick in 1...100 {
        state.predict(step(0.1), noise(jerk: 0.5, push: 0.05))
        let east = offset + 10 + 2 * 0.1 * Double(tick)
        _ = state.update(position: SIMD4(repeating: east), lag: 0, variance: SIMD4(repeating: 0.04))
      }
      return state.position[0] - offset
    }
    #expect((final(0) - final(9_000)).magnitude < 1e-5)
  }

  @Test("mixing keeps the mean and the variance of the mixture")
  func mixing() {
    let one = AxisState(position: 0, velocity: 0, positionVariance: 1, covariance: 0, velocityVariance: 1)
    let two = AxisState(position: 4, velocity: 2, positionVariance: 2, covariance: 1, velocityVariance: 3)
    let mixed = both(one, two).combined(weight: 0.25, axis: LocalVector(east: 1, north: 0)).along
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
    motion.modes.positionVariance[2] = 0.4
    let before = motion.combined
    let direction = LocalVector(east: 0.6, north: 0.8)
    motion.align(to: direction, tolerance: 0.1)
    let after = motion.combined
    #expect(after.axis == direction)
    #expect((after.position - before.position).length < 1e-12)
    #expect((after.velocity - before.velocity).length < 1e-5)
    #expect((after.positionSpread - before.positionSpread).magnitude < 1e-6)
    #expect((after.velocitySpread - before.velocitySpread).magnitude < 1e-6)
  }

  @Test("what has axles goes where it points: steering turns the velocity and leaves the place")
  func steering() {
    var motion = estimate(speed: 10)
    let before = motion.combined
    motion.steer(to: LocalVector(east: 0.6, north: 0.8))
    #expect((motion.combined.position - before.position).length < 1e-12)
    #expect((motion.combined.velocity - LocalVector(east: 6, north: 8)).length < 1e-5)
  }

  @Test("variances along and across a body are turned to the east and the north, and keep their sum")
  func unturned() {
    let state = modes(start).combined(weight: 0.5, axis: LocalVector(east: 0, north: 1))
    #expect(state.unturned(4, 1) == LocalVector(east: 1, north: 4))
  }

  /// Something that drives east from the origin, of both modes alike.
  private func estimate(speed: Double) -> MotionEstimate {
    let along = AxisState(
      position: 0, velocity: speed, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1)
    let across = AxisState(position: 0, velocity: 0, positionVariance: 0.1, covariance: 0, velocityVariance: 0.1)
    var modes = BodyModes(along: along, across: across, accelerationVariance: 1)
    modes.accelerationVariance.highHalf = SIMD2(repeating: 0)
    return MotionEstimate(
      time: Instant(nanoseconds: 0), axis: LocalVector(east: 1, north: 0), modes: modes, manoeuvringWeight: 0.5)
  }

  /// One state in all lanes, without an acceleration.
  private func modes(_ state: AxisState) -> BodyModes {
    BodyModes(along: state, across: state, accelerationVariance: 0)
  }

  /// One state as the quiet mode and another as the manoeuvring one, of both axes.
  private func both(_ quiet: AxisState, _ manoeuvring: AxisState) -> BodyModes {
    let (first, second) = (modes(quiet), modes(manoeuvring))
    var both = first
    for lane in [1, 3] {
      both.position[lane] = second.position[lane]
      both.velocity[lane] = second.velocity[lane]
      both.positionVariance[lane] = second.positionVariance[lane]
      both.covariance[lane] = second.covariance[lane]
      both.velocityVariance[lane] = second.velocityVariance[lane]
    }
    return both
  }

  /// The same noise in all lanes.
  private func noise(jerk: Float = 0, push: Float = 0) -> ModeNoise {
    ModeNoise(jerk: SIMD4(repeating: jerk), push: SIMD4(repeating: push))
  }

  /// Takes in where it is after some seconds, from 15 m/s at the origin.
  private func drive(_ motion: inout MotionEstimate, _ t: Double, deceleration: Double, _ model: MotionModel) {
    let measurement = Measurement(
      time: Instant(nanoseconds: 0) + .seconds(t),
      position: LocalPoint(east: 15 * t - deceleration * t * t / 2, north: 0), positionVariance: 0.04,
      gateVariance: 0.04, direction: LocalVector(east: 1, north: 0), speed: 15 - deceleration * t,
      speedVariance: 0.04, courseVariance: 0.04, traits: [.hasDirection, .hasSpeed])
    motion.predict(to: measurement.time, model: model)
    _ = motion.update(
      with: BodyMeasurement(measurement, axis: motion.axis), lag: 0, model: model, slipVariance: 0.03)
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

/// One axis by itself, as the first of two modes: the second is something else.
