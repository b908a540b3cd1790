/// Texts of digits and spaces, which a schema has as a list with a number of four bits a character, as the encoding of a
/// NumericString gives them (X.691, 30.5): 0 is a space, others are the digit and one. The note of such a list begins
/// with `numeric text`.
enum NumericText {
  /// The text of a list's elements; nil where one of them is no such number.
  static func text(of elements: [SchemaValue]) -> String? {
    var text: [UInt8] = []
    for case .integer(let number) in elements where (0...10).contains(number) {
      text.append(number == 0 ? UInt8(ascii: " ") : UInt8(47 + number))
    }
    return text.count == elements.count ? String(decoding: text, as: UTF8.self) : nil
  }

  /// The elements of a text; nil where it has other characters than digits and spaces.
  static func elements(of text: String) -> [SchemaValue]? {
    var elements: [SchemaValue] = []
    for octet in text.utf8 {
      guard octet == UInt8(ascii: " ") || (48...57).contains(octet) else { return nil }
      elements.append(.integer(octet == UInt8(ascii: " ") ? 0 : Int64(octet) - 47))
    }
    return elements
  }
}

extension Schema {
  /// Whether a type is a list that stands for a text of digits and spaces.
  public func isNumericText(_ type: Int) -> Bool {
    guard types.indices.contains(type), case .list = types[type].kind else { return false }
    return types[type].note.hasPrefix("numeric text")
  }
}

extension SchemaValue {
  /// The value with lists that stand for texts of digits as texts, at any depth: the form for people, which
  /// ``init(json:as:of:)`` reads back.
  public func spelled(as type: Int, of schema: Schema) -> SchemaValue {
    guard schema.types.contains(where: { $0.note.hasPrefix("numeric text") }) else { return self }
    return respelled(type, schema)
  }

  private func respelled(_ type: Int, _ schema: Schema) -> SchemaValue {
    let inner = { (part: Component) in
      Component(part.name, schema.type(of: part.name, in: type).map { part.value.respelled($0, schema) } ?? part.value)
    }
    switch self {
    case .list(let elements):
      if schema.isNumericText(type), let text = NumericText.text(of: elements) { return .text(text) }
      guard schema.types.indices.contains(type), case .list(_, _, _, let element) = schema.types[type].kind else {
        return self
      }
      return .list(elements.map { $0.respelled(element, schema) })
    case .sequence(let parts): return .sequence(parts.map(inner))
    case .choice(let part): return .choice(inner(part))
    default: return self
    }
  }
}
