import Kernel
import Recording

/// Builds capture files octet by octet, independent of the writer under test.
struct Octets {
  var bytes: [UInt8] = []
  let bigEndian: Bool

  init(bigEndian: Bool) { self.bigEndian = bigEndian }

  mutating func add<Word: FixedWidthInteger>(_ word: Word) {
    withUnsafeBytes(of: bigEndian ? word.bigEndian : word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ more: [UInt8], padded: Bool = false) {
    bytes += more
    if padded { while bytes.count % 4 != 0 { bytes.append(0) } }
  }
}

enum Pcap {
  static func file(
    magic: UInt32 = 0xa1b2_3c4d, bigEndian: Bool = false, link: UInt32 = 101, major: UInt16 = 2,
    packets: [(seconds: UInt32, fraction: UInt32, bytes: [UInt8])]
  ) -> [UInt8] {
    var file = Octets(bigEndian: bigEndian)
    file.add(magic)
    file.add(major)
    file.add(UInt16(4))
    file.add(UInt64(0))
    file.add(UInt32(65_535))
    file.add(link)
    for packet in packets {
      file.add(packet.seconds)
      file.add(packet.fraction)
      file.add(UInt32(packet.bytes.count))
      file.add(UInt32(packet.bytes.count))
      file.add(packet.bytes)
    }
    return file.bytes
  }
}

enum Pcapng {
  static func block(_ type: UInt32, bigEndian: Bool, _ body: (inout Octets) -> Void) -> [UInt8] {
    var content = Octets(bigEndian: bigEndian)
    body(&content)
    content.add([], padded: true)
    var block = Octets(bigEndian: bigEndian)
    block.add(type)
    block.add(UInt32(content.bytes.count + 12))
    block.add(content.bytes)
    block.add(UInt32(content.bytes.count + 12))
    return block.bytes
  }

  static func section(bigEndian: Bool = false, major: UInt16 = 1) -> [UInt8] {
    block(0x0a0d_0d0a, bigEndian: bigEndian) {
      $0.add(UInt32(0x1a2b_3c4d))
      $0.add(major)
      $0.add(UInt16(0))
      $0.add(UInt64.max)
    }
  }

  static func interface(
    link: UInt16 = 101, snapshot: UInt32 = 0, resolution: UInt8? = nil, offset: Int64? = nil, bigEndian: Bool = false
  ) -> [UInt8] {
    block(1, bigEndian: bigEndian) {
      $0.add(link)
      $0.add(UInt16(0))
      $0.add(snapshot)
      // if_name comes first, to be stepped over.
      $0.add(UInt16(2))
      $0.add(UInt16(5))
      $0.add(Array("eth10".utf8), padded: true)
      if let resolution {
        $0.add(UInt16(9))
        $0.add(UInt16(1))
        $0.add([resolution], padded: true)
      }
      if let offset {
        $0.add(UInt16(14))
        $0.add(UInt16(8))
        $0.add(offset)
      }
      $0.add(UInt32(0))
    }
  }

  static func packet(
    _ bytes: [UInt8], ticks: UInt64, interface: UInt32 = 0, bigEndian: Bool = false, withOption: Bool = false
  ) -> [UInt8] {
    block(6, bigEndian: bigEndian) {
      $0.add(interface)
      $0.add(UInt32(ticks >> 32))
      $0.add(UInt32(truncatingIfNeeded: ticks))
      $0.add(UInt32(bytes.count))
      $0.add(UInt32(bytes.count))
      $0.add(bytes, padded: true)
      if withOption {
        $0.add(UInt16(2))
        $0.add(UInt16(4))
        $0.add(UInt32(1))
        $0.add(UInt32(0))
      }
    }
  }

  static func simplePacket(_ bytes: [UInt8], original: Int? = nil, bigEndian: Bool = false) -> [UInt8] {
    block(3, bigEndian: bigEndian) {
      $0.add(UInt32(original ?? bytes.count))
      $0.add(bytes, padded: true)
    }
  }
}

enum Packet {
  static let payload: [UInt8] = [0xca, 0xfe, 0x01]
  static let source = NetworkEndpoint(address: NetworkAddress(10, 20, 10, 11), port: 40_000)
  static let destination = NetworkEndpoint(address: NetworkAddress(10, 20, 10, 1), port: 30_000)
  static let source6 = NetworkEndpoint(address: NetworkAddress(high: 0xfd00_2010 << 32, low: 0xc), port: 40_000)
  static let destination6 = NetworkEndpoint(address: NetworkAddress(high: 0xfd00_2010 << 32, low: 1), port: 30_000)

  /// Ports 40000 and 30000, a length, no checksum.
  static func udp(_ payload: [UInt8] = payload, length: Int? = nil) -> [UInt8] {
    let length = length ?? payload.count + 8
    return [0x9c, 0x40, 0x75, 0x30, UInt8(length >> 8 & 255), UInt8(length & 255), 0, 0] + payload
  }

  static func version4(
    _ content: [UInt8] = udp(), kind: UInt8 = 17, fragment: UInt16 = 0x4000, options: Int = 0, length: Int? = nil
  ) -> [UInt8] {
    let length = length ?? 20 + options + content.count
    let start: [UInt8] = [0x45 + UInt8(options / 4), 0, UInt8(length >> 8), UInt8(length & 255), 0, 0]
    let middle: [UInt8] = [UInt8(fragment >> 8), UInt8(fragment & 255), 64, kind, 0, 0]
    return start + middle + [10, 20, 10, 11, 10, 20, 10, 1] + [UInt8](repeating: 1, count: options) + content
  }

  static func version6(_ content: [UInt8] = udp(), kind: UInt8 = 17, length: Int? = nil) -> [UInt8] {
    let length = length ?? content.count
    let prefix: [UInt8] = [0xfd, 0, 0x20, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    return [0x60, 0, 0, 0, UInt8(length >> 8), UInt8(length & 255), kind, 64] + prefix + [0xc] + prefix + [1] + content
  }

  static func ethernet(_ content: [UInt8], type: [UInt8] = [8, 0]) -> [UInt8] {
    [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2] + type + content
  }
}

/// Everything a recording gives until its end or an error.
struct Reading {
  var datagrams: [RecordedDatagram] = []
  var tally = RecordingTally()
  var error: RecordingError?

  init(_ bytes: [UInt8], pieceOctets: Int = .max) {
    do throws(RecordingError) {
      let reader = try RecordingReader(MemorySource(bytes, pieceOctets: pieceOctets))
      defer { tally = reader.tally }
      while let datagram = try reader.next() { datagrams.append(datagram) }
    } catch {
      self.error = error
    }
  }

  /// What is always true of a tally.
  var adds: Bool {
    let unread = tally.unreadPackets.reduce(0) { $0 + $1.count }
    return tally.packets == tally.datagrams + tally.joinedFragments + tally.waitingFragments + unread
  }

  /// The reasons that occurred, each of them once.
  var reasons: [UnreadPacketReason] { tally.unreadPackets.map(\.reason) }
}
