import Kernel
import PackedEncoding

/// A digest of what a repeated message says, leaving out the counter and time that change each time.
package enum ContentDigest {
  /// Of a MAP (T/CSAE 53-2020, MSG_MAP): frame index 4 bits, marker, presence of the time, counter 7 bits, time 20 bits.
  package static func map(_ octets: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    let hasTime = peekBits(octets, 5) >> 63 == 1
    return digest(octets, count: count, from: hasTime ? 33 : 13)
  }

  /// Of an RSI (T/CSAE 53-2020, MSG_RSI): frame index 4 bits, marker, presence of the time and of two lists, counter
  /// 7 bits, time 20 bits.
  package static func roadsideInformation(_ octets: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    let hasTime = peekBits(octets, 5) >> 63 == 1
    return digest(octets, count: count, from: hasTime ? 35 : 15) ^ peekBits(octets, 0) >> 56
  }

  private static func digest(_ octets: UnsafePointer<UInt8>, count: Int, from start: Int) -> UInt64 {
    var digest = StateDigest()
    var position = start
    while position < count * 8 {
      let left = count * 8 - position
      let word = peekWord(octets, position)
      digest.fold(left >= 64 ? word : word & (UInt64.max << UInt64(64 - left)))
      position += 64
    }
    return digest.value
  }
}
