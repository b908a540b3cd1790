/// A point in time on the UTC scale, in nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The range is the years 1678 to 2262. Cores receive instants as arguments; nothing below the machine floor reads a clock.
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Nanoseconds since the Unix epoch.
  public var nanoseconds: Int64

  /// Makes an instant from nanoseconds since the Unix epoch.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Makes an instant from milliseconds since the Unix epoch.
  @inlinable public init(milliseconds: Int64) { self.nanoseconds = milliseconds &* 1_000_000 }

  /// Whole milliseconds since the Unix epoch, rounded towards the past.
  @inlinable public var milliseconds: Int64 {
    let quotient = nanoseconds / 1_000_000
    return nanoseconds % 1_000_000 < 0 ? quotient - 1 : quotient
  }

  @inlinable public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The instant that lies `interval` later.
  @inlinable public static func + (instant: Instant, interval: Interval) -> Instant {
    Instant(nanoseconds: instant.nanoseconds &+ interval.nanoseconds)
  }

  /// The instant that lies `interval` earlier.
  @inlinable public static func - (instant: Instant, interval: Interval) -> Instant {
    Instant(nanoseconds: instant.nanoseconds &- interval.nanoseconds)
  }

  /// The time that passed from `right` to `left`, negative when `left` is earlier.
  @inlinable public static func - (left: Instant, right: Instant) -> Interval {
    Interval(nanoseconds: left.nanoseconds &- right.nanoseconds)
  }
}

/// A length of time in nanoseconds, negative for the past.
public struct Interval: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// No time at all.
  public static let zero = Interval(nanoseconds: 0)

  /// Makes an interval from nanoseconds.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// An interval of whole milliseconds.
  @inlinable public static func milliseconds(_ count: Int64) -> Interval { Interval(nanoseconds: count &* 1_000_000) }

  /// An interval of seconds, rounded to the nearest nanosecond. Beyond 292 years it is 292 years; not a number is zero.
  @inlinable public static func seconds(_ count: Double) -> Interval {
    let nanoseconds = (count * 1e9).rounded()
    if nanoseconds.isNaN { return .zero }
    if nanoseconds.magnitude >= 0x1p63 { return Interval(nanoseconds: nanoseconds < 0 ? .min : .max) }
    return Interval(nanoseconds: Int64(nanoseconds))
  }

  /// The length in seconds.
  @inlinable public var seconds: Double { Double(nanoseconds) * 1e-9 }

  @inlinable public static func < (left: Interval, right: Interval) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The sum of two intervals.
  @inlinable public static func + (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds &+ right.nanoseconds)
  }

  /// The difference of two intervals.
  @inlinable public static func - (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds &- right.nanoseconds)
  }

  /// The same length with the other sign.
  @inlinable public static prefix func - (interval: Interval) -> Interval {
    Interval(nanoseconds: 0 &- interval.nanoseconds)
  }

  /// The length without its sign.
  @inlinable public var magnitude: Interval { nanoseconds < 0 ? -self : self }
}
