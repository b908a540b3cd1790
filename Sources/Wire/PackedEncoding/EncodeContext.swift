/// What a generated encoder writes to. On the hot path; allocates nothing.
///
/// The buffer has ``padding`` octets beyond `end`: between two checks of the position an encoder moves by less than that.
@frozen public struct EncodeContext: BitwiseCopyable {
  /// The first octet of the buffer.
  public var base: UnsafeMutablePointer<UInt8>
  /// Behind the last octet that may be written.
  public var end: UnsafeMutablePointer<UInt8>
  /// Negative once a value was out of range or the room ran out.
  public var fault: Int64

  /// The number of octets that must follow the room for the message.
  public static let padding = 64

  /// Makes a context for a buffer of `octets` octets, followed by ``padding`` more.
  @inlinable public init(base: UnsafeMutablePointer<UInt8>, octets: Int) {
    self.base = base
    self.end = base + octets
    self.fault = 0
  }

  /// The first bit of the buffer.
  @inlinable public var start: PendingBits { PendingBits(next: base) }

  /// Stores what is pending at the end of a message. The result is the number of octets of the message, one at least; nil
  /// where a value was out of range or the room too small.
  @inlinable @inline(__always)
  public func finish(_ written: PendingBits) -> Int? {
    var out = written
    if out.next == base, out.count == 0 { out.append(0, 8) }
    out.settle()
    let octets = out.next - base + (out.count > 0 ? 1 : 0)
    return fault >= 0 && octets <= end - base ? octets : nil
  }
}

extension UnsafeMutablePointer<EncodeContext> {
  /// Notes a fault. The result is the first bit of the buffer: whatever is written from now on is thrown away, and
  /// there is room for it.
  @inlinable @inline(__always)
  public func giveUp() -> PendingBits {
    pointee.fault = -1
    return pointee.start
  }

  /// Writes a length determinant (X.691 clause 11.9), 0...16383; at most 7 bits are pending then.
  @inlinable @inline(__always)
  public func writeLength(_ out: inout PendingBits, _ length: Int) {
    out = putLength(out, length)
  }

  @usableFromInline @inline(never)
  func putLength(_ written: PendingBits, _ length: Int) -> PendingBits {
    var out = written
    out.settle()
    switch length {
    case 0..<128: out.append(UInt64(truncatingIfNeeded: length), 8)
    case 128..<16384: out.append(0x8000 | UInt64(truncatingIfNeeded: length), 16)
    default: pointee.fault = -1
    }
    out.settle()
    return out
  }

  /// Writes a normally small number (X.691 clause 11.6), 0...65535; at most 7 bits are pending then.
  @inlinable @inline(__always)
  public func writeSmallNumber(_ out: inout PendingBits, _ number: Int) {
    out = putSmallNumber(out, number)
  }

  @usableFromInline @inline(never)
  func putSmallNumber(_ written: PendingBits, _ number: Int) -> PendingBits {
    guard number >= 0, number <= 65535 else { return giveUp() }
    var out = written
    out.settle()
    if number < 64 {
      out.append(UInt64(truncatingIfNeeded: number), 7)
    } else {
      out.append(1, 1)
      let octets = number < 256 ? 1 : 2
      out.append(UInt64(truncatingIfNeeded: octets), 8)
      out.append(UInt64(truncatingIfNeeded: number), UInt64(truncatingIfNeeded: 8 &* octets))
    }
    out.settle()
    return out
  }

  /// Writes an integer without bounds in the fewest octets; at most 7 bits are pending then.
  @inlinable @inline(__always)
  public func writeUnconstrainedInteger(_ out: inout PendingBits, _ value: Int64) {
    out = putUnconstrainedInteger(out, value)
  }

  @usableFromInline @inline(never)
  func putUnconstrainedInteger(_ written: PendingBits, _ value: Int64) -> PendingBits {
    var octets = 1
    while octets < 8, value >> Int64(8 * octets - 1) != value >> 63 { octets += 1 }
    var out = putLength(written, octets)
    for index in stride(from: octets - 1, through: 0, by: -1) {
      out.append(UInt64(bitPattern: value >> Int64(8 * index)) & 0xff, 8)
      out.settle()
    }
    return out
  }

  /// Writes a bit string whose size is not that of the root: the extension bit, a length and the bits; at most 7 bits are
  /// pending then. The root's size itself is written likewise where it has more bits than the generated code takes.
  @inlinable @inline(__always)
  public func writeExtensibleBits(_ out: inout PendingBits, _ bits: ExtensibleBits, rootSize: Int) {
    out = putExtensibleBits(out, bits, rootSize: rootSize)
  }

  /// Writes the bits of a bit string, of which there are 0...56.
  @inlinable @inline(__always)
  public func writeBits(_ out: inout PendingBits, _ bits: ExtensibleBits) {
    out.settle()
    if bits.count > 0 { out.append(bits.bits &>> UInt64(64 &- bits.count), UInt64(bits.count)) }
    out.settle()
  }

  @usableFromInline @inline(never)
  func putExtensibleBits(_ written: PendingBits, _ bits: ExtensibleBits, rootSize: Int) -> PendingBits {
    guard bits.count >= 0, bits.count &>> 3 <= pointee.end - written.next else { return giveUp() }
    var out = written
    out.settle()
    out.append(bits.count == rootSize ? 0 : 1, 1)
    if bits.count != rootSize { out = putLength(out, bits.count) }
    for index in 0..<bits.count {
      out.append(bits[index] ? 1 : 0, 1)
      out.settle()
    }
    return out
  }
}
