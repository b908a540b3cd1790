import SchemaModel

/// What decoders and encoders are printed by: the shared walk over a type, and the state of one function.
///
/// A walk turns a type into runs of fixed bits, which are read and written several at a time, and into steps whose
/// length is known only when they run. Small sequences of fixed fields are printed in place of being called.
class CodecEmitter {
  let target: Target
  var model: CodecModel
  let dialect: Int
  var lines = Lines()
  var run: [BitField] = []
  /// Where the lines end that declare `base` and `fault` in the function at hand.
  var baseLine = 0
  var faultLine = 0
  private var names = 0
  /// How many places in what was printed call a function.
  var calls: [String: Int] = [:]
  /// The functions that could as well be printed where they are called: not those of what stands in an open type.
  var movable: Set<String> = []
  /// Those of them that are: they are called in one place only, or short.
  var moved: Set<String> = []

  /// Bits that a function may move on without a check of the position: what is behind the end is padding.
  static let reach = 200

  init(target: Target, model: CodecModel, dialect: Int) {
    self.target = target
    self.model = model
    self.dialect = dialect
  }

  var schema: Schema { model.schemas[dialect] }

  func fresh(_ stem: String) -> String {
    names += 1
    return "\(stem)\(names)"
  }

  func beginFunction() {
    names = 0
    run = []
  }

  /// The suffix of the function of a type: that of the dialect where the type is another there.
  func suffix(_ type: Int) -> String { model.isVariant(type, in: dialect) ? model.suffixes[dialect] : "" }

  /// Whether a sequence is small and fixed enough to be printed in place.
  func isInline(_ type: Int) -> Bool {
    guard case .sequence(let root, _, false) = schema.types[type].kind, root.count <= 12 else { return false }
    return root.allSatisfy { field in
      fixedField(schema.types[field.type].kind, storage: .boolean, place: "") != nil || isInline(field.type)
    }
  }

  /// The place of a member.
  func place(_ owner: String, _ member: MemberModel) -> String {
    if member.presenceBit != nil { return "\(owner)._\(member.name)" }
    return "\(owner).\(target == .swift ? Naming.declaredPlain(member.name) : Naming.inC(member.name))"
  }

  func structure(of type: Int) -> StructModel { model.structure(named: Naming.type(schema.types[type].name)) }

  func member(_ structure: StructModel, _ field: SchemaField) -> MemberModel {
    structure.members[structure.memberOfField[dialect][field.name] ?? 0]
  }

  // MARK: The walk

  /// A sequence at a place: marker, presence, components, additions.
  func walkSequence(_ type: Int, _ owner: String) {
    guard case .sequence(let root, let additions, let extensible) = schema.types[type].kind else { return }
    let structure = structure(of: type)
    if extensible {
      run.append(BitField(width: 1, meaning: .marker, place: owner, storage: .boolean))
      beginExtensible(structure, additions, owner)
    }
    let masks = root.filter(\.isOptional).map { mask(structure, $0) }
    let presence = beginPresence(structure, root, masks, owner)
    for field in root {
      let member = member(structure, field)
      let target = place(owner, member)
      if field.isOptional {
        flush()
        optional(presence, mask(structure, field)) {
          walkValue(field, root, owner, member.storage, target)
          flush()
        }
      } else {
        walkValue(field, root, owner, member.storage, target)
      }
    }
    if extensible {
      flush()
      extensions(type, structure, additions, owner)
    }
  }

  func mask(_ structure: StructModel, _ field: SchemaField) -> UInt64 {
    1 << UInt64(member(structure, field).presenceBit ?? 0)
  }

  private func walkValue(
    _ field: SchemaField, _ root: [SchemaField], _ owner: String, _ storage: Storage, _ place: String
  ) {
    if case .openType(let selector, let alternatives) = schema.types[field.type].kind,
      let selecting = root.first(where: { $0.name == selector })
    {
      flush()
      openType(field.type, alternatives, self.place(owner, member(structure(ofOwner: owner, root), selecting)), place)
    } else {
      walk(field.type, storage, place)
    }
  }

  /// The struct whose root this is; an open type's owner is found by its components.
  private func structure(ofOwner owner: String, _ root: [SchemaField]) -> StructModel {
    let index = schema.types.firstIndex { type in
      if case .sequence(let other, _, _) = type.kind { return other == root }
      return false
    }
    return structure(of: index ?? 0)
  }

  /// A value of any type at a place.
  func walk(_ type: Int, _ storage: Storage, _ place: String) {
    let kind = schema.types[type].kind
    if let field = fixedField(kind, storage: storage, place: place) {
      run.append(field)
      return
    }
    if isInline(type) { return walkSequence(type, place) }
    flush()
    dynamic(type, kind, storage, place)
  }

  // MARK: What the two directions do

  func flush() {}
  func beginExtensible(_ structure: StructModel, _ additions: [SchemaField], _ owner: String) {}
  func beginPresence(_ structure: StructModel, _ root: [SchemaField], _ masks: [UInt64], _ owner: String) -> String {
    ""
  }
  func optional(_ presence: String, _ mask: UInt64, _ body: () -> Void) {}
  func extensions(_ type: Int, _ structure: StructModel, _ additions: [SchemaField], _ owner: String) {}
  func dynamic(_ type: Int, _ kind: SchemaType.Kind, _ storage: Storage, _ place: String) {}
  func openType(_ type: Int, _ alternatives: [OpenAlternative], _ selector: String, _ place: String) {}

  /// The name of the Swift or C function of a type, which is called there. A place behind a marker does not count as
  /// the only one: what is inlined there would take the room of what is frequent.
  func function(_ verb: String, _ type: Int, isRare: Bool = false) -> String {
    calls[key(verb, type), default: 0] += isRare ? 2 : 1
    return target == .swift ? key(verb, type) : "\(verb)\(suffix(type))_\(Naming.type(schema.types[type].name))"
  }

  /// What a function is counted as.
  func key(_ verb: String, _ type: Int) -> String { "\(Naming.type(schema.types[type].name)).\(verb)\(suffix(type))" }

  /// Whether what the function of a type would do is printed where it would be called.
  func isInPlace(_ type: Int) -> Bool { false }
}

/// An emitter that prints the function of a type.
protocol FunctionEmitter: CodecEmitter {
  func function(for type: Int) -> String
}

extension CodecModel {
  /// The emitters of all dialects, who know what is printed in place, and the types that each is to print functions of.
  mutating func emitters<Emitter: FunctionEmitter>(
    _ make: (CodecModel, Int) -> Emitter
  ) -> [(emitter: Emitter, types: [Int])] {
    var calls: [String: Int] = [:]
    var movable: Set<String> = []
    var lengths: [String: Int] = [:]
    for dialect in schemas.indices {
      let survey = make(self, dialect)
      for index in ownTypes(of: dialect) where isCoded(index, in: dialect) {
        let lines = survey.function(for: index).utf8.count { $0 == 10 }
        for verb in ["decode", "encode"] { lengths[survey.key(verb, index)] = lines }
      }
      calls.merge(survey.calls, uniquingKeysWith: max)
      movable.formUnion(survey.movable)
    }
    let moved = movable.filter { (calls[$0] ?? 0) == 1 || (calls[$0] ?? 0) * (lengths[$0] ?? 0) <= 250 }
    var result: [(emitter: Emitter, types: [Int])] = []
    for dialect in schemas.indices {
      let emitter = make(self, dialect)
      emitter.moved = moved
      let roots = roots(in: dialect)
      let types = ownTypes(of: dialect).filter {
        isCoded($0, in: dialect) && (roots.contains($0) || !emitter.isInPlace($0))
      }
      result.append((emitter, types))
    }
    return result
  }
}

extension Naming {
  /// The member as it is written behind a full stop: no word is reserved there.
  static func declaredPlain(_ name: String) -> String { name == "init" || name == "self" ? "`\(name)`" : name }
}
