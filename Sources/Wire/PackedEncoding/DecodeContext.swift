/// What a generated decoder reads from and writes to besides the message itself. On the hot path; allocates nothing.
///
/// Generated code gets a pointer to it and carries the bit position in a register. The octets must be followed by
/// ``padding`` readable octets: between two checks of the position a decoder moves by less than that, so that it may
/// load past the end and find out afterwards.
@frozen public struct DecodeContext: BitwiseCopyable {
  /// The first octet.
  public var base: UnsafePointer<UInt8>
  /// The number of bits that belong to the message.
  public var end: Int
  /// Where the next list goes, and the end of the room for lists.
  public var arena: UnsafeMutableRawPointer
  public var arenaEnd: UnsafeMutableRawPointer
  /// Negative once anything was wrong. What and where is found by a second, careful pass.
  public var fault: Int64
  /// Extension additions that this schema does not know and that were skipped.
  public var skippedExtensions: UInt32
  /// Values beyond the marker of an enumeration, kept as numbers.
  public var unknownEnumerations: UInt32
  /// Alternatives beyond the marker of a choice, skipped.
  public var unknownChoices: UInt32
  /// The bit behind the message, for whoever called the decoder to keep.
  public var position: Int

  /// The number of readable octets that must follow the message.
  public static let padding = 64

  /// Makes a context; `arenaEnd` is not before `arena`, which is aligned to 16.
  @inlinable public init(
    base: UnsafePointer<UInt8>, octets: Int, arena: UnsafeMutableRawPointer, arenaEnd: UnsafeMutableRawPointer
  ) {
    self.base = base
    self.end = octets &* 8
    self.arena = arena
    self.arenaEnd = arenaEnd
    self.fault = 0
    self.skippedExtensions = 0
    self.unknownEnumerations = 0
    self.unknownChoices = 0
    self.position = 0
  }
}

/// At least 57 bits from a position on, the first one highest.
@inlinable @inline(__always)
public func peekBits(_ base: UnsafePointer<UInt8>, _ position: Int) -> UInt64 {
  let word = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self)
  return word.bigEndian &<< UInt64(truncatingIfNeeded: position & 7)
}

/// Exactly 64 bits from a position on, the first one highest.
@inlinable @inline(__always)
public func peekWord(_ base: UnsafePointer<UInt8>, _ position: Int) -> UInt64 {
  let shift = UInt64(truncatingIfNeeded: position & 7)
  let high = peekBits(base, position)
  let low = UInt64(base[(position &>> 3) &+ 8])
  return high | (low &<< shift) &>> 8
}

extension UnsafeMutablePointer<DecodeContext> {
  /// Where a reader stands that gave up: at the end, which is never further than a check allows; but in the shortest
  /// messages some octets behind it, because the caller may go back to the front of a window of bits, and that must not
  /// begin before the first octet.
  @inlinable
  public var abandoned: Int { Swift.max(pointee.end, 64) }

  /// Room for `count` elements in the arena, or nil and a fault where there is none.
  @inlinable @inline(__always)
  public func allocate<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element>?
  {
    let start = pointee.arena
    let size = (count &* MemoryLayout<Element>.stride &+ 15) & ~15
    guard pointee.arenaEnd - start >= size else {
      pointee.fault = -1
      return nil
    }
    pointee.arena = start + size
    return start.assumingMemoryBound(to: Element.self)
  }

  /// Reads a length determinant (X.691 clause 11.9) that is not fragmented: 0...16383 octets or elements.
  @inlinable @inline(__always)
  public func readLength(_ position: inout Int) -> Int {
    let window = peekBits(pointee.base, position)
    if window >> 63 == 0 {
      position &+= 8
      return Int(truncatingIfNeeded: window >> 56)
    }
    if window >> 62 == 2 {
      position &+= 16
      return Int(truncatingIfNeeded: (window >> 48) & 0x3fff)
    }
    pointee.fault = -1
    position &+= 8
    return 0
  }

  /// Reads a normally small number (X.691 clause 11.6): the index of an addition beyond a marker.
  @inlinable @inline(__always)
  public func readSmallNumber(_ position: inout Int) -> Int {
    let window = peekBits(pointee.base, position)
    if window >> 63 == 0 {
      position &+= 7
      return Int(truncatingIfNeeded: window >> 57)
    }
    let number: Int
    (number, position) = largerNumber(position &+ 1)
    return number
  }

  @usableFromInline @inline(never)
  func largerNumber(_ start: Int) -> (Int, position: Int) {
    var position = start
    let length = readLength(&position)
    guard length >= 1, length <= 2 else {
      pointee.fault = -1
      return (0, position)
    }
    let value = peekBits(pointee.base, position) >> UInt64(64 - 8 * length)
    return (Int(truncatingIfNeeded: value), position &+ 8 * length)
  }

  /// Reads the index beyond the marker of an extensible enumeration whose extension bit was set; the position is
  /// behind that bit. The result counts on from the alternatives of the root.
  @inlinable @inline(__always)
  public func readUnknownEnumeration(_ position: inout Int, rootCount: Int, knownAdditions: Int) -> UInt16 {
    let result: UInt16
    (result, position) = unknownEnumeration(position, rootCount: rootCount, knownAdditions: knownAdditions)
    return result
  }

  @usableFromInline @inline(never)
  func unknownEnumeration(_ start: Int, rootCount: Int, knownAdditions: Int) -> (UInt16, position: Int) {
    var position = start
    let addition = readSmallNumber(&position)
    if addition >= knownAdditions { pointee.unknownEnumerations &+= 1 }
    // A place is kept in sixteen bits; no schema has so many values.
    if rootCount &+ addition > 65_535 { pointee.fault = -1 }
    return (UInt16(truncatingIfNeeded: rootCount &+ addition), position)
  }

  /// Reads an integer without bounds (X.691 clause 12.2.6): a length and two's complement octets, eight at most.
  @inlinable @inline(__always)
  public func readUnconstrainedInteger(_ position: inout Int) -> Int64 {
    let result: Int64
    (result, position) = unconstrainedInteger(position)
    return result
  }

  @usableFromInline @inline(never)
  func unconstrainedInteger(_ start: Int) -> (Int64, position: Int) {
    var position = start
    let length = readLength(&position)
    guard length >= 1, length <= 8, length &* 8 <= pointee.end &- position else {
      pointee.fault = -1
      return (0, position)
    }
    let word = Int64(bitPattern: peekWord(pointee.base, position))
    position &+= length &* 8
    return (word >> Int64(64 - 8 * length), position)
  }

  /// Reads a bit string whose extensible size stands in the extension: a length and that many bits.
  @inlinable @inline(__always)
  public func readExtendedBits(_ position: inout Int) -> ExtensibleBits {
    let result: ExtensibleBits
    (result, position) = extendedBits(position)
    return result
  }

  /// Reads a bit string of so many bits, at most 56. Of more, or of more than there are, it gives up.
  @inlinable @inline(__always)
  public func readBits(_ position: inout Int, count: Int) -> ExtensibleBits {
    guard count <= 56, count <= pointee.end &- position else {
      pointee.fault = -1
      position = abandoned
      return ExtensibleBits()
    }
    let word = count == 0 ? 0 : peekWord(pointee.base, position) & (UInt64.max &<< UInt64(64 &- count))
    position &+= count
    return ExtensibleBits(bits: word, count: count)
  }

  @usableFromInline @inline(never)
  func extendedBits(_ start: Int) -> (ExtensibleBits, position: Int) {
    var position = start
    let count = readLength(&position)
    guard count <= pointee.end &- position else {
      pointee.fault = -1
      return (ExtensibleBits(), abandoned)
    }
    if count <= 64 {
      let word = count == 0 ? 0 : peekWord(pointee.base, position) & (UInt64.max << UInt64(64 - count))
      position &+= count
      return (ExtensibleBits(bits: word, count: count), position)
    }
    guard let target = allocate((count &+ 7) / 8 &+ 8, of: UInt8.self) else { return (ExtensibleBits(), position) }
    copyOctets(position, count: (count &+ 7) / 8, to: target)
    if count & 7 != 0 { target[count / 8] &= ~(0xff >> UInt8(count & 7)) }
    position &+= count
    let first = peekWord(UnsafePointer(target), 0)
    return (ExtensibleBits(bits: first, count: count, octets: UnsafePointer(target)), position)
  }
}
