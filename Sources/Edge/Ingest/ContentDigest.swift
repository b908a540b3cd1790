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

  /// Of a MAP of SAE J2735: frame marker and number 16 bits, the length of the message in one octet or two, the message.
  package static func saeMap(_ octets: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    mapData(octets, count: count, at: count > 2 && octets[2] >= 0x80 ? 32 : 24)
  }

  /// Of a MAPEM: a header of six octets, the map.
  package static func mapem(_ octets: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    mapData(octets, count: count, at: 48)
  }

  /// Of a message that is the same when it comes again.
  package static func whole(_ octets: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    digest(octets, count: count, from: 0)
  }

  /// DF_MapData: marker, presence of eight parts, of which the first is the time of 20 bits.
  private static func mapData(_ octets: UnsafePointer<UInt8>, count: Int, at start: Int) -> UInt64 {
    let presence = peekBits(octets, start) >> 55
    return digest(octets, count: count, from: start + (presence & 0x80 != 0 ? 29 : 9)) ^ presence
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
