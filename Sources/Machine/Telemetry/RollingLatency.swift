public import Kernel

/// A histogram of the recent past: two halves of a window take turns, so that what it says covers between half a
/// window and a whole one, and values that are older are gone. Counts and sums of all times are kept beside it.
///
/// Hot path: recording allocates nothing. It belongs to one thread.
public final class RollingLatency {
  @usableFromInline var current = LatencyHistogram()
  private var previous = LatencyHistogram()
  private let half: Interval
  private var turn: Instant?
  private var countBefore: UInt64 = 0
  private var sumBefore: UInt64 = 0

  /// Makes an empty histogram of a window, 2 ns at least.
  public init(window: Interval = .seconds(10)) {
    half = Interval(nanoseconds: max(1, window.nanoseconds / 2))
  }

  /// Counts a length of time.
  @inlinable public func record(_ length: Interval) { current.record(length) }

  /// Moves the window on; call it about as often as ``summary()``, with a clock that does not go back.
  public func advance(to now: Instant) {
    guard let turn else {
      self.turn = now + half
      return
    }
    if now < turn { return }
    rotate()
    // After a long silence both halves are of the past.
    if now - turn >= half { rotate() }
    let late = (now - turn).nanoseconds % half.nanoseconds
    self.turn = now + Interval(nanoseconds: half.nanoseconds - late)
  }

  /// What can be said of the window.
  public func summary() -> LatencySummary { LatencySummary(current, previous) }

  /// How many lengths were recorded since the beginning.
  public var totalCount: UInt64 { countBefore &+ current.count }
  /// The sum of all lengths since the beginning, in nanoseconds.
  public var totalNanoseconds: UInt64 { sumBefore &+ current.sumNanoseconds }

  /// Adds the window to another histogram.
  public func merge(into histogram: LatencyHistogram) {
    histogram.merge(current)
    histogram.merge(previous)
  }

  private func rotate() {
    countBefore &+= current.count
    sumBefore &+= current.sumNanoseconds
    swap(&current, &previous)
    current.clear()
  }
}
