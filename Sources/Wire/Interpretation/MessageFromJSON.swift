import PackedEncoding
public import SchemaModel

/// A message made from JSON: alone, or in the form in which `luyun decode` prints it, with `message`, `dialect` and
/// `framing`, the octets behind it as `rest` where there were any, and what says where it came from.
public struct MessageFromJSON: Sendable {
  /// As which dialect it was encoded.
  public var dialect: MessageDialect
  /// The dialects of which it is a message as well and that have other octets for it, where neither the JSON nor anybody
  /// else told which is meant.
  public var others: [MessageDialect]
  /// The message, with the octets behind it.
  public var message: [UInt8]
  /// What stands around it.
  public var header: Encapsulation.Header
  /// The whole datagram, with what stands around the message.
  public var octets: [UInt8]

  /// Encodes JSON as a dialect with a header around it; where they are not given as the JSON says, or else as the first
  /// dialect of which it is a message, and bare.
  ///
  /// Throws ``SchemaJSONError`` with the way to the part that is wrong and the reason.
  public init(
    _ json: JSONValue, dialect: MessageDialect? = nil, header: Encapsulation.Header? = nil
  ) throws(SchemaJSONError) {
    if json["message"] == nil, json["rejected"] != nil {
      throw SchemaJSONError(path: "", reason: "it was rejected when it was decoded", offset: json.offset)
    }
    let value = json["message"] ?? json
    var asked = dialect
    if asked == nil { asked = try MessageFromJSON.dialect(named: json) }
    if let header {
      self.header = header
    } else if let framing = json["framing"] {
      self.header = try Encapsulation.Header(json: framing)
    } else {
      self.header = .bare
    }
    let found = try MessageFromJSON.encode(value, asked)
    self.dialect = found.dialect
    message = found.octets + (try MessageFromJSON.rest(json))
    others = []
    if asked == nil {
      others = MessageDialect.allCases.filter { other in
        other != found.dialect && (try? MessageFromJSON.octets(value, other)).map { $0 != found.octets } ?? false
      }
    }
    guard let octets = self.header.octets(around: message) else {
      let reason = "a message of \(message.count) octets cannot stand in it"
      throw SchemaJSONError(path: "framing", reason: reason, offset: json.offset)
    }
    self.octets = octets
  }

  private static func dialect(named json: JSONValue) throws(SchemaJSONError) -> MessageDialect? {
    guard let name = json["dialect"]?.text else { return nil }
    guard let named = MessageDialect(name: name) else {
      let names = MessageDialect.allCases.map(\.name).joined(separator: ", ")
      throw SchemaJSONError(path: "dialect", reason: "there is no \(name); there are \(names)", offset: json.offset)
    }
    return named
  }

  /// The octets behind the message; a message alone may have a part of that name.
  private static func rest(_ json: JSONValue) throws(SchemaJSONError) -> [UInt8] {
    guard json["message"] != nil, let rest = json["rest"] else { return [] }
    guard let octets = rest.text.flatMap({ [UInt8](hex: $0) }) else {
      let reason = "octets are an even number of hexadecimal digits"
      throw SchemaJSONError(path: "rest", reason: reason, offset: rest.offset)
    }
    return octets
  }

  /// The dialects are tried in their order; where none fits, the error is that of the one that was followed farthest.
  private static func encode(
    _ json: JSONValue, _ asked: MessageDialect?
  ) throws(SchemaJSONError) -> (dialect: MessageDialect, octets: [UInt8]) {
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

extension Reading {
  /// The form that ``MessageFromJSON`` reads back, on one line; `octets` are the message's, what follows it included, and
  /// `before` are members to stand in front.
  public func json(
    in header: Encapsulation.Header, message number: Int = 1, of count: Int = 1, octets: [UInt8], before: String = ""
  ) -> String {
    let rest = trailing > 0 ? ", \"rest\": \"\(Array(octets.suffix(trailing)).hex)\"" : ""
    let framing = header.json(message: number, of: count)
    return "{\(before)\"framing\": \(framing), \"dialect\": \"\(dialect.name)\", \"message\": \(json)\(rest)}"
  }

  /// The message alone as JSON on one line.
  public var json: String { value.spelled(as: type, of: dialect.schema).json }
}
