public import Framing

/// What stands around the messages of a datagram, or of an Ethernet frame.
public struct Encapsulation: Equatable, Sendable {
  /// The kinds, the most telling first: those whose header says most about itself.
  public enum Kind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// An Ethernet frame of type 0x8947 with a GeoNetworking packet in it.
    case ethernet
    /// A GeoNetworking packet with BTP (ETSI).
    case geonetworking
    /// A frame of YD/T 3707-2020.
    case dsmp
    /// An envelope of a roadside unit: its identity, a time, a count, and messages.
    case envelope
    /// Nothing.
    case bare

    /// The name in commands and reports.
    public var name: String { "\(self)" }

    /// The kind of a name; nil where there is none.
    public init?(name: String) {
      guard let kind = Kind.allCases.first(where: { $0.name == name }) else { return nil }
      self = kind
    }
  }

  /// What the headers say that a message does not.
  public enum Header: Equatable, Sendable {
    case bare
    /// The application identifier, and the octets between it and the type: version and options, header extensions.
    case dsmp(ApplicationIdentifier, options: [UInt8])
    /// The unit and milliseconds since 1970.
    case envelope(unit: UInt64, milliseconds: UInt64)
    /// All octets before the message, and the destination port of BTP.
    case geonetworking(octets: [UInt8], port: UInt16)
  }

  /// Which one.
  public var kind: Kind
  /// What the headers say.
  public var header: Header
  /// Where the messages stand, one or more.
  public var messages: [Range<Int>]
  /// Octets behind the last message that belong to no part.
  public var trailing: Int

  private static let ethernetHeader = 14

  /// Reads octets as a kind.
  ///
  /// Throws ``FramingError``.
  public init(_ octets: [UInt8], as kind: Kind) throws(FramingError) {
    self.kind = kind
    switch kind {
    case .bare: (header, messages, trailing) = (.bare, [0..<octets.count], 0)
    case .dsmp:
      let frame = try DSMPFrame(octets.span)
      header = .dsmp(frame.application, options: Array(octets[frame.options]))
      (messages, trailing) = ([frame.payload], frame.trailing)
    case .envelope:
      let envelope = try UnitEnvelope(octets.span)
      header = .envelope(unit: envelope.unit, milliseconds: envelope.milliseconds)
      messages = []
      var place = UnitEnvelope.header
      for _ in 0..<envelope.count { messages.append(UnitEnvelope.nextMessage(in: octets.span, at: &place)) }
      trailing = envelope.trailing
    case .geonetworking: (header, messages, trailing) = try Encapsulation.geonetworking(octets, from: 0)
    case .ethernet:
      let start = Encapsulation.ethernetHeader
      guard octets.count > start else { throw FramingError(.endsWithin(.header), at: octets.count) }
      guard octets[12] == 0x89, octets[13] == 0x47 else { throw FramingError(.otherProtocol(octets[12]), at: 12) }
      (header, messages, trailing) = try Encapsulation.geonetworking(octets, from: start)
    }
  }

  private static func geonetworking(
    _ octets: [UInt8], from start: Int
  ) throws(FramingError) -> (Header, [Range<Int>], Int) {
    let packet = try GeoNetworkingPacket(Array(octets[start...]).span)
    guard let port = packet.destinationPort else { throw FramingError(.empty(.payload), at: start) }
    let range = start + packet.payload.lowerBound..<start + packet.payload.upperBound
    let header = Header.geonetworking(octets: Array(octets[..<range.lowerBound]), port: port)
    // Ethernet pads short frames.
    return (header, [range], start > 0 && octets.count <= 60 ? 0 : packet.trailing)
  }

  /// Whether a message in it begins like one that is signed.
  public static func isSecured(_ message: [UInt8]) -> Bool { SecuredMessage.isSecured(message.span) }

  /// The header in words, such as `dsmp, AID 111`.
  public var text: String {
    switch header {
    case .bare: kind.name
    case .dsmp(let application, let options):
      "\(kind.name), AID \(application.rawValue)\(options.count > 1 ? ", with header extensions" : "")"
    case .envelope(let unit, let milliseconds):
      "\(kind.name) of unit \(Encapsulation.hex(unit))"
        + (milliseconds == .max ? "" : ", \(milliseconds) ms since 1970")
    case .geonetworking(_, let port): "\(kind.name), BTP port \(port)"
    }
  }

  /// Eight octets in sixteen digits, as the first octet is the highest.
  static func hex(_ unit: UInt64) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Headers put around a message.
extension Encapsulation.Header {
  /// The octets of a message with this header; nil where it cannot carry one of that length.
  public func octets(around message: [UInt8]) -> [UInt8]? {
    switch self {
    case .bare: return message
    case .dsmp(let application, let options):
      return DSMPFrame.octets(application: application, payload: message).map { [$0[0]] + options + $0[2...] }
    case .envelope(let unit, let milliseconds):
      return UnitEnvelope.octets(unit: unit, milliseconds: milliseconds, messages: [message])
    case .geonetworking(var octets, _):
      // The length of the payload, BTP included, stands in the common header, behind four octets of the basic one.
      let start = octets.count > 26 && octets[12] == 0x89 && octets[13] == 0x47 ? 14 : 0
      guard octets.count >= start + 16, message.count + 4 <= 0xffff else { return nil }
      octets[start + 8] = UInt8((message.count + 4) >> 8)
      octets[start + 9] = UInt8(truncatingIfNeeded: message.count + 4)
      return octets + message
    }
  }
}
