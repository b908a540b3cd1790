// Octet strings and character strings on the way in.
extension UnsafeMutablePointer<DecodeContext> {
  /// Copies `count` octets of `width` bits (8, or 7 for characters) from a position on into the arena.
  @inlinable @inline(__always)
  public func readOctets(_ position: inout Int, count: Int, width: Int) -> PackedOctets {
    guard count &* width <= pointee.end &- position, let target = allocate(count &+ 8, of: UInt8.self) else {
      pointee.fault = -1
      position = abandoned
      return PackedOctets()
    }
    if width == 8 {
      copyEach(position, count: count, to: target)
    } else {
      copyCharacters(position, count: count, to: target)
    }
    position &+= count &* width
    return PackedOctets(base: target, count: count)
  }

  /// Copies octets, eight at a time; the room for them is at least eight larger than they are.
  @inlinable @inline(__always)
  func copyEach(_ start: Int, count: Int, to target: UnsafeMutablePointer<UInt8>) {
    let shift = UInt64(truncatingIfNeeded: start & 7)
    var source = UnsafeRawPointer(pointee.base) + start &>> 3
    var index = 0
    while index < count {
      let high = source.loadUnaligned(as: UInt64.self).bigEndian &<< shift
      let low = (UInt64(source.load(fromByteOffset: 8, as: UInt8.self)) &<< shift) &>> 8
      UnsafeMutableRawPointer(target + index).storeBytes(of: (high | low).bigEndian, as: UInt64.self)
      source += 8
      index &+= 8
    }
  }

  /// The same where it is rare.
  @inline(never)
  func copyOctets(_ start: Int, count: Int, to target: UnsafeMutablePointer<UInt8>) {
    copyEach(start, count: count, to: target)
  }

  /// Copies characters of seven bits, eight from one load; the room for them is at least eight larger than they are.
  @usableFromInline @inline(never)
  func copyCharacters(_ start: Int, count: Int, to target: UnsafeMutablePointer<UInt8>) {
    let base = pointee.base
    var position = start
    var index = 0
    while index < count {
      // 56 bits become two times 28, four times 14 and at last eight times 7, each at the bottom of its part.
      var word = peekBits(base, position) &>> 8
      word = (word & 0x00ff_ffff_f000_0000) &<< 4 | word & 0x0000_0000_0fff_ffff
      word = (word & 0x0fff_c000_0fff_c000) &<< 2 | word & 0x0000_3fff_0000_3fff
      word = (word & 0x3f80_3f80_3f80_3f80) &<< 1 | word & 0x007f_007f_007f_007f
      UnsafeMutableRawPointer(target + index).storeBytes(of: word.bigEndian, as: UInt64.self)
      position &+= 56
      index &+= 8
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
      return (PackedOctets(), pointee.end)
    }
    var filled = 0
    while true {
      let (length, more) = fragment(&position)
      copyOctets(position, count: length, to: target + filled)
      filled &+= length
      position &+= length &* 8
      if !more { break }
    }
    (target + filled).update(repeating: 0, count: 8 &+ DecodeContext.padding)
    return (PackedOctets(base: target, count: filled), position)
  }

  /// The number of octets in all fragments, or nil where they do not fit into what is there.
  func unboundedLength(from start: Int) -> Int? {
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
  func fragment(_ position: inout Int) -> (length: Int, more: Bool) {
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
}
