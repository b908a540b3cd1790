/// What a generated encoder writes to. On the hot path; allocates nothing.
///
/// The buffer has ``padding`` octets beyond `end`: between two checks of the position an encoder moves by less than that.
@frozen public struct EncodeContext: BitwiseCopyable {
  /// The first octet of the buffer.
  public var base: UnsafeMutablePointer<UInt8>
  /// The number of bits that may be written.
  public var end: Int
  /// Negative once a value was out of range or the room ran out.
  public var fault: Int64

  /// The number of octets that must follow the room for the message.
  public static let padding = 64

  /// Makes a context for a buffer of `octets` octets, followed by ``padding`` more.
  @inlinable public init(base: UnsafeMutablePointer<UInt8>, octets: Int) {
    self.base = base
    self.end = octets &* 8
    self.fault = 0
  }
}

/// Writes the lowest `width` bits (1...56) of a value whose higher bits are zero, and clears what follows in the same
/// eight octets.
@inlinable @inline(__always)
public func pokeBits(_ base: UnsafeMutablePointer<UInt8>, _ position: Int, _ value: UInt64, _ width: Int) {
  let octet = position &>> 3
  let used = UInt64(truncatingIfNeeded: position & 7)
  let kept = (UInt64(base[octet]) &<< 56) & ~(UInt64.max &>> used)
  let word = kept | value &<< (64 &- UInt64(truncatingIfNeeded: width) &- used)
  UnsafeMutableRawPointer(base).storeBytes(of: word.bigEndian, toByteOffset: octet, as: UInt64.self)
}

/// Writes 64 bits and clears what follows in the ninth octet.
@inlinable @inline(__always)
public func pokeWord(_ base: UnsafeMutablePointer<UInt8>, _ position: Int, _ value: UInt64) {
  let octet = position &>> 3
  let used = UInt64(truncatingIfNeeded: position & 7)
  let kept = (UInt64(base[octet]) &<< 56) & ~(UInt64.max &>> used)
  let word = kept | value &>> used
  UnsafeMutableRawPointer(base).storeBytes(of: word.bigEndian, toByteOffset: octet, as: UInt64.self)
  base[octet &+ 8] = UInt8(truncatingIfNeeded: (value &<< 1) &<< (7 &- used))
}

extension UnsafeMutablePointer<EncodeContext> {
  /// Writes a length determinant (X.691 clause 11.9), 0...16383.
  @inlinable @inline(__always)
  public func writeLength(_ position: inout Int, _ length: Int) {
    if length < 128 {
      pokeBits(pointee.base, position, UInt64(truncatingIfNeeded: length), 8)
      position &+= 8
    } else if length < 16384 {
      pokeBits(pointee.base, position, 0x8000 | UInt64(truncatingIfNeeded: length), 16)
      position &+= 16
    } else {
      pointee.fault = -1
    }
  }

  /// Writes a normally small number (X.691 clause 11.6), 0...65535.
  @inlinable @inline(__always)
  public func writeSmallNumber(_ position: inout Int, _ number: Int) {
    if number >= 0, number < 64 {
      pokeBits(pointee.base, position, UInt64(truncatingIfNeeded: number), 7)
      position &+= 7
    } else {
      position = putLargerNumber(position, number)
    }
  }

  @usableFromInline @inline(never)
  func putLargerNumber(_ start: Int, _ number: Int) -> Int {
    guard number >= 0, number <= 65535 else {
      pointee.fault = -1
      return start
    }
    var position = start
    let octets = number < 256 ? 1 : 2
    pokeBits(pointee.base, position, 1, 1)
    position &+= 1
    writeLength(&position, octets)
    pokeBits(pointee.base, position, UInt64(number), 8 * octets)
    return position &+ 8 * octets
  }

  /// Writes the head of a list of extension additions: how many the schema has, and which are there.
  @inlinable @inline(__always)
  public func writeExtensionBitmap(_ position: inout Int, bitmap: UInt64, count: Int) {
    pokeBits(pointee.base, position, UInt64(count - 1), 7)
    position &+= 7
    pokeBits(pointee.base, position, bitmap, count)
    position &+= count
  }

  /// Writes an integer without bounds in the fewest octets.
  @inlinable @inline(__always)
  public func writeUnconstrainedInteger(_ position: inout Int, _ value: Int64) {
    position = putUnconstrainedInteger(position, value)
  }

  @usableFromInline @inline(never)
  func putUnconstrainedInteger(_ start: Int, _ value: Int64) -> Int {
    var position = start
    var octets = 1
    while octets < 8, value >> Int64(8 * octets - 1) != value >> 63 { octets += 1 }
    writeLength(&position, octets)
    for index in stride(from: octets - 1, through: 0, by: -1) {
      pokeBits(pointee.base, position, UInt64(bitPattern: value >> Int64(8 * index)) & 0xff, 8)
      position &+= 8
    }
    return position
  }

  /// Writes a bit string of extensible size: the extension bit, then the root's size or a length and the bits.
  @inlinable @inline(__always)
  public func writeExtensibleBits(_ position: inout Int, _ bits: ExtensibleBits, rootSize: Int) {
    if bits.count == rootSize, rootSize > 0, rootSize < 56, rootSize &+ 24 <= pointee.end &- position {
      pokeBits(pointee.base, position, bits.bits &>> UInt64(truncatingIfNeeded: 64 &- rootSize), rootSize &+ 1)
      position &+= rootSize &+ 1
    } else {
      position = putExtensibleBits(position, bits, rootSize: rootSize)
    }
  }

  @usableFromInline @inline(never)
  func putExtensibleBits(_ start: Int, _ bits: ExtensibleBits, rootSize: Int) -> Int {
    var position = start
    guard bits.count &+ 24 <= pointee.end &- position else {
      pointee.fault = -1
      return start
    }
    pokeBits(pointee.base, position, bits.count == rootSize ? 0 : 1, 1)
    position &+= 1
    if bits.count != rootSize { writeLength(&position, bits.count) }
    for index in 0..<bits.count {
      pokeBits(pointee.base, position, bits[index] ? 1 : 0, 1)
      position &+= 1
    }
    return position
  }
}
