import SchemaModel

/// What an instance gives for a dummy name.
enum ActualParameter {
  case table(ObjectTable)
  case type(Int)
}

/// A resolved information object set: what an open type holds, by the number that tells it.
struct ObjectTable {
  var name: String
  var objectClass: String
  var lines: [OpenAlternative]
}

// Parameterised types (X.683), and tables of open types (X.681, X.682).
extension Resolver {
  /// The place of an instance of a parameterised type.
  ///
  /// It is called after the type and what it was given; tables without a line make no difference and have no part in the
  /// name, so that all instances with such are one type.
  mutating func instance(of name: String, _ given: [ActualSyntax], _ token: Token) throws(SchemaError) -> Int {
    let target = try definition(of: name, from: token)
    let parameters = target.assignment.parameters
    guard case .type(let type) = target.assignment.body else { throw failure("\(name) is no type", token) }
    guard given.count == parameters.count else { throw failure("\(name) wants \(parameters.count) parameters", token) }
    var actuals: [String: ActualParameter] = [:]
    var label = name
    for (parameter, syntax) in zip(parameters, given) {
      let actual = try actual(syntax, owner: "\(name).\(parameter)")
      actuals[parameter] = actual
      switch actual {
      case .table(let table): label += table.lines.isEmpty ? "" : "." + table.name
      case .type(let index): label += "." + schema.types[index].name
      }
    }
    return try made(label, as: type, from: token, notes: target.assignment.notes) { resolver throws(SchemaError) in
      resolver.module = target.module
      resolver.actuals = actuals
      return try resolver.kind(of: type, name: label, tables: [:])
    }
  }

  private mutating func actual(_ syntax: ActualSyntax, owner: String) throws(SchemaError) -> ActualParameter {
    switch syntax {
    case .objectSet(let token): .table(try table(named: token.text, from: token))
    case .type(let type): .type(try place(of: type, owner: owner))
    }
  }

  // MARK: Fields of classes

  /// The place of the type of a class's field that has one of its own; nil for what is no such field.
  mutating func fixedClassField(_ type: TypeSyntax) throws(SchemaError) -> Int? {
    guard case .classField(let objectClass, let field, _, _, let token) = type else { return nil }
    let (definition, module) = try classDefinition(objectClass, token)
    guard let found = definition.fields.first(where: { $0.name == field }) else {
      throw failure("\(objectClass) has no field \(field)", token)
    }
    guard let type = found.type else { return nil }
    let outer = self.module
    self.module = module
    let place = try place(of: type, owner: objectClass + "." + field.dropFirst())
    self.module = outer
    return place
  }

  /// The open type that a class's field without a type of its own stands for; nil for what is no such field.
  mutating func openClassField(_ type: TypeSyntax) throws(SchemaError) -> SchemaType.Kind? {
    guard case .classField(let objectClass, _, let set, let selector, let token) = type,
      try fixedClassField(type) == nil
    else { return nil }
    guard let set, let selector else {
      throw failure("an open type wants a table and what tells its line: ({Set}{@field})", token)
    }
    let table = try table(named: set.text, from: set)
    guard table.objectClass == objectClass else {
      throw failure("\(set.text) is a table of \(table.objectClass) and not of \(objectClass)", set)
    }
    return .openType(selector: selector, alternatives: table.lines)
  }

  private func classDefinition(_ name: String, _ token: Token) throws(SchemaError) -> (ClassSyntax, module: Int) {
    let target = try definition(of: name, from: token)
    guard case .objectClass(let definition) = target.assignment.body else {
      throw failure("\(name) is no class", token)
    }
    return (definition, target.module)
  }

  // MARK: Tables

  /// The lines of a table, or of what was given for a dummy name.
  mutating func table(named name: String, from token: Token) throws(SchemaError) -> ObjectTable {
    if case .table(let table) = actuals[name] { return table }
    let target = try definition(of: name, from: token)
    guard case .objectSet(let objectClass, let objects) = target.assignment.body else {
      throw failure("\(name) is no table", token)
    }
    let outer = (module, actuals)
    (module, actuals) = (target.module, [:])
    let definition = try classDefinition(objectClass.text, objectClass).0
    var lines: [OpenAlternative] = []
    for object in objects {
      switch object {
      case .line(let tokens): lines.append(try line(tokens, definition, target.assignment.token))
      case .set(let other): lines += try table(named: other.text, from: other).lines
      }
    }
    for (place, line) in lines.enumerated() where lines[..<place].contains(where: { $0.id == line.id }) {
      throw failure("\(line.id) stands twice in \(name)", target.assignment.token)
    }
    (module, actuals) = outer
    return ObjectTable(name: name, objectClass: objectClass.text, lines: lines)
  }

  /// A line as the class's form of writing has it, or as fields with their values.
  private mutating func line(
    _ tokens: [Token], _ definition: ClassSyntax, _ place: Token
  ) throws(SchemaError) -> OpenAlternative {
    var id: Int64?
    var type: Int?
    var form = definition.syntax[...]
    var rest = tokens[...]
    while let token = rest.popFirst() {
      var field = token.text
      if !definition.syntax.isEmpty {
        guard let wanted = form.popFirst() else { throw failure("'\(token.text)' is too much here", token) }
        guard wanted.hasPrefix("&") else {
          guard wanted == token.text else { throw failure("'\(wanted)' is wanted here, not '\(token.text)'", token) }
          continue
        }
        field = wanted
      }
      guard let described = definition.fields.first(where: { $0.name == field }) else {
        throw failure("the class has no field \(field)", token)
      }
      guard let value = definition.syntax.isEmpty ? rest.popFirst() : token else {
        throw failure("\(field) wants a value", token)
      }
      if described.type != nil { id = try number(value) } else { type = try index(of: value.text, from: value) }
    }
    guard let id, let type else { throw failure("a line wants a number and a type", tokens.first ?? place) }
    guard isComposite(type) || isList(type) else {
      throw failure("in an open type stand only sequences, choices and lists", tokens.first ?? place)
    }
    return OpenAlternative(id: id, type: type)
  }

  /// A number, or what the name of one stands for.
  private func number(_ token: Token) throws(SchemaError) -> Int64 {
    switch token.kind {
    case .number(let number): return number
    default:
      guard case .number(let number) = try definition(of: token.text, from: token).assignment.body else {
        throw failure("\(token.text) is no number", token)
      }
      return number
    }
  }

  /// Tables of open types from notes, for schema text that tools without classes read too. They have the form `@open FIELD by SELECTOR: NUMBER TYPE, ...`.
  mutating func openTables(_ assignment: AssignmentSyntax) throws(SchemaError) -> [String: SchemaType.Kind] {
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
