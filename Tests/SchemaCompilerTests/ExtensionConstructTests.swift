import SchemaCompiler
import SchemaModel
import Testing

@Suite("markers, version brackets and wide values")
struct ExtensionConstructTests {
  private func resolve(_ body: String) throws(SchemaError) -> Schema {
    let text = "Test DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n\(body)\nEND\n"
    return try Resolver.resolve([SchemaSource(name: "test.asn", text: text)])
  }

  private static let bracketed = """
    A ::= SEQUENCE {
      a BOOLEAN, ..., [[ b INTEGER (0..255), c BOOLEAN OPTIONAL ]], d BOOLEAN OPTIONAL, ..., e INTEGER (0..15)
    }
    """

  @Test("components behind a second marker are of the root; version brackets are one addition")
  func shape() throws {
    let schema = try resolve(ExtensionConstructTests.bracketed)
    guard case .sequence(let root, let additions, true) = schema.types[try #require(schema.index(of: "A"))].kind
    else { throw CancellationError() }
    #expect(root.map(\.name) == ["a", "e"])
    #expect(additions.map(\.isGroup) == [true, false])
    guard case .sequence(let members, [], false) = schema.types[additions[0].type].kind else {
      throw CancellationError()
    }
    #expect(members.map(\.name) == ["b", "c"])
    #expect(try Schema(text: schema.text) == schema)
  }

  // The octets are those that asn1tools gives.
  @Test(
    "components in version brackets are those of the sequence around them",
    arguments: [
      (["a": SchemaValue.boolean(true), "e": .integer(5)], "54"),
      (
        ["a": .boolean(true), "e": .integer(5), "b": .integer(7), "c": .boolean(true), "d": .boolean(false)],
        "d40e0507800200"
      ),
      (["a": .boolean(false), "e": .integer(1), "b": .integer(200)], "840c04c800"),
    ])
  func brackets(parts: [String: SchemaValue], hex: String) throws {
    let schema = try resolve(ExtensionConstructTests.bracketed)
    let root = try #require(schema.index(of: "A"))
    let value = SchemaValue.sequence(
      ["a", "e", "b", "c", "d"].compactMap { name in parts[name].map { .init(name, $0) } })
    let octets = try SchemaEncoder.encode(value, as: root, of: schema)
    #expect(octets.hex == hex)
    #expect(try SchemaDecoder.decode(octets, as: root, of: schema).value == value)
  }

  @Test("generated code has a struct for what stands in version brackets")
  func generated() throws {
    let text = "Test DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n\(ExtensionConstructTests.bracketed)\nEND\n"
    var backEnd = try SwiftBackEnd(sources: [SchemaSource(name: "x.asn", text: text)], dialects: [], roots: ["A"])
    let types = try #require(backEnd.files().first { $0.name == "MessageTypes.swift" }).text
    #expect(types.contains("public var additionGroup1: A1? {"))
  }

  @Test("a text of any number of octets is UTF-8, and numbers may have 42 or 64 bits")
  func wideValues() throws {
    let schema = try resolve(
      """
      U ::= SEQUENCE { t UTF8String (SIZE(1..5)), b BOOLEAN }
      W ::= SEQUENCE { n INTEGER (0..4398046511103), f INTEGER (-9223372036854775808..9223372036854775807) }
      """)
    let text = SchemaValue.sequence([.init("t", .text("é1")), .init("b", .boolean(true))])
    let numbers = SchemaValue.sequence([.init("n", .integer(4_398_046_511_103)), .init("f", .integer(-2))])
    for (name, value, hex) in [("U", text, "03c3a93180"), ("W", numbers, "ffffffffffdfffffffffffffff80")] {
      let root = try #require(schema.index(of: name))
      let octets = try SchemaEncoder.encode(value, as: root, of: schema)
      #expect(octets.hex == hex)
      #expect(try SchemaDecoder.decode(octets, as: root, of: schema).value == value)
    }
    #expect(try Schema(text: schema.text) == schema)
  }

  @Test("a text that is no UTF-8 stays octets in a tree, and is encoded as it was")
  func noText() throws {
    let schema = try resolve("U ::= SEQUENCE { t UTF8String, b BOOLEAN }")
    let root = try #require(schema.index(of: "U"))
    let value = try SchemaDecoder.decode([2, 0x41, 0xff, 0x80], as: root, of: schema).value
    #expect(value["t"] == .octets([0x41, 0xff]))
    #expect(try SchemaEncoder.encode(value, as: root, of: schema) == [2, 0x41, 0xff, 0x80])
  }

  // The octets are those that asn1tools gives.
  @Test(
    "a bit string of one of several sizes has its number of bits before it",
    arguments: [("1", "0c"), ("1011001110001", "cb38c0"), ("01101", "46c0")])
  func bitsOfSeveralSizes(bits: String, hex: String) throws {
    let text =
      "Test DEFINITIONS AUTOMATIC TAGS ::= BEGIN\nV ::= SEQUENCE { v BIT STRING (SIZE(1..13)), b BOOLEAN }\nEND\n"
    let sources = [SchemaSource(name: "x.asn", text: text)]
    let schema = try Resolver.resolve(sources)
    let root = try #require(schema.index(of: "V"))
    let value = SchemaValue.sequence([.init("v", .bits(bits)), .init("b", .boolean(true))])
    let octets = try SchemaEncoder.encode(value, as: root, of: schema)
    #expect(octets.hex == hex)
    #expect(try SchemaDecoder.decode(octets, as: root, of: schema).value == value)
    var backEnd = try SwiftBackEnd(sources: sources, dialects: [], roots: ["V"])
    let files = Dictionary(uniqueKeysWithValues: backEnd.files().map { ($0.name, $0.text) })
    #expect(files["MessageDecoders.swift"]?.contains("p.pointee.v = c.readBits(&pos, count: ") == true)
    #expect(files["MessageEncoders.swift"]?.contains("c.writeBits(&out, p.pointee.v)") == true)
  }

  @Test("constraints that do not change the encoding are read over")
  func readOver() throws {
    let schema = try resolve(
      """
      A ::= SEQUENCE { a BOOLEAN OPTIONAL, b INTEGER (0..3) }
      B ::= A (WITH COMPONENTS {..., a PRESENT})
      C ::= OCTET STRING (SIZE(2)) (CONSTRAINED BY { -- some rule -- })
      D ::= SEQUENCE { x A (WITH COMPONENTS {a ABSENT, b (0..1)}), y B }
      """)
    let kinds = try ["A", "B"].map { schema.types[try #require(schema.index(of: $0))].kind }
    #expect(kinds[0] == kinds[1])
    #expect(
      schema.types[try #require(schema.index(of: "C"))].kind == .octetString(lower: 2, upper: 2, extensible: false))
  }

  @Test(
    "what is not supported is refused with its place",
    arguments: [
      ("A ::= SEQUENCE { a BOOLEAN, ..., b BOOLEAN, ..., c BOOLEAN, ... }", 65, "a third marker is not possible"),
      ("A ::= SEQUENCE { [[ a BOOLEAN ]] }", 18, "version brackets stand behind a marker"),
      ("A ::= CHOICE { a BOOLEAN, ..., [[ b BOOLEAN ]] }", 32, "version brackets in a choice are not supported"),
      ("A ::= ENUMERATED { a, ..., b, ... }", 35, "a second marker is not possible here"),
      ("A ::= CHOICE { a BOOLEAN, ..., b BOOLEAN }", 32, "behind a marker a choice has only sequences and choices"),
      ("A ::= INTEGER (0..1152921504606846975)", 16, "a range of 60 bits is not supported"),
      ("A ::= INTEGER (0..MAX)", 16, "a range that is open on one side only is not supported"),
      ("A ::= BIT STRING (SIZE(1..9, ...))", 24, "a bit string of such a size is not supported"),
      ("A ::= BIT STRING (SIZE(1..57))", 24, "a bit string of such a size is not supported"),
      ("A ::= BIT STRING (SIZE(1..MAX))", 24, "a bit string of such a size is not supported"),
      ("A ::= REAL", 7, "REAL is not supported"),
      ("A ::= NumericString (SIZE(3))", 7, "NumericString is not supported"),
      ("A ::= SEQUENCE { a BOOLEAN DEFAULT TRUE }", 28, "',' or '}' is wanted here, not 'DEFAULT'"),
      ("A ::= BOOLEAN (WITH COMPONENTS { a", 15, "this bracket is not closed"),
      ("A ::= SEQUENCE { a B }  B ::= SEQUENCE (SIZE(0..2)) OF A", 56, "A contains itself"),
    ])
  func refused(body: String, column: Int, message: String) {
    do throws(SchemaError) {
      let text = "Test DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n\(body)\nEND\n"
      _ = try SwiftBackEnd(sources: [SchemaSource(name: "test.asn", text: text)], dialects: [], roots: ["A"])
      Issue.record("it is accepted")
    } catch {
      #expect(error.message.hasPrefix(message), "\(error)")
      #expect((error.file, error.line, error.column) == ("test.asn", 2, column), "\(error)")
    }
  }
}
