/// The messages that the schema has, by their names in it.
///
/// No frame stands around a message of ETSI: the first two octets, the header's protocol version and message number,
/// tell which one it is (TS 102 894-2, DF_ItsPduHeader).
public enum ETSIMessageKind: String, CaseIterable, Sendable {
  case cam = "CAM"
  case denm = "DENM"
  case spatem = "SPATEM"
  case mapem = "MAPEM"
  case cpm = "CollectivePerceptionMessage"
  case vam = "VAM"

  /// The message of a version and a number; nil where the schema has none, such as for the older layouts of version 1.
  @inline(__always) public init?(protocolVersion: UInt8, messageID: UInt8) {
    switch (protocolVersion, messageID) {
    case (2, 1): self = .denm
    case (2, 2): self = .cam
    case (2, 4): self = .spatem
    case (2, 5): self = .mapem
    case (2, 14): self = .cpm
    case (3, 16): self = .vam
    default: return nil
    }
  }

  /// The version in the header of such a message.
  public var protocolVersion: UInt8 { self == .vam ? 3 : 2 }

  /// The number in the header of such a message.
  public var messageID: UInt8 {
    switch self {
    case .denm: 1
    case .cam: 2
    case .spatem: 4
    case .mapem: 5
    case .cpm: 14
    case .vam: 16
    }
  }
}
