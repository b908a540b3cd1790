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

  /// Copies `count` octets of `width` bits (8, or 7 for characters) from a position on into the arena.
  @inlinable @inline(__always)
  public func readOctets(_ position: inout Int, count: Int, width: Int) -> PackedOctets {
    guard count &* width <= pointee.end &- position, let target = allocate(count &+ 8, of: UInt8.self) else {
      pointee.fault = -1
      return PackedOctets()
    }
    copyOctets(position, count: count, width: width, to: target)
    position &+= count &* width
    return PackedOctets(base: target, count: count)
  }

  @usableFromInline @inline(never)
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
  @inlinable @inline(__always)
  public func readUnboundedOctets(_ position: inout Int) -> PackedOctets {
    let result: PackedOctets
    (result, position) = unboundedOctets(position)
    return result
  }

  @usableFromInline @inline(never)
  func unboundedOctets(_ start: Int) -> (PackedOctets, position: Int) {
    var position = start
    guard let total = unboundedLength(from: start),
      let target = allocate(total &+ 8 &+ DecodeContext.padding, of: UInt8.self)
    else {
      pointee.fault = -1
      return (PackedOctets(), position)
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
    return (PackedOctets(base: target, count: filled), position)
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

  /// Skips one open type; the result is the position behind it.
  @inline(never)
  func skipOpenType(_ start: Int) -> Int {
    guard unboundedLength(from: start) != nil else {
      pointee.fault = -1
      return pointee.end
    }
    var position = start
    while true {
      let (length, more) = fragment(&position)
      position &+= length &* 8
      if !more { return position }
    }
  }

  /// Reads the head of a list of extension additions (X.691 clause 19.7-19.9): its presence bitmap, the first addition
  /// highest, and how many additions the sender's schema has (1...64; more is a fault).
  @inlinable @inline(__always)
  public func readExtensionBitmap(_ position: inout Int) -> (bitmap: UInt64, count: Int) {
    let result: (bitmap: UInt64, count: Int)
    (result, position) = extensionBitmap(position)
    return result
  }

  @usableFromInline @inline(never)
  func extensionBitmap(_ start: Int) -> ((bitmap: UInt64, count: Int), position: Int) {
    var position = start
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
      return ((0, 0), position)
    }
    let bitmap = peekWord(pointee.base, position) & (UInt64.max << UInt64(64 - count))
    position &+= count
    return ((bitmap, count), position)
  }

  /// Skips the additions from `first` on that a bitmap names, and counts them.
  @inlinable @inline(__always)
  public func skipExtensions(_ position: inout Int, bitmap: UInt64, count: Int, from first: Int) {
    // Most senders have the same schema: nothing is left then.
    if first < count, bitmap &<< UInt64(truncatingIfNeeded: first) != 0 {
      position = skipEach(position, bitmap: bitmap, count: count, from: first)
    }
  }

  @usableFromInline @inline(never)
  func skipEach(_ start: Int, bitmap: UInt64, count: Int, from first: Int) -> Int {
    var position = start
    var index = first
    while index < count {
      if (bitmap >> UInt64(63 - index)) & 1 == 1 {
        position = skipOpenType(position)
        pointee.skippedExtensions &+= 1
      }
      index &+= 1
    }
    return position
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
    return (UInt16(truncatingIfNeeded: Swift.min(rootCount &+ addition, 65535)), position)
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

  @usableFromInline @inline(never)
  func extendedBits(_ start: Int) -> (ExtensibleBits, position: Int) {
    var position = start
    let count = readLength(&position)
    guard count <= pointee.end &- position else {
      pointee.fault = -1
      return (ExtensibleBits(), position)
    }
    if count <= 64 {
      let word = count == 0 ? 0 : peekWord(pointee.base, position) & (UInt64.max << UInt64(64 - count))
      position &+= count
      return (ExtensibleBits(bits: word, count: count), position)
    }
    guard let target = allocate((count &+ 7) / 8 &+ 8, of: UInt8.self) else { return (ExtensibleBits(), position) }
    copyOctets(position, count: (count &+ 7) / 8, width: 8, to: target)
    if count & 7 != 0 { target[count / 8] &= ~(0xff >> UInt8(count & 7)) }
    position &+= count
    let first = peekWord(UnsafePointer(target), 0)
    return (ExtensibleBits(bits: first, count: count, octets: UnsafePointer(target)), position)
  }
}

/// What a decoder returns to after an open type.
@frozen public struct OpenTypeScope: BitwiseCopyable {
  @usableFromInline var base: UnsafePointer<UInt8>
  @usableFromInline var end: Int
  @usableFromInline var start: Int
  @usableFromInline var after: Int

  @inlinable @inline(__always)
  init(base: UnsafePointer<UInt8>, end: Int, start: Int, after: Int) {
    self.base = base
    self.end = end
    self.start = start
    self.after = after
  }
}

extension UnsafeMutablePointer<DecodeContext> {
  /// Enters an open type: the context then ends where it ends, and `position` is at its first bit.
  @inlinable @inline(__always)
  public func enterOpenType(_ position: inout Int) -> OpenTypeScope {
    let window = peekBits(pointee.base, position)
    let isShort = window >> 63 == 0
    let start = position &+ (isShort ? 8 : 16)
    let length = Int(truncatingIfNeeded: isShort ? window >> 56 : (window >> 48) & 0x3fff)
    let after = start &+ length &* 8
    guard position &+ 8 <= pointee.end, window >> 62 != 3, after <= pointee.end else {
      let scope: OpenTypeScope
      (scope, position) = enterUnusually(position)
      return scope
    }
    let scope = OpenTypeScope(base: pointee.base, end: pointee.end, start: start, after: after)
    position = start
    pointee.end = after
    return scope
  }

  /// Enters an open type that comes in fragments, or refuses one that is not all there.
  @usableFromInline @inline(never)
  func enterUnusually(_ start: Int) -> (OpenTypeScope, position: Int) {
    var scope = OpenTypeScope(base: pointee.base, end: pointee.end, start: 0, after: pointee.end)
    guard start &+ 8 <= pointee.end, peekBits(pointee.base, start) >> 62 == 3 else {
      pointee.fault = -1
      return (scope, pointee.end)
    }
    let (octets, position) = unboundedOctets(start)
    scope.after = position
    guard let base = octets.base else { return (scope, position) }
    pointee.base = UnsafePointer(base)
    pointee.end = octets.count &* 8
    return (scope, 0)
  }

  /// Leaves an open type; a value that does not fill its octets is a fault. The result is the position behind it.
  @inlinable @inline(__always)
  public func leaveOpenType(_ scope: OpenTypeScope, _ position: Int) -> Int {
    let used = Swift.max((position &- scope.start &+ 7) &>> 3, 1)
    if used != (pointee.end &- scope.start) &>> 3 { pointee.fault = -1 }
    pointee.base = scope.base
    pointee.end = scope.end
    return scope.after
  }
}
