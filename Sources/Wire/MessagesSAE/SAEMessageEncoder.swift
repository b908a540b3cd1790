public import PackedEncoding

/// Encodes SAE J2735 message frames into a buffer that it owns; the fast way out. Allocates nothing after it was made.
public final class SAEMessageEncoder {
  private let memory: EncodingMemory

  /// Makes an encoder for frames of up to `capacity` octets.
  public init(capacity: Int = DecodingMemory.largestMessage) { memory = EncodingMemory(capacity: capacity) }

  /// Encodes a frame. The octets are valid until the next call; the result is nil where a value is outside what the
  /// schema allows, where `messageId` is not that of the message, or where the frame is too large.
  public func encode(_ frame: UnsafePointer<SAEMessageFrame>) -> UnsafeBufferPointer<UInt8>? {
    let (context, start) = (memory.context, memory.begin())
    let written = SAEMessageFrame.encode(context, start, UnsafeMutablePointer(mutating: frame))
    return memory.end(written)
  }

  /// Encodes a frame into an array.
  ///
  /// Throws ``MessageEncodingError`` with the first field that does not fit.
  public func octets(of frame: SAEMessageFrame) throws(MessageEncodingError) -> [UInt8] {
    let encoded = withUnsafePointer(to: frame) { encode($0).map(Array.init) }
    if let encoded { return encoded }
    _ = try SAEMessageSchema.encode(frame.tree)
    throw .tooLarge
  }
}
