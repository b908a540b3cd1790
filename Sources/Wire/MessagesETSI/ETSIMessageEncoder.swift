public import PackedEncoding

/// Encodes messages of ETSI into a buffer that it owns; the fast way out. Allocates nothing after it was made.
public final class ETSIMessageEncoder {
  private let memory: EncodingMemory

  /// Makes an encoder for messages of up to `capacity` octets.
  public init(capacity: Int = DecodingMemory.largestMessage) { memory = EncodingMemory(capacity: capacity) }

  /// Encodes a message. The octets are valid until the next call; the result is nil where a value is outside what the
  /// schema allows, where the header is not that of the message, or where the message is too large.
  public func encode(_ message: UnsafePointer<ETSIMessage>) -> UnsafeBufferPointer<UInt8>? {
    guard ETSIMessageKind(message.pointee.header) == message.pointee.kind else { return nil }
    let (context, start) = (memory.context, memory.begin())
    let written =
      switch message.pointee {
      case .cam(let part): ETSICAM.encode(context, start, part.address)
      case .denm(let part): ETSIDENM.encode(context, start, part.address)
      case .spatem(let part): ETSISPATEM.encode(context, start, part.address)
      case .mapem(let part): ETSIMAPEM.encode(context, start, part.address)
      case .cpm(let part): ETSICollectivePerceptionMessage.encode(context, start, part.address)
      case .vam(let part): ETSIVAM.encode(context, start, part.address)
      }
    return memory.end(written)
  }

  /// Encodes a message into an array.
  ///
  /// Throws ``MessageEncodingError`` with the first field that does not fit; where the header is not that of the message
  /// it is ``MessageEncodingError/unknownMessage(protocolVersion:messageID:)``.
  public func octets(of message: ETSIMessage) throws(MessageEncodingError) -> [UInt8] {
    let encoded = withUnsafePointer(to: message) { encode($0).map(Array.init) }
    if let encoded { return encoded }
    let header = message.header
    guard ETSIMessageKind(header) == message.kind else {
      throw .unknownMessage(protocolVersion: Int(header.protocolVersion), messageID: Int(header.messageID))
    }
    _ = try ETSIMessageSchema.encode(message.tree)
    throw .tooLarge
  }
}

extension ETSIMessageKind {
  /// The message that a header tells.
  init?(_ header: ETSIItsPduHeader) {
    self.init(protocolVersion: header.protocolVersion, messageID: header.messageID)
  }
}
