import PackedEncoding
public import SchemaModel

/// A message made from JSON: alone, or in the form in which messages of recordings are printed, with `message`,
/// `dialect` and `framing` beside what says where it came from.
public struct MessageFromJSON: Sendable {
  /// As which dialect it was encoded.
  public var dialect: MessageDialect
  /// The whole datagram, with what stands around the message.
  public var octets: [UInt8]

  /// Encodes JSON as a dialect with a header around it; where they are not given as the JSON says, or else as the first
  /// dialect of which it is a message, and bare.
  ///
  /// Throws ``SchemaJSONError`` with the way to the part that is wrong and the reason.
  public init(
    _ json: JSONValue, dialect: MessageDialect? = nil, header: Encapsulation.Header? = nil
  ) throws(SchemaJSONError) {
    let message = json["message"] ?? json
    var asked = dialect
    if asked == nil, let name = json["dialect"]?.text {
      guard let named = MessageDialect(name: name) else {
        let names = MessageDialect.allCases.map(\.name).joined(separator: ", ")
        throw SchemaJSONError(path: "dialect", reason: "there is no \(name); there are \(names)", offset: json.offset)
      }
      asked = named
    }
    var header = header
    if header == nil, let framing = json["framing"] { header = try Encapsulation.Header(json: framing) }
    let (found, encoded) = try MessageFromJSON.encode(message, asked)
    self.dialect = found
    guard let octets = (header ?? .bare).octets(around: encoded) else {
      let reason = "a message of \(encoded.count) octets cannot stand in it"
      throw SchemaJSONError(path: "framing", reason: reason, offset: json.offset)
    }
    self.octets = octets
  }

  /// The dialects are tried in their order; where none fits, the error is that of the one that was followed farthest.
  private static func encode(
    _ json: JSONValue, _ asked: MessageDialect?
  ) throws(SchemaJSONError) -> (MessageDialect, [UInt8]) {
    var failure: SchemaJSONError?
    for dialect in asked.map({ [$0] }) ?? MessageDialect.allCases {
      do throws(SchemaJSONError) {
        return (dialect, try octets(json, dialect))
      } catch {
        if failure.map({ $0.offset < error.offset }) ?? true { failure = error }
      }
    }
    // There is at least one dialect, so that here there is a failure.
    throw failure ?? SchemaJSONError(path: "", reason: "there is no dialect", offset: json.offset)
  }

  private static func octets(_ json: JSONValue, _ dialect: MessageDialect) throws(SchemaJSONError) -> [UInt8] {
    let header = json["header"]
    let version = header?["protocolVersion"]?.integer.flatMap { UInt8(exactly: $0) } ?? 0
    let number = (header?["messageID"] ?? header?["messageId"])?.integer.flatMap { UInt8(exactly: $0) } ?? 0
    guard let root = dialect.root(protocolVersion: version, messageID: number) else {
      throw SchemaJSONError(path: "header", reason: "it names no message of \(dialect.name)", offset: json.offset)
    }
    let value = try SchemaValue(json: json, as: root, of: dialect.schema)
    do throws(MessageEncodingError) { return try dialect.encode(value) } catch {
      throw SchemaJSONError(path: "", reason: "\(error)", offset: json.offset)
    }
  }
}
