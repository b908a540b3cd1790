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
    /// A GeoNetworking packet (EN 302 636-4-1), and where the stations' addresses of six octets stand, which not every
    /// link header has.
    case geonetworking(at: Int, sender: Int?, receiver: Int?)
    /// Another protocol by its number, which is an EtherType but for ``null`` and ``loopback``.
    case other(UInt32)
    case unread(UnreadPacketReason)
  }

  /// The EtherTypes that lead on.
  private enum EtherType {
    static let internet4: UInt16 = 0x0800
    static let internet6: UInt16 = 0x86dd
    static let geonetworking: UInt16 = 0x8947

    /// VLAN tags: IEEE 802.1Q, 802.1ad, and the older 0x9100.
    static func isTag(_ type: UInt16) -> Bool { type == 0x8100 || type == 0x88a8 || type == 0x9100 }
  }

  /// Reads the link header at the front of a packet.
  func content(of packet: RawSpan) -> Content {
    switch self {
    case .null, .loopback: Self.family(of: packet)
    case .ethernet: Self.tagged(packet, typeAt: 12, sender: 6, receiver: 0)
    case .rawInternet: .internet(version: nil, at: 0)
    case .internetVersion4: .internet(version: 4, at: 0)
    case .internetVersion6: .internet(version: 6, at: 0)
    case .linuxCooked: Self.tagged(packet, typeAt: 14, sender: packet.word16(at: 4) == 6 ? 6 : nil, receiver: nil)
    case .linuxCooked2: Self.cooked2(packet)
    }
  }

  /// The protocol family as the capturing system numbers it, in that system's byte order: 2 is IPv4 everywhere, IPv6
  /// is 10 (Linux), 24, 28 or 30 (the BSDs and macOS).
  private static func family(of packet: RawSpan) -> Content {
    guard let word = packet.word32(at: 0) else { return .unread(.malformedLinkHeader) }
    let family = word > 0xffff ? word.byteSwapped : word
    switch family {
    case 2: return .internet(version: 4, at: 4)
    case 10, 24, 28, 30: return .internet(version: 6, at: 4)
    default: return .other(family)
    }
  }

  /// An EtherType behind any number of VLAN tags.
  private static func tagged(_ packet: RawSpan, typeAt first: Int, sender: Int?, receiver: Int?) -> Content {
    var place = first
    while let type = packet.word16(at: place) {
      switch type {
      case EtherType.internet4: return .internet(version: 4, at: place + 2)
      case EtherType.internet6: return .internet(version: 6, at: place + 2)
      case EtherType.geonetworking: return .geonetworking(at: place + 2, sender: sender, receiver: receiver)
      case _ where EtherType.isTag(type): place += 4
      default: return .other(UInt32(type))
      }
    }
    return .unread(.malformedLinkHeader)
  }

  /// LINKTYPE_LINUX_SLL2: the EtherType comes first, twenty octets of header in all, the last eight the sender's.
  private static func cooked2(_ packet: RawSpan) -> Content {
    guard packet.byteCount >= 20, let type = packet.word16(at: 0) else { return .unread(.malformedLinkHeader) }
    let sender = packet.octet(at: 11) == 6 ? 12 : nil
    switch type {
    case EtherType.internet4: return .internet(version: 4, at: 20)
    case EtherType.internet6: return .internet(version: 6, at: 20)
    case EtherType.geonetworking: return .geonetworking(at: 20, sender: sender, receiver: nil)
    case _ where EtherType.isTag(type): return tagged(packet, typeAt: 22, sender: sender, receiver: nil)
    default: return .other(UInt32(type))
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
