/// A module as it is written: nothing followed, nothing checked against others.
struct ModuleSyntax {
  var name: String
  var file: String
  var imports: [ImportSyntax] = []
  var assignments: [AssignmentSyntax] = []
}

/// `name FROM module`.
struct ImportSyntax {
  var name: String
  var module: String
  var token: Token
}

/// `Name ::= type`.
struct AssignmentSyntax {
  var name: String
  var type: TypeSyntax
  var notes: [String]
  var token: Token
}

/// A range or size: bounds that are MIN or MAX are nil.
struct BoundsSyntax: Equatable {
  var lower: Int64?
  var upper: Int64?
  var extensible: Bool
}

/// A type as it is written.
indirect enum TypeSyntax {
  case boolean
  case integer(BoundsSyntax?)
  case enumerated(root: [ItemSyntax], additions: [ItemSyntax], extensible: Bool)
  case octetString(BoundsSyntax?)
  case characterString(BoundsSyntax?)
  case bitString(names: [ItemSyntax], BoundsSyntax?)
  case sequenceOf(BoundsSyntax?, TypeSyntax)
  case sequence(root: [FieldSyntax], additions: [FieldSyntax], extensible: Bool)
  case choice(root: [FieldSyntax], additions: [FieldSyntax], extensible: Bool)
  case reference(String, BoundsSyntax?, Token)
}

/// A named number of an enumeration or bit string.
struct ItemSyntax {
  var name: String
  var number: Int64?
  var token: Token
}

/// A component or alternative.
struct FieldSyntax {
  var name: String
  var type: TypeSyntax
  var isOptional: Bool
  var token: Token
}
