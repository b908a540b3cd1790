/// A decoded value of any type of a schema, as a tree: for printing, explaining and comparing, not for the hot path.
public indirect enum SchemaValue: Equatable, Sendable {
  case boolean(Bool)
  case integer(Int64)
  /// The name, and for a value beyond the marker a name of the form `unknown(n)`.
  case enumerated(String)
  case octets([UInt8])
  case text(String)
  /// The bits in order, each `0` or `1`.
  case bits(String)
  case list([SchemaValue])
  /// The components that are there, in the schema's order.
  case sequence([Component])
  case choice(Component)
  /// An alternative beyond the marker, or the octets of an open type that no table names: skipped, kept as octets.
  case unknown(index: Int, octets: [UInt8])

  /// A named part of a sequence or choice.
  public struct Component: Equatable, Sendable {
    /// The name in the schema.
    public var name: String
    /// The value.
    public var value: SchemaValue

    /// Makes a part.
    public init(_ name: String, _ value: SchemaValue) {
      self.name = name
      self.value = value
    }
  }

  /// The component of a sequence, or the value of a choice's alternative, by name.
  public subscript(name: String) -> SchemaValue? {
    switch self {
    case .sequence(let parts): parts.first { $0.name == name }?.value
    case .choice(let part): part.name == name ? part.value : nil
    default: nil
    }
  }
}

extension SchemaValue {
  /// The value as JSON on one line: a sequence is an object, a choice an object with one key, octets are lower-case hex,
  /// bits a string of 0 and 1, an enumeration its name.
  public var json: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .enumerated(let name): text.appendQuoted(name)
    case .text(let value): text.appendQuoted(value)
    case .bits(let value): text.appendQuoted(value)
    case .octets(let octets): text.appendQuoted(octets.hex)
    case .list(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.write(to: &text)
      }
      text += "]"
    case .sequence(let parts): SchemaValue.write(parts, to: &text)
    case .choice(let part): SchemaValue.write([part], to: &text)
    case .unknown(let index, let octets): text += "{\"unknown\": {\"index\": \(index), \"octets\": \"\(octets.hex)\"}}"
    }
  }

  private static func write(_ parts: [Component], to text: inout String) {
    text += "{"
    for (index, part) in parts.enumerated() {
      if index > 0 { text += ", " }
      text.appendQuoted(part.name)
      text += ": "
      part.value.write(to: &text)
    }
    text += "}"
  }
}

extension [UInt8] {
  /// The octets as lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension String {
  /// Appends a JSON string.
  public mutating func appendQuoted(_ value: String) {
    self += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": self += "\\\""
      case "\\": self += "\\\\"
      case "\u{0}"..<"\u{20}":
        let code = String(scalar.value, radix: 16)
        self += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: unicodeScalars.append(scalar)
      }
    }
    self += "\""
  }
}
