public import PackedEncoding
public import SchemaModel

/// The schema of SAE J2735 messages as data: decoding into trees, for printing, explaining and checking.
public enum SAEMessageSchema {
  /// The text was printed by the compiler that made this file; a schema that does not read back is empty, and every
  /// message is then rejected.
  public static let schema = (try? Schema(text: SchemaTexts.base)) ?? Schema()
  /// The place of MessageFrame in the schema.
  public static let root = schema.index(of: "MessageFrame") ?? 0

  /// Decodes a whole frame carefully.
  ///
  /// Throws ``MessageDecodingError``.
  public static func decode(_ octets: [UInt8]) throws(MessageDecodingError) -> SchemaDecoder.Result {
    try SchemaDecoder.decode(octets, as: root, of: schema)
  }

  /// Encodes a tree carefully.
  ///
  /// Throws ``MessageEncodingError`` with the way to the first field that does not fit.
  public static func encode(_ value: SchemaValue) throws(MessageEncodingError) -> [UInt8] {
    try SchemaEncoder.encode(value, as: root, of: schema)
  }
}

extension SAEMessageFrame {
  /// The frame as a tree that names every part as the schema does.
  public var tree: SchemaValue { schemaValue() }
}
