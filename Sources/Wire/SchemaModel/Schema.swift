/// A resolved message schema: every type by number, references already followed.
///
/// The schema compiler makes it from ASN.1 text; a program gets it back from the text that the compiler embeds in
/// generated code, and uses it to explain, print and check messages without knowing their Swift types.
public struct Schema: Sendable, Equatable {
  /// The types. A type refers to others by their place here.
  public var types: [SchemaType]

  /// Makes a schema.
  public init(types: [SchemaType] = []) { self.types = types }

  /// The place of a named type, or nil.
  public func index(of name: String) -> Int? { types.firstIndex { $0.name == name } }

  /// The components of a sequence or the alternatives of a choice or open type, as they are called in values: those
  /// between version brackets among the others, an open type's by the names of their types. Empty for other types.
  public func parts(of type: Int) -> [SchemaField] {
    guard types.indices.contains(type) else { return [] }
    switch types[type].kind {
    case .sequence(let root, let additions, _), .choice(let root, let additions, _):
      return root + additions.flatMap { $0.isGroup ? parts(of: $0.type) : [$0] }
    case .openType(_, let alternatives):
      return alternatives.map { SchemaField(name: types[$0.type].name, type: $0.type, isOptional: true) }
    default: return []
    }
  }

  /// The place of the type of a component or alternative, or nil.
  public func type(of name: String, in type: Int) -> Int? { parts(of: type).first { $0.name == name }?.type }
}

/// One type of a schema.
public struct SchemaType: Sendable, Equatable {
  /// Its name in the schema; of a type without one, the name of its owner, a full stop and the field's.
  public var name: String
  /// What it is made of.
  public var kind: Kind
  /// What stands before it in the schema, on one line: its unit, special values, meanings and source.
  public var note: String

  /// Makes a type.
  public init(name: String, kind: Kind, note: String = "") {
    self.name = name
    self.kind = kind
    self.note = note
  }

  /// What a type is made of. `extensible` says that the schema has a marker there.
  public enum Kind: Sendable, Equatable {
    case boolean
    /// Bounds that do not exist (a bare INTEGER) are nil.
    case integer(lower: Int64?, upper: Int64?, extensible: Bool)
    /// The alternatives of the root in the order of their numbers; then those behind the marker.
    case enumerated(root: [String], additions: [String], extensible: Bool)
    /// Sizes in octets; `upper` nil is without bound.
    case octetString(lower: Int, upper: Int?, extensible: Bool)
    /// Characters of seven bits.
    case characterString(lower: Int, upper: Int?, extensible: Bool)
    /// Characters in UTF-8 of any number: a size does not change the encoding (X.691 clause 30).
    case utf8String
    case bitString(lower: Int, upper: Int?, extensible: Bool, names: [String])
    case list(lower: Int, upper: Int?, extensible: Bool, element: Int)
    case sequence(root: [SchemaField], additions: [SchemaField], extensible: Bool)
    case choice(root: [SchemaField], additions: [SchemaField], extensible: Bool)
    /// A value whose type the number in the sibling field `selector` names.
    case openType(selector: String, alternatives: [OpenAlternative])
  }
}

/// A component of a sequence or an alternative of a choice.
public struct SchemaField: Sendable, Equatable {
  /// Its name in the schema.
  public var name: String
  /// The place of its type.
  public var type: Int
  /// Whether it may be absent.
  public var isOptional: Bool

  /// Whether it stands for the components between `[[` and `]]` (X.680 clause 25): they are those of its own sequence
  /// in the encoding, and of the sequence around it in a value.
  public var isGroup: Bool { name.hasPrefix("[[") }

  /// Makes a field.
  public init(name: String, type: Int, isOptional: Bool) {
    self.name = name
    self.type = type
    self.isOptional = isOptional
  }
}

/// One line of the table that tells what an open type holds.
public struct OpenAlternative: Sendable, Equatable {
  /// The number in the selecting field.
  public var id: Int64
  /// The place of the type.
  public var type: Int

  /// Makes an alternative.
  public init(id: Int64, type: Int) {
    self.id = id
    self.type = type
  }
}

extension Int {
  /// The number of bits that tell `self` values apart (X.691 clause 11.5.7.1), 0 for one value.
  public var bitsToTellApart: Int { self <= 1 ? 0 : Int.bitWidth - (self - 1).leadingZeroBitCount }
}

/// The number of bits of an integer with both bounds.
public func bitsOfRange(_ lower: Int64, _ upper: Int64) -> Int {
  let span = UInt64(bitPattern: upper &- lower)
  return 64 - span.leadingZeroBitCount
}
