import SchemaCompiler
import SchemaModel
import Testing

@Suite("the schema compiler")
struct SchemaCompilerTests {
  private func resolve(_ text: String, dialect: String? = nil) throws -> Schema {
    try Resolver.resolve([SchemaSource(name: "test.asn", text: text)], dialect: dialect)
  }

  private func module(_ body: String) -> String { "Test DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n\(body)\nEND\n" }

  private func kind(_ name: String, _ schema: Schema) throws -> SchemaType.Kind {
    schema.types[try #require(schema.index(of: name))].kind
  }

  @Test("each construct of the subset is understood")
  func constructs() throws {
    let schema = try resolve(
      module(
        """
        A ::= INTEGER (-5..10)
        B ::= INTEGER { low (0), high (9) } (0..9, ...)
        C ::= ENUMERATED { two (2), zero (0), five (5), ..., later }
        D ::= OCTET STRING (SIZE(8))
        E ::= BIT STRING { first (0), second (1) } (SIZE(9, ...))
        F ::= IA5String (SIZE(1..63))
        G ::= SEQUENCE (SIZE(2..32)) OF A
        H ::= SEQUENCE { a A OPTIONAL, b BOOLEAN, ..., c D OPTIONAL }
        I ::= CHOICE { x A, y H, ..., z G }
        J ::= SEQUENCE { inner SEQUENCE (SIZE(1..3)) OF A (0..4) }
        """))
    #expect(try kind("A", schema) == .integer(lower: -5, upper: 10, extensible: false))
    #expect(try kind("B", schema) == .integer(lower: 0, upper: 9, extensible: true))
    #expect(
      try kind("C", schema) == .enumerated(root: ["zero", "two", "five"], additions: ["later"], extensible: true))
    #expect(try kind("D", schema) == .octetString(lower: 8, upper: 8, extensible: false))
    #expect(try kind("E", schema) == .bitString(lower: 9, upper: 9, extensible: true, names: ["first", "second"]))
    #expect(try kind("F", schema) == .characterString(lower: 1, upper: 63, extensible: false))
    guard case .list(2, 32, false, let element) = try kind("G", schema) else { throw CancellationError() }
    #expect(schema.types[element].name == "A")
    guard case .sequence(let root, let additions, true) = try kind("H", schema) else { throw CancellationError() }
    #expect(root.map(\.isOptional) == [true, false])
    #expect(additions.map(\.name) == ["c"])
    guard case .sequence(let fields, _, false) = try kind("J", schema) else { throw CancellationError() }
    #expect(schema.types[fields[0].type].name == "J.inner")
  }

  @Test("the embedded text of a schema reads back to the same schema")
  func text() throws {
    let schema = try resolve(
      module(
        """
        A ::= SEQUENCE { id INTEGER (0..3), value OCTET STRING, ... }
        -- @open value by id: 0 B, 3 C.
        M ::= SEQUENCE { id INTEGER (0..3), value OCTET STRING, ... }
        B ::= INTEGER
        C ::= CHOICE { x BOOLEAN, ..., y B }
        """))
    #expect(try Schema(text: schema.text) == schema)
    #expect(throws: SchemaTextError.self) { try Schema(text: "A BOOL\nB WHAT") }
  }

  @Test("an open type takes its alternatives from the table in the notes")
  func openType() throws {
    let schema = try resolve(
      module(
        "-- @open value by id: 0 B, 3 C.\nM ::= SEQUENCE { id INTEGER (0..3), value OCTET STRING }\nB ::= BOOLEAN\nC ::= BOOLEAN"
      ))
    guard case .openType("id", let alternatives) = try kind("M.value", schema) else { throw CancellationError() }
    #expect(alternatives.map(\.id) == [0, 3])
  }

  @Test("a marked line stands for the other in its dialect and is a comment in all else")
  func dialects() throws {
    let text = module("L ::= SEQUENCE {\n  a INTEGER (0..7),  --% other: a INTEGER (0..9) OPTIONAL,\n  b BOOLEAN\n}")
    guard case .sequence(let base, _, _) = try kind("L", try resolve(text)),
      case .sequence(let other, _, _) = try kind("L", try resolve(text, dialect: "other")),
      case .sequence(let third, _, _) = try kind("L", try resolve(text, dialect: "third"))
    else { throw CancellationError() }
    #expect(!base[0].isOptional)
    #expect(other[0].isOptional)
    #expect(!third[0].isOptional)
  }

  @Test(
    "an error names the file, the line and the column",
    arguments: [
      ("A ::= INTEGER (5..1)", 2, "the range is empty"),
      ("A ::= B", 2, "nothing is called B"),
      ("A ::= BOOLEAN\nA ::= BOOLEAN", 3, "A is defined twice"),
      ("A ::= SEQUENCE { a A }", 2, "A contains itself"),
      ("A ::= SEQUENCE { a BOOLEAN, a BOOLEAN }", 2, "a stands here twice"),
      ("A ::= SEQUENCE { a BOOLEAN b BOOLEAN }", 2, "',' or '}' is wanted here, not 'b'"),
      ("A ::= ENUMERATED { a (1), b (1) }", 2, "a number stands twice in this list"),
      ("A ::= ENUMERATED { }", 2, "an enumeration needs a value"),
      ("A ::= CHOICE { ... }", 2, "a choice needs an alternative"),
      ("A ::= OCTET STRING (0..5)", 2, "'SIZE' is wanted here, not '0'"),
      ("a ::= BOOLEAN", 2, "a type's name begins with a capital"),
      ("A ::= INTEGER (0..99999999999999999999)", 2, "99999999999999999999 is too large"),
      ("A ::= §", 2, "'§' does not belong here"),
      ("A ::= B (0..9)\nB ::= INTEGER (0..5)", 2, "the range reaches above that of its type"),
      (
        "-- @open v by i 0 B\nA ::= SEQUENCE { i INTEGER (0..1), v OCTET STRING }", 3,
        "an open type's table has the form"
      ),
    ])
  func errors(body: String, line: Int, message: String) throws {
    do throws(SchemaError) {
      _ = try Resolver.resolve([SchemaSource(name: "test.asn", text: module(body))])
      Issue.record("it is accepted")
    } catch {
      #expect(error.file == "test.asn")
      #expect(error.line == line, "\(error)")
      #expect(error.column >= 1)
      #expect(error.message.hasPrefix(message), "\(error)")
      #expect("\(error)".hasPrefix("test.asn:\(line):"))
    }
  }

  @Test("what another module defines has to be imported")
  func imports() throws {
    let first = SchemaSource(name: "one.asn", text: "One DEFINITIONS AUTOMATIC TAGS ::= BEGIN A ::= BOOLEAN END")
    let without = SchemaSource(name: "two.asn", text: "Two DEFINITIONS AUTOMATIC TAGS ::= BEGIN B ::= A END")
    let with = SchemaSource(
      name: "two.asn", text: "Two DEFINITIONS AUTOMATIC TAGS ::= BEGIN IMPORTS A FROM One; B ::= A END")
    let wrong = SchemaSource(
      name: "two.asn", text: "Two DEFINITIONS AUTOMATIC TAGS ::= BEGIN IMPORTS Z FROM One; B ::= BOOLEAN END")
    #expect(throws: Never.self) { try Resolver.resolve([first, with]) }
    #expect(throws: SchemaError.self) { try Resolver.resolve([first, without]) }
    #expect(throws: SchemaError.self) { try Resolver.resolve([first, wrong]) }
  }

  @Test("arbitrary text never traps", arguments: 0..<40)
  func arbitrary(seed: Int) {
    var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let words = [
      "SEQUENCE", "{", "}", "(", ")", "..", "...", ",", "OF", "SIZE", "INTEGER", "A", "b", "::=", "5", "-3", "OPTIONAL",
      "ENUMERATED", "CHOICE", "BIT", "STRING", "--", "\n", "MIN", "|", "IMPORTS", "FROM", ";", "END", "BEGIN",
    ]
    for _ in 0..<50 {
      let text = module((0..<next(40)).map { _ in words[next(words.count)] }.joined(separator: " "))
      _ = try? Resolver.resolve([SchemaSource(name: "x", text: text)])
    }
  }
}
