/// Why octets are no frame of a kind.
public struct FramingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    /// The octets end in the middle of what is named.
    case endsWithin(Part)
    /// The first octet names another network protocol, or none: DSMP has 4.
    case otherProtocol(UInt8)
    /// A version of the protocol that is not known: DSMP has 0 (YD/T 3707-2020), GeoNetworking 1.
    case version(UInt8)
    /// A header says that one follows that is not known here.
    case nextHeader(UInt8)
    /// The type and subtype of a GeoNetworking header, which there are not.
    case headerType(UInt8)
    /// More hops remain than there ever were.
    case hops(UInt8, of: UInt8)
    /// The first octet of an application identifier begins with four ones.
    case identifier(UInt8)
    /// The frame says that it carries nothing.
    case empty(Part)
    /// The frame says that it carries more octets than there are.
    case tooLong(stated: Int, present: Int)
    /// A message in an envelope has no octets.
    case emptyMessage(number: Int)
  }

  /// A part of a frame.
  public enum Part: String, Sendable {
    case header
    case extensions = "header extensions"
    case identifier = "application identifier"
    case length
    case payload
    case unit = "unit identity"
    case time
    case count = "count of messages"
  }

  /// What is wrong.
  public var reason: Reason
  /// The octet where that shows, counted from 0.
  public var offset: Int

  /// Makes it.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One sentence without a point.
  public var description: String {
    let text =
      switch reason {
      case .endsWithin(let part): "the octets end within the \(part.rawValue)"
      case .otherProtocol(let type): "the protocol type is \(type); DSMP has 4"
      case .version(let version): "version \(version) of the protocol is not known"
      case .nextHeader(let next): "the next header \(next) is not known"
      case .headerType(let type): "\(type >> 4).\(type & 15) is no type of header"
      case .hops(let remaining, let most): "\(remaining) \(remaining == 1 ? "hop remains" : "hops remain") of \(most)"
      case .identifier(let octet): "\(octet) begins no application identifier"
      case .empty(let part): "the \(part.rawValue) is empty"
      case .tooLong(let stated, let present):
        "\(stated) \(stated == 1 ? "octet is" : "octets are") announced and \(present) \(present == 1 ? "follows" : "follow")"
      case .emptyMessage(let number): "message \(number) is empty"
      }
    return "octet \(offset): \(text)"
  }
}
