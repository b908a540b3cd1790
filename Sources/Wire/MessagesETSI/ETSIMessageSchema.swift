public import PackedEncoding
public import SchemaModel

/// The schema of the messages of ETSI as data: decoding into trees, for printing, explaining and checking.
public enum ETSIMessageSchema {
  /// The text was printed by the compiler that made this file; a schema that does not read back is empty, and every
  /// message is then rejected.
  public static let schema = (try? Schema(text: SchemaTexts.base)) ?? Schema()

  private static let roots = Dictionary(
    uniqueKeysWithValues: ETSIMessageKind.allCases.map { ($0, schema.index(of: $0.rawValue)) })

  /// The place of a message in the schema, which is one behind its end where the schema is empty.
  public static func root(of kind: ETSIMessageKind) -> Int { (roots[kind] ?? nil) ?? schema.types.count }

  /// Decodes a whole message carefully, the one that the first two octets tell.
  ///
  /// Throws ``MessageDecodingError``, for a header that tells no message of the schema with the reason
  /// ``MessageDecodingError/Reason/unknownMessage(protocolVersion:messageID:)``.
  public static func decode(_ octets: [UInt8]) throws(MessageDecodingError) -> SchemaDecoder.Result {
    guard octets.count >= 2 else {
      let field = octets.isEmpty ? "header.protocolVersion" : "header.messageID"
      throw MessageDecodingError(reason: .truncated, field: field, bit: octets.count * 8)
    }
    guard let kind = ETSIMessageKind(protocolVersion: octets[0], messageID: octets[1]) else {
      let reason = MessageDecodingError.Reason.unknownMessage(
        protocolVersion: Int(octets[0]), messageID: Int(octets[1]))
      throw MessageDecodingError(reason: reason, field: "header", bit: 0)
    }
    return try SchemaDecoder.decode(octets, as: root(of: kind), of: schema)
  }

  /// Encodes a tree carefully, as the message that its header tells.
  ///
  /// Throws ``MessageEncodingError`` with the way to the first field that does not fit, and for a header that tells no
  /// message of the schema ``MessageEncodingError/unknownMessage(protocolVersion:messageID:)``.
  public static func encode(_ value: SchemaValue) throws(MessageEncodingError) -> [UInt8] {
    guard let header = value["header"], case .integer(let version) = header["protocolVersion"],
      case .integer(let number) = header["messageID"] ?? header["messageId"]
    else { throw .outOfRange("header") }
    guard let version = UInt8(exactly: version), let number = UInt8(exactly: number),
      let kind = ETSIMessageKind(protocolVersion: version, messageID: number)
    else { throw .unknownMessage(protocolVersion: Int(version), messageID: Int(number)) }
    return try SchemaEncoder.encode(value, as: root(of: kind), of: schema)
  }
}
