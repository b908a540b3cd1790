/// A packet of GeoNetworking (EN 302 636-4-1) with BTP (EN 302 636-5-1) and the message in it, from the basic header on.
///
/// Basic header (4 octets), common header (8), an extended header by its type, BTP (4), the message. Numbers have their
/// high octet first. Behind the payload there may be octets that pad an Ethernet frame: its length decides.
public struct GeoNetworkingPacket: Equatable, Sendable {
  /// How the packet is meant to spread, and so which extended header it has.
  public enum Transport: UInt8, Sendable, CaseIterable {
    case beacon = 0x10
    case unicast = 0x20
    case anycastCircle = 0x30
    case anycastRectangle = 0x31
    case anycastEllipse = 0x32
    case broadcastCircle = 0x40
    case broadcastRectangle = 0x41
    case broadcastEllipse = 0x42
    case singleHop = 0x50
    case multiHop = 0x51
    case locationRequest = 0x60
    case locationReply = 0x61

    /// The octets of the extended header.
    var extendedOctets: Int {
      switch self {
      case .beacon: 24
      case .singleHop, .multiHop: 28
      case .locationRequest: 36
      case .anycastCircle, .anycastRectangle, .anycastEllipse, .broadcastCircle, .broadcastRectangle,
        .broadcastEllipse:
        44
      case .unicast, .locationReply: 48
      }
    }

    /// Where the source's position vector begins in the extended header: behind a sequence number, where there is one.
    var sourceOffset: Int { self == .beacon || self == .singleHop ? 0 : 4 }

    /// Whether messages stand in it.
    var carriesMessages: Bool { ![.beacon, .locationRequest, .locationReply].contains(self) }
  }

  /// Where and how the sender was when it made the packet.
  public struct Source: Equatable, Sendable, BitwiseCopyable {
    /// Its address: one bit for made by hand, five for the type of station, ten reserved, 48 of the link layer.
    public var address: UInt64
    /// Milliseconds of TAI since 2004-01-01, modulo 2^32.
    public var timestamp: UInt32
    /// 0.1 microdegrees.
    public var latitude: Int32
    public var longitude: Int32
    /// Whether the position is within the accuracy that the profile asks for.
    public var isAccurate: Bool
    /// 0.01 m/s, negative backwards.
    public var speed: Int16
    /// 0.1 degrees clockwise from north.
    public var heading: UInt16

    /// The type of station: 1 pedestrian, 5 passenger car, 15 roadside unit and so on.
    public var stationType: UInt8 { UInt8(address >> 58 & 0x1f) }
  }

  /// How it spreads.
  public var transport: Transport
  /// Who made it.
  public var source: Source
  /// Its number, where it may come by several ways; with the source's address it tells repetitions.
  public var sequence: UInt16?
  /// How many hops remain.
  public var remainingHops: UInt8
  /// The port that tells what the payload is, such as 2001 for CAM; nil where there is no payload.
  public var destinationPort: UInt16?
  /// Where the message stands among the octets; empty for beacons and the location service.
  public var payload: Range<Int>
  /// Octets behind the payload.
  public var trailing: Int

  private static let basicOctets = 4
  private static let commonOctets = 8
  private static let transferOctets = 4

  /// Reads a packet.
  ///
  /// Throws ``FramingError`` where the octets are none, or where they are signed: see ``isSecured(_:)``.
  public init(_ octets: Span<UInt8>) throws(FramingError) {
    let start = GeoNetworkingPacket.basicOctets + GeoNetworkingPacket.commonOctets
    guard octets.count >= GeoNetworkingPacket.basicOctets else {
      throw FramingError(.endsWithin(.header), at: octets.count)
    }
    guard octets[0] >> 4 == 1 else { throw FramingError(.version(octets[0] >> 4), at: 0) }
    // Some senders leave the next header open where the common one follows.
    guard octets[0] & 0x0f <= 1 else { throw FramingError(.nextHeader(octets[0] & 0x0f), at: 0) }
    guard octets.count >= start else { throw FramingError(.endsWithin(.header), at: octets.count) }
    guard let transport = Transport(rawValue: octets[5]) else { throw FramingError(.headerType(octets[5]), at: 5) }
    self.transport = transport
    remainingHops = octets[3]
    guard remainingHops <= octets[10] else { throw FramingError(.hops(octets[3], of: octets[10]), at: 3) }
    let end = start + transport.extendedOctets
    guard octets.count >= end else { throw FramingError(.endsWithin(.header), at: octets.count) }
    let sourceStart = start + transport.sourceOffset
    sequence = transport.sourceOffset == 0 ? nil : UInt16(octets.number(at: start, octets: 2))
    source = GeoNetworkingPacket.source(octets, at: sourceStart)
    let length = Int(octets.number(at: 8, octets: 2))
    guard end + length <= octets.count else {
      throw FramingError(.tooLong(stated: length, present: octets.count - end), at: 8)
    }
    trailing = octets.count - end - length
    guard transport.carriesMessages else {
      destinationPort = nil
      payload = end..<end
      return
    }
    guard (1...2).contains(octets[4] >> 4) else { throw FramingError(.nextHeader(octets[4] >> 4), at: 4) }
    guard length > GeoNetworkingPacket.transferOctets else { throw FramingError(.empty(.payload), at: 8) }
    destinationPort = UInt16(octets.number(at: end, octets: 2))
    payload = end + GeoNetworkingPacket.transferOctets..<end + length
  }

  private static func source(_ octets: Span<UInt8>, at place: Int) -> Source {
    let motion = UInt16(octets.number(at: place + 20, octets: 2))
    return Source(
      address: octets.number(at: place, octets: 8), timestamp: UInt32(octets.number(at: place + 8, octets: 4)),
      latitude: Int32(truncatingIfNeeded: octets.number(at: place + 12, octets: 4)),
      longitude: Int32(truncatingIfNeeded: octets.number(at: place + 16, octets: 4)), isAccurate: motion >> 15 == 1,
      // Fifteen bits with a sign.
      speed: Int16(bitPattern: motion << 1) >> 1, heading: UInt16(octets.number(at: place + 22, octets: 2)))
  }

  /// Whether octets are a packet whose common header stands in a signed envelope (TS 103 097), behind the basic one.
  public static func isSecured(_ octets: Span<UInt8>) -> Bool {
    octets.count > basicOctets && octets[0] == 0x12 && octets[4] == 3
  }

  /// The message identifier that stands in a message's second octet for a port; nil for a port of none known here.
  public static func messageID(ofPort port: UInt16) -> UInt8? {
    switch port {
    case 2001: 2  // CAM
    case 2002: 1  // DENM
    case 2003: 5  // MAPEM
    case 2004: 4  // SPATEM
    case 2009: 14  // CPM
    case 2018: 16  // VAM
    default: nil
    }
  }
}

extension Span<UInt8> {
  /// A number of up to eight octets, the high one first; the octets must be there.
  func number(at place: Int, octets: Int) -> UInt64 {
    var value: UInt64 = 0
    for offset in 0..<octets { value = value << 8 | UInt64(self[place + offset]) }
    return value
  }
}
