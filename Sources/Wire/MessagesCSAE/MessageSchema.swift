public import PackedEncoding
public import SchemaModel

/// The message schema as data: decoding into trees, for printing, explaining and checking.
public enum MessageSchema {
  private static let base = parse(SchemaTexts.base)
  private static let csae53 = parse(SchemaTexts.dialectCSAE532020)
  private static let roots = [base.index(of: "MessageFrame") ?? 0, csae53.index(of: "MessageFrame") ?? 0]

  /// The text was printed by the compiler that made this file; a schema that does not read back is empty, and every
  /// message is then rejected.
  private static func parse(_ text: String) -> Schema { (try? Schema(text: text)) ?? Schema() }

  /// The schema of a dialect, and the place of MessageFrame in it.
  public static func schema(of dialect: Dialect) -> (schema: Schema, root: Int) {
    dialect == .ydt3709_2020 ? (base, roots[0]) : (csae53, roots[1])
  }

  /// Decodes a whole frame carefully.
  ///
  /// Throws ``MessageDecodingError``.
  public static func decode(_ octets: [UInt8], as dialect: Dialect) throws(MessageDecodingError) -> SchemaDecoder.Result
  {
    let (schema, root) = schema(of: dialect)
    return try SchemaDecoder.decode(octets, as: root, of: schema)
  }

  /// Encodes a tree carefully.
  ///
  /// Throws ``MessageEncodingError`` with the way to the first field that does not fit.
  public static func encode(_ value: SchemaValue, as dialect: Dialect) throws(MessageEncodingError) -> [UInt8] {
    let (schema, root) = schema(of: dialect)
    return try SchemaEncoder.encode(value, as: root, of: schema)
  }
}

extension MessageFrame {
  /// The frame as a tree that names every part as the schema of a dialect does.
  public func schemaValue(as dialect: Dialect) -> SchemaValue {
    dialect == .ydt3709_2020 ? schemaValue() : schemaValueCSAE532020()
  }
}
