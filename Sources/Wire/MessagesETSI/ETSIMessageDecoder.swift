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
  /// What the decoder owns.
  package let memory: DecodingMemory
  private let arenaStart: UnsafeMutableRawPointer
  private let arenaEnd: UnsafeMutableRawPointer
  private let context: UnsafeMutablePointer<DecodeContext>
  private let parts = ETSIMessageParts()
  /// What is handed out of each kind: made once, for it does not change which part it refers to.
  private let messages: UnsafeMutablePointer<ETSIMessage>

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
    messages = .allocate(capacity: ETSIMessageKind.allCases.count)
    for (place, kind) in ETSIMessageKind.allCases.enumerated() {
      (messages + place).initialize(to: parts.message(kind))
    }
  }

  deinit {
    messages.deallocate()
    parts.deallocate()
  }

  /// Decodes a message that stands in a buffer with at least ``DecodeContext/padding`` readable octets behind it.
  ///
  /// Its first two octets tell which message it is, see ``ETSIMessageKind``. The result is nil where the octets are
  /// none; ``explain(_:)`` tells why, at more cost. `count` is in octets, 0...``DecodingMemory/largestMessage``.
  public func decode(_ octets: UnsafePointer<UInt8>, count: Int) -> UnsafePointer<ETSIMessage>? {
    // Nothing that changes is a property of this class: each such access would be checked for exclusivity.
    let context = context
    context.pointee = DecodeContext(base: octets, octets: count, arena: arenaStart, arenaEnd: arenaEnd)
    guard count >= 2, let kind = ETSIMessageKind(protocolVersion: octets[0], messageID: octets[1]) else { return nil }
    // The places are those of the kinds in their list.
    let (position, place) =
      switch kind {
      case .cam: (ETSICAM.decode(context, 0, parts.cam), 0)
      case .denm: (ETSIDENM.decode(context, 0, parts.denm), 1)
      case .spatem: (ETSISPATEM.decode(context, 0, parts.spatem), 2)
      case .mapem: (ETSIMAPEM.decode(context, 0, parts.mapem), 3)
      case .cpm: (ETSICollectivePerceptionMessage.decode(context, 0, parts.cpm), 4)
      case .vam: (ETSIVAM.decode(context, 0, parts.vam), 5)
      }
    context.pointee.position = position
    if _slowPath(context.pointee.fault < 0 || position > context.pointee.end) { return nil }
    return UnsafePointer(messages + place)
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
