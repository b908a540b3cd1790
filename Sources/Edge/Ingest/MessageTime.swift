public import Kernel

/// Turns the times of messages, which count from the start of a minute or a year, into instants.
public enum MessageTime {
  /// How far a message's time may differ from the time of its reception. Beyond it the message is dropped by name.
  public static let limit = Interval.seconds(2)

  private static let minute: Int64 = 60_000

  /// The instant of a DSecond (T/CSAE 53-2020, DE_DSecond: milliseconds within the UTC minute) that is nearest to its
  /// reception, so that the change of the minute and a clock that is off by seconds do no harm.
  ///
  /// Nil for 61000 and above, which stand for an unknown time. 60000...60999 is a leap second, and read as the last
  /// millisecond of the minute, since instants do not count leap seconds.
  public static func resolve(second: UInt16, receivedAt: Instant) -> Instant? {
    guard second < 61_000 else { return nil }
    let within = Int64(min(second, 59_999))
    let received = receivedAt.milliseconds
    let base = received - floorModulo(received, minute) + within
    return Instant(milliseconds: nearest(to: received, base - minute, base, base + minute))
  }

  /// The instant of a minute of the UTC year (DE_MinuteOfTheYear) and a DSecond, in the year nearest to the reception.
  ///
  /// Nil where either stands for an unknown time.
  public static func resolve(minuteOfYear: UInt32, second: UInt16, receivedAt: Instant) -> Instant? {
    guard minuteOfYear < 527_040, second < 61_000 else { return nil }
    let received = receivedAt.milliseconds
    let year = CalendarYear(of: receivedAt)
    let within = Int64(minuteOfYear) * minute + Int64(min(second, 59_999))
    return Instant(
      milliseconds: nearest(
        to: received, year.previous.start + within, year.start + within, year.next.start + within))
  }

  /// The instant of a date and a time of day, `offset` minutes ahead of UTC. Nil where a part is none or unknown: year
  /// and month 0, hour 24 and above, minute 60, 61000 milliseconds and above.
  public static func instant(
    year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: UInt16, offset: Int64
  ) -> Instant? {
    guard (1...4095).contains(year), (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
      (0...59).contains(minute), second < 61_000
    else { return nil }
    let lengths: [Int64] = [31, CalendarYear(year).days == 366 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[Int(month) - 1] else { return nil }
    let days = CalendarYear(year).firstDay + lengths.prefix(Int(month) - 1).reduce(0, +) + day - 1
    let minutes = (days * 24 + hour) * 60 + minute - offset
    guard (-4_000_000...100_000_000).contains(minutes / 1000) else { return nil }
    return Instant(milliseconds: minutes * self.minute + Int64(min(second, 59_999)))
  }

  /// The instant of a minute of a UTC year; of the year nearest to the reception where none is told.
  public static func instant(minuteOfYear: UInt32, year: UInt16?, receivedAt: Instant) -> Instant? {
    guard let year, year >= 1970, year < 2200 else {
      return resolve(minuteOfYear: minuteOfYear, second: 0, receivedAt: receivedAt)
    }
    guard minuteOfYear < 527_040 else { return nil }
    return Instant(milliseconds: CalendarYear(Int64(year)).start + Int64(minuteOfYear) * minute)
  }

  /// The one of three ascending numbers that is nearest to a fourth; of two as near the lower. An array of them would
  /// be allocated for each message.
  private static func nearest(to target: Int64, _ first: Int64, _ second: Int64, _ third: Int64) -> Int64 {
    let lower = (second - target).magnitude < (first - target).magnitude ? second : first
    return (third - target).magnitude < (lower - target).magnitude ? third : lower
  }

  /// The minute of its UTC year and the millisecond of its minute of an instant, as messages carry them.
  public static func parts(of instant: Instant) -> (minuteOfYear: UInt32, second: UInt16) {
    let milliseconds = instant.milliseconds
    let within = milliseconds - CalendarYear(of: instant).start
    return (UInt32(within / minute), UInt16(within % minute))
  }

  private static func floorModulo(_ a: Int64, _ b: Int64) -> Int64 { (a % b + b) % b }
}
