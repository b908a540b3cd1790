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

/// `Name ::= type` and its kin.
struct AssignmentSyntax {
  var name: String
  /// The names that stand for what an instance of a parameterised type gives: `{CLASS : Set, Type}`.
  var parameters: [String] = []
  var body: AssignmentBody
  var notes: [String]
  var token: Token
}

/// What a name stands for.
enum AssignmentBody {
  case type(TypeSyntax)
  /// `name TYPE ::= 5`.
  case number(Int64)
  case objectClass(ClassSyntax)
  /// `Name CLASS ::= { {...} | {...}, ... }`, of a class.
  case objectSet(Token, [ObjectSyntax])
}

/// An information object class (X.681 clause 9): what the lines of an open type's table have.
struct ClassSyntax {
  /// The fields, `&id` first or not; a field without a type of its own holds a type.
  var fields: [ClassFieldSyntax] = []
  /// The words of WITH SYNTAX, or nothing where lines are written as `{&id 5, &Type T}`.
  var syntax: [String] = []
}

/// `&id TYPE UNIQUE` or `&Type`.
struct ClassFieldSyntax {
  var name: String
  var type: TypeSyntax?
}

/// A line of a table as it is written: its words and numbers, understood once the class is known; or another table's
/// name.
enum ObjectSyntax {
  case line([Token])
  case set(Token)
}

/// What an instance gives for a parameter.
enum ActualSyntax {
  /// `{Set}`.
  case objectSet(Token)
  case type(TypeSyntax)
}

/// A range or size: bounds that are MIN or MAX are nil.
struct BoundsSyntax: Equatable {
  var lower: Int64?
  var upper: Int64?
  var extensible: Bool
  var token: Token
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
  /// `UTF8String`, whatever its size, which does not change the encoding.
  case utf8String
  /// `Name {{Set}}`: an instance of a parameterised type.
  case instance(String, [ActualSyntax], Token)
  /// `CLASS.&field ({Set}{@selector})`; the table may be left out of a field that is no open type.
  case classField(objectClass: String, field: String, set: Token?, selector: String?, Token)
}

/// A named number of an enumeration or bit string.
struct ItemSyntax {
  var name: String
  var number: Int64?
  var token: Token
}

/// A component or alternative. The components between `[[` and `]]` are one field whose type is a sequence of them.
struct FieldSyntax {
  var name: String
  var type: TypeSyntax
  var isOptional: Bool
  var token: Token
}
