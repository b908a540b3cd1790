import SchemaModel

/// Prints the Swift types of a schema: structs, enumerations, bit sets and choices.
struct SwiftTypesEmitter {
  let model: CodecModel
  private let names = TypeNames(.swift)
  private var lines = Lines()

  init(model: CodecModel) { self.model = model }

  /// The type at a place of the schema, or nothing where it needs none of its own.
  mutating func type(_ index: Int) -> String {
    lines = Lines()
    let type = model.schemas[0].types[index]
    let name = Naming.type(type.name)
    switch type.kind {
    case .sequence: structure(model.structure(named: name))
    case .choice, .openType: choice(model.choice(named: name))
    case .enumerated(let root, let additions, let extensible): enumeration(type.name, root, additions, extensible)
    case .bitString(let lower, let upper, let extensible, let bits) where !bits.isEmpty:
      bitNames(type.name, lower, upper, extensible, bits)
    case .list where model.openLists[0].contains(index):
      // Not of the list's Swift type, which another one can have too.
      lines.add("/// Where the functions of a list are, for it stands in an open type.")
      lines.add("enum \(name) {}")
    default: break
    }
    return lines.text
  }

  private mutating func notes(_ notes: [String], or fallback: String) {
    if notes.isEmpty { return lines.add("/// \(fallback)") }
    for note in notes { lines.add("/// \(note)") }
  }

  private mutating func structure(_ model: StructModel) {
    notes(self.model.notes(on: model.schemaName), or: "A part of another message, without a name of its own.")
    lines.add("@frozen public struct \(model.name): BitwiseCopyable {")
    if model.presenceCount > 0 {
      lines.add("@usableFromInline var presence: UInt\(model.presenceBits) = 0")
    }
    for member in model.members { self.member(member, in: model) }
    lines.add("/// All zero, empty and absent.")
    lines.add("@inlinable public init() {}")
    lines.add("}")
  }

  private mutating func member(_ member: MemberModel, in model: StructModel) {
    let type = names.name(member.storage)
    let initial = names.initial(member.storage)
    guard let bit = member.presenceBit else {
      notes(member.notes, or: "See the struct.")
      return lines.add("public var \(Naming.declared(member.name)): \(type) = \(initial)")
    }
    lines.add("@usableFromInline var _\(member.name): \(type) = \(initial)")
    notes(member.notes, or: "See the struct.")
    lines.add("@inlinable public var \(Naming.declared(member.name)): \(type)? {")
    lines.add("get { presence & \(1 << UInt64(bit)) != 0 ? _\(member.name) : nil }")
    lines.add("set {")
    lines.add("if let newValue {")
    lines.add("_\(member.name) = newValue")
    lines.add("presence |= \(1 << UInt64(bit))")
    lines.add("} else {")
    lines.add("presence &= ~\(1 << UInt64(bit))")
    lines.add("}")
    lines.add("}")
    lines.add("}")
  }

  private mutating func choice(_ model: ChoiceModel) {
    notes(self.model.notes(on: model.schemaName), or: "A choice without a name of its own.")
    lines.add("@frozen public enum \(model.name): BitwiseCopyable {")
    for item in model.cases {
      let type = names.name(item.storage)
      lines.add("case \(Naming.declared(item.name))(\(item.isIndirect ? "PackedReference<\(type)>" : type))")
    }
    if model.hasUnknown {
      lines.add("/// An alternative that a newer schema has, kept as octets.")
      lines.add("case unknown(index: Int, octets: PackedOctets)")
    }
    if let first = model.hasUnknown ? model.cases.first : model.cases.first(where: { !$0.isIndirect }),
      !first.isIndirect
    {
      lines.add("@inlinable init() { self = .\(first.name)(\(names.initial(first.storage))) }")
    } else {
      lines.add("@inlinable init() { self = .unknown(index: 0, octets: PackedOctets()) }")
    }
    lines.add("}")
  }

  private mutating func enumeration(_ schemaName: String, _ root: [String], _ additions: [String], _ extensible: Bool) {
    let bits = extensible || root.count > 255 ? 16 : 8
    let name = Naming.type(schemaName)
    notes(model.notes(on: schemaName), or: "An enumeration without a name of its own.")
    lines.add("@frozen public struct \(name): BitwiseCopyable, Hashable, Sendable {")
    lines.add("/// The place among the values in the order of their numbers; values of a newer schema come behind.")
    lines.add("public var index: UInt\(bits)")
    lines.add("/// The value at a place.")
    lines.add("@inlinable public init(index: UInt\(bits) = 0) { self.index = index }")
    for (place, value) in (root + additions).enumerated() {
      lines.add(
        "@inlinable public static var \(Naming.declared(Naming.member(value))): \(name) { \(name)(index: \(place)) }")
    }
    lines.add("static let schemaNames: [String] = [\((root + additions).map { "\"\($0)\"" }.joined(separator: ", "))]")
    lines.add("/// The name in the schema, or `unknown(n)` for value n behind the marker.")
    lines.add("public var schemaName: String {")
    lines.add(
      "Int(index) < Self.schemaNames.count ? Self.schemaNames[Int(index)] : \"unknown(\\(Int(index) - \(root.count)))\""
    )
    lines.add("}")
    lines.add("}")
  }

  private mutating func bitNames(
    _ schemaName: String, _ lower: Int, _ upper: Int?, _ extensible: Bool, _ bits: [String]
  ) {
    let name = Naming.type(schemaName)
    notes(model.notes(on: schemaName), or: "A bit string without a name of its own.")
    if !extensible, lower == upper, lower <= 57 {
      let width = lower <= 8 ? 8 : lower <= 16 ? 16 : lower <= 32 ? 32 : 64
      lines.add("@frozen public struct \(name): OptionSet, BitwiseCopyable, Hashable, Sendable {")
      lines.add("/// The \(lower) bits, the last one lowest.")
      lines.add("public var rawValue: UInt\(width)")
      lines.add("/// The set with these bits.")
      lines.add("@inlinable public init(rawValue: UInt\(width) = 0) { self.rawValue = rawValue }")
      lines.add("@inlinable public init() { rawValue = 0 }")
      for (place, bit) in bits.enumerated() where place < lower {
        lines.add(
          "@inlinable public static var \(Naming.declared(Naming.member(bit))): \(name) { \(name)(rawValue: \(1 << UInt64(lower - 1 - place))) }"
        )
      }
    } else {
      lines.add("public enum \(name) {")
      for (place, bit) in bits.enumerated() {
        lines.add("/// The place of the bit in ``ExtensibleBits``.")
        lines.add("public static var \(Naming.declared(Naming.member(bit))): Int { \(place) }")
      }
    }
    lines.add("}")
  }
}
