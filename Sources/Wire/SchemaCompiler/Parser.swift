/// Reads modules of the ASN.1 subset that message schemas use.
///
/// SEQUENCE, CHOICE and ENUMERATED with markers, additions and version brackets; INTEGER with range; BOOLEAN; OCTET
/// STRING, BIT STRING and IA5String with size; UTF8String; SEQUENCE OF with size; named numbers and bits; references;
/// imports; parameterised types, information object classes and sets, and open types whose table they are. WITH
/// COMPONENTS and CONSTRAINED BY are read over, for they do not change the encoding.
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

  var current: Token { tokens[index] }

  func failure(_ message: String, at token: Token? = nil) -> SchemaError {
    let place = token ?? current
    return SchemaError(file: file, line: place.line, column: place.column, message: message)
  }

  @discardableResult
  mutating func take() -> Token {
    let token = current
    if token.kind != .end { index += 1 }
    return token
  }

  func isNext(_ text: String) -> Bool {
    current.kind == .sign(text) || current.kind == .word(text)
  }

  mutating func skip(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    take()
    return true
  }

  mutating func expect(_ text: String) throws(SchemaError) {
    guard skip(text) else { throw failure("'\(text)' is wanted here, not '\(current.text)'") }
  }

  mutating func word() throws(SchemaError) -> String {
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
    guard name.first?.isUppercase == true else {
      guard !isNext("::=") else { throw failure("a type's name begins with a capital", at: token) }
      _ = try type()
      try expect("::=")
      return AssignmentSyntax(name: name, body: .number(try number()), notes: token.comments, token: token)
    }
    let parameters = isNext("{") ? try parameters() : []
    if parameters.isEmpty, !isNext("::=") {
      return AssignmentSyntax(name: name, body: try objectSet(), notes: token.comments, token: token)
    }
    try expect("::=")
    let body = skip("CLASS") ? AssignmentBody.objectClass(try objectClass()) : .type(try type())
    return AssignmentSyntax(name: name, parameters: parameters, body: body, notes: token.comments, token: token)
  }

  // MARK: Types

  /// A type, and the constraints behind it that do not change its encoding.
  mutating func type() throws(SchemaError) -> TypeSyntax {
    let result = try bareType()
    while isNext("("), tokens[index + 1].text == "WITH" || tokens[index + 1].text == "CONSTRAINED" {
      try skipBalanced()
    }
    return result
  }

  private mutating func skipBalanced() throws(SchemaError) {
    let start = current
    var depth = 0
    repeat {
      if isNext("(") || isNext("{") { depth += 1 }
      if isNext(")") || isNext("}") { depth -= 1 }
      guard take().kind != .end else { throw failure("this bracket is not closed", at: start) }
    } while depth > 0
  }

  private mutating func bareType() throws(SchemaError) -> TypeSyntax {
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
    case "IA5String", "VisibleString", "PrintableString": return .characterString(try size())
    case "UTF8String":
      _ = try size()
      return .utf8String
    case "REAL", "NULL", "SET", "NumericString", "BMPString", "UniversalString", "OBJECT", "ANY":
      throw failure("\(token.text) is not supported", at: token)
    case "BIT":
      try expect("STRING")
      let names = isNext("{") ? try items().root : []
      return .bitString(names: names, try size())
    case "SEQUENCE": return try sequence()
    case "CHOICE":
      let (root, additions, extensible) = try fields(optionals: false)
      guard !root.isEmpty else { throw failure("a choice needs an alternative", at: token) }
      return .choice(root: root, additions: additions, extensible: extensible)
    case let name where name.first?.isUppercase == true: return try reference(name, token)
    case let name: throw failure("'\(name)' is no type", at: token)
    }
  }

  private mutating func reference(_ name: String, _ token: Token) throws(SchemaError) -> TypeSyntax {
    if skip(".") { return try classField(name, token) }
    if isNext("{") { return .instance(name, try actuals(), token) }
    return .reference(name, try bounds(), token)
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
    var markers = 0
    while !skip("}") {
      if skip("...") {
        guard markers < 2 else { throw failure("a third marker is not possible") }
        markers += 1
      } else if isNext("[[") {
        guard markers == 1 else { throw failure("version brackets stand behind a marker") }
        let number = additions.count { $0.name.hasPrefix("[[") } + 1
        additions.append(try group(number, optionals))
      } else {
        let field = try field(optionals)
        if markers == 1 { additions.append(field) } else { root.append(field) }
      }
      guard skip(",") || isNext("}") else { throw failure("',' or '}' is wanted here, not '\(current.text)'") }
    }
    return (root, additions, markers > 0)
  }

  private mutating func field(_ optionals: Bool) throws(SchemaError) -> FieldSyntax {
    let token = current
    let name = try word()
    guard name.first?.isLowercase == true else {
      throw failure("a field's name begins with a small letter", at: token)
    }
    let type = try type()
    return FieldSyntax(name: name, type: type, isOptional: optionals && skip("OPTIONAL"), token: token)
  }

  /// `[[ field, field ]]`, or with a number and a colon before the fields: one addition that holds them all.
  private mutating func group(_ number: Int, _ optionals: Bool) throws(SchemaError) -> FieldSyntax {
    let token = current
    guard optionals else { throw failure("version brackets in a choice are not supported", at: token) }
    take()
    if case .number = current.kind {
      take()
      try expect(":")
    }
    var fields: [FieldSyntax] = []
    repeat { fields.append(try field(true)) } while skip(",")
    try expect("]]")
    let type = TypeSyntax.sequence(root: fields, additions: [], extensible: false)
    return FieldSyntax(name: "[[\(number)]]", type: type, isOptional: true, token: token)
  }

  private mutating func items() throws(SchemaError) -> (root: [ItemSyntax], additions: [ItemSyntax], extensible: Bool) {
    try expect("{")
    var root: [ItemSyntax] = []
    var additions: [ItemSyntax] = []
    var extensible = false
    while !skip("}") {
      if skip("...") {
        guard !extensible else { throw failure("a second marker is not possible here") }
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

  mutating func number() throws(SchemaError) -> Int64 {
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
    guard isNext("("), tokens[index + 1].text != "WITH", tokens[index + 1].text != "CONSTRAINED" else { return nil }
    take()
    let start = current
    let lower = try bound()
    let upper = skip("..") ? try bound() : lower
    if let lower, let upper, lower > upper { throw failure("the range is empty", at: start) }
    let extensible = skip(",")
    if extensible { try expect("...") }
    try expect(")")
    return BoundsSyntax(lower: lower, upper: upper, extensible: extensible, token: start)
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
