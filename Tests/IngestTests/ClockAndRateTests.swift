import Kernel
import Testing

@testable import Ingest

@Suite("a device's clock")
struct ClockWatchTests {
  static let start = Instant(milliseconds: 1_773_793_760_000)

  /// The offset that is found of a clock that is `ahead`, by messages that take 20 to 110 ms.
  static func offset(ahead: Double, seconds: Int, seed: UInt64 = 1) -> Double? {
    var watch = ClockWatch()
    var random = SeededRandom(seed: seed)
    for tick in 0..<seconds * 10 {
      let time = start + .milliseconds(Int64(tick) * 100)
      let way = Interval.milliseconds(20 + Int64(random.below(91)))
      watch.observe(stated: time + .seconds(ahead), receivedAt: time + way)
    }
    return watch.offset
  }

  @Test("before its first message nothing is known of it")
  func silent() { #expect(ClockWatch().offset == nil) }

  @Test("a clock that is ahead or behind is known within 5 ms after five seconds", arguments: [-0.035, 0, 0.035])
  func found(ahead: Double) throws {
    let offset = try #require(Self.offset(ahead: ahead, seconds: 5))
    #expect(abs(offset - ahead) < 0.005)
  }

  @Test("a clock that was set right is known as right after a minute")
  func setRight() throws {
    var watch = ClockWatch()
    for tick in 0..<1300 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      let ahead: Int64 = tick < 300 ? 500 : 0
      watch.observe(stated: time + .milliseconds(ahead), receivedAt: time + .milliseconds(20))
    }
    #expect(abs(try #require(watch.offset)) < 0.001)
  }
}

@Suite("the rate of a device")
struct RateLimitTests {
  static let start = Instant(milliseconds: 1_773_793_760_000)

  @Test("one second's worth may come at once, and then as many as the rate gives")
  func steady() {
    var limit = RateLimit(perSecond: 10)
    let burst = (0..<25).filter { _ in limit.take(at: Self.start) }.count
    #expect(burst == 10)
    let next = (0..<25).filter { _ in limit.take(at: Self.start + .milliseconds(500)) }.count
    #expect(next == 5)
    let after = (0..<1000).filter { _ in limit.take(at: Self.start + .seconds(3600)) }.count
    #expect(after == 10)
  }

  @Test("a clock that is set back by an hour does not silence a device for an hour")
  func setBack() {
    var limit = RateLimit(perSecond: 10)
    for _ in 0..<20 { _ = limit.take(at: Self.start) }
    let earlier = Self.start - .seconds(3600)
    let atOnce = limit.take(at: earlier)
    #expect(!atOnce)
    let later = limit.take(at: earlier + .milliseconds(150))
    #expect(later)
  }
}
