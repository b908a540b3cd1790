public import Kernel

/// Times as stations of ETSI tell them (TS 102 894-2, DE_TimestampIts): milliseconds of TAI since 2004-01-01T00:00:00Z.
/// Leap seconds count, so they run ahead of UTC by those that were put in since.
public enum StationTime {
  /// 2004-01-01T00:00:00Z.
  private static let epoch: Int64 = 1_072_915_200_000
  /// The first instants behind the leap seconds since the epoch, in milliseconds since 1970: 2006, 2009, July 2012, July
  /// 2015, 2017 (IERS, Bulletin C; none was announced since).
  private static let leaps: InlineArray<5, Int64> = [
    1_136_073_600_000, 1_230_768_000_000, 1_341_100_800_000, 1_435_708_800_000, 1_483_228_800_000,
  ]

  /// The milliseconds that a station tells for an instant.
  public static func milliseconds(of instant: Instant) -> Int64 {
    var count: Int64 = 0
    for place in 0..<leaps.count where instant.milliseconds >= leaps[place] { count += 1 }
    return instant.milliseconds - epoch + 1000 * count
  }

  /// The instant that a station tells; a leap second itself is read as the second behind it.
  public static func instant(milliseconds: Int64) -> Instant {
    for count in stride(from: leaps.count, to: 0, by: -1) {
      let utc = milliseconds + epoch - 1000 * Int64(count)
      if utc >= leaps[count - 1] { return Instant(milliseconds: utc) }
    }
    return Instant(milliseconds: milliseconds + epoch)
  }

  /// The instant of a GenerationDeltaTime (EN 302 637-2: a station's milliseconds modulo 65536) that is nearest to its
  /// reception.
  public static func resolve(delta: UInt16, receivedAt: Instant) -> Instant {
    let received = milliseconds(of: receivedAt)
    // Only the low sixteen bits are told: the difference to those of the reception, as a number with a sign.
    let ahead = Int16(bitPattern: delta &- UInt16(truncatingIfNeeded: received))
    return instant(milliseconds: received + Int64(ahead))
  }
}
