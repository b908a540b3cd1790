import Kernel

/// Finds the UDP datagram in a packet: IPv4 (RFC 791), IPv6 with extension headers (RFC 8200), UDP (RFC 768); or the
/// GeoNetworking packet that stands on the link layer itself.
///
/// Checksums are not looked at: a capture on the sending machine has them unfilled where the network card does it.
enum DatagramLayer {
  /// What a packet holds.
  enum Content {
    case datagram(source: NetworkEndpoint, destination: NetworkEndpoint, payload: Range<Int>)
    case fragment(Fragment)
    case otherProtocol(UInt32)
    case unread(UnreadPacketReason)
  }

  /// A UDP datagram before its own header is read.
  private struct Carried {
    var source: NetworkAddress
    var destination: NetworkAddress
    /// From the transport header to the end of the network packet, which may lie outside what was captured.
    var place: Range<Int>
  }

  /// Reads the packet from its link header on.
  static func content(of packet: RawSpan, link: LinkLayer) -> Content {
    switch link.content(of: packet) {
    case .unread(let reason): return .unread(reason)
    case .other(let number): return .otherProtocol(number)
    case .geonetworking(let place, let sender, let receiver):
      return geonetworking(packet, at: place, from: sender, to: receiver)
    case .internet(let stated, let place):
      guard let first = packet.octet(at: place) else { return .unread(.cutShort) }
      let version = Int(first >> 4)
      if let stated, stated != version { return .unread(.malformedNetworkHeader) }
      switch version {
      case 4: return version4(packet, at: place)
      case 6: return version6(packet, at: place)
      default: return .unread(.malformedNetworkHeader)
      }
    }
  }

  private static func geonetworking(_ packet: RawSpan, at place: Int, from sender: Int?, to receiver: Int?) -> Content {
    func station(_ place: Int?) -> NetworkEndpoint {
      let octets = place.flatMap { packet.word64(at: $0) }.map { $0 >> 16 }
      return NetworkEndpoint(address: NetworkAddress(linkLayer: octets ?? 0), port: 0)
    }
    guard place < packet.byteCount else { return .unread(.cutShort) }
    return .datagram(
      source: station(sender), destination: station(receiver), payload: place..<packet.byteCount)
  }

  /// Reads a packet that was put together from its fragments.
  static func content(of whole: FragmentAssembly.Whole) -> Content {
    let octets = whole.octets
    var start = 0
    if whole.key.isVersion4 {
      if whole.kind != 17 { return .unread(whole.kind == 50 ? .encrypted : .notUDP) }
    } else {
      switch transportStart(octets.span.bytes, at: 0, end: whole.count, kind: whole.kind) {
      case .unread(let reason): return .unread(reason)
      // A fragment within fragments.
      case .fragment: return .unread(.malformedNetworkHeader)
      case .transport(let place): start = place
      }
    }
    let carried = Carried(
      source: whole.key.source, destination: whole.key.destination, place: start..<whole.count)
    return transport(octets.span.bytes, carried)
  }

  private static func version4(_ packet: RawSpan, at place: Int) -> Content {
    guard let first = packet.octet(at: place), let length = packet.word16(at: place + 2),
      let fragment = packet.word16(at: place + 6), let kind = packet.octet(at: place + 9),
      let source = packet.word32(at: place + 12), let destination = packet.word32(at: place + 16)
    else { return .unread(.cutShort) }
    let headerOctets = Int(first & 15) * 4
    guard headerOctets >= 20, Int(length) >= headerOctets else { return .unread(.malformedNetworkHeader) }
    // The three flags are reserved, do not fragment, more fragments; thirteen bits of offset follow.
    if kind != 17 { return .unread(kind == 50 ? .encrypted : .notUDP) }
    if fragment & 0x3fff != 0 {
      let key = Fragment.Key(
        source: NetworkAddress(ipv4: source), destination: NetworkAddress(ipv4: destination),
        identification: UInt32(packet.word16(at: place + 4) ?? 0), kind: kind, isVersion4: true)
      return .fragment(
        Fragment(
          key: key, kind: kind, offset: Int(fragment & 0x1fff) * 8, isLast: fragment & 0x2000 == 0,
          place: place + headerOctets..<place + Int(length)))
    }
    let carried = Carried(
      source: NetworkAddress(ipv4: source), destination: NetworkAddress(ipv4: destination),
      place: place + headerOctets..<place + Int(length))
    return transport(packet, carried)
  }

  private static func version6(_ packet: RawSpan, at place: Int) -> Content {
    guard let length = packet.word16(at: place + 4), let kind = packet.octet(at: place + 6),
      let source = address(packet, at: place + 8), let destination = address(packet, at: place + 24)
    else { return .unread(.cutShort) }
    let end = place + 40 + Int(length)
    switch transportStart(packet, at: place + 40, end: end, kind: kind) {
    case .unread(let reason): return .unread(reason)
    case .fragment(let header, let kind):
      guard let word = packet.word16(at: header + 2), let identification = packet.word32(at: header + 4) else {
        return .unread(.cutShort)
      }
      let key = Fragment.Key(
        source: source, destination: destination, identification: identification, kind: 0, isVersion4: false)
      return .fragment(
        Fragment(
          key: key, kind: kind, offset: Int(word & 0xfff8), isLast: word & 1 == 0, place: header + 8..<end))
    case .transport(let start):
      return transport(packet, Carried(source: source, destination: destination, place: start..<end))
    }
  }

  /// To what the headers of IPv6 lead.
  private enum Lead {
    case transport(Int)
    /// A fragment header, and the protocol that it names.
    case fragment(at: Int, kind: UInt8)
    case unread(UnreadPacketReason)
  }

  /// Walks the extension headers of IPv6, each of eight octets at least, to the UDP header or to that of a fragment.
  private static func transportStart(
    _ packet: RawSpan, at place: Int, end: Int, kind: UInt8
  ) -> Lead {
    var place = place
    var kind = kind
    while kind != 17 {
      let isFragment = kind == 44
      let isAuthentication = kind == 51
      // Hop-by-hop, routing, destination options, mobility, host identity, shim: one form for all of them.
      let isOption = kind == 0 || kind == 43 || kind == 60 || kind == 135 || kind == 139 || kind == 140
      if kind == 50 { return .unread(.encrypted) }
      guard isFragment || isAuthentication || isOption else { return .unread(.notUDP) }
      guard let next = packet.octet(at: place), let count = packet.octet(at: place + 1),
        let fragment = packet.word16(at: place + 2)
      else { return .unread(place + 8 > end ? .malformedNetworkHeader : .cutShort) }
      let isPart = isFragment && fragment & 0xfff9 != 0
      if isPart, place + 8 <= end { return .fragment(at: place, kind: next) }
      place += isFragment ? 8 : isAuthentication ? (Int(count) + 2) * 4 : (Int(count) + 1) * 8
      if place > end { return .unread(.malformedNetworkHeader) }
      kind = next
    }
    return .transport(place)
  }

  private static func transport(_ packet: RawSpan, _ carried: Carried) -> Content {
    let place = carried.place.lowerBound
    guard carried.place.count >= 8 else { return .unread(.malformedUDPHeader) }
    guard let source = packet.word16(at: place), let destination = packet.word16(at: place + 2),
      let length = packet.word16(at: place + 4)
    else { return .unread(.cutShort) }
    guard length >= 8, Int(length) <= carried.place.count else { return .unread(.malformedUDPHeader) }
    let payload = place + 8..<place + Int(length)
    if payload.upperBound > packet.byteCount { return .unread(.cutShort) }
    return .datagram(
      source: NetworkEndpoint(address: carried.source, port: source),
      destination: NetworkEndpoint(address: carried.destination, port: destination), payload: payload)
  }

  private static func address(_ packet: RawSpan, at place: Int) -> NetworkAddress? {
    guard let high = packet.word64(at: place), let low = packet.word64(at: place + 8) else { return nil }
    return NetworkAddress(high: high, low: low)
  }
}
