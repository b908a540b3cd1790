/// Reads modules of the ASN.1 subset that message schemas use.
///
/// SEQUENCE, CHOICE and ENUMERATED with marker and additions; INTEGER with range; BOOLEAN; OCTET STRING, BIT STRING and
/// IA5String with size; SEQUENCE OF with size; named numbers and bits; references; imports.
struct Parser {
  private let tokens: [Token]
  private let file: String
  private var index = 0

  init(_ text: String, file: String) throws(SchemaError) {
    tokens = try Lexer.tokens(of: text, file: file)
    self.file = file
  }

  static func modules(of text: String, file: String) throws(SchemaError) -> [ModuleSyntax] {
    var parser = try Parser(text, file: file)
    var modules: [ModuleSyntax] = []
    while parser.current.kind != .end { modules.append(try parser.module()) }
    return modules
  }

  private var current: Token { tokens[index] }

  private func failure(_ message: String, at token: Token? = nil) -> SchemaError {
    let place = token ?? current
    return SchemaError(file: file, line: place.line, column: place.column, message: message)
  }

  @discardableResult
  private mutating func take() -> Token {
    let token = current
    if token.kind != .end { index += 1 }
    return token
  }

  private func isNext(_ text: String) -> Bool {
    current.kind == .sign(text) || current.kind == .word(text)
  }

  private mutating func skip(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    take()
    return true
  }

  private mutating func expect(_ text: String) throws(SchemaError) {
    guard skip(text) else { throw failure("'\(text)' is wanted here, not '\(current.text)'") }
  }

  private mutating func word() throws(SchemaError) -> String {
    guard case .word(let word) = current.kind else { throw failure("a name is wanted here, not '\(current.text)'") }
    take()
    return word
  }

  // MARK: Modules

  private mutating func module() throws(SchemaError) -> ModuleSyntax {
    var module = ModuleSyntax(name: try word(), file: file)
    for text in ["DEFINITIONS", "AUTOMATIC", "TAGS", "::=", "BEGIN"] { try expect(text) }
    if skip("IMPORTS") { module.imports = try imports() }
    while !isNext("END") { module.assignments.append(try assignment()) }
    take()
    return module
  }

  private mutating func imports() throws(SchemaError) -> [ImportSyntax] {
    var all: [ImportSyntax] = []
    while !skip(";") {
      var names: [Token] = []
      repeat {
        names.append(current)
        _ = try word()
      } while skip(",")
      try expect("FROM")
      let module = try word()
      all += names.map { ImportSyntax(name: $0.text, module: module, token: $0) }
    }
    return all
  }

  private mutating func assignment() throws(SchemaError) -> AssignmentSyntax {
    let token = current
    let name = try word()
    guard name.first?.isUppercase == true else { throw failure("a type's name begins with a capital", at: token) }
    try expect("::=")
    return AssignmentSyntax(name: name, type: try type(), notes: token.comments, token: token)
  }

  // MARK: Types

  private mutating func type() throws(SchemaError) -> TypeSyntax {
    let token = current
    switch try word() {
    case "BOOLEAN": return .boolean
    case "INTEGER":
      if isNext("{") { _ = try items() }
      return .integer(try bounds())
    case "ENUMERATED":
      let (root, additions, extensible) = try items()
      guard !root.isEmpty else { throw failure("an enumeration needs a value", at: token) }
      return .enumerated(root: root, additions: additions, extensible: extensible)
    case "OCTET":
      try expect("STRING")
      return .octetString(try size())
    case "IA5String": return .characterString(try size())
    case "BIT":
      try expect("STRING")
      let names = isNext("{") ? try items().root : []
      return .bitString(names: names, try size())
    case "SEQUENCE": return try sequence()
    case "CHOICE":
      let (root, additions, extensible) = try fields(optionals: false)
      guard !root.isEmpty else { throw failure("a choice needs an alternative", at: token) }
      return .choice(root: root, additions: additions, extensible: extensible)
    case let name where name.first?.isUppercase == true: return .reference(name, try bounds(), token)
    case let name: throw failure("'\(name)' is no type", at: token)
    }
  }

  private mutating func sequence() throws(SchemaError) -> TypeSyntax {
    if isNext("{") {
      let (root, additions, extensible) = try fields(optionals: true)
      return .sequence(root: root, additions: additions, extensible: extensible)
    }
    let bounds = try size()
    try expect("OF")
    return .sequenceOf(bounds, try type())
  }

  private mutating func fields(
    optionals: Bool
  ) throws(SchemaError) -> (root: [FieldSyntax], additions: [FieldSyntax], extensible: Bool) {
    try expect("{")
    var root: [FieldSyntax] = []
    var additions: [FieldSyntax] = []
    var extensible = false
    while !skip("}") {
      if skip("...") {
        guard !extensible else { throw failure("a second marker is not supported") }
        extensible = true
      } else {
        let token = current
        let name = try word()
        guard name.first?.isLowercase == true else {
          throw failure("a field's name begins with a small letter", at: token)
        }
        let type = try type()
        let isOptional = optionals && skip("OPTIONAL")
        let field = FieldSyntax(name: name, type: type, isOptional: isOptional, token: token)
        if extensible { additions.append(field) } else { root.append(field) }
      }
      guard skip(",") || isNext("}") else { throw failure("',' or '}' is wanted here, not '\(current.text)'") }
    }
    return (root, additions, extensible)
  }

  private mutating func items() throws(SchemaError) -> (root: [ItemSyntax], additions: [ItemSyntax], extensible: Bool) {
    try expect("{")
    var root: [ItemSyntax] = []
    var additions: [ItemSyntax] = []
    var extensible = false
    while !skip("}") {
      if skip("...") {
        extensible = true
      } else {
        let token = current
        var item = ItemSyntax(name: try word(), number: nil, token: token)
        if skip("(") {
          item.number = try number()
          try expect(")")
        }
        if extensible { additions.append(item) } else { root.append(item) }
      }
      guard skip(",") || isNext("}") else { throw failure("',' or '}' is wanted here, not '\(current.text)'") }
    }
    return (root, additions, extensible)
  }

  // MARK: Constraints

  private mutating func number() throws(SchemaError) -> Int64 {
    guard case .number(let number) = current.kind else {
      throw failure("a number is wanted here, not '\(current.text)'")
    }
    take()
    return number
  }

  private mutating func bound() throws(SchemaError) -> Int64? {
    if skip("MIN") || skip("MAX") { return nil }
    return try number()
  }

  private mutating func bounds() throws(SchemaError) -> BoundsSyntax? {
    guard skip("(") else { return nil }
    let start = current
    let lower = try bound()
    let upper = skip("..") ? try bound() : lower
    if let lower, let upper, lower > upper { throw failure("the range is empty", at: start) }
    let extensible = skip(",")
    if extensible { try expect("...") }
    try expect(")")
    return BoundsSyntax(lower: lower, upper: upper, extensible: extensible)
  }

  private mutating func size() throws(SchemaError) -> BoundsSyntax? {
    let inner = skip("(")
    guard isNext("SIZE") else {
      if inner { throw failure("'SIZE' is wanted here, not '\(current.text)'") }
      return nil
    }
    take()
    let bounds = try bounds()
    if let lower = bounds?.lower, lower < 0 { throw failure("a size is not negative") }
    if inner { try expect(")") }
    return bounds
  }
}
