public import PackedEncoding

/// Encodes SAE J2735 message frames into a buffer that it owns; the fast way out. Allocates nothing after it was made.
public final class SAEMessageEncoder {
  private let context: UnsafeMutablePointer<EncodeContext>
  private let buffer: UnsafeMutablePointer<UInt8>
  private let capacity: Int

  /// Makes an encoder for frames of up to `capacity` octets.
  public init(capacity: Int = DecodingMemory.largestMessage) {
    self.capacity = capacity
    buffer = .allocate(capacity: capacity + EncodeContext.padding)
    buffer.initialize(repeating: 0, count: capacity + EncodeContext.padding)
    context = .allocate(capacity: 1)
    context.initialize(to: EncodeContext(base: buffer, octets: capacity))
  }

  deinit {
    context.deallocate()
    buffer.deallocate()
  }

  /// Encodes a frame. The octets are valid until the next call; the result is nil where a value is outside what the
  /// schema allows, where `messageId` is not that of the message, or where the frame is too large.
  public func encode(_ frame: UnsafePointer<SAEMessageFrame>) -> UnsafeBufferPointer<UInt8>? {
    let (context, buffer) = (context, buffer)
    context.pointee = EncodeContext(base: buffer, octets: capacity)
    let written = SAEMessageFrame.encode(context, context.pointee.start, UnsafeMutablePointer(mutating: frame))
    guard let count = context.pointee.finish(written) else { return nil }
    return UnsafeBufferPointer(start: buffer, count: count)
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
