import Kernel

/// The headers that a datagram had on the wire, made up again: link, IP, UDP, with right checksums.
struct DatagramFraming {
  let link: RecordedLink
  let source: NetworkEndpoint
  let destination: NetworkEndpoint
  let payload: UnsafeRawBufferPointer

  /// The most octets that headers add to a payload: Ethernet, IPv6, UDP.
  static let maximumHeaderOctets = 14 + 40 + 8

  private var isIPv4: Bool { source.address.isIPv4 }
  private var udpOctets: Int { 8 + payload.count }
  private var linkOctets: Int { link == .ethernet ? 14 : 0 }

  /// The length of the whole packet.
  var octets: Int { linkOctets + (isIPv4 ? 20 : 40) + udpOctets }

  /// Appends the packet.
  func append(to buffer: OctetBuffer) {
    if link == .ethernet { appendEthernet(to: buffer) }
    if isIPv4 { appendVersion4(to: buffer) } else { appendVersion6(to: buffer) }
    appendUDP(to: buffer)
  }

  /// Locally administered addresses 02:00:00:00:00:02 and :01 stand for the hosts, whose own are not known.
  private func appendEthernet(to buffer: OctetBuffer) {
    buffer.appendBig(UInt32(0x0200_0000))
    buffer.appendBig(UInt16(2))
    buffer.appendBig(UInt32(0x0200_0000))
    buffer.appendBig(UInt16(1))
    buffer.appendBig(UInt16(isIPv4 ? 0x0800 : 0x86dd))
  }

  private func appendVersion4(to buffer: OctetBuffer) {
    // Version 4 with five words of header, length; identification, do not fragment; 64 hops, UDP.
    let first = 0x4500_0000 | UInt32(20 + udpOctets)
    let second: UInt32 = 0x0000_4000
    var sum = InternetChecksum()
    sum.add(UInt64(first) << 32 | UInt64(second))
    sum.add(UInt64(source.address.low & 0xffff_ffff) << 32 | destination.address.low & 0xffff_ffff)
    sum.add(UInt64(0x4011))
    buffer.appendBig(first)
    buffer.appendBig(second)
    buffer.appendBig(UInt16(0x4011))
    buffer.appendBig(sum.complement)
    buffer.appendBig(UInt32(truncatingIfNeeded: source.address.low))
    buffer.appendBig(UInt32(truncatingIfNeeded: destination.address.low))
  }

  private func appendVersion6(to buffer: OctetBuffer) {
    buffer.appendBig(UInt32(0x6000_0000))
    buffer.appendBig(UInt16(udpOctets))
    buffer.appendBig(UInt16(0x1140))
    append(source.address, to: buffer)
    append(destination.address, to: buffer)
  }

  private func append(_ address: NetworkAddress, to buffer: OctetBuffer) {
    buffer.appendBig(address.high)
    buffer.appendBig(address.low)
  }

  private func appendUDP(to buffer: OctetBuffer) {
    buffer.appendBig(source.port)
    buffer.appendBig(destination.port)
    buffer.appendBig(UInt16(udpOctets))
    buffer.appendBig(udpChecksum)
    buffer.append(payload)
  }

  /// The checksum over the pseudo-header, the UDP header and the payload (RFC 768; RFC 8200, 8.1), where a sum of
  /// zero is sent as its complement.
  private var udpChecksum: UInt16 {
    var sum = InternetChecksum()
    add(source.address, to: &sum)
    add(destination.address, to: &sum)
    sum.add(17 + UInt64(udpOctets))
    sum.add(UInt64(source.port) + UInt64(destination.port) + UInt64(udpOctets))
    sum.add(payload)
    let result = sum.complement
    return result == 0 ? 0xffff : result
  }

  private func add(_ address: NetworkAddress, to sum: inout InternetChecksum) {
    if let word = address.ipv4 {
      sum.add(UInt64(word))
    } else {
      sum.add(address.high)
      sum.add(address.low)
    }
  }
}

/// The ones' complement sum of 16-bit words (RFC 1071).
struct InternetChecksum {
  private var sum: UInt64 = 0

  /// Adds the four 16-bit words of a longer one. A sum of lengths and ports may be added before it is folded.
  mutating func add(_ word: UInt64) {
    sum += (word >> 48) + (word >> 32 & 0xffff) + (word >> 16 & 0xffff) + (word & 0xffff)
  }

  /// Adds octets in pairs, the last one with a zero where their number is odd. Longer words give the same sum, since
  /// 65 536 counts as one; 65 535 octets of them do not overflow it.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var place = 0
    while place + 4 <= bytes.count {
      sum += UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
      place += 4
    }
    var last: UInt64 = 0
    for octet in 0..<4 { last = last << 8 | (place + octet < bytes.count ? UInt64(bytes[place + octet]) : 0) }
    sum += last
  }

  /// The complement of the folded sum.
  var complement: UInt16 {
    var folded = sum
    while folded > 0xffff { folded = (folded >> 16) + (folded & 0xffff) }
    return ~UInt16(truncatingIfNeeded: folded)
  }
}
