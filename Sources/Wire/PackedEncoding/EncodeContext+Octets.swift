// Octet strings, character strings and open types on the way out.
extension UnsafeMutablePointer<EncodeContext> {
  /// Writes octets of `width` bits (8, or 7 for characters) without a length. A character beyond 127 is a fault.
  @inlinable @inline(__always)
  public func writeOctets(_ position: inout Int, _ octets: PackedOctets, width: Int) {
    position = width == 8 ? putOctets(position, octets) : putCharacters(position, octets, width: width)
  }

  @usableFromInline @inline(never)
  func putOctets(_ start: Int, _ octets: PackedOctets) -> Int {
    guard octets.count &* 8 <= pointee.end &- start, let source = octets.base else {
      if octets.count > 0 { pointee.fault = -1 }
      return start
    }
    let base = pointee.base
    var position = start
    var index = 0
    while index &+ 8 <= octets.count {
      let word = UnsafeRawPointer(source).loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
      pokeWord(base, position, word)
      position &+= 64
      index &+= 8
    }
    while index < octets.count {
      pokeBits(base, position, UInt64(source[index]), 8)
      position &+= 8
      index &+= 1
    }
    return position
  }

  @usableFromInline @inline(never)
  func putCharacters(_ start: Int, _ octets: PackedOctets, width: Int) -> Int {
    guard octets.count &* width <= pointee.end &- start, let source = octets.base else {
      if octets.count > 0 { pointee.fault = -1 }
      return start
    }
    var position = start
    var index = 0
    while index < octets.count {
      let octet = UInt64(source[index])
      if octet >> UInt64(width) != 0 { pointee.fault = -1 }
      pokeBits(pointee.base, position, octet & (1 << UInt64(width) - 1), width)
      position &+= width
      index &+= 1
    }
    return position
  }

  /// Writes an octet string of any length, in fragments where it has 16384 octets or more (X.691 clause 11.9.3.8).
  @inlinable @inline(__always)
  public func writeUnboundedOctets(_ position: inout Int, _ octets: PackedOctets) {
    position = putUnboundedOctets(position, octets)
  }

  @usableFromInline @inline(never)
  func putUnboundedOctets(_ start: Int, _ octets: PackedOctets) -> Int {
    var position = start
    var done = 0
    while octets.count - done >= 16384 {
      let blocks = Swift.min((octets.count - done) / 16384, 4)
      guard blocks &* 131_072 &+ 8 <= pointee.end &- position else {
        pointee.fault = -1
        return position
      }
      pokeBits(pointee.base, position, 0xc0 | UInt64(blocks), 8)
      position = putOctets(position &+ 8, octets.part(from: done, count: blocks * 16384))
      done += blocks * 16384
    }
    writeLength(&position, octets.count - done)
    return putOctets(position, octets.part(from: done, count: octets.count - done))
  }

  /// Writes what `body` encodes as an open type: a length and whole octets (X.691 clause 11.2).
  ///
  /// The inner value is written behind its place and then moved to it, since its length comes first.
  @inlinable @inline(__always)
  public func writeOpenType(_ position: inout Int, _ body: (UnsafeMutablePointer<EncodeContext>, Int) -> Int) {
    guard let outer = openScope(position) else { return }
    let bits = body(self, 0)
    position = closeScope(outer, position, bits)
  }

  /// Makes this a context for an inner value, 64 octets ahead; the result is what it was. Nil and a fault where there
  /// is no room.
  @inlinable @inline(__always)
  func openScope(_ position: Int) -> EncodeContext? {
    let scratchStart = (position &+ 7) &>> 3 &+ 64
    guard scratchStart &* 8 < pointee.end else {
      pointee.fault = -1
      return nil
    }
    let outer = pointee
    pointee.base = outer.base + scratchStart
    pointee.end = (outer.end &>> 3 &- scratchStart) &* 8
    return outer
  }

  /// Makes this the outer context again and moves the inner value's octets to where they belong.
  @usableFromInline @inline(never)
  func closeScope(_ outer: EncodeContext, _ position: Int, _ bits: Int) -> Int {
    let inner = pointee
    pointee = outer
    guard inner.fault >= 0, bits <= inner.end else {
      pointee.fault = -1
      return position
    }
    if bits == 0 { inner.base[0] = 0 }
    return moveOctets(position, from: inner.base, count: Swift.max((bits &+ 7) &>> 3, 1))
  }

  /// Writes octets that stand behind the position in the same buffer, as an open type.
  ///
  /// Every fragment is read before its place is written over: the source begins 64 octets ahead, the length
  /// determinants of any message that the buffer holds take fewer than 50, and a store reaches nine.
  func moveOctets(_ start: Int, from source: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
    var position = start
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
      position = copyForward(position, from: next, count: length)
      next += length
      left -= length
      if blocks == 0 { return position }
    }
  }

  /// Copies octets to an earlier bit position of the same buffer, eight at a time; what is read beyond them is cleared.
  func copyForward(_ start: Int, from source: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
    let base = pointee.base
    var position = start
    var index = 0
    while index < count {
      var word = UnsafeRawPointer(source).loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
      let left = count &- index
      if left < 8 { word &= ~(UInt64.max &>> UInt64(truncatingIfNeeded: 8 &* left)) }
      pokeWord(base, position, word)
      position &+= 64
      index &+= 8
    }
    return start &+ count &* 8
  }
}

extension PackedList<UInt8> {
  /// A part of the octets, within bounds.
  func part(from start: Int, count: Int) -> PackedOctets {
    guard let base, count > 0 else { return PackedOctets() }
    return PackedOctets(base: base + start, count: count)
  }
}
