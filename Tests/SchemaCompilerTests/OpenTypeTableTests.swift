import SchemaCompiler
import SchemaModel
import Testing

@Suite("tables of open types, and parameterised types")
struct OpenTypeTableTests {
  private func resolve(_ body: String) throws -> Schema {
    try Resolver.resolve([SchemaSource(name: "test.asn", text: OpenTypeTableTests.module(body))])
  }

  private static func module(_ body: String) -> String {
    "Test DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n\(body)\nEND\n"
  }

  private func kind(_ name: String, _ schema: Schema) throws -> SchemaType.Kind {
    schema.types[try #require(schema.index(of: name))].kind
  }

  private static let table = """
    ENTRY ::= CLASS { &id Number UNIQUE, &Type } WITH SYNTAX { &Type IDENTIFIED BY &id }
    Number ::= INTEGER (0..255)
    five Number ::= 5
    A ::= SEQUENCE { a BOOLEAN }
    B ::= SEQUENCE { b BOOLEAN }
    Two ENTRY ::= { { A IDENTIFIED BY five } | { B IDENTIFIED BY 7 }, ... }
    None ENTRY ::= { ... }
    Held { ENTRY : Set } ::= SEQUENCE { id ENTRY.&id ({Set}), value ENTRY.&Type ({Set}{@id}) }
    """

  @Test("an open type takes its alternatives from a table, by number or by the name of one")
  func alternatives() throws {
    let schema = try resolve(OpenTypeTableTests.table + "\nM ::= Held {{Two}}")
    guard case .openType("id", let lines) = try kind("Held.Two.value", schema) else { throw CancellationError() }
    #expect(lines.map(\.id) == [5, 7])
    #expect(lines.map { schema.types[$0.type].name } == ["A", "B"])
    guard case .sequence(let fields, [], false) = try kind("Held.Two", schema) else { throw CancellationError() }
    #expect(schema.types[fields[0].type].kind == .integer(lower: 0, upper: 255, extensible: false))
  }

  @Test("a table may name another, and be written field by field where its class has no form for it")
  func otherForms() throws {
    let schema = try resolve(
      """
      ENTRY ::= CLASS { &id INTEGER (0..15) UNIQUE, &Type }
      A ::= SEQUENCE { a BOOLEAN }
      B ::= CHOICE { b BOOLEAN }
      One ENTRY ::= { { &id 1, &Type A } }
      Both ENTRY ::= { One | { &Type B, &id 2 } }
      M ::= SEQUENCE { id ENTRY.&id ({Both}), value ENTRY.&Type ({Both}{@.id}) }
      """)
    guard case .openType("id", let lines) = try kind("M.value", schema) else { throw CancellationError() }
    #expect(lines.map(\.id) == [1, 2])
  }

  @Test("instances with empty tables are one type")
  func emptyTables() throws {
    let schema = try resolve(
      OpenTypeTableTests.table
        + "\nNothing ENTRY ::= { }\nM ::= SEQUENCE { a Held {{None}}, b Held {{Nothing}}, c Held {{Two}} }")
    guard case .sequence(let fields, _, _) = try kind("M", schema) else { throw CancellationError() }
    #expect(fields[0].type == fields[1].type)
    #expect(fields[1].type != fields[2].type)
    #expect(schema.types[fields[0].type].name == "Held")
  }

  @Test("a parameter may be a type")
  func typeParameters() throws {
    let schema = try resolve(
      "Pair { T } ::= SEQUENCE { a T, b SEQUENCE (SIZE(1..2)) OF T }\nN ::= INTEGER (0..3)\nM ::= Pair {N}")
    guard case .sequence(let fields, _, _) = try kind("Pair.N", schema),
      case .list(1, 2, false, let element) = schema.types[fields[1].type].kind
    else { throw CancellationError() }
    #expect(schema.types[fields[0].type].name == "N")
    #expect(element == fields[0].type)
  }

  @Test("what no table names is kept as octets, and what one names is read")
  func decoding() throws {
    let schema = try resolve(OpenTypeTableTests.table + "\nM ::= Held {{Two}}")
    let root = try #require(schema.index(of: "M"))
    let known = try SchemaDecoder.decode([5, 1, 0x80], as: root, of: schema)
    #expect(known.value["value"] == .choice(.init("A", .sequence([.init("a", .boolean(true))]))))
    let unknown = try SchemaDecoder.decode([9, 2, 1, 2], as: root, of: schema)
    #expect(unknown.value["value"] == .unknown(index: 9, octets: [1, 2]))
    #expect(unknown.notices.count == 1)
    #expect(try SchemaEncoder.encode(known.value, as: root, of: schema) == [5, 1, 0x80])
    #expect(try SchemaEncoder.encode(unknown.value, as: root, of: schema) == [9, 2, 1, 2])
  }

  private static let listed =
    table + """

      L ::= SEQUENCE (SIZE(1..4)) OF A
      S ::= SEQUENCE (SIZE(1..8, ...)) OF A
      Lists ENTRY ::= { { L IDENTIFIED BY 1 } | { S IDENTIFIED BY 2 } }
      M ::= Held {{Lists}}
      """

  // The octets are those that asn1tools gives for L and S, behind a number and a length.
  @Test(
    "a list stands in an open type as a sequence does",
    arguments: [(1, "L", [true, false], "010160"), (2, "S", [true], "020108")])
  func lists(id: Int64, name: String, elements: [Bool], hex: String) throws {
    let schema = try resolve(OpenTypeTableTests.listed)
    let root = try #require(schema.index(of: "M"))
    let list = SchemaValue.list(elements.map { .sequence([.init("a", .boolean($0))]) })
    let value = SchemaValue.sequence([.init("id", .integer(id)), .init("value", .choice(.init(name, list)))])
    let octets = try SchemaEncoder.encode(value, as: root, of: schema)
    #expect(octets.hex == hex)
    #expect(try SchemaDecoder.decode(octets, as: root, of: schema).value == value)
  }

  @Test("a list in an open type has functions of its own, also beside another of the same elements")
  func listFunctions() throws {
    let source = SchemaSource(name: "test.asn", text: OpenTypeTableTests.module(OpenTypeTableTests.listed))
    var backEnd = try SwiftBackEnd(sources: [source], dialects: [], roots: ["M"])
    let files = Dictionary(uniqueKeysWithValues: backEnd.files().map { ($0.name, $0.text) })
    let decoders = try #require(files["MessageDecoders.swift"])
    for name in ["L", "S"] {
      #expect(files["MessageTypes.swift"]?.contains("case \(name.lowercased())(PackedList<A>)") == true)
      #expect(decoders.contains("extension \(name) {"))
      #expect(decoders.contains("\(name).decode(c, pos, "))
      #expect(files["MessageEncoders.swift"]?.contains("\(name).encode(c, out, ") == true)
    }
    #expect(decoders.contains("_ p: UnsafeMutablePointer<PackedList<A>>) -> Int {"))
  }

  @Test("there may be several roots, each with functions of its own")
  func roots() throws {
    let text = OpenTypeTableTests.module(
      "A ::= SEQUENCE { a SEQUENCE (SIZE(0..3)) OF BOOLEAN }\nB ::= SEQUENCE { b A }")
    let sources = [SchemaSource(name: "test.asn", text: text)]
    for (roots, hasOwn) in [(["B"], false), (["B", "A"], true)] {
      var backEnd = try SwiftBackEnd(sources: sources, dialects: [], roots: roots)
      let decoders = try #require(backEnd.files().first { $0.name == "MessageDecoders.swift" }).text
      #expect(decoders.contains("extension B {"))
      #expect(decoders.contains("extension A {") == hasOwn, "\(roots)")
    }
  }

  @Test("a root that is no type of the schema is refused")
  func missingRoot() {
    let sources = [SchemaSource(name: "test.asn", text: OpenTypeTableTests.module("A ::= SEQUENCE { a BOOLEAN }"))]
    do throws(SchemaError) {
      _ = try SwiftBackEnd(sources: sources, dialects: [], roots: ["A", "C"])
      Issue.record("it is accepted")
    } catch {
      #expect(error.description == "test.asn:1:1: error: no type is called C, as one that messages are decoded as")
    }
  }

  @Test("names in code begin with the prefix, names in the schema do not")
  func prefix() throws {
    let source = SchemaSource(
      name: "test.asn", text: OpenTypeTableTests.module(OpenTypeTableTests.table + "\nM ::= Held {{Two}}"))
    var backEnd = try SwiftBackEnd(sources: [source], dialects: [], roots: ["M"], prefix: "SAE")
    let files = Dictionary(uniqueKeysWithValues: backEnd.files().map { ($0.name, $0.text) })
    #expect(files["MessageTypes.swift"]?.contains("struct SAEM:") == true)
    #expect(files["MessageTypes.swift"]?.contains("case a(SAEA)") == true)
    #expect(files["MessageDecoders.swift"]?.contains("extension SAEHeldTwo {") == true)
    #expect(files["MessageSchemas.swift"]?.contains("SAE") == false)
  }

  @Test(
    "an error names the file, the line and the column",
    arguments: [
      ("M ::= Held {{Other}}", 1, 14, "nothing is called Other"),
      ("M ::= Held", 1, 7, "Held wants 1 parameters"),
      ("M ::= Held {{Two}, {Two}}", 1, 7, "Held wants 1 parameters"),
      ("M ::= A {{Two}}", 1, 7, "A wants 0 parameters"),
      ("M ::= Two", 1, 7, "Two is no type"),
      ("M ::= Held {{A}}", 1, 14, "A is no table"),
      ("M ::= SEQUENCE { v ENTRY.&Type ({Two}{@id}) }", 1, 18, "no number called id stands before v"),
      ("M ::= SEQUENCE { v ENTRY.&Type ({Two}{@id}), id Number }", 1, 18, "no number called id stands before v"),
      ("M ::= SEQUENCE { id BOOLEAN, v ENTRY.&Type ({Two}{@id}) }", 1, 30, "no number called id stands before v"),
      ("M ::= SEQUENCE { id Number, v ENTRY.&Type ({Two}) }", 1, 31, "an open type wants a table and what tells"),
      ("M ::= SEQUENCE { id ENTRY.&key ({Two}) }", 1, 21, "ENTRY has no field &key"),
      ("M ::= SEQUENCE { id A.&id ({Two}) }", 1, 21, "A is no class"),
      ("M ENTRY ::= { { A NAMED five } }", 1, 19, "'IDENTIFIED' is wanted here, not 'NAMED'"),
      ("M ENTRY ::= { { A IDENTIFIED BY six } }", 1, 33, "nothing is called six"),
      ("M ENTRY ::= { { A IDENTIFIED BY A } }", 1, 33, "A is no number"),
      ("M ENTRY ::= { { Number IDENTIFIED BY 9 } }", 1, 17, "in an open type stand only sequences, choices and lists"),
      ("M ENTRY ::= { { A IDENTIFIED BY 9 } | { B IDENTIFIED BY 9 } }", 1, 1, "9 stands twice in M"),
      ("M ENTRY ::= { { A IDENTIFIED } }", 1, 17, "a line wants a number and a type"),
      (
        "OTHER ::= CLASS { &id Number UNIQUE, &Type }\nM ::= SEQUENCE { id Number, v OTHER.&Type ({Two}{@id}) }", 2, 45,
        "Two is a table of ENTRY and not of OTHER"
      ),
      ("Ring { T } ::= SEQUENCE { a T, b Ring {T} OPTIONAL }\nM ::= Ring {A}", 1, 34, "Ring.A contains itself"),
      ("M ENTRY ::= { { A IDENTIFIED BY 9 ) }", 1, 35, "a word or a number is wanted here, not ')'"),
      ("C ::= CLASS { id Number }", 1, 15, "a class's field begins with '&'"),
    ])
  func errors(body: String, line: Int, column: Int, message: String) throws {
    let offset = OpenTypeTableTests.table.split(separator: "\n").count + 1
    do throws(SchemaError) {
      let text = OpenTypeTableTests.module(OpenTypeTableTests.table + "\n" + body)
      _ = try Resolver.resolve([SchemaSource(name: "test.asn", text: text)])
      Issue.record("it is accepted")
    } catch {
      #expect(error.message.hasPrefix(message), "\(error)")
      #expect((error.file, error.line, error.column) == ("test.asn", line + offset, column), "\(error)")
    }
  }
}
