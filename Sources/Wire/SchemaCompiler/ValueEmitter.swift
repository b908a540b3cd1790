import SchemaModel

/// Prints, for each Swift type, its conversion into the tree that names every part as the schema does.
struct ValueEmitter {
  var model: CodecModel
  let dialect: Int
  private var lines = Lines()

  init(model: CodecModel, dialect: Int) {
    self.model = model
    self.dialect = dialect
  }

  private var schema: Schema { model.schemas[dialect] }

  private mutating func suffix(_ type: Int) -> String {
    model.isVariant(type, in: dialect) ? model.suffixes[dialect] : ""
  }

  /// The conversion of a sequence, choice or open type.
  mutating func function(for type: Int) -> String {
    lines = Lines()
    lines.add("func schemaValue\(suffix(type))() -> SchemaValue {")
    switch schema.types[type].kind {
    case .sequence(let root, let additions, _): sequence(type, root + additions)
    case .choice(let root, let additions, _):
      choice(type, (root + additions).map { ($0.name, $0.type) })
    case .openType(_, let alternatives):
      choice(type, alternatives.map { (model.schemaName(schema.types[$0.type].name), $0.type) })
    default: break
    }
    lines.add("}")
    return lines.text
  }

  private mutating func sequence(_ type: Int, _ fields: [SchemaField]) {
    let structure = model.structure(named: Naming.type(schema.types[type].name))
    lines.add("var parts: [SchemaValue.Component] = []")
    for field in fields {
      let member = structure.members[structure.memberOfField[dialect][field.name] ?? 0]
      let name = Naming.declaredPlain(member.name)
      if member.presenceBit == nil {
        lines.add("parts.append(.init(\"\(field.name)\", \(value("self.\(name)", field.type, member.storage))))")
      } else {
        lines.add("if let value = self.\(name) {")
        if field.isGroup {
          lines.add("if case .sequence(let members) = value.schemaValue\(suffix(field.type))() { parts += members }")
          lines.add("}")
          continue
        }
        lines.add("parts.append(.init(\"\(field.name)\", \(value("value", field.type, member.storage))))")
        lines.add("}")
      }
    }
    lines.add("return .sequence(parts)")
  }

  private mutating func choice(_ type: Int, _ alternatives: [(name: String, type: Int)]) {
    let model = self.model.choice(named: Naming.type(schema.types[type].name))
    lines.add("switch self {")
    var covered = 0
    for (name, inner) in alternatives {
      guard let item = model.cases.first(where: { $0.schemaName == name }) else { continue }
      covered += 1
      let payload = item.isIndirect ? "payload.value" : "payload"
      lines.add(
        "case .\(Naming.declaredPlain(item.name))(let payload): return .choice(.init(\"\(name)\", \(value(payload, inner, item.storage))))"
      )
    }
    if model.hasUnknown {
      lines.add("case .unknown(let index, let octets): return .unknown(index: index, octets: Array(octets))")
    }
    if covered < model.cases.count { lines.add("default: return .unknown(index: -1, octets: [])") }
    lines.add("}")
  }

  private mutating func value(_ place: String, _ type: Int, _ storage: Storage) -> String {
    switch schema.types[type].kind {
    case .boolean: return ".boolean(\(place))"
    case .integer: return ".integer(Int64(\(place)))"
    case .enumerated: return ".enumerated(\(place).schemaName)"
    case .octetString(let lower, _, _):
      if case .octetWord = storage { return ".octets(word: UInt64(\(place)), count: \(lower))" }
      return ".octets(Array(\(place)))"
    case .characterString: return ".text(\(place).text)"
    case .utf8String: return ".text(utf8: \(place))"
    case .bitString(let lower, _, _, _):
      if case .bitSet = storage { return ".bits(word: UInt64(\(place).rawValue), count: \(lower))" }
      return ".bits(of: \(place))"
    case .list(_, _, _, let element):
      guard case .list(let inner) = storage else { return ".list([])" }
      return ".list(\(place).map { element in \(value("element", element, inner)) })"
    case .sequence, .choice: return "\(place).schemaValue\(suffix(type))()"
    case .openType: return "\(place).schemaValue\(suffix(type))()"
    }
  }
}
