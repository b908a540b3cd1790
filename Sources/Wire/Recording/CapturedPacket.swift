import Kernel

/// A packet as a capture file holds it; its octets stand at the front of the window.
struct CapturedPacket {
  /// How many octets were captured; ``ByteWindow/reach`` at most unless ``unread`` is set.
  var octets: Int
  /// How the packet begins; nil where its number is that of no known link layer.
  var link: LinkLayer?
  /// The number of the link layer.
  var linkNumber: UInt16 = 0
  /// When it was captured; nil where the format gives none.
  var time: Instant?
  /// Set where the file itself already rules out that the packet is read.
  var unread: UnreadPacketReason?

  /// The most octets of a packet that are looked at, the largest snapshot length of capture programs.
  static let maximumOctets = 262_144
}

/// The unit and the origin of an interface's time stamps (pcapng, if_tsresol and if_tsoffset).
struct TimeScale {
  /// The exponent of the unit, 0...127: 10 to the power of minus it, or 2 where ``isBinary``.
  private var exponent = 6
  private var isBinary = false
  /// Seconds to add.
  var offsetSeconds: Int64 = 0

  /// Microseconds from the Unix epoch.
  init() {}

  /// Nanoseconds from the Unix epoch.
  static let nanoseconds: TimeScale = {
    var scale = TimeScale()
    scale.setResolution(9)
    return scale
  }()

  /// Takes the octet of if_tsresol: seven bits of exponent, the highest bit set for powers of two.
  mutating func setResolution(_ octet: UInt8) {
    exponent = Int(octet & 0x7f)
    isBinary = octet & 0x80 != 0
  }

  /// The instant of a time stamp, rounded towards the past; nil outside the years 1678 to 2262.
  func instant(_ ticks: UInt64) -> Instant? {
    guard let whole = Int64(exactly: nanoseconds(ticks)) else { return nil }
    let (offset, isTooFar) = offsetSeconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isOutside) = whole.addingReportingOverflow(offset)
    return isTooFar || isOutside ? nil : Instant(nanoseconds: sum)
  }

  private func nanoseconds(_ ticks: UInt64) -> UInt128 {
    // 64 bits times 30 bits: no overflow. Units finer than 10^-38 s or 2^-127 s give zero for every stamp.
    let product = UInt128(ticks) * 1_000_000_000
    if isBinary { return product >> UInt128(exponent) }
    if exponent > 38 { return 0 }
    var divisor: UInt128 = 1
    for _ in 0..<exponent { divisor *= 10 }
    return product / divisor
  }
}
