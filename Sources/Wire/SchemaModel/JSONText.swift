/// A value of JSON (RFC 8259) with the place where it begins: numbers keep all their digits, members their order.
public struct JSONValue: Equatable, Sendable {
  /// What it is.
  public indirect enum Kind: Equatable, Sendable {
    case null
    case boolean(Bool)
    /// A number as it is written.
    case number(String)
    case text(String)
    case list([JSONValue])
    case object([Member])
  }

  /// A name with its value.
  public struct Member: Equatable, Sendable {
    /// The name, escapes resolved.
    public var name: String
    /// Its value.
    public var value: JSONValue
  }

  /// What it is.
  public var kind: Kind
  /// The octet where it begins, counted from 0.
  public var offset: Int

  /// The value of an object's member; nil where there is none of the name.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = kind else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text, where it is one.
  public var text: String? { if case .text(let text) = kind { text } else { nil } }
  /// The whole number, where it is one that 64 bits hold.
  public var integer: Int64? { if case .number(let digits) = kind { Int64(digits) } else { nil } }
}

extension JSONValue {
  /// Reads a text that is one value with white space around it.
  ///
  /// Throws ``JSONTextError`` with line and column: a sign that does not belong there, a value that does not end, a name
  /// twice in an object, more than 200 values within each other.
  public init(parsing text: String) throws(JSONTextError) {
    var parser = JSONParser(text: Array(text.utf8))
    self = try parser.document()
  }
}

/// What is wrong in a JSON text, and where.
public struct JSONTextError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One sentence without a point.
  public var message: String
  /// The line and the column, both from 1; columns count octets.
  public var line: Int
  public var column: Int

  /// Makes it for a place in a text.
  public init(_ message: String, at offset: Int, of text: [UInt8]) {
    self.message = message
    let before = text.prefix(offset)
    line = before.count { $0 == 10 } + 1
    column = offset - (before.lastIndex(of: 10) ?? -1)
  }

  public var description: String { "line \(line), column \(column): \(message)" }
}

private struct JSONParser {
  let text: [UInt8]
  var place = 0
  var depth = 0

  private var current: UInt8? { place < text.count ? text[place] : nil }

  private func failure(_ message: String, at offset: Int? = nil) -> JSONTextError {
    JSONTextError(message, at: offset ?? place, of: text)
  }

  mutating func document() throws(JSONTextError) -> JSONValue {
    let value = try value()
    skipSpace()
    guard place == text.count else { throw failure("the text goes on behind the value") }
    return value
  }

  private mutating func skipSpace() {
    while let octet = current, octet == 32 || octet == 10 || octet == 13 || octet == 9 { place += 1 }
  }

  private mutating func take(_ octet: UInt8) -> Bool {
    guard current == octet else { return false }
    place += 1
    return true
  }

  private mutating func value() throws(JSONTextError) -> JSONValue {
    skipSpace()
    let start = place
    guard let first = current else { throw failure("a value is wanted and the text ends") }
    guard depth < 200 else { throw failure("more than 200 values stand within each other") }
    depth += 1
    defer { depth -= 1 }
    let kind: JSONValue.Kind
    switch first {
    case UInt8(ascii: "{"): kind = .object(try members())
    case UInt8(ascii: "["): kind = .list(try elements())
    case UInt8(ascii: "\""): kind = .text(try string())
    case UInt8(ascii: "-"), 48...57: kind = .number(try number())
    default: kind = try word()
    }
    return JSONValue(kind: kind, offset: start)
  }

  private mutating func word() throws(JSONTextError) -> JSONValue.Kind {
    for (word, kind) in [("true", JSONValue.Kind.boolean(true)), ("false", .boolean(false)), ("null", .null)]
    where text[place...].starts(with: word.utf8) {
      place += word.utf8.count
      return kind
    }
    throw failure("a value is wanted here")
  }

  private mutating func members() throws(JSONTextError) -> [JSONValue.Member] {
    place += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return [] }
    repeat {
      skipSpace()
      let start = place
      guard current == UInt8(ascii: "\"") else { throw failure("a name in quotation marks is wanted here") }
      let name = try string()
      guard !members.contains(where: { $0.name == name }) else { throw failure("\(name) stands here twice", at: start) }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("':' is wanted behind the name") }
      members.append(JSONValue.Member(name: name, value: try value()))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw failure("',' or '}' is wanted here") }
    return members
  }

  private mutating func elements() throws(JSONTextError) -> [JSONValue] {
    place += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return [] }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw failure("',' or ']' is wanted here") }
    return elements
  }

  private mutating func number() throws(JSONTextError) -> String {
    let start = place
    _ = take(UInt8(ascii: "-"))
    let whole = digits()
    guard whole > 0, whole == 1 || text[place - whole] != 48 else { throw failure("this is no number", at: start) }
    if take(UInt8(ascii: ".")), digits() == 0 { throw failure("a digit is wanted behind the point") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
      guard digits() > 0 else { throw failure("a digit is wanted in the exponent") }
    }
    return String(decoding: text[start..<place], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = place
    while let octet = current, (48...57).contains(octet) { place += 1 }
    return place - start
  }

  private mutating func string() throws(JSONTextError) -> String {
    let start = place
    place += 1
    var octets: [UInt8] = []
    while true {
      guard let octet = current, octet >= 32 else {
        throw failure("the text in quotation marks does not end", at: start)
      }
      place += 1
      if octet == UInt8(ascii: "\"") { break }
      if octet == UInt8(ascii: "\\") { octets += try escape() } else { octets.append(octet) }
    }
    guard let string = String(validating: octets, as: UTF8.self) else { throw failure("this is no UTF-8", at: start) }
    return string
  }

  private mutating func escape() throws(JSONTextError) -> [UInt8] {
    let plain: [UInt8: UInt8] = [34: 34, 92: 92, 47: 47, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9]
    if let octet = current, let value = plain[octet] {
      place += 1
      return [value]
    }
    let start = place - 1
    guard take(UInt8(ascii: "u")), let first = unit() else { throw failure("there is no such escape", at: start) }
    var units = [first]
    if (0xd800...0xdbff).contains(first) {
      guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let second = unit() else {
        throw failure("half a surrogate pair", at: start)
      }
      units.append(second)
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw failure("half a surrogate pair", at: start)
    }
    return Array(text.utf8)
  }

  private mutating func unit() -> UInt16? {
    guard place + 4 <= text.count,
      let value = UInt16(String(decoding: text[place..<place + 4], as: UTF8.self), radix: 16)
    else { return nil }
    place += 4
    return value
  }
}
