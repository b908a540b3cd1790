/// Room for the lists and large alternatives of messages: one block, taken from its start, given back all at once.
///
/// It is allocated once; what it hands out is valid until ``reset()`` or its end.
public final class MessageArena {
  private let block: UnsafeMutableRawPointer
  private var next: UnsafeMutableRawPointer
  /// The size in octets.
  public let capacity: Int

  /// Room for 128 octets in memory an octet on the wire of the largest datagram, which is more than a message of any of
  /// the schemas takes; one that took more would be refused. Pages that are never touched are never there.
  public static let largeCapacity = 8 << 20

  /// Makes an arena of a capacity in octets.
  public init(capacity: Int = MessageArena.largeCapacity) {
    self.capacity = capacity
    block = .allocate(byteCount: capacity, alignment: 64)
    block.initializeMemory(as: UInt8.self, repeating: 0, count: Swift.min(capacity, 1 << 16))
    next = block
  }

  deinit { block.deallocate() }

  /// Where the arena begins, and where it ends.
  public var bounds: (start: UnsafeMutableRawPointer, end: UnsafeMutableRawPointer) { (block, block + capacity) }

  /// Takes everything back.
  public func reset() { next = block }

  /// A list with the elements of a collection, for a message that is built by hand.
  ///
  /// Throws ``MessageEncodingError/tooLarge`` where they do not fit.
  public func list<Source: Collection>(_ elements: Source) throws(MessageEncodingError) -> PackedList<Source.Element>
  where Source.Element: BitwiseCopyable {
    guard let base = take(elements.count, of: Source.Element.self) else { throw .tooLarge }
    var place = base
    for element in elements {
      place.initialize(to: element)
      place += 1
    }
    return PackedList(base: base, count: elements.count)
  }

  /// A value for a large alternative of a choice.
  ///
  /// Throws ``MessageEncodingError/tooLarge`` where it does not fit.
  public func reference<Value: BitwiseCopyable>(_ value: Value) throws(MessageEncodingError) -> PackedReference<Value> {
    guard let base = take(1, of: Value.self) else { throw .tooLarge }
    base.initialize(to: value)
    return PackedReference(base)
  }

  private func take<Value>(_ count: Int, of type: Value.Type) -> UnsafeMutablePointer<Value>? {
    let size = (count * MemoryLayout<Value>.stride + 15) & ~15
    guard block + capacity - next >= size else { return nil }
    defer { next += size }
    return next.bindMemory(to: Value.self, capacity: Swift.max(count, 1))
  }
}

/// Why a message could not be encoded.
public enum MessageEncodingError: Error, Equatable, CustomStringConvertible {
  /// A value lies outside what the schema allows; the text names the field where it is known.
  case outOfRange(String)
  /// A version and a number in a header that together name no message of the schema, or not the one that is given.
  case unknownMessage(protocolVersion: Int, messageID: Int)
  /// The message is larger than the room for it.
  case tooLarge

  public var description: String {
    switch self {
    case .outOfRange(let field): "the value of \(field) is outside what the schema allows"
    case .unknownMessage(let version, let number):
      "the message is not the one of protocol version \(version) and number \(number)"
    case .tooLarge: "the message is larger than the room for it"
    }
  }
}
