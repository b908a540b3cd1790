/// Why a packet of a recording was not handed out as a datagram.
public enum UnreadPacketReason: UInt8, Error, Hashable, Sendable, CaseIterable {
  /// The interface has a link layer that is not supported.
  case unsupportedLinkLayer
  /// A block of pcapng names an interface that its section does not describe.
  case unknownInterface
  /// More than 262 144 octets.
  case tooLong
  /// A time outside the years 1678 to 2262.
  case impossibleTime
  /// Too short for its link header, or a link header without an end.
  case malformedLinkHeader
  /// Neither IPv4 nor IPv6: ARP, LLDP and the like.
  case notInternetProtocol
  /// An IP header that contradicts itself or its link header.
  case malformedNetworkHeader
  /// The first part of a fragmented IP packet; parts are not put together.
  case firstFragment
  /// A later part of a fragmented IP packet.
  case laterFragment
  /// Encrypted by IPsec.
  case encrypted
  /// IP, but not UDP: TCP, ICMP and the like.
  case notUDP
  /// A UDP header whose length cannot be.
  case malformedUDPHeader
  /// The capture kept only the front of the packet (its snapshot length is too small).
  case cutShort

  /// A sentence for the operator.
  public var sentence: String {
    switch self {
    case .unsupportedLinkLayer: "the link layer of the interface is not supported"
    case .unknownInterface: "the packet names an interface that the recording does not describe"
    case .tooLong: "the packet has more than 262144 octets"
    case .impossibleTime: "the packet's time is outside the years 1678 to 2262"
    case .malformedLinkHeader: "the link header is not complete"
    case .notInternetProtocol: "the packet is neither IPv4 nor IPv6"
    case .malformedNetworkHeader: "the IP header contradicts itself"
    case .firstFragment: "the packet is the first fragment of a larger one"
    case .laterFragment: "the packet is a later fragment of a larger one"
    case .encrypted: "the packet is encrypted by IPsec"
    case .notUDP: "the packet is not UDP"
    case .malformedUDPHeader: "the length in the UDP header cannot be"
    case .cutShort: "the capture kept only the front of the packet"
    }
  }
}

/// What a reader has met so far. Always: packets = datagrams + the sum of the unread.
public struct RecordingTally: Hashable, Sendable {
  /// Packets of every kind.
  public internal(set) var packets: UInt64 = 0
  /// Packets that were handed out as UDP datagrams.
  public internal(set) var datagrams: UInt64 = 0
  /// Sections of pcapng; 0 for pcap.
  public internal(set) var sections: UInt64 = 0
  /// Blocks of pcapng that hold no packets and were skipped: names, statistics and the like.
  public internal(set) var skippedBlocks: UInt64 = 0
  /// Packets that were not handed out, by the raw value of their reason.
  private var unread = [UInt64](repeating: 0, count: UnreadPacketReason.allCases.count)

  /// Nothing met yet.
  public init() {}

  /// How many packets were not handed out for a reason.
  public func count(of reason: UnreadPacketReason) -> UInt64 { unread[Int(reason.rawValue)] }

  /// The reasons that occurred with their counts, in the order of ``UnreadPacketReason``.
  public var unreadPackets: [(reason: UnreadPacketReason, count: UInt64)] {
    UnreadPacketReason.allCases.map { ($0, count(of: $0)) }.filter { $0.count > 0 }
  }

  mutating func add(_ reason: UnreadPacketReason) { unread[Int(reason.rawValue)] += 1 }
}
