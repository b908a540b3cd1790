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
  @inlinable
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
  @inlinable
  public func readSmallNumber(_ position: inout Int) -> Int {
    let window = peekBits(pointee.base, position)
    position &+= 7
    if window >> 63 == 0 { return Int(truncatingIfNeeded: window >> 57) }
    position &-= 6
    let length = readLength(&position)
    guard length >= 1, length <= 2 else {
      pointee.fault = -1
      return 0
    }
    let value = peekBits(pointee.base, position) >> UInt64(64 - 8 * length)
    position &+= 8 * length
    return Int(truncatingIfNeeded: value)
  }

  /// Copies `count` octets of `width` bits (8, or 7 for characters) from a position on into the arena.
  @inlinable
  public func readOctets(_ position: inout Int, count: Int, width: Int) -> PackedOctets {
    guard count &* width <= pointee.end &- position, let target = allocate(count &+ 8, of: UInt8.self) else {
      pointee.fault = -1
      return PackedOctets()
    }
    copyOctets(position, count: count, width: width, to: target)
    position &+= count &* width
    return PackedOctets(base: target, count: count)
  }

  @usableFromInline
  func copyOctets(_ start: Int, count: Int, width: Int, to target: UnsafeMutablePointer<UInt8>) {
    let base = pointee.base
    var position = start
    var index = 0
    if width == 8 {
      while index < count {  // eight at a time; the room behind is at least eight larger than the text
        UnsafeMutableRawPointer(target + index).storeBytes(of: peekWord(base, position).bigEndian, as: UInt64.self)
        position &+= 64
        index &+= 8
      }
    } else {
      while index < count {
        target[index] = UInt8(truncatingIfNeeded: peekBits(base, position) >> UInt64(64 - width))
        position &+= width
        index &+= 1
      }
    }
  }

  /// Reads an octet string of any length, in fragments of 16384 octets where it is longer (X.691 clause 11.9.3.8).
  public func readUnboundedOctets(_ position: inout Int) -> PackedOctets {
    let start = position
    guard let total = unboundedLength(from: start),
      let target = allocate(total &+ 8 &+ DecodeContext.padding, of: UInt8.self)
    else {
      pointee.fault = -1
      return PackedOctets()
    }
    var filled = 0
    while true {
      let (length, more) = fragment(&position)
      copyOctets(position, count: length, width: 8, to: target + filled)
      filled &+= length
      position &+= length &* 8
      if !more { break }
    }
    (target + filled).update(repeating: 0, count: 8 &+ DecodeContext.padding)
    return PackedOctets(base: target, count: filled)
  }

  /// The number of octets in all fragments, or nil where they do not fit into what is there.
  private func unboundedLength(from start: Int) -> Int? {
    var position = start
    var total = 0
    while true {
      guard position &+ 8 <= pointee.end else { return nil }
      let (length, more) = fragment(&position)
      guard length >= 0, length &* 8 <= pointee.end &- position else { return nil }
      position &+= length &* 8
      total &+= length
      if !more { return total }
    }
  }

  /// One length determinant and whether another fragment follows; -1 for a form that X.691 does not have.
  private func fragment(_ position: inout Int) -> (length: Int, more: Bool) {
    let window = peekBits(pointee.base, position)
    switch window >> 62 {
    case 0, 1:
      position &+= 8
      return (Int(truncatingIfNeeded: window >> 56), false)
    case 2:
      position &+= 16
      return (Int(truncatingIfNeeded: (window >> 48) & 0x3fff), false)
    default:
      position &+= 8
      let blocks = Int(truncatingIfNeeded: (window >> 56) & 0x3f)
      return (1...4).contains(blocks) ? (blocks &* 16384, true) : (-1, false)
    }
  }

  /// Skips one open type.
  public func skipOpenType(_ position: inout Int) {
    guard let total = skipFragments(&position) else {
      pointee.fault = -1
      position = pointee.end
      return
    }
    _ = total
  }

  private func skipFragments(_ position: inout Int) -> Int? {
    guard let total = unboundedLength(from: position) else { return nil }
    while true {
      let (length, more) = fragment(&position)
      position &+= length &* 8
      if !more { return total }
    }
  }

  /// Reads the head of a list of extension additions (X.691 clause 19.7-19.9): its presence bitmap, the first addition
  /// highest, and how many additions the sender's schema has (1...64; more is a fault).
  public func readExtensionBitmap(_ position: inout Int) -> (bitmap: UInt64, count: Int) {
    let window = peekBits(pointee.base, position)
    var count = Int(truncatingIfNeeded: (window >> 57) & 0x3f) &+ 1
    position &+= 7
    if window >> 63 == 1 {
      position &-= 6
      count = readLength(&position)
    }
    guard count >= 1, count <= 64, position &+ count <= pointee.end else {
      pointee.fault = -1
      position = Swift.min(position, pointee.end)
      return (0, 0)
    }
    let bitmap = peekWord(pointee.base, position) & (UInt64.max << UInt64(64 - count))
    position &+= count
    return (bitmap, count)
  }

  /// Skips the additions from `first` on that a bitmap names, and counts them.
  public func skipExtensions(_ position: inout Int, bitmap: UInt64, count: Int, from first: Int) {
    var index = first
    while index < count {
      if (bitmap >> UInt64(63 - index)) & 1 == 1 {
        skipOpenType(&position)
        pointee.skippedExtensions &+= 1
      }
      index &+= 1
    }
  }

  /// Skips all additions of a type that has none in this schema.
  public func skipAllExtensions(_ position: Int) -> Int {
    var position = position
    let (bitmap, count) = readExtensionBitmap(&position)
    skipExtensions(&position, bitmap: bitmap, count: count, from: 0)
    return position
  }

  /// Reads the index beyond the marker of an extensible enumeration whose extension bit was set; the position is
  /// behind that bit. The result counts on from the alternatives of the root.
  public func readUnknownEnumeration(_ position: inout Int, rootCount: Int, knownAdditions: Int) -> UInt16 {
    let addition = readSmallNumber(&position)
    if addition >= knownAdditions { pointee.unknownEnumerations &+= 1 }
    return UInt16(truncatingIfNeeded: Swift.min(rootCount &+ addition, 65535))
  }

  /// Reads an integer without bounds (X.691 clause 12.2.6): a length and two's complement octets, eight at most.
  public func readUnconstrainedInteger(_ position: inout Int) -> Int64 {
    let length = readLength(&position)
    guard length >= 1, length <= 8, length &* 8 <= pointee.end &- position else {
      pointee.fault = -1
      return 0
    }
    let word = Int64(bitPattern: peekWord(pointee.base, position))
    position &+= length &* 8
    return word >> Int64(64 - 8 * length)
  }

  /// Reads a bit string whose extensible size stands in the extension: a length and that many bits.
  public func readExtendedBits(_ position: inout Int) -> ExtensibleBits {
    let count = readLength(&position)
    guard count <= pointee.end &- position else {
      pointee.fault = -1
      return ExtensibleBits()
    }
    if count <= 64 {
      let word = count == 0 ? 0 : peekWord(pointee.base, position) & (UInt64.max << UInt64(64 - count))
      position &+= count
      return ExtensibleBits(bits: word, count: count)
    }
    guard let target = allocate((count &+ 7) / 8 &+ 8, of: UInt8.self) else { return ExtensibleBits() }
    copyOctets(position, count: (count &+ 7) / 8, width: 8, to: target)
    if count & 7 != 0 { target[count / 8] &= ~(0xff >> UInt8(count & 7)) }
    position &+= count
    let first = peekWord(UnsafePointer(target), 0)
    return ExtensibleBits(bits: first, count: count, octets: UnsafePointer(target))
  }
}

/// What a decoder returns to after an open type.
@frozen public struct OpenTypeScope: BitwiseCopyable {
  @usableFromInline var base: UnsafePointer<UInt8>
  @usableFromInline var end: Int
  @usableFromInline var start: Int
  @usableFromInline var after: Int
}

extension UnsafeMutablePointer<DecodeContext> {
  /// Enters an open type: the context then ends where it ends, and `position` is at its first bit.
  public func enterOpenType(_ position: inout Int) -> OpenTypeScope {
    var scope = OpenTypeScope(base: pointee.base, end: pointee.end, start: 0, after: pointee.end)
    guard position &+ 8 <= pointee.end else {
      pointee.fault = -1
      position = pointee.end
      return scope
    }
    let isFragmented = peekBits(pointee.base, position) >> 62 == 3
    if isFragmented {
      let octets = readUnboundedOctets(&position)
      scope.after = position
      guard let base = octets.base else { return scope }
      pointee.base = UnsafePointer(base)
      pointee.end = octets.count &* 8
      position = 0
      return scope
    }
    let length = readLength(&position)
    guard length &* 8 <= pointee.end &- position else {
      pointee.fault = -1
      position = pointee.end
      return scope
    }
    scope.start = position
    scope.after = position &+ length &* 8
    pointee.end = scope.after
    return scope
  }

  /// Leaves an open type; a value that does not fill its octets is a fault. The result is the position behind it.
  public func leaveOpenType(_ scope: OpenTypeScope, _ position: Int) -> Int {
    let used = Swift.max((position &- scope.start &+ 7) &>> 3, 1)
    if used != (pointee.end &- scope.start) &>> 3 { pointee.fault = -1 }
    pointee.base = scope.base
    pointee.end = scope.end
    return scope.after
  }
}
