public import SchemaModel

/// Values of a schema in words: amounts with their units, special values by their meaning, each with what stands on the
/// wire in brackets.
public struct ValueExplanation: Sendable {
  let schema: Schema
  private let notes: [SchemaNote]
  private let chineseText: @Sendable ([UInt8]) -> String?

  /// Makes it for a schema. `chineseText` turns octets in GB 18030 into text where somebody can; nil where they are none.
  public init(schema: Schema, chineseText: @escaping @Sendable ([UInt8]) -> String? = { _ in nil }) {
    self.schema = schema
    self.chineseText = chineseText
    // A note that is not of the form says nothing: the values are printed as they are.
    notes = schema.types.map { (try? SchemaNote($0.note)) ?? SchemaNote() }
  }

  /// What is known of a type's values; for a type that there is not, nothing.
  public func note(of type: Int) -> SchemaNote { notes.indices.contains(type) ? notes[type] : SchemaNote() }

  /// A value without parts in words; nil for one that has parts.
  public func text(of value: SchemaValue, as type: Int) -> String? {
    switch value {
    case .boolean(let flag): flag ? "yes" : "no"
    case .integer(let number): text(of: number, note(of: type))
    case .enumerated(let name): enumeration(name, type)
    case .octets(let octets): text(of: octets, note(of: type))
    case .text(let text): ValueExplanation.quoted(text)
    case .bits(let bits): self.bits(bits, type)
    case .unknown(let index, let octets): "unknown alternative \(index): \(ValueExplanation.shortened(octets))"
    case .list(let elements) where elements.isEmpty: "none"
    case .list where schema.isNumericText(type): numericText(value, type)
    case .sequence(let parts) where parts.isEmpty: "present, without components"
    case .list, .sequence, .choice: nil
    }
  }

  // MARK: Numbers

  private func text(of number: Int64, _ note: SchemaNote) -> String {
    let meaning = note.meaning(of: number)
    switch note.subject {
    case .amount(let scale):
      if let meaning, meaning.isSingle { return "\(meaning.text) (\(number))" }
      let more = note.saturated.contains(number) ? (number < 0 ? "\u{2264} " : "\u{2265} ") : ""
      return "\(more)\(scale.text(of: number))\(meaning.map { ", " + $0.text } ?? "") (\(number))"
    case .minuteOfYear:
      if let meaning { return "\(meaning.text) (\(number))" }
      let (day, minute) = (number / 1440 + 1, number % 1440)
      return "day \(day) \(two(minute / 60)):\(two(minute % 60)) UTC (\(number))"
    case .code: return meaning.map { "\($0.text) (\(number))" } ?? "\(number)"
    case .identity, .count, .number, .chineseText, .highBits, .unsaid:
      guard let meaning else { return "\(number)" }
      return meaning.isSingle ? "\(meaning.text) (\(number))" : "\(number), \(meaning.text)"
    }
  }

  private func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func enumeration(_ name: String, _ type: Int) -> String {
    guard case .enumerated(let root, let additions, _) = schema.types[type].kind else { return name }
    let numbers = note(of: type).numbers
    if let place = root.firstIndex(of: name) {
      return "\(name) (\(numbers.indices.contains(place) ? Int(numbers[place]) : place))"
    }
    guard let place = additions.firstIndex(of: name), numbers.isEmpty else { return name }
    return "\(name) (\(root.count + place))"
  }

  // MARK: Strings

  private func bits(_ bits: String, _ type: Int) -> String {
    var names: [String] = []
    if case .bitString(_, _, _, let known) = schema.types[type].kind { names = known }
    let set = bits.utf8.enumerated().filter { $0.element == 49 }
      .map { names.indices.contains($0.offset) ? names[$0.offset] : "bit \($0.offset)" }
    let text = set.isEmpty ? "none" : set.joined(separator: ", ")
    return bits.isEmpty ? text : "\(text) (\(bits))"
  }

  private func text(of octets: [UInt8], _ note: SchemaNote) -> String {
    let hex = ValueExplanation.shortened(octets)
    if note.subject == .chineseText, let text = chineseText(octets) {
      return "\(ValueExplanation.quoted(text)) (\(hex))"
    }
    if case .highBits(let count) = note.subject, octets.count == 1 {
      return "\(octets[0] >> UInt8(8 - count)) (0x\(hex))"
    }
    let trimmed = octets.reversed().drop { $0 == 0 }
    guard trimmed.count >= 4, trimmed.allSatisfy({ (0x20...0x7e).contains($0) }) else { return hex }
    return "\(ValueExplanation.quoted(String(decoding: trimmed.reversed(), as: UTF8.self))) (\(hex))"
  }

  private func numericText(_ value: SchemaValue, _ type: Int) -> String? {
    if case .text(let text) = value.spelled(as: type, of: schema) { ValueExplanation.quoted(text) } else { nil }
  }

  private static func shortened(_ octets: [UInt8]) -> String {
    octets.count <= 32 ? octets.hex : "\(Array(octets[..<32]).hex)... of \(octets.count) octets"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = ""
    quoted.appendQuoted(text)
    return quoted
  }
}
