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

/// Writes 64 bits.
@inlinable @inline(__always)
public func pokeWord(_ base: UnsafeMutablePointer<UInt8>, _ position: Int, _ value: UInt64) {
  pokeBits(base, position, value &>> 32, 32)
  pokeBits(base, position &+ 32, value & 0xffff_ffff, 32)
}

extension UnsafeMutablePointer<EncodeContext> {
  /// Writes a length determinant (X.691 clause 11.9), 0...16383.
  @inlinable
  public func writeLength(_ position: inout Int, _ length: Int) {
    if length < 128 {
      pokeBits(pointee.base, position, UInt64(length), 8)
      position &+= 8
    } else if length < 16384 {
      pokeBits(pointee.base, position, 0x8000 | UInt64(length), 16)
      position &+= 16
    } else {
      pointee.fault = -1
    }
  }

  /// Writes a normally small number (X.691 clause 11.6), 0...65535.
  public func writeSmallNumber(_ position: inout Int, _ number: Int) {
    if number < 64 {
      pokeBits(pointee.base, position, UInt64(number), 7)
      position &+= 7
      return
    }
    let octets = number < 256 ? 1 : 2
    pokeBits(pointee.base, position, 1, 1)
    position &+= 1
    writeLength(&position, octets)
    pokeBits(pointee.base, position, UInt64(number & 0xffff), 8 * octets)
    position &+= 8 * octets
  }

  /// Writes octets of `width` bits (8, or 7 for characters) without a length. A character beyond 127 is a fault.
  public func writeOctets(_ position: inout Int, _ octets: PackedOctets, width: Int) {
    guard octets.count &* width <= pointee.end &- position, let source = octets.base else {
      if octets.count > 0 { pointee.fault = -1 }
      return
    }
    var index = 0
    while index < octets.count {
      let octet = UInt64(source[index])
      if octet >> UInt64(width) != 0 { pointee.fault = -1 }
      pokeBits(pointee.base, position, octet & (1 << UInt64(width) - 1), width)
      position &+= width
      index &+= 1
    }
  }

  /// Writes an octet string of any length, in fragments where it has 16384 octets or more (X.691 clause 11.9.3.8).
  public func writeUnboundedOctets(_ position: inout Int, _ octets: PackedOctets) {
    var done = 0
    while octets.count - done >= 16384 {
      let blocks = Swift.min((octets.count - done) / 16384, 4)
      pokeBits(pointee.base, position, 0xc0 | UInt64(blocks), 8)
      position &+= 8
      writeOctets(&position, octets.part(from: done, count: blocks * 16384), width: 8)
      done += blocks * 16384
      if pointee.fault < 0 { return }
    }
    writeLength(&position, octets.count - done)
    writeOctets(&position, octets.part(from: done, count: octets.count - done), width: 8)
  }

  /// Writes what `body` encodes as an open type: a length and whole octets (X.691 clause 11.2).
  ///
  /// The inner value is written behind its place and then moved to it, since its length comes first.
  @inlinable
  public func writeOpenType(_ position: inout Int, _ body: (UnsafeMutablePointer<EncodeContext>, Int) -> Int) {
    let scratchStart = (position &+ 7) / 8 &+ 16
    guard scratchStart &* 8 < pointee.end else {
      pointee.fault = -1
      return
    }
    let outer = pointee
    var inner = EncodeContext(base: outer.base + scratchStart, octets: outer.end / 8 &- scratchStart)
    let bits = withUnsafeMutablePointer(to: &inner) { body($0, 0) }
    guard inner.fault >= 0, bits <= inner.end else {
      pointee.fault = -1
      return
    }
    let count = Swift.max((bits &+ 7) / 8, 1)
    if bits == 0 { inner.base[0] = 0 }
    moveOctets(&position, from: outer.base + scratchStart, count: count)
  }

  /// Writes octets that stand behind the position in the same buffer, as an open type.
  ///
  /// Every fragment is read before its place is written over: the source stays at least sixteen octets ahead, and the
  /// length determinants take fewer than that for any message that fits a datagram.
  @usableFromInline
  func moveOctets(_ position: inout Int, from source: UnsafeMutablePointer<UInt8>, count: Int) {
    var next = source
    var left = count
    while true {
      let blocks = Swift.min(left / 16384, 4)
      let length = blocks > 0 ? blocks * 16384 : left
      if blocks > 0 {
        pokeBits(pointee.base, position, 0xc0 | UInt64(blocks), 8)
        position &+= 8
      } else {
        writeLength(&position, left)
      }
      copyForward(&position, from: next, count: length)
      next += length
      left -= length
      if blocks == 0 { return }
    }
  }

  /// Copies octets to an earlier bit position of the same buffer, one at a time so that no store runs ahead of a load.
  private func copyForward(_ position: inout Int, from source: UnsafeMutablePointer<UInt8>, count: Int) {
    let base = pointee.base
    let shift = UInt16(position & 7)
    var target = position >> 3
    var carried = UInt16(base[target]) & ~(0xff >> shift)
    for index in 0..<count {
      let octet = UInt16(source[index])
      base[target] = UInt8(truncatingIfNeeded: carried | octet >> shift)
      carried = (octet << (8 - shift)) & 0xff
      target += 1
    }
    if shift != 0 { base[target] = UInt8(truncatingIfNeeded: carried) }
    position &+= count &* 8
  }

  /// Writes the head of a list of extension additions: how many the schema has, and which are there.
  public func writeExtensionBitmap(_ position: inout Int, bitmap: UInt64, count: Int) {
    pokeBits(pointee.base, position, UInt64(count - 1), 7)
    position &+= 7
    pokeBits(pointee.base, position, bitmap, count)
    position &+= count
  }

  /// Writes an integer without bounds in the fewest octets.
  public func writeUnconstrainedInteger(_ position: inout Int, _ value: Int64) {
    var octets = 1
    while octets < 8, value >> Int64(8 * octets - 1) != value >> 63 { octets += 1 }
    writeLength(&position, octets)
    for index in stride(from: octets - 1, through: 0, by: -1) {
      pokeBits(pointee.base, position, UInt64(bitPattern: value >> Int64(8 * index)) & 0xff, 8)
      position &+= 8
    }
  }

  /// Writes a bit string of extensible size: the extension bit, then the root's size or a length and the bits.
  public func writeExtensibleBits(_ position: inout Int, _ bits: ExtensibleBits, rootSize: Int) {
    guard bits.count &+ 24 <= pointee.end &- position else {
      pointee.fault = -1
      return
    }
    pokeBits(pointee.base, position, bits.count == rootSize ? 0 : 1, 1)
    position &+= 1
    if bits.count != rootSize { writeLength(&position, bits.count) }
    for index in 0..<bits.count {
      pokeBits(pointee.base, position, bits[index] ? 1 : 0, 1)
      position &+= 1
    }
  }
}

extension PackedList<UInt8> {
  /// A part of the octets, within bounds.
  func part(from start: Int, count: Int) -> PackedOctets {
    guard let base, count > 0 else { return PackedOctets() }
    return PackedOctets(base: base + start, count: count)
  }
}
