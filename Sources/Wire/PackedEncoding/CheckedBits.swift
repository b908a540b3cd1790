extension RawSpan {
  /// Reads 0...64 bits from a position on, each octet checked; nil where they reach beyond `end` or the span.
  ///
  /// This is the careful reader: it is used where messages are rare, to explain rejections, and as the oracle of the
  /// fast one.
  public func checkedBits(at position: Int, count: Int, end: Int) -> UInt64? {
    guard count >= 0, count <= 64, position >= 0, position <= end - count, end <= byteCount * 8 else { return nil }
    var value: UInt64 = 0
    var read = 0
    while read < count {
      let bit = (position + read) & 7
      let take = Swift.min(8 - bit, count - read)
      let octet = UInt64(unsafeLoad(fromByteOffset: (position + read) >> 3, as: UInt8.self))
      let part = (octet >> UInt64(8 - bit - take)) & (1 << UInt64(take) - 1)
      value = value << UInt64(take) | part
      read += take
    }
    return value
  }
}

/// A growing row of bits: the careful counterpart of ``EncodeContext``.
public struct BitRow: Sendable {
  /// The octets, the last one filled with zero bits.
  public private(set) var octets: [UInt8] = []
  /// The number of bits.
  public private(set) var count = 0

  /// No bits.
  public init() {}

  /// Appends the lowest `width` bits (0...64) of a value, the highest first.
  public mutating func append(_ value: UInt64, width: Int) {
    for index in stride(from: width - 1, through: 0, by: -1) {
      if count & 7 == 0 { octets.append(0) }
      if (value >> UInt64(index)) & 1 == 1 { octets[count >> 3] |= 0x80 >> UInt8(count & 7) }
      count += 1
    }
  }
}
