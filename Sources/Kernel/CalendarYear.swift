/// A year of the Gregorian calendar in UTC, for times that count from its start.
public struct CalendarYear: Sendable, BitwiseCopyable {
  /// Its number.
  public var number: Int64

  /// A year by its number, 1 or later.
  @inlinable public init(_ number: Int64) { self.number = number }

  /// The year that an instant lies in.
  @inlinable public init(of instant: Instant) {
    let day = CalendarYear.floorDivide(instant.milliseconds, CalendarYear.day)
    var year = CalendarYear(1970 + CalendarYear.floorDivide(day * 400, 146_097))
    while year.firstDay > day { year = year.previous }
    while year.next.firstDay <= day { year = year.next }
    self = year
  }

  /// The year before it.
  @inlinable public var previous: CalendarYear { CalendarYear(number - 1) }
  /// The year behind it.
  @inlinable public var next: CalendarYear { CalendarYear(number + 1) }

  /// Days from 1970-01-01 to its first one.
  @inlinable public var firstDay: Int64 {
    let before = number - 1
    let leaps =
      CalendarYear.floorDivide(before, 4) - CalendarYear.floorDivide(before, 100)
      + CalendarYear.floorDivide(before, 400)
    return before * 365 + leaps - 719_162
  }

  /// How many days it has.
  @inlinable public var days: Int64 { next.firstDay - firstDay }
  /// Milliseconds from 1970-01-01T00:00:00Z to its start.
  @inlinable public var start: Int64 { firstDay * CalendarYear.day }

  @usableFromInline static let day: Int64 = 86_400_000

  @inlinable static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((b - 1 - a) / b) }
}
