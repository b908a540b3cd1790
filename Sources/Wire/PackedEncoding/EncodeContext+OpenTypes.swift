// Open types on the way out: a length and whole octets (X.691 clause 11.2).
//
// The value is written where it belongs, behind eight bits left free for its length. Only what has 128 octets or more is
// moved to make room for a longer one, by whole octets, since the bits stand in them as they did.
extension UnsafeMutablePointer<EncodeContext> {
  /// Closes an open type that was opened at `start` by appending eight zero bits: fills up its last octet and writes its
  /// length. At most 56 bits may be pending; at most 7 are then.
  @inlinable @inline(__always)
  public func closeOpenType(_ out: inout PendingBits, _ start: PendingBits) {
    out = putOpenLength(out, start.next, start.count)
  }

  @usableFromInline @inline(never)
  func putOpenLength(_ written: PendingBits, _ next: UnsafeMutablePointer<UInt8>, _ count: UInt64) -> PendingBits {
    var out = written
    out.append(0, (count &- out.count) & 7)
    out.settle()
    // The length's bits begin `used` bits into the octet at `place`.
    let place = next + Int(truncatingIfNeeded: count &>> 3)
    let used = count & 7
    let octets = out.next - place &- 1
    guard octets >= 1, octets < 128 else { return putOtherLength(out, place, used, octets) }
    let length = UInt16(truncatingIfNeeded: octets) &<< UInt16(truncatingIfNeeded: 8 &- used)
    let head = UnsafeMutableRawPointer(place)
    let old = head.loadUnaligned(as: UInt16.self).bigEndian
    head.storeBytes(of: (old | length).bigEndian, as: UInt16.self)
    return out
  }

  /// The length of an empty value, which takes an octet all the same, or of one of 128 octets and more.
  func putOtherLength(
    _ written: PendingBits, _ place: UnsafeMutablePointer<UInt8>, _ used: UInt64, _ octets: Int
  ) -> PendingBits {
    var out = written
    if octets >= 128, octets < 16384 {
      guard out.next < pointee.end else { return giveUp() }
      UnsafeMutableRawPointer(place + 2).copyMemory(from: place + 1, byteCount: octets &+ 1)
      let length = (0x8000 | UInt64(truncatingIfNeeded: octets)) &<< (8 &- used)
      place[0] |= UInt8(truncatingIfNeeded: length &>> 16)
      place[1] = UInt8(truncatingIfNeeded: length &>> 8)
      place[2] |= UInt8(truncatingIfNeeded: length)
      out.next += 1
      return out
    }
    if octets >= 16384 { return fragment(out, place, used, octets) }
    guard octets == 0 else { return giveUp() }
    out.append(0, 8)
    return putOpenLength(out, place, used)
  }

  /// Moves the fragments of a long value apart, the last one first, and writes their lengths (X.691 clause 11.9.3.8).
  func fragment(
    _ written: PendingBits, _ place: UnsafeMutablePointer<UInt8>, _ used: UInt64, _ octets: Int
  ) -> PendingBits {
    let whole = octets / 65536
    let blocks = octets % 65536 / 16384
    let rest = octets % 16384
    let heads = whole + (blocks > 0 ? 1 : 0) + (rest < 128 ? 1 : 2)
    guard written.next + heads - 1 <= pointee.end else { return giveUp() }
    let shift = Int(used)
    var from = place + 1 + (octets - rest)
    var to = from + heads - 1
    move(rest, from: from, to: to, shift)
    to -= rest < 128 ? 1 : 2
    if rest >= 128 { set(to + 1, UInt8(truncatingIfNeeded: rest), shift) }
    set(to, rest < 128 ? UInt8(rest) : UInt8(0x80 | rest >> 8), shift)
    for index in stride(from: blocks > 0 ? whole : whole - 1, through: 0, by: -1) {
      let size = index == whole ? blocks : 4
      from -= size * 16384
      to -= size * 16384
      move(size * 16384, from: from, to: to, shift)
      to -= 1
      set(to, UInt8(0xc0 | size), shift)
    }
    var out = written
    out.next += heads - 1
    if rest == 0 { out.bits = 0 }  // what is pending is the end of the last length
    return out
  }

  /// Moves octets that begin `shift` bits into theirs to a later place, the last one first.
  private func move(
    _ count: Int, from source: UnsafeMutablePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ shift: Int
  ) {
    guard source != target else { return }
    for index in stride(from: count - 1, through: 0, by: -1) {
      let pair = UInt16(source[index]) << 8 | UInt16(source[index + 1])
      set(target + index, UInt8(truncatingIfNeeded: pair >> UInt16(8 - shift)), shift)
    }
  }

  /// Writes an octet that begins `shift` bits into another.
  private func set(_ place: UnsafeMutablePointer<UInt8>, _ octet: UInt8, _ shift: Int) {
    let kept = ~(UInt16(0xff) << UInt16(8 - shift))
    let pair = (UInt16(place[0]) << 8 | UInt16(place[1])) & kept | UInt16(octet) << UInt16(8 - shift)
    place[0] = UInt8(truncatingIfNeeded: pair >> 8)
    place[1] = UInt8(truncatingIfNeeded: pair)
  }
}
