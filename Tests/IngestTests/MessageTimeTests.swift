import Ingest
import Kernel
import Testing

@Suite("the time of a message")
struct MessageTimeTests {
  /// 2026-03-18T00:29:00Z, the start of a minute.
  static let minute = Instant(milliseconds: 1_773_793_740_000)
  /// 2027-01-01T00:00:00Z.
  static let newYear = Instant(milliseconds: 1_798_761_600_000)
  /// 2025-01-01T00:00:00Z, after a leap year.
  static let afterLeapYear = Instant(milliseconds: 1_735_689_600_000)

  static func resolved(_ second: UInt16, _ received: Instant) -> Int64? {
    MessageTime.resolve(second: second, receivedAt: received).map { ($0 - minute).nanoseconds / 1_000_000 }
  }

  @Test("a millisecond of the minute is that of the minute in which it was received")
  func within() {
    #expect(Self.resolved(20_000, Self.minute + .milliseconds(20_050)) == 20_000)
    #expect(Self.resolved(0, Self.minute) == 0)
    #expect(Self.resolved(59_999, Self.minute + .milliseconds(59_999)) == 59_999)
  }

  @Test("a message of the last minute's end that is received in this one belongs to the last")
  func overTheMinute() {
    #expect(Self.resolved(59_950, Self.minute + .milliseconds(20)) == -50)
    #expect(Self.resolved(30, Self.minute + .milliseconds(59_990)) == 60_030)
  }

  @Test("whatever the clocks say, the instant is the one nearest to the reception", arguments: 0..<200)
  func nearest(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let received = Self.minute + .milliseconds(Int64(random.below(400_000)) - 200_000)
    let second = UInt16(random.below(60_000))
    let time = try #require(MessageTime.resolve(second: second, receivedAt: received))
    #expect((time - received).magnitude <= .milliseconds(30_000))
    #expect(MessageTime.parts(of: time).second == second)
  }

  @Test("a unit whose clock is ahead by seconds is not taken for one that is late by most of a minute")
  func skew() {
    #expect(Self.resolved(5_000, Self.minute + .milliseconds(2_000)) == 5_000)
    #expect(Self.resolved(58_000, Self.minute + .milliseconds(1_000)) == -2_000)
  }

  @Test("a leap second is read as the last millisecond of its minute", arguments: [60_000, 60_500, 60_999] as [UInt16])
  func leapSecond(second: UInt16) {
    #expect(Self.resolved(second, Self.minute + .milliseconds(60_010)) == 59_999)
  }

  @Test("61000 and above stand for an unknown time", arguments: [61_000, 65_534, 65_535] as [UInt16])
  func unknown(second: UInt16) {
    #expect(MessageTime.resolve(second: second, receivedAt: Self.minute) == nil)
    #expect(MessageTime.resolve(minuteOfYear: 5, second: second, receivedAt: Self.minute) == nil)
  }

  @Test("minute 527040 stands for an unknown time")
  func unknownMinute() {
    #expect(MessageTime.resolve(minuteOfYear: 527_040, second: 0, receivedAt: Self.minute) == nil)
  }

  @Test("a minute of the year is counted from the first of January")
  func minuteOfYear() {
    let parts = MessageTime.parts(of: Self.minute)
    #expect(parts.minuteOfYear == UInt32(31 + 28 + 17) * 1440 + 29)
    #expect(
      MessageTime.resolve(minuteOfYear: parts.minuteOfYear, second: 0, receivedAt: Self.minute + .seconds(1))
        == Self.minute)
  }

  @Test("a message of the year's last minute that is received after midnight belongs to the last year")
  func yearsEnd() {
    let last = MessageTime.parts(of: Self.newYear - .milliseconds(50))
    #expect(last.minuteOfYear == 365 * 1440 - 1)
    #expect(
      MessageTime.resolve(
        minuteOfYear: last.minuteOfYear, second: last.second, receivedAt: Self.newYear + .milliseconds(30))
        == Self.newYear - .milliseconds(50))
    #expect(
      MessageTime.resolve(minuteOfYear: 0, second: 10, receivedAt: Self.newYear - .milliseconds(40))
        == Self.newYear + .milliseconds(10))
  }

  @Test("a leap year has 527040 minutes")
  func leapYear() {
    let last = MessageTime.parts(of: Self.afterLeapYear - .milliseconds(1))
    #expect(last.minuteOfYear == 527_039)
    #expect(last.second == 59_999)
    #expect(
      MessageTime.resolve(minuteOfYear: 527_039, second: 59_999, receivedAt: Self.afterLeapYear)
        == Self.afterLeapYear - .milliseconds(1))
  }

  @Test("an instant taken apart and put together again is itself, in any year", arguments: 0..<200)
  func roundTrip(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let time = Instant(milliseconds: Int64(random.below(8_000_000_000_000)) - 2_000_000_000_000)
    let parts = MessageTime.parts(of: time)
    #expect(
      MessageTime.resolve(minuteOfYear: parts.minuteOfYear, second: parts.second, receivedAt: time + .seconds(1))
        == time)
    #expect(MessageTime.resolve(second: parts.second, receivedAt: time + .seconds(1)) == time)
  }
}
