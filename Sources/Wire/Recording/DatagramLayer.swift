import Kernel

/// Finds the UDP datagram in a packet: IPv4 (RFC 791), IPv6 with extension headers (RFC 8200), UDP (RFC 768).
///
/// Checksums are not looked at: a capture on the sending machine has them unfilled where the network card does it.
enum DatagramLayer {
  /// What a packet holds.
  enum Content {
    case datagram(source: NetworkEndpoint, destination: NetworkEndpoint, payload: Range<Int>)
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

  private static func version4(_ packet: RawSpan, at place: Int) -> Content {
    guard let first = packet.octet(at: place), let length = packet.word16(at: place + 2),
      let fragment = packet.word16(at: place + 6), let kind = packet.octet(at: place + 9),
      let source = packet.word32(at: place + 12), let destination = packet.word32(at: place + 16)
    else { return .unread(.cutShort) }
    let headerOctets = Int(first & 15) * 4
    guard headerOctets >= 20, Int(length) >= headerOctets else { return .unread(.malformedNetworkHeader) }
    // The three flags are reserved, do not fragment, more fragments; thirteen bits of offset follow.
    if fragment & 0x1fff != 0 { return .unread(.laterFragment) }
    if fragment & 0x2000 != 0 { return .unread(.firstFragment) }
    if kind != 17 { return .unread(kind == 50 ? .encrypted : .notUDP) }
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
    case .failure(let reason): return .unread(reason)
    case .success(let start):
      return transport(packet, Carried(source: source, destination: destination, place: start..<end))
    }
  }

  /// Walks the extension headers of IPv6, each of eight octets at least, to the UDP header.
  private static func transportStart(
    _ packet: RawSpan, at place: Int, end: Int, kind: UInt8
  ) -> Result<Int, UnreadPacketReason> {
    var place = place
    var kind = kind
    while kind != 17 {
      let isFragment = kind == 44
      let isAuthentication = kind == 51
      // Hop-by-hop, routing, destination options, mobility, host identity, shim: one form for all of them.
      let isOption = kind == 0 || kind == 43 || kind == 60 || kind == 135 || kind == 139 || kind == 140
      if kind == 50 { return .failure(.encrypted) }
      guard isFragment || isAuthentication || isOption else { return .failure(.notUDP) }
      guard let next = packet.octet(at: place), let count = packet.octet(at: place + 1),
        let fragment = packet.word16(at: place + 2)
      else { return .failure(place + 8 > end ? .malformedNetworkHeader : .cutShort) }
      if isFragment, fragment & 0xfff8 != 0 { return .failure(.laterFragment) }
      if isFragment, fragment & 1 != 0 { return .failure(.firstFragment) }
      place += isFragment ? 8 : isAuthentication ? (Int(count) + 2) * 4 : (Int(count) + 1) * 8
      if place > end { return .failure(.malformedNetworkHeader) }
      kind = next
    }
    return .success(place)
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
