import Kernel

/// Watches how far a device's clock is from ours.
///
/// Each message tells reception minus stated time: the offset of the clock plus the way of the message. The way is
/// never shorter than its shortest, so the smallest difference of the last minute is the offset plus the shortest way;
/// what is subtracted for that is an assumption (``assumedWay``) and the estimate is as sure as that.
struct ClockWatch: BitwiseCopyable {
  /// The shortest time from measurement to reception to expect of a roadside unit.
  static let assumedWay = 0.020
  private static let windowSeconds = 30.0

  private var previous = Double.infinity
  private var current = Double.infinity
  private var windowStart: Instant?

  /// Takes one message into account.
  mutating func observe(stated: Instant, receivedAt: Instant) {
    let difference = (receivedAt - stated).seconds
    if let start = windowStart, (receivedAt - start).seconds < ClockWatch.windowSeconds {
      current = min(current, difference)
    } else {
      previous = current
      current = difference
      windowStart = receivedAt
    }
  }

  /// How far the device's clock is ahead of ours, in seconds; nil before its first message.
  var offset: Double? {
    let smallest = min(previous, current)
    return smallest.isFinite ? ClockWatch.assumedWay - smallest : nil
  }
}
