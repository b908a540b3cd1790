/// How the packets of an interface begin (the numbers are tcpdump.org's LINKTYPE registry).
enum LinkLayer {
  case null
  case loopback
  case ethernet
  case rawInternet
  case internetVersion4
  case internetVersion6
  case linuxCooked
  case linuxCooked2

  /// The link layer of a number; nil for one that is not supported.
  init?(number: UInt16) {
    switch number {
    case 0: self = .null
    case 1: self = .ethernet
    // 12 and 14 are what some systems wrote before 101 was assigned.
    case 12, 14, 101: self = .rawInternet
    case 108: self = .loopback
    case 113: self = .linuxCooked
    case 228: self = .internetVersion4
    case 229: self = .internetVersion6
    case 276: self = .linuxCooked2
    default: return nil
    }
  }

  /// What a link header says of what follows it.
  enum Content {
    case internet(version: Int?, at: Int)
    case unread(UnreadPacketReason)
  }

  /// Reads the link header at the front of a packet.
  func content(of packet: RawSpan) -> Content {
    switch self {
    case .null, .loopback: Self.family(of: packet)
    case .ethernet: Self.tagged(packet, typeAt: 12)
    case .rawInternet: .internet(version: nil, at: 0)
    case .internetVersion4: .internet(version: 4, at: 0)
    case .internetVersion6: .internet(version: 6, at: 0)
    case .linuxCooked: Self.tagged(packet, typeAt: 14)
    case .linuxCooked2: Self.cooked2(packet)
    }
  }

  /// The protocol family as the capturing system numbers it, in that system's byte order: 2 is IPv4 everywhere, IPv6
  /// is 10 (Linux), 24, 28 or 30 (the BSDs and macOS).
  private static func family(of packet: RawSpan) -> Content {
    guard let word = packet.word32(at: 0) else { return .unread(.malformedLinkHeader) }
    switch word > 0xffff ? word.byteSwapped : word {
    case 2: return .internet(version: 4, at: 4)
    case 10, 24, 28, 30: return .internet(version: 6, at: 4)
    default: return .unread(.notInternetProtocol)
    }
  }

  /// An EtherType behind any number of VLAN tags (IEEE 802.1Q, 802.1ad, and the older 0x9100).
  private static func tagged(_ packet: RawSpan, typeAt first: Int) -> Content {
    var place = first
    while let type = packet.word16(at: place) {
      switch type {
      case 0x0800: return .internet(version: 4, at: place + 2)
      case 0x86dd: return .internet(version: 6, at: place + 2)
      case 0x8100, 0x88a8, 0x9100: place += 4
      default: return .unread(.notInternetProtocol)
      }
    }
    return .unread(.malformedLinkHeader)
  }

  /// LINKTYPE_LINUX_SLL2: the EtherType comes first, twenty octets of header in all.
  private static func cooked2(_ packet: RawSpan) -> Content {
    guard packet.byteCount >= 20, let type = packet.word16(at: 0) else { return .unread(.malformedLinkHeader) }
    switch type {
    case 0x0800: return .internet(version: 4, at: 20)
    case 0x86dd: return .internet(version: 6, at: 20)
    case 0x8100, 0x88a8, 0x9100: return tagged(packet, typeAt: 22)
    default: return .unread(.notInternetProtocol)
    }
  }
}

extension RawSpan {
  /// The octet there, or nil past the end.
  func octet(at place: Int) -> UInt8? {
    place < byteCount ? unsafeLoad(fromByteOffset: place, as: UInt8.self) : nil
  }

  /// The 16-bit word there, first octet highest, or nil past the end.
  func word16(at place: Int) -> UInt16? {
    guard byteCount >= place + 2 else { return nil }
    return UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: place, as: UInt16.self))
  }

  /// The 32-bit word there, first octet highest, or nil past the end.
  func word32(at place: Int) -> UInt32? {
    guard byteCount >= place + 4 else { return nil }
    return UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))
  }

  /// The 64-bit word there, first octet highest, or nil past the end.
  func word64(at place: Int) -> UInt64? {
    guard byteCount >= place + 8 else { return nil }
    return UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
  }
}
