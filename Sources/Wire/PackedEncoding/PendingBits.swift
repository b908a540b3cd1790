/// Where an encoder stands: the octet that is written next, and the bits before it that are not stored yet.
///
/// It is handed on by value, so that it stays in registers: bits are gathered in a word and go to memory several fields
/// at a time, and no octet is read back to be completed.
@frozen public struct PendingBits: BitwiseCopyable {
  /// The first octet that the pending bits go to.
  public var next: UnsafeMutablePointer<UInt8>
  /// The pending bits, the last one lowest; above them stands what was already stored.
  public var bits: UInt64
  /// How many bits are pending, 0...63.
  public var count: UInt64

  /// At the first bit of an octet.
  @inlinable @inline(__always)
  public init(next: UnsafeMutablePointer<UInt8>) {
    self.next = next
    bits = 0
    count = 0
  }

  /// Appends the lowest `width` bits (0...63) of a value whose higher bits are zero. No more than 63 bits may be pending
  /// then.
  @inlinable @inline(__always)
  public mutating func append(_ value: UInt64, _ width: UInt64) {
    bits = bits &<< width | value
    count = count &+ width
  }

  /// Appends 64 bits and stores as many: as many are pending as before.
  @inlinable @inline(__always)
  public mutating func appendWord(_ word: UInt64) {
    // The shift by one and then by the rest is one by 64 where nothing is pending.
    let high = (bits &<< 1) &<< (63 &- count)
    UnsafeMutableRawPointer(next).storeBytes(of: (high | word &>> count).bigEndian, as: UInt64.self)
    next += 8
    bits = word
  }

  /// Stores what is pending, followed by zero bits, and moves on by whole octets: at most 7 bits are pending then.
  ///
  /// Eight octets are written, whatever is pending.
  @inlinable @inline(__always)
  public mutating func settle() {
    // Where nothing is pending the shift is by 0 and not by 64: what is stored then is written over later.
    UnsafeMutableRawPointer(next).storeBytes(of: (bits &<< (0 &- count)).bigEndian, as: UInt64.self)
    next += Int(truncatingIfNeeded: count &>> 3)
    count &= 7
  }
}
