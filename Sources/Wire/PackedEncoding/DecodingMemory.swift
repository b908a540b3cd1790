/// What a decoder of messages owns, whatever their schema: room for lists, a padded copy of octets, and a context.
///
/// Make one for each thread and keep it; what it hands out is valid until its end.
public final class DecodingMemory {
  /// The context that generated decoders are given.
  public let context: UnsafeMutablePointer<DecodeContext>
  /// Where the room for lists begins, and where it ends.
  public let arenaStart: UnsafeMutableRawPointer
  /// The end of the room for lists.
  public let arenaEnd: UnsafeMutableRawPointer
  private let arena: MessageArena
  private var copy: UnsafeMutablePointer<UInt8>
  private var copyCapacity = 2048

  /// The largest message in octets that is looked at: more than a UDP datagram can carry.
  public static let largestMessage = 1 << 18

  /// Makes the memory, with so many octets of room for lists.
  public init(arenaCapacity: Int = MessageArena.largeCapacity) {
    arena = MessageArena(capacity: arenaCapacity)
    copy = .allocate(capacity: copyCapacity + DecodeContext.padding)
    context = .allocate(capacity: 1)
    (arenaStart, arenaEnd) = arena.bounds
    context.initialize(to: DecodeContext(base: UnsafePointer(copy), octets: 0, arena: arenaStart, arenaEnd: arenaEnd))
  }

  deinit {
    context.deallocate()
    copy.deallocate()
  }

  /// The octets with the padding behind them that decoders want, valid until the next call.
  ///
  /// Throws ``MessageDecodingError`` where there are more than ``largestMessage``.
  public func padded(_ octets: [UInt8]) throws(MessageDecodingError) -> UnsafePointer<UInt8> {
    guard octets.count <= DecodingMemory.largestMessage else {
      throw MessageDecodingError(reason: .wrongCount(octets.count), field: "", bit: 0)
    }
    if octets.count > copyCapacity {
      copy.deallocate()
      copyCapacity = octets.count
      copy = .allocate(capacity: copyCapacity + DecodeContext.padding)
    }
    octets.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { copy.update(from: base, count: source.count) }
    }
    (copy + octets.count).update(repeating: 0, count: DecodeContext.padding)
    return UnsafePointer(copy)
  }

  /// Fills the first octets of the room for lists, for a test that what was there before a message does not matter.
  package func fill(_ count: Int, with octet: UInt8) {
    arenaStart.initializeMemory(as: UInt8.self, repeating: octet, count: min(count, arenaEnd - arenaStart))
  }

  /// How many octets the last message took; fewer than given means trailing octets.
  public var octetsUsed: Int { Swift.max((context.pointee.position &+ 7) &>> 3, 1) }
  /// Additions of a newer schema that the last message had and that were skipped.
  public var skippedExtensions: Int { Int(context.pointee.skippedExtensions) }
  /// Values and alternatives beyond a marker in the last message.
  public var unknownValues: Int { Int(context.pointee.unknownEnumerations &+ context.pointee.unknownChoices) }
}
