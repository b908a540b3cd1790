public import PackedEncoding
public import SchemaModel

/// A message of ETSI, whichever it is. What it refers to stands in the decoder that made it, or belongs to who built it.
@frozen public enum ETSIMessage: BitwiseCopyable {
  /// What a station says of itself. EN 302 637-2.
  case cam(PackedReference<ETSICAM>)
  /// An event. EN 302 637-3.
  case denm(PackedReference<ETSIDENM>)
  /// The signals of intersections. TS 103 301.
  case spatem(PackedReference<ETSISPATEM>)
  /// The lanes of intersections and roads. TS 103 301.
  case mapem(PackedReference<ETSIMAPEM>)
  /// What a station's sensors see. TS 103 324.
  case cpm(PackedReference<ETSICollectivePerceptionMessage>)
  /// What a vulnerable road user says of itself. TS 103 300-3.
  case vam(PackedReference<ETSIVAM>)
}

extension ETSIMessage {
  /// Which message it is.
  public var kind: ETSIMessageKind {
    switch self {
    case .cam: .cam
    case .denm: .denm
    case .spatem: .spatem
    case .mapem: .mapem
    case .cpm: .cpm
    case .vam: .vam
    }
  }

  /// The header, which release 2 has with the same octets under other names.
  public var header: ETSIItsPduHeader {
    switch self {
    case .cam(let message): message.value.header
    case .denm(let message): message.value.header
    case .spatem(let message): message.value.header
    case .mapem(let message): message.value.header
    case .cpm(let message): ETSIItsPduHeader(message.value.header)
    case .vam(let message): ETSIItsPduHeader(message.value.header)
    }
  }

  /// The message as a tree that names every part as the schema does.
  public var tree: SchemaValue {
    switch self {
    case .cam(let message): message.value.schemaValue()
    case .denm(let message): message.value.schemaValue()
    case .spatem(let message): message.value.schemaValue()
    case .mapem(let message): message.value.schemaValue()
    case .cpm(let message): message.value.schemaValue()
    case .vam(let message): message.value.schemaValue()
    }
  }
}

extension ETSIItsPduHeader {
  /// The header of a message of release 2 under the names of release 1.
  public init(_ header: ETSIPduHeaderRelease2) {
    self.init()
    protocolVersion = header.protocolVersion
    messageID = header.messageId
    stationID = header.stationId
  }
}
