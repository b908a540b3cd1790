public import PackedEncoding
import SchemaModel

/// Decodes messages of ETSI into memory that it owns; the fast way in.
///
/// Make one for each thread and keep it. After the first message it allocates nothing. A decoded message points into
/// the decoder and is valid until the next call of ``decode(_:count:)`` or the decoder's end.
///
/// ```swift
/// let decoder = ETSIMessageDecoder()
/// if case .cam(let message) = try decoder.decode(octets) { print(message.value.header.stationID) }
/// ```
public final class ETSIMessageDecoder {
  private typealias Context = UnsafeMutablePointer<DecodeContext>

  private let memory: DecodingMemory
  private let arenaStart: UnsafeMutableRawPointer
  private let arenaEnd: UnsafeMutableRawPointer
  private let context: Context
  /// Set by every message before it is handed out.
  private let message: UnsafeMutablePointer<ETSIMessage>

  /// How many octets the message of the last call took; fewer than given means trailing octets.
  public var octetsUsed: Int { memory.octetsUsed }
  /// Additions of a newer schema that the last message had and that were skipped.
  public var skippedExtensions: Int { memory.skippedExtensions }
  /// Values and alternatives beyond a marker in the last message, and containers that the schema does not have.
  public var unknownValues: Int { memory.unknownValues }

  /// Makes a decoder with room for the lists of a message of any size.
  public init(arenaCapacity: Int = MessageArena.largeCapacity) {
    memory = DecodingMemory(arenaCapacity: arenaCapacity)
    (context, arenaStart, arenaEnd) = (memory.context, memory.arenaStart, memory.arenaEnd)
    message = .allocate(capacity: 1)
  }

  deinit { message.deallocate() }

  /// Decodes a message that stands in a buffer with at least ``DecodeContext/padding`` readable octets behind it.
  ///
  /// Its first two octets tell which message it is, see ``ETSIMessageKind``. The result is nil where the octets are
  /// none; ``explain(_:)`` tells why, at more cost. `count` is in octets, 0...``DecodingMemory/largestMessage``.
  public func decode(_ octets: UnsafePointer<UInt8>, count: Int) -> UnsafePointer<ETSIMessage>? {
    // Nothing that changes is a property of this class: each such access would be checked for exclusivity.
    let (context, message) = (context, message)
    context.pointee = DecodeContext(base: octets, octets: count, arena: arenaStart, arenaEnd: arenaEnd)
    guard count >= 2, let kind = ETSIMessageKind(protocolVersion: octets[0], messageID: octets[1]) else { return nil }
    let position: Int?
    switch kind {
    case .cam: position = ETSIMessageDecoder.read(context, message, ETSICAM.decode, ETSIMessage.cam)
    case .denm: position = ETSIMessageDecoder.read(context, message, ETSIDENM.decode, ETSIMessage.denm)
    case .spatem: position = ETSIMessageDecoder.read(context, message, ETSISPATEM.decode, ETSIMessage.spatem)
    case .mapem: position = ETSIMessageDecoder.read(context, message, ETSIMAPEM.decode, ETSIMessage.mapem)
    case .cpm:
      position = ETSIMessageDecoder.read(
        context, message, ETSICollectivePerceptionMessage.decode, ETSIMessage.cpm)
    case .vam: position = ETSIMessageDecoder.read(context, message, ETSIVAM.decode, ETSIMessage.vam)
    }
    guard let position else { return nil }
    context.pointee.position = position
    if _slowPath(context.pointee.fault < 0 || position > context.pointee.end) { return nil }
    return UnsafePointer(message)
  }

  /// Decodes a message into the room for lists; the result is the bit behind it, or nil where there is no room.
  @inline(__always)
  private static func read<Part: BitwiseCopyable>(
    _ context: Context, _ message: UnsafeMutablePointer<ETSIMessage>,
    _ decode: (Context, Int, UnsafeMutablePointer<Part>) -> Int, _ wrap: (PackedReference<Part>) -> ETSIMessage
  ) -> Int? {
    guard let part = context.allocate(1, of: Part.self) else { return nil }
    message.initialize(to: wrap(PackedReference(part)))
    return decode(context, 0, part)
  }

  /// Decodes a message from an array.
  ///
  /// Throws ``MessageDecodingError`` with the field and the bit; for a header that tells no message of the schema it is
  /// ``MessageDecodingError/Reason/unknownMessage(protocolVersion:messageID:)``.
  public func decode(_ octets: [UInt8]) throws(MessageDecodingError) -> ETSIMessage {
    guard let message = decode(try memory.padded(octets), count: octets.count) else {
      throw ETSIMessageDecoder.explain(octets)
    }
    return message.pointee
  }

  /// Why octets are no message, found by the careful decoder.
  public static func explain(_ octets: [UInt8]) -> MessageDecodingError {
    do throws(MessageDecodingError) {
      _ = try ETSIMessageSchema.decode(octets)
      return MessageDecodingError(reason: .disagreement, field: "", bit: 0)
    } catch {
      return error
    }
  }
}
