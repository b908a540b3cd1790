/// Writes TraCI's primitive types, big-endian, strings in octets with a length of four octets before them.
struct TraCIWriter {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []

  mutating func put(octet: UInt8) { bytes.append(octet) }

  mutating func put(integer: Int32) { put(word: UInt64(UInt32(bitPattern: integer)), octets: 4) }

  mutating func put(double: Double) { put(word: double.bitPattern, octets: 8) }

  mutating func put(string: String) {
    let octets = Array(string.utf8)
    put(integer: Int32(octets.count))
    bytes.append(contentsOf: octets)
  }

  mutating func put(octets: [UInt8]) { bytes.append(contentsOf: octets) }

  /// Writes a packet: its length, its identifier and its content. A length that does not fit one octet stands behind
  /// a zero octet, in four.
  mutating func put(packet: TraCIPacket) {
    let short = packet.content.count + 2
    if short <= 255 {
      put(octet: UInt8(short))
    } else {
      put(octet: 0)
      put(integer: Int32(short + 4))
    }
    put(octet: packet.identifier)
    put(octets: packet.content)
  }

  private mutating func put(word: UInt64, octets: Int) {
    for index in stride(from: octets - 1, through: 0, by: -1) {
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index)))
    }
  }
}
