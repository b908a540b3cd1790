/// What an encoder of messages owns, whatever their schema: a buffer and a context.
///
/// Make one for each thread and keep it; what it hands out is valid until its next message.
public final class EncodingMemory {
  /// The context that generated encoders are given.
  public let context: UnsafeMutablePointer<EncodeContext>
  @usableFromInline let buffer: UnsafeMutablePointer<UInt8>
  @usableFromInline let capacity: Int

  /// Makes the memory for messages of up to `capacity` octets.
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

  /// Begins a message; the result is what a generated encoder starts from.
  @inlinable
  public func begin() -> PendingBits {
    context.pointee = EncodeContext(base: buffer, octets: capacity)
    return context.pointee.start
  }

  /// Ends a message that a generated encoder has written: its octets, or nil where a value did not fit or there was no
  /// room.
  @inlinable
  public func end(_ written: PendingBits) -> UnsafeBufferPointer<UInt8>? {
    guard let count = context.pointee.finish(written) else { return nil }
    return UnsafeBufferPointer(start: buffer, count: count)
  }
}
