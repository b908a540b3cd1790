/// The one-line-a-type text in which a resolved schema is embedded in generated code.
///
/// Fields are separated by spaces; `-` is an absent bound; a marker is `!`, a field beyond it stands behind `|`;
/// a note stands behind `#` at the end.
extension Schema {
  /// The schema as text.
  public var text: String { types.map(\.line).joined(separator: "\n") }

  /// Reads the text back.
  ///
  /// Throws ``SchemaTextError`` with the number of the first line that is not of the form.
  public init(text: String) throws(SchemaTextError) {
    types = []
    for (number, line) in text.split(separator: "\n").enumerated() {
      guard let type = SchemaType(line: line) else { throw SchemaTextError(line: number + 1) }
      types.append(type)
    }
  }
}

/// A line of an embedded schema that cannot be read.
public struct SchemaTextError: Error, Equatable, Sendable {
  /// The line, from 1.
  public var line: Int
}

extension SchemaType {
  fileprivate var line: String { "\(name) \(kind.text)\(note.isEmpty ? "" : " # " + note)" }

  fileprivate init?(line: Substring) {
    let mark = line.firstRange(of: " # ")
    let words = line[..<(mark?.lowerBound ?? line.endIndex)].split(separator: " ")
    guard words.count >= 2, let kind = Kind(words: words[1...]) else { return nil }
    self.init(name: String(words[0]), kind: kind, note: mark.map { String(line[$0.upperBound...]) } ?? "")
  }
}

extension SchemaType.Kind {
  fileprivate var text: String {
    switch self {
    case .boolean: "BOOL"
    case .utf8String: "UTF8"
    case .integer(let lower, let upper, let extensible): "INT \(word(lower)) \(word(upper))\(mark(extensible))"
    case .enumerated(let root, let additions, let extensible):
      "ENUM\(mark(extensible)) \((root + ["|"] + additions).joined(separator: " "))"
    case .octetString(let lower, let upper, let extensible): "OCT \(lower) \(word(upper))\(mark(extensible))"
    case .characterString(let lower, let upper, let extensible): "CHR \(lower) \(word(upper))\(mark(extensible))"
    case .bitString(let lower, let upper, let extensible, let names):
      "BIT \(lower) \(word(upper))\(mark(extensible)) \(names.joined(separator: " "))"
    case .list(let lower, let upper, let extensible, let element):
      "LIST \(lower) \(word(upper)) \(element)\(mark(extensible))"
    case .sequence(let root, let additions, let extensible): "SEQ\(mark(extensible)) \(fields(root, additions))"
    case .choice(let root, let additions, let extensible): "CHOICE\(mark(extensible)) \(fields(root, additions))"
    case .openType(let selector, let alternatives):
      "OPEN \(selector) \(alternatives.map { "\($0.id)=\($0.type)" }.joined(separator: " "))"
    }
  }

  private func word(_ bound: (some BinaryInteger)?) -> String { bound.map { "\($0)" } ?? "-" }
  private func mark(_ extensible: Bool) -> String { extensible ? " !" : "" }
  private func fields(_ root: [SchemaField], _ additions: [SchemaField]) -> String {
    (root.map(\.word) + ["|"] + additions.map(\.word)).joined(separator: " ")
  }

  fileprivate init?(words: ArraySlice<Substring>) {
    guard let head = words.first else { return nil }
    let extensible = words.contains("!")
    let rest = words.dropFirst().filter { $0 != "!" }
    let split = rest.firstIndex(of: "|") ?? rest.endIndex
    let before = rest[..<split]
    let after = split < rest.endIndex ? rest[(split + 1)...] : []
    switch head {
    case "BOOL": self = .boolean
    case "UTF8": self = .utf8String
    case "INT" where rest.count == 2:
      self = .integer(lower: Int64(rest[0]), upper: Int64(rest[1]), extensible: extensible)
    case "ENUM":
      self = .enumerated(root: before.map(String.init), additions: after.map(String.init), extensible: extensible)
    case "OPEN":
      guard let selector = rest.first else { return nil }
      self = .openType(selector: String(selector), alternatives: rest.dropFirst().compactMap(OpenAlternative.init))
    case "SEQ", "CHOICE":
      let root = before.compactMap(SchemaField.init), additions = after.compactMap(SchemaField.init)
      guard root.count == before.count, additions.count == after.count else { return nil }
      self =
        head == "SEQ"
        ? .sequence(root: root, additions: additions, extensible: extensible)
        : .choice(root: root, additions: additions, extensible: extensible)
    default:
      guard rest.count >= 2, let lower = Int(rest[0]) else { return nil }
      self.init(sized: head, lower: lower, upper: Int(rest[1]), rest: rest.dropFirst(2), extensible: extensible)
    }
  }

  private init?(sized head: Substring, lower: Int, upper: Int?, rest: ArraySlice<Substring>, extensible: Bool) {
    switch head {
    case "OCT": self = .octetString(lower: lower, upper: upper, extensible: extensible)
    case "CHR": self = .characterString(lower: lower, upper: upper, extensible: extensible)
    case "BIT": self = .bitString(lower: lower, upper: upper, extensible: extensible, names: rest.map(String.init))
    case "LIST":
      guard let element = rest.first.flatMap({ Int($0) }) else { return nil }
      self = .list(lower: lower, upper: upper, extensible: extensible, element: element)
    default: return nil
    }
  }
}

extension SchemaField {
  fileprivate var word: String { "\(name):\(type)\(isOptional ? "?" : "")" }

  fileprivate init?(_ word: Substring) {
    let parts = word.split(separator: ":")
    guard parts.count == 2, let type = Int(parts[1].filter { $0 != "?" }) else { return nil }
    self.init(name: String(parts[0]), type: type, isOptional: parts[1].hasSuffix("?"))
  }
}

extension OpenAlternative {
  fileprivate init?(_ word: Substring) {
    let parts = word.split(separator: "=")
    guard parts.count == 2, let id = Int64(parts[0]), let type = Int(parts[1]) else { return nil }
    self.init(id: id, type: type)
  }
}
