public import SchemaModel

/// Follows references and imports, numbers the types, and checks what can be wrong between modules.
public struct Resolver {
  struct Named {
    var module: Int
    var assignment: AssignmentSyntax
  }

  private let modules: [ModuleSyntax]
  private var named: [String: Named] = [:]
  private var imported: [Set<String>] = []
  private var isGenerated = false
  var indices: [String: Int] = [:]
  var schema = Schema()
  /// The module whose text is being resolved.
  var module = 0
  /// What stands for the dummy names of the parameterised type that is being resolved.
  var actuals: [String: ActualParameter] = [:]

  private init(_ modules: [ModuleSyntax]) { self.modules = modules }

  /// The resolved schema of a set of files as a dialect has them; nil is the text as it stands.
  ///
  /// Throws ``SchemaError`` with file, line and column: syntax, a name that nobody defines or imports, a name defined
  /// twice, an import that does not exist, a type that contains itself.
  /// `isGenerated` says that code is to be generated, which wants a little more of a schema than reading trees.
  public static func resolve(
    _ sources: [SchemaSource], dialect: String? = nil, isGenerated: Bool = false
  ) throws(SchemaError) -> Schema {
    var modules: [ModuleSyntax] = []
    for source in sources { modules += try Parser.modules(of: source.text(in: dialect), file: source.name) }
    var resolver = Resolver(modules)
    resolver.isGenerated = isGenerated
    try resolver.collect()
    try resolver.checkImports()
    for (index, module) in modules.enumerated() {
      for assignment in module.assignments {
        resolver.module = index
        try resolver.resolve(assignment)
      }
    }
    try resolver.checkSize()
    return resolver.schema
  }

  /// The notes before each definition, by type name.
  public static func notes(_ sources: [SchemaSource]) throws(SchemaError) -> [String: [String]] {
    var notes: [String: [String]] = [:]
    for source in sources {
      for module in try Parser.modules(of: source.text, file: source.name) {
        for assignment in module.assignments { notes[assignment.name] = assignment.notes.filter { !$0.hasPrefix("@") } }
      }
    }
    return notes
  }

  /// Resolves one definition, whether anything refers to it or not. A parameterised type is resolved where it is used.
  private mutating func resolve(_ assignment: AssignmentSyntax) throws(SchemaError) {
    switch assignment.body {
    case .type where assignment.parameters.isEmpty: _ = try index(of: assignment.name, from: assignment.token)
    case .objectSet: _ = try table(named: assignment.name, from: assignment.token)
    case .type, .number, .objectClass: break
    }
  }

  func failure(_ message: String, _ token: Token, in module: Int? = nil) -> SchemaError {
    let file = modules[module ?? self.module].file
    return SchemaError(file: file, line: token.line, column: token.column, message: message)
  }

  private mutating func collect() throws(SchemaError) {
    for (index, module) in modules.enumerated() {
      for assignment in module.assignments {
        guard named[assignment.name] == nil else {
          throw failure("\(assignment.name) is defined twice", assignment.token, in: index)
        }
        named[assignment.name] = Named(module: index, assignment: assignment)
      }
    }
  }

  private mutating func checkImports() throws(SchemaError) {
    for (index, module) in modules.enumerated() {
      for item in module.imports {
        guard let target = named[item.name], modules[target.module].name == item.module else {
          throw failure("\(item.module) does not define \(item.name)", item.token, in: index)
        }
      }
      imported.append(Set(module.imports.map(\.name) + module.assignments.map(\.name)))
    }
  }

  private func checkSize() throws(SchemaError) {
    guard schema.types.count < 65536 else {
      throw SchemaError(file: modules[0].file, line: 1, column: 1, message: "there are more than 65535 types")
    }
  }

  /// What a name stands for in the module at hand.
  func definition(of name: String, from token: Token) throws(SchemaError) -> Named {
    guard let target = named[name] else { throw failure("nothing is called \(name)", token) }
    guard imported[module].contains(name) else { throw failure("\(name) is not imported", token) }
    return target
  }

  /// The notes of a type on one line. One without any that narrows another has that one's; the numbers of an
  /// enumeration that do not count from 0 on stand in front.
  private func note(_ notes: [String], _ type: TypeSyntax) -> String {
    let own = notes.filter { !$0.hasPrefix("@") && !$0.hasPrefix("%") }.joined(separator: " ")
    switch type {
    case .reference(let name, _, _) where own.isEmpty:
      return indices[name].flatMap { $0 < 0 ? nil : schema.types[$0].note } ?? ""
    case .enumerated(let root, _, _):
      let numbers = root.compactMap(\.number).sorted()
      guard numbers.count == root.count, numbers != Array(0..<Int64(numbers.count)) else { return own }
      return "numbers \(numbers.map(String.init).joined(separator: " "))\(own.isEmpty ? "" : "; " + own)"
    default: return own
    }
  }

  /// The place of a named type, which is made where it has none yet.
  mutating func index(of name: String, from token: Token) throws(SchemaError) -> Int {
    if case .type(let index) = actuals[name] { return index }
    let target = try definition(of: name, from: token)
    guard case .type(let type) = target.assignment.body else { throw failure("\(name) is no type", token) }
    guard target.assignment.parameters.isEmpty else {
      throw failure("\(name) wants \(target.assignment.parameters.count) parameters", token)
    }
    return try made(name, as: type, from: token, notes: target.assignment.notes) { resolver throws(SchemaError) in
      resolver.module = target.module
      resolver.actuals = [:]
      let tables = try resolver.openTables(target.assignment)
      return try resolver.kind(of: type, name: name, tables: tables)
    }
  }

  /// The place of a type that is made once, by what it is called.
  mutating func made(
    _ name: String, as type: TypeSyntax, from token: Token, notes: [String],
    _ make: (inout Resolver) throws(SchemaError) -> SchemaType.Kind
  ) throws(SchemaError) -> Int {
    if let index = indices[name] {
      guard index >= 0 else { throw failure("\(name) contains itself", token) }
      return index
    }
    indices[name] = -1
    let outer = (module, actuals)
    let kind = try make(&self)
    (module, actuals) = outer
    schema.types.append(SchemaType(name: name, kind: kind, note: note(notes, type)))
    indices[name] = schema.types.count - 1
    return schema.types.count - 1
  }

  /// The place of a type where it is used; one that has no name takes its owner's, and the notes before it.
  mutating func place(of type: TypeSyntax, owner: String, notes: [String] = []) throws(SchemaError) -> Int {
    if case .reference(let name, nil, let token) = type { return try index(of: name, from: token) }
    if case .instance(let name, let actuals, let token) = type { return try instance(of: name, actuals, token) }
    if let fixed = try fixedClassField(type) { return fixed }
    let kind = try kind(of: type, name: owner, tables: [:])
    schema.types.append(SchemaType(name: owner, kind: kind, note: note(notes, type)))
    return schema.types.count - 1
  }

  mutating func kind(
    of type: TypeSyntax, name: String, tables: [String: SchemaType.Kind]
  ) throws(SchemaError) -> SchemaType.Kind {
    switch type {
    case .boolean: return .boolean
    case .integer(let bounds): return try integer(bounds)
    case .utf8String: return .utf8String
    case .enumerated(let root, let additions, let extensible):
      return .enumerated(root: try ordered(root), additions: additions.map(\.name), extensible: extensible)
    case .octetString(let size):
      return .octetString(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false)
    case .characterString(let size):
      return .characterString(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false)
    case .bitString(let names, let size):
      try checkBits(size)
      return .bitString(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false,
        names: try ordered(names))
    case .sequenceOf(let size, let element):
      let element = try place(of: element, owner: name + ".element")
      return .list(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false,
        element: element)
    case .sequence(let root, let additions, let extensible):
      return try sequence(root, additions, extensible, name, tables)
    case .choice(let root, let additions, let extensible):
      return .choice(
        root: try fields(root, name, [:]), additions: try alternatives(additions, name), extensible: extensible)
    case .reference(let target, let bounds, let token):
      let place = try index(of: target, from: token)  // first, for it may add types
      return try constrained(place, bounds, token)
    case .instance, .classField:
      if let open = try openClassField(type) { return open }
      return schema.types[try place(of: type, owner: name)].kind
    }
  }

  /// A number: one whose range takes more bits than the coders move at once is refused.
  private func integer(_ bounds: BoundsSyntax?) throws(SchemaError) -> SchemaType.Kind {
    guard let bounds else { return .integer(lower: nil, upper: nil, extensible: false) }
    switch (bounds.lower, bounds.upper) {
    case (let lower?, let upper?):
      let width = bitsOfRange(lower, upper)
      guard width <= 56 || width == 64 else {
        throw failure("a range of \(width) bits is not supported, only of up to 56, or of 64", bounds.token)
      }
    case (nil, nil): break
    default: throw failure("a range that is open on one side only is not supported", bounds.token)
    }
    return .integer(lower: bounds.lower, upper: bounds.upper, extensible: bounds.extensible)
  }

  private func checkBits(_ size: BoundsSyntax?) throws(SchemaError) {
    guard let size else { return }
    guard let upper = size.upper, upper <= 56, size.lower == upper || !size.extensible else {
      let supported = "only of up to 56, and before a marker of one size"
      throw failure("a bit string of such a size is not supported, \(supported)", size.token)
    }
  }

  private mutating func sequence(
    _ root: [FieldSyntax], _ additions: [FieldSyntax], _ extensible: Bool, _ name: String,
    _ tables: [String: SchemaType.Kind]
  ) throws(SchemaError) -> SchemaType.Kind {
    let fields = try fields(root, name, tables)
    for (place, field) in fields.enumerated() {
      guard case .openType(let selector, _) = schema.types[field.type].kind else { continue }
      guard fields[..<place].contains(where: { $0.name == selector && !$0.isOptional && isNumber($0.type) }) else {
        throw failure("no number called \(selector) stands before \(field.name)", root[place].token)
      }
    }
    return .sequence(root: fields, additions: try self.fields(additions, name, [:]), extensible: extensible)
  }

  private func isNumber(_ type: Int) -> Bool {
    if case .integer = schema.types[type].kind { true } else { false }
  }

  /// The alternatives of a choice behind its marker.
  private mutating func alternatives(_ fields: [FieldSyntax], _ owner: String) throws(SchemaError) -> [SchemaField] {
    let result = try self.fields(fields, owner, [:])
    for (syntax, field) in zip(fields, result) where isGenerated && !isComposite(field.type) {
      throw failure("behind a marker a choice has only sequences and choices", syntax.token)
    }
    return result
  }

  /// Whether a type has a decoder and an encoder of its own, which an open type calls.
  func isComposite(_ type: Int) -> Bool {
    switch schema.types[type].kind {
    case .sequence, .choice: true
    default: false
    }
  }

  /// Whether a type is a list.
  func isList(_ type: Int) -> Bool {
    if case .list = schema.types[type].kind { true } else { false }
  }

  /// A reference with or without a range of its own.
  private func constrained(_ target: Int, _ bounds: BoundsSyntax?, _ token: Token) throws(SchemaError)
    -> SchemaType.Kind
  {
    guard let bounds else { return schema.types[target].kind }
    guard case .integer(let lower, let upper, _) = schema.types[target].kind else {
      throw failure("only a number takes a range", token)
    }
    if let lower, let own = bounds.lower, own < lower {
      throw failure("the range reaches below that of its type", token)
    }
    if let upper, let own = bounds.upper, own > upper {
      throw failure("the range reaches above that of its type", token)
    }
    return try integer(
      BoundsSyntax(
        lower: bounds.lower ?? lower, upper: bounds.upper ?? upper, extensible: bounds.extensible, token: bounds.token))
  }

  private mutating func fields(
    _ fields: [FieldSyntax], _ owner: String, _ tables: [String: SchemaType.Kind]
  ) throws(SchemaError) -> [SchemaField] {
    var all: [SchemaField] = []
    for field in fields {
      guard !all.contains(where: { $0.name == field.name }) else {
        throw failure("\(field.name) stands here twice", field.token)
      }
      var type: Int
      if let table = tables[field.name] {
        schema.types.append(SchemaType(name: "\(owner).\(field.name)", kind: table))
        type = schema.types.count - 1
      } else {
        type = try place(of: field.type, owner: "\(owner).\(field.name)", notes: field.token.comments)
      }
      all.append(SchemaField(name: field.name, type: type, isOptional: field.isOptional))
    }
    return all
  }

  /// The names in the order of their numbers; a name without one takes the smallest that is free (X.680 clause 20.6).
  private func ordered(_ items: [ItemSyntax]) throws(SchemaError) -> [String] {
    var taken = Set(items.compactMap(\.number))
    if let first = items.first, taken.count != items.filter({ $0.number != nil }).count {
      throw failure("a number stands twice in this list", first.token)
    }
    var numbered: [(Int64, String)] = []
    var free: Int64 = 0
    for item in items {
      if let number = item.number {
        numbered.append((number, item.name))
      } else {
        while taken.contains(free) { free += 1 }
        taken.insert(free)
        numbered.append((free, item.name))
      }
    }
    return numbered.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
