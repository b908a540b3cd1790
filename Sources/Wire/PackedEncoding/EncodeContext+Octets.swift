// Octet strings and character strings on the way out. At most 7 bits are pending behind each.
extension UnsafeMutablePointer<EncodeContext> {
  /// Writes octets of `width` bits (8, or 7 for characters) without a length. A character beyond 127 is a fault.
  @inlinable @inline(__always)
  public func writeOctets(_ out: inout PendingBits, _ octets: PackedOctets, width: Int) {
    out = width == 8 ? putOctets(out, octets) : putCharacters(out, octets)
  }

  @usableFromInline @inline(never)
  func putOctets(_ written: PendingBits, _ octets: PackedOctets) -> PendingBits {
    guard octets.count <= pointee.end - written.next else { return giveUp() }
    var out = written
    guard octets.count > 0, let source = octets.base.map({ UnsafeRawPointer($0) }) else {
      out.settle()
      return out
    }
    var index = 0
    while index &+ 8 <= octets.count {
      out.appendWord(source.loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian)
      index &+= 8
    }
    out.settle()
    let left = UInt64(truncatingIfNeeded: octets.count &- index)
    if left > 0 {
      let word = lastOctets(source, octets.count)
      out.append(word & (1 &<< (8 &* left) &- 1), 8 &* left)
      out.settle()
    }
    return out
  }

  /// The last eight of `count` octets as a number, or all where there are fewer.
  @inlinable @inline(__always)
  func lastOctets(_ source: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count >= 8 { return source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self).bigEndian }
    var word: UInt64 = 0
    var index = 0
    if count & 4 != 0 {
      word = UInt64(source.loadUnaligned(as: UInt32.self).bigEndian)
      index = 4
    }
    if count & 2 != 0 {
      word = word &<< 16 | UInt64(source.loadUnaligned(fromByteOffset: index, as: UInt16.self).bigEndian)
      index &+= 2
    }
    if count & 1 != 0 { word = word &<< 8 | UInt64(source.load(fromByteOffset: index, as: UInt8.self)) }
    return word
  }

  @usableFromInline @inline(never)
  func putCharacters(_ written: PendingBits, _ octets: PackedOctets) -> PendingBits {
    guard octets.count &- octets.count &>> 3 <= pointee.end - written.next else { return giveUp() }
    var out = written
    out.settle()
    guard octets.count > 0, let source = octets.base.map({ UnsafeRawPointer($0) }) else { return out }
    var beyond: UInt64 = 0
    var index = 0
    while index &+ 8 <= octets.count {
      let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
      beyond |= word
      out.append(sevens(word), 56)
      out.settle()
      index &+= 8
    }
    let left = UInt64(truncatingIfNeeded: octets.count &- index)
    if left > 0 {
      let word = lastOctets(source, octets.count)
      beyond |= word
      out.append(sevens(word) & (1 &<< (7 &* left) &- 1), 7 &* left)
      out.settle()
    }
    if beyond & 0x8080_8080_8080_8080 != 0 { pointee.fault = -1 }
    return out
  }

  /// Eight octets less the highest bit of each: two times seven bits become 14, two times 14 28, and these 56.
  @inlinable @inline(__always)
  func sevens(_ octets: UInt64) -> UInt64 {
    var word = octets
    word = (word & 0x7f00_7f00_7f00_7f00) &>> 1 | word & 0x007f_007f_007f_007f
    word = (word & 0x3fff_0000_3fff_0000) &>> 2 | word & 0x0000_3fff_0000_3fff
    return (word & 0x0fff_ffff_0000_0000) &>> 4 | word & 0x0000_0000_0fff_ffff
  }

  /// Writes an octet string of any length, in fragments where it has 16384 octets or more (X.691 clause 11.9.3.8).
  @inlinable @inline(__always)
  public func writeUnboundedOctets(_ out: inout PendingBits, _ octets: PackedOctets) {
    out = putUnboundedOctets(out, octets)
  }

  @usableFromInline @inline(never)
  func putUnboundedOctets(_ written: PendingBits, _ octets: PackedOctets) -> PendingBits {
    var out = written
    var done = 0
    while octets.count - done >= 16384 {
      let blocks = Swift.min((octets.count - done) / 16384, 4)
      out.settle()
      out.append(0xc0 | UInt64(blocks), 8)
      out = putOctets(out, octets.part(from: done, count: blocks * 16384))
      if pointee.fault < 0 { return out }
      done += blocks * 16384
    }
    return putOctets(putLength(out, octets.count - done), octets.part(from: done, count: octets.count - done))
  }
}

extension PackedList<UInt8> {
  /// A part of the octets, within bounds.
  func part(from start: Int, count: Int) -> PackedOctets {
    guard let base, count > 0 else { return PackedOctets() }
    return PackedOctets(base: base + start, count: count)
  }
}
