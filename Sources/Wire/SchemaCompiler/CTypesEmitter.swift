import SchemaModel

/// Prints the C types of a schema: what ``SwiftTypesEmitter`` prints, with the same layout, as plain structs.
///
/// A component that may be absent has a bit in `presence` and a `_` before its name. A choice is a union and the number
/// of the alternative; large alternatives stand in the arena, as in Swift.
struct CTypesEmitter {
  let model: CodecModel
  private let names = TypeNames(.c)
  private var lines = Lines()

  init(model: CodecModel) { self.model = model }

  /// The type at a place of the schema, or nothing where it needs none of its own.
  mutating func type(_ index: Int) -> String {
    lines = Lines()
    let type = model.schemas[0].types[index]
    switch type.kind {
    case .sequence: structure(model.structure(named: Naming.type(type.name)))
    case .choice, .openType: choice(model.choice(named: Naming.type(type.name)))
    default: break
    }
    return lines.text
  }

  private mutating func structure(_ model: StructModel) {
    lines.add("typedef struct {")
    if model.presenceCount > 0 { lines.add("uint\(model.presenceBits)_t presence;") }
    for member in model.members {
      let name = member.presenceBit == nil ? Naming.inC(member.name) : "_" + member.name
      lines.add("\(names.name(member.storage)) \(name);")
    }
    lines.add("} \(model.name);")
  }

  private mutating func choice(_ model: ChoiceModel) {
    let kinds = model.cases.map { "\(model.name)_\($0.name)" } + (model.hasUnknown ? ["\(model.name)_unknown"] : [])
    lines.add("enum { \(kinds.joined(separator: ", ")) };")
    lines.add("typedef struct {")
    lines.add("union {")
    for item in model.cases {
      lines.add("\(names.name(item.storage)) \(item.isIndirect ? "*" : "")\(Naming.inC(item.name));")
    }
    if model.hasUnknown { lines.add("UnknownAlternative unknown;") }
    lines.add("};")
    lines.add("uint8_t kind;")
    lines.add("} \(model.name);")
  }
}
