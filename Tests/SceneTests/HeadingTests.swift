import Kernel
import Testing

@testable import Scene

@Suite("the heading filter")
struct HeadingTests {
  private let noise = HeadingEstimate.Modes(0.003, 2)
  private let variance = 0.03 * 0.03

  private func direction(_ angle: Double) -> LocalVector {
    LocalVector(east: Trigonometry.cos(angle), north: Trigonometry.sin(angle))
  }

  private func angle(_ heading: HeadingEstimate, from angle: Double) -> Double {
    direction(angle).cross(heading.direction)
  }

  /// Ten readings a second of an angle as a function of time, with noise of 0.03 rad.
  private func follow(seconds: Double, _ truth: (Double) -> Double) -> HeadingEstimate {
    var random = SeededRandom(seed: 7)
    var heading = HeadingEstimate(direction: direction(truth(0)), variance: variance, time: Instant(nanoseconds: 0))
    var t = 0.1
    while t <= seconds {
      let noise = (random.unit() + random.unit() + random.unit() + random.unit() - 2) * 0.03 * 3.0.squareRoot()
      heading.predict(to: Instant(nanoseconds: 0) + .seconds(t), noise: self.noise)
      _ = heading.update(direction(truth(t) + noise), lag: 0, variance: variance)
      t += 0.1
    }
    return heading
  }

  @Test("of one that drives straight on it is known better than any one reading")
  func straight() {
    let heading = follow(seconds: 3) { _ in 2 }
    #expect(angle(heading, from: 2).magnitude < 0.04)
    #expect(heading.variance < variance * 0.7)
    #expect((heading.direction.squaredLength - 1).magnitude < 1e-9)
  }

  @Test("in a bend of half a radian per second, over north and south too, it turns along", arguments: [0.0, 2.9, -1.7])
  func bend(start: Double) {
    let heading = follow(seconds: 3) { start + 0.5 * $0 }
    #expect(angle(heading, from: start + 1.5).magnitude < 0.06)
    #expect((heading.rate - 0.5).magnitude < 0.3)
  }

  @Test("who turns on unseen for a second is believed where it then is, and not pulled back", arguments: [0.7, 1.0])
  func gap(rate: Double) {
    var heading = HeadingEstimate(direction: direction(0), variance: variance, time: Instant(nanoseconds: 0))
    for tick in 1...10 {
      heading.predict(to: Instant(milliseconds: Int64(100 * tick)), noise: noise)
      heading.update(direction(0.1 * rate * Double(tick)), lag: 0, variance: variance)
    }
    heading.predict(to: Instant(milliseconds: 2000), noise: noise)
    heading.update(direction(2 * rate), lag: 0, variance: variance)
    #expect(angle(heading, from: 2 * rate).magnitude < 0.05)
  }

  @Test("that a turn begins is known within three readings, and straight on the turning is soon unlikely again")
  func modes() {
    let straight = follow(seconds: 3) { _ in 1 }
    #expect(straight.turningWeight < 0.2)
    let turning = follow(seconds: 3.3) { $0 < 3 ? 1 : 1 + 1.0 * ($0 - 3) }
    #expect(turning.turningWeight > straight.turningWeight)
    #expect(angle(turning, from: 1.3).magnitude < 0.15)
  }

  @Test("a reading that is late counts for when it was taken")
  func late() {
    func follow(to end: Double) -> HeadingEstimate {
      var heading = HeadingEstimate(direction: direction(0), variance: variance, time: Instant(nanoseconds: 0))
      for tick in 1...Int(end * 10) {
        heading.predict(to: Instant(milliseconds: Int64(100 * tick)), noise: noise)
        _ = heading.update(direction(0.1 * Double(tick)), lag: 0, variance: variance)
      }
      return heading
    }
    var heading = follow(to: 2)
    let before = heading.direction
    let square = heading.update(direction(2 - heading.rate * 0.2), lag: -0.2, variance: variance)
    #expect(square < 0.2)
    #expect(before.cross(heading.direction).magnitude < 0.01)
  }

  @Test("one that jumped farther than is believable is doubted as much, and followed")
  func jump() {
    var believed = HeadingEstimate(direction: direction(0), variance: variance, time: Instant(nanoseconds: 0))
    var doubted = believed
    believed.update(direction(1), lag: 0, variance: variance)
    doubted.update(direction(1), lag: 0, variance: variance, jump: 9)
    #expect(angle(believed, from: 0) < 0.6)
    #expect(angle(doubted, from: 0) > 0.7)
    #expect(doubted.variance < 2 * variance)
  }

  @Test("one that is told the other way round is a quarter turn off at least, never hidden")
  func backwards() {
    var heading = HeadingEstimate(direction: direction(0), variance: variance, time: Instant(nanoseconds: 0))
    #expect(heading.update(direction(3.1), lag: 0, variance: variance) > 100)
  }
}
