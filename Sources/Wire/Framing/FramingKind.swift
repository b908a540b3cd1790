/// In what a message stands in a datagram.
public enum FramingKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// In nothing: the datagram is the message.
  case bare
  /// In a frame of the network layer (``DSMPFrame``).
  case dsmp
  /// In an envelope of its unit, alone or with others (``UnitEnvelope``).
  case envelope
  /// In a packet of GeoNetworking with BTP (``GeoNetworkingPacket``): messages of ETSI alone.
  case geonetworking

  /// The name in configuration and API.
  public var name: String { "\(self)" }

  /// The kind of a name; nil where there is none.
  public init?(name: String) {
    guard let kind = FramingKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}
