public import PackedEncoding
import SchemaModel

/// Decodes message frames into memory that it owns; the fast way in.
///
/// Make one for each thread and keep it. After the first message it allocates nothing. A decoded message points into
/// the decoder and is valid until the next call of ``decode(_:count:as:)`` or the decoder's end.
///
/// ```swift
/// let decoder = MessageDecoder()
/// let frame = try decoder.decode(octets, as: .ydt3709_2020)
/// if case .bsmFrame(let message) = frame { print(message.value.speed) }
/// ```
public final class MessageDecoder {
  /// What the decoder owns.
  package let memory: DecodingMemory
  private let arenaStart: UnsafeMutableRawPointer
  private let arenaEnd: UnsafeMutableRawPointer
  private let context: UnsafeMutablePointer<DecodeContext>
  private let frame: UnsafeMutablePointer<MessageFrame>

  /// The largest message in octets that is looked at: more than a UDP datagram can carry.
  public static let largestMessage = DecodingMemory.largestMessage

  /// How many octets the message of the last call took; fewer than given means trailing octets.
  public var octetsUsed: Int { memory.octetsUsed }

  /// Makes a decoder with room for the lists of a message of any size.
  public init(arenaCapacity: Int = MessageArena.largeCapacity) {
    memory = DecodingMemory(arenaCapacity: arenaCapacity)
    (context, arenaStart, arenaEnd) = (memory.context, memory.arenaStart, memory.arenaEnd)
    frame = .allocate(capacity: 1)
    frame.initialize(to: MessageFrame())
  }

  deinit { frame.deallocate() }

  /// Decodes a frame that stands in a buffer with at least ``DecodeContext/padding`` readable octets behind it.
  ///
  /// The result is nil where the octets are no frame of the dialect; ``explain(_:as:)`` tells why, at more cost.
  /// `count` is in octets, 0...``largestMessage``.
  public func decode(_ octets: UnsafePointer<UInt8>, count: Int, as dialect: Dialect) -> UnsafePointer<MessageFrame>? {
    // Nothing that changes is a property of this class: each such access would be checked for exclusivity.
    let (context, frame) = (context, frame)
    context.pointee = DecodeContext(base: octets, octets: count, arena: arenaStart, arenaEnd: arenaEnd)
    let position =
      dialect == .ydt3709_2020
      ? MessageFrame.decode(context, 0, frame) : MessageFrame.decodeCSAE532020(context, 0, frame)
    context.pointee.position = position
    let end = context.pointee.end
    if _slowPath(context.pointee.fault < 0 || position > end || end == 0) { return nil }
    return UnsafePointer(frame)
  }

  /// Decodes a frame from an array.
  ///
  /// Throws ``MessageDecodingError`` with the field and the bit.
  public func decode(_ octets: [UInt8], as dialect: Dialect) throws(MessageDecodingError) -> MessageFrame {
    let copy = try memory.padded(octets)
    guard let frame = decode(copy, count: octets.count, as: dialect) else {
      throw MessageDecoder.explain(octets, as: dialect)
    }
    return frame.pointee
  }

  /// Additions of a newer schema that the last message had and that were skipped.
  public var skippedExtensions: Int { memory.skippedExtensions }
  /// Values and alternatives beyond a marker in the last message.
  public var unknownValues: Int { memory.unknownValues }

  /// Why octets are no frame of a dialect, found by the careful decoder.
  public static func explain(_ octets: [UInt8], as dialect: Dialect) -> MessageDecodingError {
    do throws(MessageDecodingError) {
      _ = try MessageSchema.decode(octets, as: dialect)
      return MessageDecodingError(reason: .disagreement, field: "", bit: 0)
    } catch {
      return error
    }
  }
}
