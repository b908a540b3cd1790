import Explanation
import Interpretation
import SchemaModel
import Testing

@Suite("notes of schemas")
struct SchemaNoteTests {
  @Test(
    "the note of every type of the four dialects has the form, and every number says what it is",
    arguments: MessageDialect.allCases)
  func everyType(dialect: MessageDialect) {
    #expect(dialect.schema.types.count > 100)
    for type in dialect.schema.types {
      do throws(SchemaNoteError) {
        let note = try SchemaNote(type.note)
        if case .integer = type.kind {
          #expect(note.subject != .unsaid, "\(type.name) does not say what its numbers are: '\(type.note)'")
        }
      } catch {
        Issue.record("\(type.name): '\(error.part)' is not of the form")
      }
    }
  }

  @Test("special values lie within the range of their type", arguments: MessageDialect.allCases)
  func specialValues(dialect: MessageDialect) throws {
    for type in dialect.schema.types {
      guard case .integer(let lower?, let upper?, _) = type.kind else { continue }
      let note = try SchemaNote(type.note)
      for range in note.meanings.flatMap(\.values) + note.saturated.map({ $0...$0 }) {
        // A number may be narrowed where it is used, and then has some of its type's special values.
        guard !type.name.contains(".") else { continue }
        // The hour of one dialect has no code for unknown; the note is that of the other.
        guard dialect != .csae53_2020 || type.name != "DHour" else { continue }
        #expect(range.lowerBound >= lower && range.upperBound <= upper, "\(type.name): \(range) of \(lower)...\(upper)")
      }
    }
  }

  @Test(
    "what begins like the form and is not is refused with the part",
    arguments: [
      "unit 0.1 furlong", "unit metre", "unit 1e-99 m", "id; 5 unknown", "code; 1..x = a", "code; 9..3 = a",
    ])
  func irregular(note: String) {
    #expect(throws: SchemaNoteError.self) { try SchemaNote(note) }
  }

  @Test("a sentence for people is no part of the form")
  func sentences() throws {
    let note = try SchemaNote("id; 0 = none; made by hand. 5 people know it. Some standard, DE_X")
    #expect(note.subject == .identity)
    #expect(note.meanings.count == 1)
  }
}

@Suite("values in words")
struct ValueTextTests {
  private func text(_ note: String, _ value: Int64) -> String? {
    let schema = Schema(types: [
      SchemaType(name: "N", kind: .integer(lower: nil, upper: nil, extensible: false), note: note)
    ])
    return ValueExplanation(schema: schema).text(of: .integer(value), as: 0)
  }

  @Test(
    "amounts are exact, special values have their meaning, and what is on the wire stands behind",
    arguments: [
      ("unit 0.02 m/s; 8191 = unavailable", 694, "13.88 m/s (694)"),
      ("unit 0.02 m/s; 8191 = unavailable", 8191, "unavailable (8191)"),
      ("unit 0.0125 deg clockwise from true north", 7200, "90.0\u{b0} (7200)"),
      ("unit 1e-7 deg, north +", 397_912_345, "39.7912345\u{b0} (397912345)"),
      ("unit 1e-7 deg, north +", -5, "-0.0000005\u{b0} (-5)"),
      ("unit 1 ms within the minute; 60000..60999 = leap second", 12345, "12.345 s (12345)"),
      ("unit 1 ms within the minute; 60000..60999 = leap second", 60500, "60.5 s, leap second (60500)"),
      ("unit 5 cm; 0 = invalid", 31, "1.55 m (31)"), ("unit 360/65535 deg from north", 16384, "90.0\u{b0} (16384)"),
      ("unit 1.5 deg; -126 and 126 saturate", 126, "\u{2265} 189.0\u{b0} (126)"),
      ("unit 1.5 deg; -126 and 126 saturate", -126, "\u{2264} -189.0\u{b0} (-126)"),
      ("unit 1 degC from -40", 60, "20\u{b0}C (60)"),
      ("unit 1 min of the UTC year", 465_547, "day 324 07:07 UTC (465547)"),
      ("code; 62 and 63 = fire; 80..89 = VRU", 63, "fire (63)"),
      ("code; 62 and 63 = fire; 80..89 = VRU", 84, "VRU (84)"),
      ("code; 62 and 63 = fire", 5, "5"), ("id; 0..255 = test use", 100, "100, test use"),
      ("id; 0 = unknown", 0, "unknown (0)"), ("count", 12, "12"),
      ("unit 0.1 m", Int64.max, "922337203685477580.7 m (9223372036854775807)"), ("", 3, "3"),
    ])
  func numbers(note: String, value: Int64, expected: String) {
    #expect(text(note, value) == expected)
  }

  private static let schema = Schema(types: [
    SchemaType(name: "E", kind: .enumerated(root: ["x", "y"], additions: ["z"], extensible: true)),
    SchemaType(
      name: "Sparse", kind: .enumerated(root: ["x", "y"], additions: [], extensible: false), note: "numbers 3 19"),
    SchemaType(name: "B", kind: .bitString(lower: 4, upper: 4, extensible: false, names: ["a", "b", "c"])),
    SchemaType(name: "O", kind: .octetString(lower: 0, upper: nil, extensible: false)),
    SchemaType(name: "T", kind: .octetString(lower: 0, upper: nil, extensible: false), note: "text in GB 2312"),
  ])

  @Test(
    "names stand with their numbers, bits by the names of those that are set, octets as characters where they are",
    arguments: [
      (SchemaValue.enumerated("y"), 0, "y (1)"), (.enumerated("z"), 0, "z (2)"),
      (.enumerated("unknown(7)"), 0, "unknown(7)"), (.enumerated("y"), 1, "y (19)"),
      (.bits("1001"), 2, "a, bit 3 (1001)"), (.bits("0000"), 2, "none (0000)"),
      (.octets([0x41, 0x42, 0x43, 0x31]), 3, "\"ABC1\" (41424331)"),
      (.octets([0x41, 0x42, 0x43, 0x31, 0, 0]), 3, "\"ABC1\" (414243310000)"), (.octets([1, 2]), 3, "0102"),
      (.octets([0xd6, 0xd0]), 4, "\"\u{4e2d}\" (d6d0)"),
      (.octets([1, 2]), 4, "0102"), (.boolean(true), 0, "yes"),
      (.unknown(index: 3, octets: [9]), 0, "unknown alternative 3: 09"),
    ])
  func strings(value: SchemaValue, type: Int, expected: String) {
    let explanation = ValueExplanation(schema: ValueTextTests.schema) { $0 == [0xd6, 0xd0] ? "\u{4e2d}" : nil }
    #expect(explanation.text(of: value, as: type) == expected)
  }
}

@Suite("octets around a bit")
struct OctetExcerptTests {
  @Test("the line of the bit, its neighbours, and a mark below the octet")
  func mark() {
    let octets = (0..<64).map { UInt8($0 + 32) }
    let lines = OctetExcerpt.lines(octets, around: 25 * 8 + 3)
    #expect(
      lines == [
        "000000  20 21 22 23 24 25 26 27  28 29 2a 2b 2c 2d 2e 2f   !\"#$%&'()*+,-./",
        "000010  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  0123456789:;<=>?",
        "                                    ^^ bit 203: octet 25, its bit 3 of 8",
        "000020  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO",
      ])
  }

  @Test("a bit behind the end is marked there, also of no octets and of whole lines")
  func end() {
    let short = OctetExcerpt.lines([1, 2], around: 16)
    #expect(short.last == "              ^^ bit 16: behind the last octet")
    #expect(OctetExcerpt.lines([], around: 0).last?.hasSuffix("^^ bit 0: behind the last octet") == true)
    let whole = OctetExcerpt.lines([UInt8](repeating: 0, count: 16), around: 128)
    #expect(whole.count == 3)
    #expect(whole.last == "        ^^ bit 128: behind the last octet")
  }
}
