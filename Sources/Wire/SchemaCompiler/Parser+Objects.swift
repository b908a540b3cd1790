// Information object classes, the sets that are tables of open types, and what refers to them (X.681, X.682, X.683).
extension Parser {
  /// The dummy names of a parameterised type: `{CLASS : Set, Type}`.
  mutating func parameters() throws(SchemaError) -> [String] {
    try expect("{")
    var names: [String] = []
    repeat {
      var name = try word()
      if skip(":") { name = try word() }
      names.append(name)
    } while skip(",")
    try expect("}")
    return names
  }

  /// What an instance gives for them: `{{Set}, Type}`.
  mutating func actuals() throws(SchemaError) -> [ActualSyntax] {
    try expect("{")
    var all: [ActualSyntax] = []
    repeat {
      if skip("{") {
        all.append(.objectSet(current))
        _ = try word()
        try expect("}")
      } else {
        all.append(.type(try type()))
      }
    } while skip(",")
    try expect("}")
    return all
  }

  /// What follows `CLASS`: the fields in braces, and the form in which lines are written.
  mutating func objectClass() throws(SchemaError) -> ClassSyntax {
    var result = ClassSyntax()
    try expect("{")
    repeat {
      let name = try classFieldName()
      let hasType = !isNext(",") && !isNext("}") && !isNext("OPTIONAL")
      result.fields.append(ClassFieldSyntax(name: name, type: hasType ? try type() : nil))
      _ = skip("UNIQUE")
      _ = skip("OPTIONAL")
    } while skip(",")
    try expect("}")
    guard skip("WITH") else { return result }
    try expect("SYNTAX")
    try expect("{")
    while !skip("}") { result.syntax.append(try word()) }
    return result
  }

  private mutating func classFieldName() throws(SchemaError) -> String {
    let token = current
    let name = try word()
    guard name.hasPrefix("&") else { throw failure("a class's field begins with '&'", at: token) }
    return name
  }

  /// What follows a table's name: its class and its lines.
  mutating func objectSet() throws(SchemaError) -> AssignmentBody {
    let objectClass = current
    _ = try word()
    try expect("::=")
    try expect("{")
    var objects: [ObjectSyntax] = []
    while !skip("}") {
      if isNext("{") {
        objects.append(.line(try line()))
      } else if !skip("...") {
        objects.append(.set(current))
        _ = try word()
      }
      guard skip("|") || skip(",") || isNext("}") else {
        throw failure("'|' or '}' is wanted here, not '\(current.text)'")
      }
    }
    return .objectSet(objectClass, objects)
  }

  private mutating func line() throws(SchemaError) -> [Token] {
    try expect("{")
    var tokens: [Token] = []
    while !skip("}") {
      switch current.kind {
      case .word, .number: tokens.append(take())
      case .sign(","): take()
      default: throw failure("a word or a number is wanted here, not '\(current.text)'")
      }
    }
    return tokens
  }

  /// What follows `CLASS.`: the field, the table, and the component that tells the line.
  mutating func classField(_ objectClass: String, _ token: Token) throws(SchemaError) -> TypeSyntax {
    let field = try classFieldName()
    guard skip("(") else {
      return .classField(objectClass: objectClass, field: field, set: nil, selector: nil, token)
    }
    try expect("{")
    let set = current
    _ = try word()
    try expect("}")
    var selector: String?
    if skip("{") {
      try expect("@")
      _ = skip(".")
      selector = try word()
      try expect("}")
    }
    try expect(")")
    return .classField(objectClass: objectClass, field: field, set: set, selector: selector, token)
  }
}
