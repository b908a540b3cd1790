/// What the note before a type of a schema says, read back as data.
///
/// The form: parts divided by semicolons up to the first full stop with a space; the rest is for people alone. First
/// stands what the values are: `unit SCALE SYMBOL` (with `from NUMBER` where 0 on the wire is not 0 in the world, and
/// words behind it), `id`, `code`, `count`, `number`, `text` or `high N bits`, each with words behind it. Then
/// `VALUES = MEANING` or `VALUES saturate`, where VALUES are numbers or ranges `A..B` joined by `and`; parts that begin
/// otherwise are for people. Before all may stand `numbers N N ...`: those of an enumeration that do not count from 0 on.
public struct SchemaNote: Equatable, Sendable {
  /// What values of a type are.
  public enum Subject: Equatable, Sendable {
    /// Amounts: how many of a unit a step is.
    case amount(UnitScale)
    /// Minutes from the start of the year, UTC.
    case minuteOfYear
    /// Names of things.
    case identity
    /// Values that each have a meaning of their own.
    case code
    /// How many there are, or how often.
    case count
    /// Other numbers.
    case number
    /// Octets that are text in GB 2312 or what it became later, GB 18030.
    case chineseText
    /// A number in the highest so many bits of one octet.
    case highBits(Int)
    /// The note does not say.
    case unsaid
  }

  /// Values that mean something of their own.
  public struct Meaning: Equatable, Sendable {
    /// The values, one or more ranges.
    public var values: [ClosedRange<Int64>]
    /// What they mean.
    public var text: String
    /// Whether it is about a single value, which then is no amount.
    var isSingle: Bool { values.allSatisfy { $0.lowerBound == $0.upperBound } }
  }

  /// What the values are.
  public private(set) var subject = Subject.unsaid
  /// Special values.
  public private(set) var meanings: [Meaning] = []
  /// Values that stand for themselves and all beyond them.
  public private(set) var saturated: [Int64] = []
  /// The numbers of an enumeration's root in their order, empty where they count from 0 on.
  public private(set) var numbers: [Int64] = []

  /// A note that says nothing.
  public init() {}

  /// Reads a note.
  ///
  /// Throws ``SchemaNoteError`` for a part that has the beginning of the form and not the form.
  public init(_ text: String) throws(SchemaNoteError) {
    let regular = text.firstRange(of: ". ").map { text[..<$0.lowerBound] } ?? text[...]
    var parts = regular.split(separator: ";").map { $0.drop { $0 == " " } }
    if let first = parts.first, first.hasPrefix("numbers ") {
      numbers = first.dropFirst(8).split(separator: " ").compactMap { Int64($0) }
      parts.removeFirst()
    }
    guard let head = parts.first else { return }
    subject = try SchemaNote.subject(head)
    for part in parts.dropFirst(subject == .unsaid ? 0 : 1) { try add(part) }
  }

  private static func subject(_ text: Substring) throws(SchemaNoteError) -> Subject {
    switch text.prefix(while: { $0 != " " && $0 != "," }) {
    case "unit":
      if text.hasPrefix("unit 1 min of the UTC year") { return .minuteOfYear }
      guard let scale = UnitScale(text.dropFirst(5)) else { throw SchemaNoteError(part: String(text)) }
      return .amount(scale)
    case "id": return .identity
    case "code": return .code
    case "count": return .count
    case "number": return .number
    case "text": return .chineseText
    case "high":
      let words = text.split(separator: " ")
      guard words.count > 1, let count = Int(words[1]), (1...8).contains(count) else {
        throw SchemaNoteError(part: String(text))
      }
      return .highBits(count)
    default: return .unsaid
    }
  }

  private mutating func add(_ part: Substring) throws(SchemaNoteError) {
    guard let first = part.first, first.isNumber || first == "-" || first == "+" || first == ">" else { return }
    if let place = part.firstRange(of: " = ") {
      guard let values = SchemaNote.values(part[..<place.lowerBound]) else { throw SchemaNoteError(part: String(part)) }
      meanings.append(Meaning(values: values, text: String(part[place.upperBound...])))
    } else if let place = part.firstRange(of: " saturate"), let values = SchemaNote.values(part[..<place.lowerBound]) {
      saturated += values.map(\.lowerBound)
    } else {
      throw SchemaNoteError(part: String(part))
    }
  }

  /// `1`, `1..5`, `1 and 7..9`.
  private static func values(_ text: Substring) -> [ClosedRange<Int64>]? {
    var ranges: [ClosedRange<Int64>] = []
    for part in text.split(separator: " and ") {
      guard let place = part.firstRange(of: "..") else {
        guard let value = Int64(part) else { return nil }
        ranges.append(value...value)
        continue
      }
      guard let lower = Int64(part[..<place.lowerBound]), let upper = Int64(part[place.upperBound...]), lower <= upper
      else { return nil }
      ranges.append(lower...upper)
    }
    return ranges.isEmpty ? nil : ranges
  }

  /// The meaning of a value, where it has one of its own.
  public func meaning(of value: Int64) -> Meaning? {
    meanings.first { $0.values.contains { $0.contains(value) } }
  }
}

/// A note that begins as the form has it and goes on otherwise.
public struct SchemaNoteError: Error, Equatable, Sendable {
  /// The part that cannot be read.
  public var part: String
}
