public import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import SchemaModel

/// The two decoders and the two encoders of a set of messages, as far as a comparison wants them.
public struct CodecsUnderTest {
  /// What the fast decoder makes of octets with padding behind them, and what the fast encoder makes of that again; nil
  /// where the octets are refused.
  var decode: (UnsafePointer<UInt8>, Int) -> (value: SchemaValue, encoded: [UInt8]?)?
  /// Where the fast decoder keeps what it decodes.
  var memory: DecodingMemory
  /// What the careful decoder makes of octets.
  var decodeCarefully: ([UInt8]) -> SchemaValue?
  /// What the careful encoder makes of a value.
  var encodeCarefully: (SchemaValue) -> [UInt8]?

  /// Those of the Chinese messages in a dialect.
  public static func csae(_ dialect: Dialect) -> CodecsUnderTest {
    let (decoder, encoder) = (MessageDecoder(), MessageEncoder())
    return CodecsUnderTest(
      decode: { octets, count in
        guard let frame = decoder.decode(octets, count: count, as: dialect)?.pointee else { return nil }
        return (frame.schemaValue(as: dialect), try? encoder.octets(of: frame, as: dialect))
      },
      memory: decoder.memory,
      decodeCarefully: { try? MessageSchema.decode($0, as: dialect).value },
      encodeCarefully: { try? MessageSchema.encode($0, as: dialect) })
  }

  /// Those of the messages of SAE J2735.
  public static func sae() -> CodecsUnderTest {
    let (decoder, encoder) = (SAEMessageDecoder(), SAEMessageEncoder())
    return CodecsUnderTest(
      decode: { octets, count in
        guard let frame = decoder.decode(octets, count: count)?.pointee else { return nil }
        return (frame.tree, try? encoder.octets(of: frame))
      },
      memory: decoder.memory,
      decodeCarefully: { try? SAEMessageSchema.decode($0).value },
      encodeCarefully: { try? SAEMessageSchema.encode($0) })
  }

  /// Those of the messages of ETSI.
  public static func etsi() -> CodecsUnderTest {
    let (decoder, encoder) = (ETSIMessageDecoder(), ETSIMessageEncoder())
    return CodecsUnderTest(
      decode: { octets, count in
        guard let message = decoder.decode(octets, count: count)?.pointee else { return nil }
        return (message.tree, try? encoder.octets(of: message))
      },
      memory: decoder.memory,
      decodeCarefully: { try? ETSIMessageSchema.decode($0).value },
      encodeCarefully: { try? ETSIMessageSchema.encode($0) })
  }
}
