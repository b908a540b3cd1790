import SchemaModel

/// How a value of a type is kept in memory.
indirect enum Storage: Equatable {
  case boolean
  case integer(bits: Int, signed: Bool)
  /// A struct around the index of the alternative.
  case enumeration(name: String, bits: Int)
  /// A struct around at most 64 bits, right-aligned.
  case bitSet(name: String, bits: Int)
  case extensibleBits
  /// At most eight octets as one number.
  case octetWord(bits: Int)
  case octets
  case list(Storage)
  case structure(String)
  case choice(String)
}

/// A component of a generated struct. Its type may be optional in one dialect and not in another.
struct MemberModel {
  var name: String
  var storage: Storage
  /// The bit of the presence set, or nil where it is there in every dialect.
  var presenceBit: Int?
  var notes: [String]
}

/// A generated struct: the union of what all dialects have.
struct StructModel {
  var name: String
  var schemaName: String
  var members: [MemberModel]
  var presenceCount: Int
  /// By dialect (0 is the text as it stands): the member of each schema field, in the schema's order.
  var memberOfField: [[String: Int]]
  var typeIndex: [Int]
}

/// An alternative of a generated enum with payload.
struct CaseModel {
  var name: String
  var schemaName: String
  var storage: Storage
  /// Whether the payload stands in the arena because it is large.
  var isIndirect: Bool

  /// Whether the payload has parts.
  var isComposite: Bool {
    switch storage {
    case .structure, .choice: true
    default: false
    }
  }
}

/// A generated enum with payload: a choice, or the contents of an open type.
struct ChoiceModel {
  var name: String
  var schemaName: String
  var cases: [CaseModel]
  var hasUnknown: Bool
  var typeIndex: Int
}

/// Everything that the emitters need to know about a schema and its dialects.
struct CodecModel {
  /// The schema as it stands, then one for each further dialect.
  var schemas: [Schema]
  /// What is appended to the names of functions of each dialect; empty for the first.
  var suffixes: [String]
  var notes: [String: [String]]
  /// The types that messages are decoded as.
  var roots: [String] = []
  /// What the names of all types begin with in the code, so that two rooms can be used together; not in the schema.
  var prefix = ""
  var structs: [StructModel] = []
  var choices: [ChoiceModel] = []
  /// By dialect, the lists that stand in open types: an open type calls the function of what is in it.
  let openLists: [Set<Int>]
  private var variantMemo: [[Int: Bool]]
  private var structPlaces: [String: Int] = [:]
  private var choicePlaces: [String: Int] = [:]
  /// The types of the first schema by what they are called in the code.
  private var typePlaces: [String: Int] = [:]

  init(schemas: [Schema], suffixes: [String], notes: [String: [String]], prefix: String) {
    self.schemas = schemas.map { CodecModel.named($0) { prefix.isEmpty ? $0 : "\(prefix).\($0)" } }
    self.suffixes = suffixes
    self.notes = notes
    self.prefix = prefix
    for (index, type) in self.schemas[0].types.enumerated() where typePlaces[Naming.type(type.name)] == nil {
      typePlaces[Naming.type(type.name)] = index
    }
    openLists = self.schemas.map(CodecModel.openLists)
    variantMemo = Array(repeating: [:], count: schemas.count)
    for (index, type) in self.schemas[0].types.enumerated() {
      switch type.kind {
      case .sequence: addStruct(type, index)
      case .choice, .openType: addChoice(type, index)
      default: break
      }
    }
  }

  private static func openLists(of schema: Schema) -> Set<Int> {
    var found: Set<Int> = []
    for type in schema.types {
      guard case .openType(_, let alternatives) = type.kind else { continue }
      for entry in alternatives {
        if case .list = schema.types[entry.type].kind { found.insert(entry.type) }
      }
    }
    return found
  }

  func structure(named name: String) -> StructModel { structs[structPlaces[name] ?? 0] }
  func choice(named name: String) -> ChoiceModel { choices[choicePlaces[name] ?? 0] }

  /// What the schema calls a type.
  func schemaName(_ name: String) -> String { prefix.isEmpty ? name : String(name.dropFirst(prefix.count + 1)) }

  /// The notes on a type.
  func notes(on name: String) -> [String] { notes[schemaName(name)] ?? [] }

  /// A schema with other names.
  static func named(_ schema: Schema, _ name: (String) -> String) -> Schema {
    Schema(types: schema.types.map { SchemaType(name: name($0.name), kind: $0.kind, note: $0.note) })
  }

  // MARK: Storage

  func storage(of index: Int, in dialect: Int) -> Storage {
    let type = schemas[dialect].types[index]
    switch type.kind {
    case .boolean: return .boolean
    case .integer(let lower, let upper, let extensible):
      guard let lower, let upper, !extensible else { return .integer(bits: 64, signed: true) }
      return CodecModel.integerStorage(lower, upper)
    case .enumerated(let root, _, let extensible):
      return .enumeration(name: Naming.type(type.name), bits: extensible || root.count > 255 ? 16 : 8)
    case .octetString(let lower, let upper, let extensible):
      guard lower == upper, lower <= 8, lower > 0, !extensible else { return .octets }
      return .octetWord(bits: [8, 16, 32, 32, 64, 64, 64, 64][lower - 1])
    case .characterString, .utf8String: return .octets
    case .bitString(let lower, let upper, let extensible, _):
      guard lower == upper, lower <= 57, !extensible else { return .extensibleBits }
      return .bitSet(name: Naming.type(type.name), bits: lower <= 8 ? 8 : lower <= 16 ? 16 : lower <= 32 ? 32 : 64)
    case .list(_, _, _, let element): return .list(storage(of: element, in: dialect))
    case .sequence: return .structure(Naming.type(type.name))
    case .choice, .openType: return .choice(Naming.type(type.name))
    }
  }

  private static func integerStorage(_ lower: Int64, _ upper: Int64) -> Storage {
    for bits in [8, 16, 32] {
      if lower >= 0, upper < 1 << Int64(bits) { return .integer(bits: bits, signed: false) }
      if lower < 0, lower >= -(1 << Int64(bits - 1)), upper < 1 << Int64(bits - 1) {
        return .integer(bits: bits, signed: true)
      }
    }
    return .integer(bits: 64, signed: true)
  }

  // MARK: Dialects

  /// Whether a type of a further dialect reads or writes other bits than the type of the same name as it stands.
  mutating func isVariant(_ index: Int, in dialect: Int) -> Bool {
    if dialect == 0 { return false }
    if let known = variantMemo[dialect][index] { return known }
    let type = schemas[dialect].types[index]
    guard let other = schemas[0].index(of: type.name) else { return true }
    let result = kindDiffers(type.kind, schemas[0].types[other].kind, dialect)
    variantMemo[dialect][index] = result
    return result
  }

  private mutating func kindDiffers(_ a: SchemaType.Kind, _ b: SchemaType.Kind, _ dialect: Int) -> Bool {
    switch (a, b) {
    case (.list(let l1, let u1, let e1, let t1), .list(let l2, let u2, let e2, let t2)):
      return (l1, u1, e1) != (l2, u2, e2) || typeDiffers(t1, t2, dialect)
    case (.sequence(let r1, let a1, let e1), .sequence(let r2, let a2, let e2)),
      (.choice(let r1, let a1, let e1), .choice(let r2, let a2, let e2)):
      return e1 != e2 || fieldsDiffer(r1, r2, dialect) || fieldsDiffer(a1, a2, dialect)
    case (.openType(_, let a1), .openType(_, let a2)):
      return a1.count != a2.count || zip(a1, a2).contains { typeDiffers($0.type, $1.type, dialect) }
    default: return a != b
    }
  }

  private mutating func typeDiffers(_ a: Int, _ b: Int, _ dialect: Int) -> Bool {
    schemas[dialect].types[a].name != schemas[0].types[b].name || isVariant(a, in: dialect)
  }

  private mutating func fieldsDiffer(_ a: [SchemaField], _ b: [SchemaField], _ dialect: Int) -> Bool {
    guard a.count == b.count else { return true }
    for (first, second) in zip(a, b)
    where first.name != second.name || first.isOptional != second.isOptional
      || typeDiffers(first.type, second.type, dialect)
    {
      return true
    }
    return false
  }

  // MARK: Building

  private mutating func addStruct(_ type: SchemaType, _ index: Int) {
    guard case .sequence(let root, let additions, _) = type.kind else { return }
    var model = StructModel(
      name: Naming.type(type.name), schemaName: type.name, members: [], presenceCount: 0, memberOfField: [[:]],
      typeIndex: [index])
    let optional = root.filter(\.isOptional).count
    var seen = 0
    for field in root {
      let bit = field.isOptional ? optional - 1 - seen : nil
      seen += field.isOptional ? 1 : 0
      add(field, dialect: 0, presenceBit: bit, to: &model)
    }
    model.presenceCount = optional
    for field in additions {
      add(field, dialect: 0, presenceBit: model.presenceCount, to: &model)
      model.presenceCount += 1
    }
    for dialect in schemas.indices.dropFirst() { merge(dialect, into: &model) }
    structPlaces[model.name] = structs.count
    structs.append(model)
  }

  private func add(
    _ field: SchemaField, dialect: Int, presenceBit: Int?, to model: inout StructModel, suffix: String = ""
  ) {
    let typeName = schemas[dialect].types[field.type].name
    model.memberOfField[dialect][field.name] = model.members.count
    model.members.append(
      MemberModel(
        name: Naming.member(field.name) + suffix, storage: storage(of: field.type, in: dialect),
        presenceBit: presenceBit, notes: notes(on: typeName)))
  }

  /// Adds what a further dialect has and the text as it stands has not.
  private mutating func merge(_ dialect: Int, into model: inout StructModel) {
    model.memberOfField.append([:])
    guard let index = schemas[dialect].index(of: model.schemaName),
      case .sequence(let root, let additions, _) = schemas[dialect].types[index].kind
    else { return model.typeIndex.append(-1) }
    model.typeIndex.append(index)
    for field in root + additions {
      let storage = storage(of: field.type, in: dialect)
      if let place = model.memberOfField[0][field.name], model.members[place].storage == storage {
        model.memberOfField[dialect][field.name] = place
        if field.isOptional, model.members[place].presenceBit == nil {
          model.members[place].presenceBit = model.presenceCount
          model.presenceCount += 1
        }
      } else {
        let suffix = model.memberOfField[0][field.name] == nil ? "" : suffixes[dialect]
        add(field, dialect: dialect, presenceBit: model.presenceCount, to: &model, suffix: suffix)
        model.presenceCount += 1
      }
    }
  }

  private mutating func addChoice(_ type: SchemaType, _ index: Int) {
    var model = ChoiceModel(
      name: Naming.type(type.name), schemaName: type.name, cases: [], hasUnknown: false, typeIndex: index)
    switch type.kind {
    case .choice(let root, let additions, let extensible):
      model.hasUnknown = extensible
      for field in root + additions { model.cases.append(alternative(field.name, field.type)) }
    case .openType(_, let alternatives):
      model.hasUnknown = true
      for entry in alternatives {
        model.cases.append(alternative(schemaName(schemas[0].types[entry.type].name), entry.type))
      }
    default: break
    }
    if !model.hasUnknown, model.cases.allSatisfy(\.isIndirect),
      let smallest = model.cases.indices.min(by: { size(of: model.cases[$0]) < size(of: model.cases[$1]) })
    {
      model.cases[smallest].isIndirect = false  // the choice needs a value to begin with
    }
    choicePlaces[model.name] = choices.count
    choices.append(model)
  }

  private func alternative(_ name: String, _ type: Int) -> CaseModel {
    let storage = storage(of: type, in: 0)
    return CaseModel(
      name: Naming.member(name), schemaName: name, storage: storage, isIndirect: size(of: storage) > 32)
  }

  // MARK: Sizes

  /// About how many octets a value takes in memory, alignment included.
  func size(of storage: Storage) -> Int {
    switch storage {
    case .boolean: 1
    case .integer(let bits, _), .enumeration(_, let bits), .bitSet(_, let bits), .octetWord(let bits): bits / 8
    case .extensibleBits: 24
    case .octets, .list: 16
    case .structure(let name): structSize(named: name)
    case .choice(let name): choiceSize(named: name)
    }
  }

  private func size(of item: CaseModel) -> Int { size(of: item.storage) }

  private func structSize(named name: String) -> Int {
    guard let type = typePlaces[name].map({ schemas[0].types[$0] }),
      case .sequence(let root, let additions, _) = type.kind
    else { return 64 }
    let parts = (root + additions).map { size(of: storage(of: $0.type, in: 0)) }
    return (parts.reduce(4) { ($0 + min($1, 8) - 1) / max(min($1, 8), 1) * max(min($1, 8), 1) + $1 } + 7) / 8 * 8
  }

  private func choiceSize(named name: String) -> Int {
    guard let type = typePlaces[name].map({ schemas[0].types[$0] }) else { return 64 }
    switch type.kind {
    case .choice(let root, let additions, let extensible):
      let sizes = (root + additions).map { min(size(of: storage(of: $0.type, in: 0)), 32) }
      return max(sizes.max() ?? 0, extensible ? 24 : 0) / 8 * 8 + 8
    default: return 32
    }
  }
}
