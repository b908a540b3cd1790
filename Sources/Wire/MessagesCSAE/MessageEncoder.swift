public import PackedEncoding

/// Encodes message frames into a buffer that it owns; the fast way out. Allocates nothing after it was made.
public final class MessageEncoder {
  private let memory: EncodingMemory

  /// Makes an encoder for frames of up to `capacity` octets.
  public init(capacity: Int = MessageDecoder.largestMessage) { memory = EncodingMemory(capacity: capacity) }

  /// Encodes a frame. The octets are valid until the next call; the result is nil where a value is outside what the
  /// schema allows or the frame is too large.
  public func encode(_ frame: UnsafePointer<MessageFrame>, as dialect: Dialect) -> UnsafeBufferPointer<UInt8>? {
    let (context, start) = (memory.context, memory.begin())
    let source = UnsafeMutablePointer(mutating: frame)
    let written =
      dialect == .ydt3709_2020
      ? MessageFrame.encode(context, start, source) : MessageFrame.encodeCSAE532020(context, start, source)
    return memory.end(written)
  }

  /// Encodes a frame into an array.
  ///
  /// Throws ``MessageEncodingError`` with the first field that does not fit.
  public func octets(of frame: MessageFrame, as dialect: Dialect) throws(MessageEncodingError) -> [UInt8] {
    let encoded = withUnsafePointer(to: frame) { encode($0, as: dialect).map(Array.init) }
    if let encoded { return encoded }
    _ = try MessageSchema.encode(frame.schemaValue(as: dialect), as: dialect)
    throw .tooLarge
  }
}
