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
  /// Neither IPv4 nor IPv6 nor GeoNetworking: ARP, LLDP and the like.
  case notInternetProtocol
  /// An IP header that contradicts itself or its link header.
  case malformedNetworkHeader
  /// A part of a fragmented IP packet of which others are missing, or came more than thirty seconds later.
  case incompleteFragments
  /// A part of a fragmented IP packet that overlaps another one, with all the others of that packet (RFC 5722).
  case overlappingFragments
  /// A part of a fragmented IP packet that comes once more.
  case repeatedFragment
  /// A part of a fragmented IP packet that was given up for newer ones: too many were under way at a time.
  case tooManyFragments
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
    case .notInternetProtocol: "the packet is neither IPv4 nor IPv6 nor GeoNetworking"
    case .malformedNetworkHeader: "the IP header contradicts itself"
    case .incompleteFragments: "other fragments of the same IP packet are missing"
    case .overlappingFragments: "fragments of an IP packet overlap"
    case .repeatedFragment: "the same fragment of an IP packet comes again"
    case .tooManyFragments: "more than 64 fragmented IP packets are under way at a time"
    case .encrypted: "the packet is encrypted by IPsec"
    case .notUDP: "the packet is not UDP"
    case .malformedUDPHeader: "the length in the UDP header cannot be"
    case .cutShort: "the capture kept only the front of the packet"
    }
  }
}

/// What a reader has met so far. Always: packets = datagrams + joined fragments + waiting fragments + the sum of the
/// unread; at the end of a recording nothing waits.
public struct RecordingTally: Hashable, Sendable {
  /// The most numbers of protocols and link layers that are told apart.
  public static let maximumNumbers = 64

  /// Packets of every kind.
  public internal(set) var packets: UInt64 = 0
  /// Packets that were handed out as datagrams, those that completed a fragmented one among them.
  public internal(set) var datagrams: UInt64 = 0
  /// Fragments of datagrams that were handed out, the last ones, which count as the datagrams, not among them.
  public internal(set) var joinedFragments: UInt64 = 0
  /// Fragments that wait for others.
  public internal(set) var waitingFragments: UInt64 = 0
  /// Sections of pcapng; 0 for pcap.
  public internal(set) var sections: UInt64 = 0
  /// Blocks of pcapng that hold no packets and were skipped: names, statistics and the like.
  public internal(set) var skippedBlocks: UInt64 = 0
  /// Packets that were not handed out, by the raw value of their reason.
  private var unread = [UInt64](repeating: 0, count: UnreadPacketReason.allCases.count)
  /// The numbers of protocols and link layers that are not read, in the order in which they were met.
  public private(set) var unreadNumbers: [NumberedReason] = []

  /// How often a reason was met for a protocol or link layer of a number.
  public struct NumberedReason: Hashable, Sendable {
    /// ``UnreadPacketReason/notInternetProtocol`` or ``UnreadPacketReason/unsupportedLinkLayer``.
    public var reason: UnreadPacketReason
    /// The EtherType, the protocol family of a loopback capture, or tcpdump.org's LINKTYPE.
    public var number: UInt32
    /// How many packets.
    public var count: UInt64
  }

  /// Nothing met yet.
  public init() {}

  /// How many packets were not handed out for a reason.
  public func count(of reason: UnreadPacketReason) -> UInt64 { unread[Int(reason.rawValue)] }

  /// The reasons that occurred with their counts, in the order of ``UnreadPacketReason``.
  public var unreadPackets: [(reason: UnreadPacketReason, count: UInt64)] {
    UnreadPacketReason.allCases.map { ($0, count(of: $0)) }.filter { $0.count > 0 }
  }

  mutating func add(_ reason: UnreadPacketReason, count: UInt64 = 1) { unread[Int(reason.rawValue)] += count }

  /// Counts a packet of a protocol or link layer that is not read, by its number too where there is room for it.
  mutating func add(_ reason: UnreadPacketReason, number: UInt32) {
    add(reason)
    if let place = unreadNumbers.firstIndex(where: { $0.reason == reason && $0.number == number }) {
      unreadNumbers[place].count += 1
    } else if unreadNumbers.count < RecordingTally.maximumNumbers {
      unreadNumbers.append(NumberedReason(reason: reason, number: number, count: 1))
    }
  }
}

// What was left out, for people.
extension RecordingTally {
  /// A sentence without a point for each reason that occurred, such as `11 packets left out: the packet is neither IPv4
  /// nor IPv6 nor GeoNetworking (EtherType 0x0806: 9, EtherType 0x88cc: 2)`.
  public var sentences: [String] {
    unreadPackets.map { reason, count in
      let named = unreadNumbers.filter { $0.reason == reason }.map { "\($0.name): \($0.count)" }
      let detail = named.isEmpty ? "" : " (\(named.joined(separator: ", ")))"
      return "\(count) \(count == 1 ? "packet" : "packets") left out: \(reason.sentence)\(detail)"
    }
  }
}

extension RecordingTally.NumberedReason {
  /// The number in words. Where an EtherType stands, those below 0x0600 are lengths of IEEE 802.3.
  fileprivate var name: String {
    if reason == .unsupportedLinkLayer { return "LINKTYPE \(number)" }
    let digits = String(number, radix: 16)
    let padded = "0x" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    return number < 0x0600 ? "length or family \(padded)" : "EtherType \(padded)"
  }
}
