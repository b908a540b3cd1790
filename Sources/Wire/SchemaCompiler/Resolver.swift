public import SchemaModel

/// Follows references and imports, numbers the types, and checks what can be wrong between modules.
public struct Resolver {
  private struct Named {
    var module: Int
    var assignment: AssignmentSyntax
  }

  private let modules: [ModuleSyntax]
  private var named: [String: Named] = [:]
  private var imported: [Set<String>] = []
  private var indices: [String: Int] = [:]
  private var schema = Schema()
  private var module = 0

  private init(_ modules: [ModuleSyntax]) { self.modules = modules }

  /// The resolved schema of a set of files as a dialect has them; nil is the text as it stands.
  ///
  /// Throws ``SchemaError`` with file, line and column: syntax, a name that nobody defines or imports, a name defined
  /// twice, an import that does not exist, a type that contains itself.
  public static func resolve(_ sources: [SchemaSource], dialect: String? = nil) throws(SchemaError) -> Schema {
    var modules: [ModuleSyntax] = []
    for source in sources { modules += try Parser.modules(of: source.text(in: dialect), file: source.name) }
    var resolver = Resolver(modules)
    try resolver.collect()
    try resolver.checkImports()
    for (index, module) in modules.enumerated() {
      for assignment in module.assignments {
        resolver.module = index
        _ = try resolver.index(of: assignment.name, from: assignment.token)
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

  private func failure(_ message: String, _ token: Token, in module: Int? = nil) -> SchemaError {
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

  /// The place of a named type, which is made where it has none yet.
  private mutating func index(of name: String, from token: Token) throws(SchemaError) -> Int {
    guard let target = named[name] else { throw failure("nothing is called \(name)", token) }
    guard imported[module].contains(name) else { throw failure("\(name) is not imported", token) }
    if let index = indices[name] {
      guard index >= 0 else { throw failure("\(name) contains itself", token) }
      return index
    }
    indices[name] = -1
    let outer = module
    module = target.module
    let tables = try openTables(target.assignment)
    let kind = try kind(of: target.assignment.type, name: name, tables: tables)
    module = outer
    schema.types.append(SchemaType(name: name, kind: kind))
    indices[name] = schema.types.count - 1
    return schema.types.count - 1
  }

  private mutating func place(of type: TypeSyntax, owner: String) throws(SchemaError) -> Int {
    if case .reference(let name, nil, let token) = type { return try index(of: name, from: token) }
    let kind = try kind(of: type, name: owner, tables: [:])
    schema.types.append(SchemaType(name: owner, kind: kind))
    return schema.types.count - 1
  }

  private mutating func kind(
    of type: TypeSyntax, name: String, tables: [String: SchemaType.Kind]
  ) throws(SchemaError) -> SchemaType.Kind {
    switch type {
    case .boolean: return .boolean
    case .integer(let bounds):
      return .integer(lower: bounds?.lower, upper: bounds?.upper, extensible: bounds?.extensible ?? false)
    case .enumerated(let root, let additions, let extensible):
      return .enumerated(root: try ordered(root), additions: additions.map(\.name), extensible: extensible)
    case .octetString(let size):
      return .octetString(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false)
    case .characterString(let size):
      return .characterString(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false)
    case .bitString(let names, let size):
      return .bitString(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false,
        names: try ordered(names))
    case .sequenceOf(let size, let element):
      let element = try place(of: element, owner: name + ".element")
      return .list(
        lower: Int(size?.lower ?? 0), upper: size?.upper.map { Int($0) }, extensible: size?.extensible ?? false,
        element: element)
    case .sequence(let root, let additions, let extensible):
      return .sequence(
        root: try fields(root, name, tables), additions: try fields(additions, name, [:]), extensible: extensible)
    case .choice(let root, let additions, let extensible):
      return .choice(
        root: try fields(root, name, [:]), additions: try fields(additions, name, [:]), extensible: extensible)
    case .reference(let target, let bounds, let token):
      let place = try index(of: target, from: token)  // first, for it may add types
      return try constrained(place, bounds, token)
    }
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
    return .integer(lower: bounds.lower ?? lower, upper: bounds.upper ?? upper, extensible: bounds.extensible)
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
        type = try place(of: field.type, owner: "\(owner).\(field.name)")
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

  /// Tables of open types from notes of the form `@open FIELD by SELECTOR: NUMBER TYPE, ...`.
  private mutating func openTables(_ assignment: AssignmentSyntax) throws(SchemaError) -> [String: SchemaType.Kind] {
    var tables: [String: SchemaType.Kind] = [:]
    let text = assignment.notes.joined(separator: " ")
    guard let start = text.firstRange(of: "@open ") else { return [:] }
    let parts = text[start.upperBound...].split(separator: ":", maxSplits: 1)
    let head = parts[0].split(separator: " ")
    guard parts.count == 2, head.count == 3, head[1] == "by" else {
      throw failure("an open type's table has the form '@open FIELD by SELECTOR: NUMBER TYPE, ...'", assignment.token)
    }
    var alternatives: [OpenAlternative] = []
    for line in parts[1].split(separator: ".")[0].split(separator: ",") {
      let words = line.split(separator: " ")
      guard words.count == 2, let id = Int64(words[0]) else {
        throw failure("'\(line)' is not a number and a type", assignment.token)
      }
      alternatives.append(OpenAlternative(id: id, type: try index(of: String(words[1]), from: assignment.token)))
    }
    tables[String(head[0])] = .openType(selector: String(head[2]), alternatives: alternatives)
    return tables
  }
}
