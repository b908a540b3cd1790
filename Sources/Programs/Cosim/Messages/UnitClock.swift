import Kernel

/// A device's clock: UTC and a constant error.
struct UnitClock {
  /// How far it is ahead of UTC.
  var offset: Interval

  /// What the clock shows at an instant.
  func reading(at instant: Instant) -> ClockReading { ClockReading(instant + offset) }
}

/// A clock's reading in the two numbers that messages carry.
struct ClockReading: Hashable {
  /// Milliseconds within the minute, 0...59999 (DE_DSecond).
  var millisecondOfMinute: Int
  /// Minutes since the first of January, UTC (DE_MinuteOfTheYear).
  var minuteOfYear: Int

  init(_ instant: Instant) {
    let milliseconds = instant.milliseconds
    millisecondOfMinute = Int(milliseconds % 60_000)
    minuteOfYear = Int((milliseconds - CalendarYear(of: instant).start) / 60_000)
  }
}

/// The counter of one sender and message type: begins anywhere, goes up by one, 0 after 127 (DE_MsgCount).
struct MessageCounter {
  private var last: Int

  init(random: inout SeededRandom) { last = random.below(128) }

  /// The count of the next message.
  mutating func next() -> Int {
    last = (last + 1) % 128
    return last
  }
}
