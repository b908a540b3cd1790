import Kernel
import RoadModel
import Testing

@testable import Scene

@Suite("late measurements")
struct HistoryTests {
  private let start = Instant(milliseconds: 1_700_000_000_000)
  private let habits = SceneConfiguration().habits(of: .car)

  /// What three units say of a car that brakes in a bend, every 33 ms or so, with noise.
  private func drive(_ count: Int, seed: UInt64) -> [Measurement] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { step in
      let t = Double(step) * 0.033 + 0.01 * random.unit()
      let angle = 0.25 * t
      let speed = max(0, 12 - 2 * t)
      let way = 12 * t - t * t
      return Measurement(
        time: start + .seconds(t),
        position: LocalPoint(
          east: way + 0.2 * random.normal(), north: 0.125 * way * t + 0.2 * random.normal()),
        positionVariance: 0.04, gateVariance: 0.06,
        direction: Angle(radians: angle + 0.03 * random.normal()).unitVector, speed: speed + 0.2 * random.normal(),
        speedVariance: 0.04, courseVariance: 0.1, headingVariance: 0.001, traits: [.hasDirection, .hasSpeed],
        unit: UInt8(step % 3))
    }
  }

  private func estimate(_ measurements: [Measurement]) -> BodyEstimate {
    var history = MeasurementHistory(beginningWith: measurements[0])
    var body = BodyEstimate(beginningWith: measurements[0])
    var habits = habits
    for var measurement in measurements.dropFirst() {
      _ = history.take(&measurement, into: &body, habits: &habits)
    }
    return body
  }

  private func difference(_ one: BodyEstimate, _ other: BodyEstimate) -> Double {
    let mine = one.motion.combined
    let theirs = other.motion.combined
    return (mine.position - theirs.position).length + (mine.velocity - theirs.velocity).length
      + (mine.positionSpread - theirs.positionSpread).magnitude
      + one.front.direction.cross(other.front.direction).magnitude
  }

  @Test("in whatever order measurements arrive that are at most twelve places late, the estimate is the same")
  func order() {
    for seed in 0..<40 as Range<UInt64> {
      let measurements = drive(90, seed: seed)
      let inOrder = estimate(measurements)
      #expect(inOrder.motion.time == measurements.last?.time)
      var random = SeededRandom(seed: seed + 1000)
      // Each is held up by up to a dozen places.
      let keys = measurements.indices.map { Double($0) + 11 * random.unit() * random.unit() }
      let shuffled = measurements.indices.sorted { keys[$0] < keys[$1] }.map { measurements[$0] }
      #expect(zip(measurements, shuffled).contains { $0.time != $1.time })
      #expect(difference(estimate(shuffled), inOrder) < 1e-9, "seed \(seed)")
    }
  }

  @Test("the first two may come in either order")
  func birth() {
    var measurements = drive(6, seed: 3)
    let inOrder = estimate(measurements)
    measurements.swapAt(0, 1)
    #expect(difference(estimate(measurements), inOrder) < 1e-9)
  }

  @Test("measurements of one instant count alike in any order")
  func ties() {
    var measurements = drive(20, seed: 4)
    measurements[11].time = measurements[10].time
    let inOrder = estimate(measurements)
    measurements.swapAt(10, 11)
    #expect(difference(estimate(measurements), inOrder) < 1e-9)
  }

  @Test("one that is older than all that is kept still counts, and nothing breaks")
  func ancient() {
    var measurements = drive(60, seed: 5)
    let without = estimate(measurements)
    let ancient = measurements.remove(at: 1)
    measurements.append(ancient)
    let with = estimate(measurements)
    #expect(with.motion.time == without.motion.time)
    #expect(difference(with, without) < 0.5)
    #expect(with.motion.combined.positionSpread.isFinite && with.motion.combined.along.positionVariance > 0)
  }

  @Test("a scene that hears two units and the car itself in another order says the same")
  func scene() throws {
    func run(_ delays: [Interval]) -> [SceneObject] {
      var street = Street()
      var messages: [(arrival: Instant, unit: Int, time: Instant, east: Double)] = []
      for step in 0..<60 {
        for unit in 0..<3 {
          let time = street.now + .milliseconds(Int64(100 * step + 30 * unit))
          let east = 10 * (time - street.now).seconds
          messages.append((time + delays[(step + unit) % delays.count], unit, time, east))
        }
      }
      messages.sort { $0.arrival < $1.arrival }
      var next = 0
      for _ in 0..<62 {
        while next < messages.count, messages[next].arrival <= street.now {
          let told = messages[next]
          next += 1
          if told.unit == 2 {
            street.apply(own: Street.own(7, east: told.east, at: told.time), delay: told.arrival - told.time)
          } else {
            street.apply(
              [Street.car(1, unit: UInt8(told.unit), east: told.east, at: told.time)], delay: told.arrival - told.time)
          }
        }
        street.tick()
      }
      return street.objects
    }
    let steady = try #require(run([.milliseconds(40)]).first)
    let jumbled = try #require(
      run([.milliseconds(20), .milliseconds(170), .milliseconds(60), .milliseconds(120)]).first)
    #expect(steady.position.distance(to: jumbled.position) < 0.01)
    #expect((steady.velocity - jumbled.velocity).length < 0.01)
  }
}
