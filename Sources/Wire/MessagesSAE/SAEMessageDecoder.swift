public import PackedEncoding
import SchemaModel

/// Decodes SAE J2735 message frames into memory that it owns; the fast way in.
///
/// Make one for each thread and keep it. After the first message it allocates nothing. A decoded message points into
/// the decoder and is valid until the next call of ``decode(_:count:)`` or the decoder's end.
///
/// ```swift
/// let decoder = SAEMessageDecoder()
/// let frame = try decoder.decode(octets)
/// if case .basicSafetyMessage(let message) = frame.value { print(message.value.coreData.speed) }
/// ```
public final class SAEMessageDecoder {
  /// What the decoder owns.
  package let memory: DecodingMemory
  private let arenaStart: UnsafeMutableRawPointer
  private let arenaEnd: UnsafeMutableRawPointer
  private let context: UnsafeMutablePointer<DecodeContext>
  private let frame: UnsafeMutablePointer<SAEMessageFrame>

  /// How many octets the message of the last call took; fewer than given means trailing octets.
  public var octetsUsed: Int { memory.octetsUsed }
  /// Additions of a newer schema that the last message had and that were skipped.
  public var skippedExtensions: Int { memory.skippedExtensions }
  /// Values and alternatives beyond a marker in the last message, additions of regions, and messages that the schema
  /// does not have.
  public var unknownValues: Int { memory.unknownValues }

  /// Makes a decoder with room for the lists of a message of any size.
  public init(arenaCapacity: Int = MessageArena.largeCapacity) {
    memory = DecodingMemory(arenaCapacity: arenaCapacity)
    (context, arenaStart, arenaEnd) = (memory.context, memory.arenaStart, memory.arenaEnd)
    frame = .allocate(capacity: 1)
    frame.initialize(to: SAEMessageFrame())
  }

  deinit { frame.deallocate() }

  /// Decodes a frame that stands in a buffer with at least ``DecodeContext/padding`` readable octets behind it.
  ///
  /// The result is nil where the octets are no frame; ``explain(_:)`` tells why, at more cost. `count` is in octets,
  /// 0...``DecodingMemory/largestMessage``.
  public func decode(_ octets: UnsafePointer<UInt8>, count: Int) -> UnsafePointer<SAEMessageFrame>? {
    // Nothing that changes is a property of this class: each such access would be checked for exclusivity.
    let (context, frame) = (context, frame)
    context.pointee = DecodeContext(base: octets, octets: count, arena: arenaStart, arenaEnd: arenaEnd)
    let position = SAEMessageFrame.decode(context, 0, frame)
    context.pointee.position = position
    let end = context.pointee.end
    if _slowPath(context.pointee.fault < 0 || position > end || end == 0) { return nil }
    return UnsafePointer(frame)
  }

  /// Decodes a frame from an array.
  ///
  /// Throws ``MessageDecodingError`` with the field and the bit.
  public func decode(_ octets: [UInt8]) throws(MessageDecodingError) -> SAEMessageFrame {
    guard let frame = decode(try memory.padded(octets), count: octets.count) else {
      throw SAEMessageDecoder.explain(octets)
    }
    return frame.pointee
  }

  /// Why octets are no frame, found by the careful decoder.
  public static func explain(_ octets: [UInt8]) -> MessageDecodingError {
    do throws(MessageDecodingError) {
      _ = try SAEMessageSchema.decode(octets)
      return MessageDecodingError(reason: .disagreement, field: "", bit: 0)
    } catch {
      return error
    }
  }
}
