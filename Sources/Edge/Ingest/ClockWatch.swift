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
  private var second = ClockSecond()

  /// Takes one message into account.
  mutating func observe(stated: Instant, receivedAt: Instant) {
    let difference = (receivedAt - stated).seconds
    second.told &+= 1
    second.shortest = min(second.shortest, difference)
    if let start = windowStart, (receivedAt - start).seconds < ClockWatch.windowSeconds {
      current = min(current, difference)
    } else {
      previous = current
      current = difference
      windowStart = receivedAt
    }
  }

  /// Takes a message into account that was refused, because its time is too far off.
  mutating func refuse() { second.refused &+= 1 }

  /// What came since the last call.
  mutating func takeSecond() -> ClockSecond {
    defer { second = ClockSecond() }
    return second
  }

  /// How far the device's clock is ahead of ours, in seconds; nil before its first message.
  var offset: Double? {
    let smallest = min(previous, current)
    return smallest.isFinite ? ClockWatch.assumedWay - smallest : nil
  }
}

/// What the times on a device's own messages tell of its clock within some time.
public struct ClockSecond: Sendable, BitwiseCopyable {
  /// How many messages came whose times were taken.
  public var told = 0
  /// How many were refused because their times are too far off.
  public var refused = 0
  /// The shortest time in seconds from what a message states to its reception; infinite where none came. Below zero the
  /// device's clock is ahead by that at least.
  public var shortest = Double.infinity

  /// Nothing came.
  public init() {}
}
