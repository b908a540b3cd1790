import SchemaModel
import Testing

@Suite("JSON text")
struct JSONTextTests {
  @Test("numbers keep all digits of 64 bits, members their order, escapes what they stand for")
  func values() throws {
    let json = try JSONValue(
      parsing:
        #" {"b": 9223372036854775807, "a": -9223372036854775808, "t": "\u4e2d\ud83d\ude97\n\"", "l": [true, null]} "#)
    guard case .object(let members) = json.kind else { throw JSONTextError("no object", at: 0, of: []) }
    #expect(members.map(\.name) == ["b", "a", "t", "l"])
    #expect(json["b"]?.integer == .max)
    #expect(json["a"]?.integer == .min)
    #expect(json["t"]?.text == "\u{4e2d}\u{1f697}\n\"")
    guard case .list(let elements) = json["l"]?.kind else { throw JSONTextError("no list", at: 0, of: []) }
    #expect(elements.map(\.kind) == [.boolean(true), .null])
    #expect(elements.map(\.offset) == [92, 98])
    #expect(try JSONValue(parsing: "1.5e3").integer == nil, "a number that is not whole is no integer")
  }

  @Test(
    "what is wrong is said with line and column",
    arguments: [
      ("{\"a\": 1,\n \"a\": 2}", 2, 2), ("{\"a\" 1}", 1, 6), ("[1, 2", 1, 6), ("\"abc", 1, 1), ("[01]", 1, 2),
      ("{\"a\": tru}", 1, 7), ("[1]\n\n x", 3, 2), ("", 1, 1), ("[\"\\q\"]", 1, 3), ("\"\\ud800\"", 1, 2), ("-", 1, 1),
      ("[1.]", 1, 4), ("[1e]", 1, 4), ("{1: 2}", 1, 2),
    ])
  func errors(text: String, line: Int, column: Int) {
    let error = #expect(throws: JSONTextError.self) { try JSONValue(parsing: text) }
    #expect(error?.line == line && error?.column == column, "\(text): \(error.map { "\($0)" } ?? "")")
  }

  @Test("values within each other end at a depth of 200, and not at the end of the stack")
  func depth() {
    #expect(throws: Never.self) {
      try JSONValue(parsing: String(repeating: "[", count: 200) + String(repeating: "]", count: 200))
    }
    #expect(throws: JSONTextError.self) { try JSONValue(parsing: String(repeating: "[", count: 100_000)) }
  }
}

@Suite("values from JSON")
struct SchemaValueJSONTests {
  /// A sequence with one of most kinds.
  private static let schema = try? Schema(
    text: """
      Number INT 0 100 # unit 0.1 m; 100 = unavailable
      Colour ENUM ! red green | blue
      Id OCT 2 2
      Flags BIT 3 3 a b c
      Name CHR 1 4
      Numbers LIST 1 2 0
      Which CHOICE ! n:0 i:2 |
      Whole SEQ n:0 c:1? i:2? f:3? t:4? l:5? w:6? |
      """)

  private func read(_ text: String) throws -> SchemaValue {
    let schema = try #require(SchemaValueJSONTests.schema)
    return try SchemaValue(json: try JSONValue(parsing: text), as: 7, of: schema)
  }

  @Test(
    "what is written reads back",
    arguments: [
      #"{"n": 7}"#,
      #"{"n": 0, "c": "blue", "i": "0aff", "f": "101", "t": "abcd", "l": [1, 100], "w": {"i": "0102"}}"#,
      #"{"n": 0, "c": "unknown(9)", "w": {"unknown": {"index": 3, "octets": "00"}}}"#,
    ])
  func roundTrip(text: String) throws {
    #expect(try read(text).json == text)
  }

  @Test(
    "what is wrong is said with the way to it and the reason",
    arguments: [
      (#"{}"#, "", "n is missing"), (#"{"n": 101}"#, "n", "101 is outside 0...100"),
      (#"{"n": "1"}"#, "n", "a whole number is wanted"),
      (#"{"n": 1e3}"#, "n", "a whole number is wanted"),
      (#"{"n": 18446744073709551616}"#, "n", "18446744073709551616 does not fit in 64 bits"),
      (#"{"n": 1, "x": 2}"#, "", "there is no x; there are n, c, i, f, t, l, w"),
      (#"{"n": 1, "c": "pink"}"#, "c", "there is no pink; there are red, green, blue"),
      (#"{"n": 1, "i": "0a"}"#, "i", "1 octet stands here, 2 are wanted"),
      (#"{"n": 1, "i": "0"}"#, "i", "octets are an even number of hexadecimal digits"),
      (#"{"n": 1, "f": "12"}"#, "f", "bits are a text of 0 and 1"),
      (#"{"n": 1, "t": "\u4e2d"}"#, "t", "only characters of ASCII can stand here"),
      (#"{"n": 1, "l": [1, 200]}"#, "l.[1]", "200 is outside 0...100"),
      (#"{"n": 1, "l": [1, 2, 3]}"#, "l", "3 elements stand here, 1 to 2 are wanted"),
      (#"{"n": 1, "w": {"q": 1}}"#, "w", "there is no q; there are n, i"),
      (#"{"n": 1, "w": 5}"#, "w", "an object with one member is wanted, the alternative: n, i"),
    ])
  func errors(text: String, path: String, reason: String) throws {
    let error = #expect(throws: SchemaJSONError.self) { try read(text) }
    #expect(error?.path == path)
    #expect(error?.reason == reason)
  }

  @Test("the note of a type stands in the embedded text and comes back")
  func notes() throws {
    let schema = try #require(SchemaValueJSONTests.schema)
    #expect(schema.types[0].note == "unit 0.1 m; 100 = unavailable")
    #expect(schema.types[1].note.isEmpty)
    #expect(try Schema(text: schema.text) == schema)
  }
}
