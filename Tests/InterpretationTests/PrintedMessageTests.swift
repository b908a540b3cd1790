import Framing
import Interpretation
import SchemaModel
import Testing

@Suite("messages as they are printed, and read back")
struct PrintedMessageTests {
  /// Encodes what is printed of a datagram.
  private func again(_ octets: [UInt8]) throws -> [[UInt8]] {
    let found = Interpretation(octets)
    var datagrams = DatagramsFromJSON()
    var result: [[UInt8]] = []
    for (index, message) in found.messages.enumerated() {
      let text = try message.get().json(
        in: found.encapsulation.header, message: index + 1, of: found.messages.count,
        octets: Array(octets[found.encapsulation.messages[index]]))
      if let encoded = try datagrams.take(try JSONValue(parsing: text)) { result.append(encoded.octets) }
    }
    try datagrams.finish()
    return result
  }

  @Test("every good vector comes back to the bit, whichever dialect it was read as")
  func vectors() throws {
    for vector in try VectorFolders.good() {
      #expect(try again(vector.octets) == [vector.octets], "\(vector.id)")
    }
  }

  @Test("octets behind a message come back")
  func rest() throws {
    #expect(try again(InterpretationTests.field + [1, 2, 3]) == [InterpretationTests.field + [1, 2, 3]])
  }

  @Test(
    "a DSMP frame comes back with its reserved bits and header extensions",
    arguments: ["0400", "0405", "041501aa02bbcc"])
  func extensions(front: String) throws {
    let length = UInt8(InterpretationTests.field.count)
    let octets = try #require([UInt8](hex: front)) + [0x6f, 0, length] + InterpretationTests.field
    #expect(Interpretation(octets).encapsulation.kind == .dsmp)
    #expect(try again(octets) == [octets])
  }

  @Test("options that no frame has are refused")
  func options() throws {
    for options in ["", "10", "e0", "1001", "0001"] {
      let json = try JSONValue(parsing: #"{"kind": "dsmp", "aid": 111, "options": "\#(options)"}"#)
      #expect(throws: SchemaJSONError.self, "\(options)") { try Encapsulation.Header(json: json) }
    }
  }

  @Test("the messages of an envelope come back in one envelope, and one that is missing is told")
  func envelope() throws {
    let both = try #require(
      UnitEnvelope.octets(unit: 7, milliseconds: 1, messages: [InterpretationTests.field, InterpretationTests.field]))
    #expect(try again(both) == [both])
    #expect(try again(both + both.prefix(0)) == [both])
    let reading = try Interpretation(both).messages[0].get()
    let header = Interpretation(both).encapsulation.header
    let text = reading.json(in: header, message: 1, of: 2, octets: InterpretationTests.field)
    var datagrams = DatagramsFromJSON()
    #expect(try datagrams.take(try JSONValue(parsing: text)) == nil)
    #expect(throws: SchemaJSONError.self) { try datagrams.take(try JSONValue(parsing: text)) }
    #expect(throws: SchemaJSONError.self) { try datagrams.finish() }
  }

  @Test("a bare value that several dialects encode otherwise says which")
  func others() throws {
    let map = try #require(
      try VectorFolders.good().first { vector in
        guard vector.id.contains("csae53-2020.mapFrame"), let reading = try? Reading(vector.octets, as: vector.dialect),
          let json = try? JSONValue(parsing: reading.json), let message = try? MessageFromJSON(json)
        else { return false }
        return message.octets != vector.octets
      })
    let reading = try Reading(map.octets, as: .csae53_2020)
    let bare = try MessageFromJSON(try JSONValue(parsing: reading.json))
    #expect(bare.dialect == .ydt3709_2020)
    #expect(bare.others == [.csae53_2020])
    let whole = try JSONValue(parsing: reading.json(in: .bare, octets: map.octets))
    let told = try MessageFromJSON(whole)
    #expect(told.octets == map.octets)
    #expect(told.others.isEmpty)
  }

  @Test("what was rejected when it was decoded is no message")
  func rejected() throws {
    let json = try JSONValue(parsing: #"{"line": 1, "rejected": "it is too short", "hex": "00"}"#)
    #expect(throws: SchemaJSONError(path: "", reason: "it was rejected when it was decoded", offset: 0)) {
      try MessageFromJSON(json)
    }
  }

  @Test("a number beyond 64 bits is told as such")
  func large() throws {
    let json = try JSONValue(parsing: #"{"spatFrame": {"msgCnt": 99999999999999999999}}"#)
    let error = #expect(throws: SchemaJSONError.self) { try MessageFromJSON(json, dialect: .ydt3709_2020) }
    #expect(error?.reason == "99999999999999999999 does not fit in 64 bits")
  }

  @Test("a telephone number is text, in JSON and back")
  func telephone() throws {
    let octets = try #require([UInt8](hex: PrintedMessageTests.dangerousGoods))
    let reading = try Reading(octets, as: .etsiITS)
    #expect(reading.json.contains(#""phoneNumber": "\#(PrintedMessageTests.phone)""#))
    #expect(try again(octets) == [octets])
    let wrong = reading.json.replacing(#""phoneNumber": "9""#, with: #""phoneNumber": "12a""#)
    let error = #expect(throws: SchemaJSONError.self) {
      try MessageFromJSON(try JSONValue(parsing: wrong), dialect: .etsiITS)
    }
    #expect(error?.reason == "only digits and spaces can stand here")
  }

  /// A DENM with dangerous goods and somebody's telephone number.
  static let dangerousGoods =
    "0201ffffffffefffffffffffffffffffffffffffffffffff5a4e900eb49d200fffffff08eddd0ffea301387ffbeffff7fff87fffffffff8e71ff"
    + "fdffffffffff8e71fffddfffffdc23f88006fff1e3fdf877efdfd3ffffffffffffbd047fff3fffc0d693a403ad274803ffffffc23b7743ffff"
    + "ffffff8e7187fffffffffffaffbfffde7387f07a0a0161fec836afa083ea0ff0"
  static let phone = "9"
}

@Suite("the line of a message in a table")
struct MessageEssentialsTests {
  private func line(_ lat: Int, _ long: Int, _ speed: Int, _ heading: Int) throws -> String {
    let found = try VectorFolders.good().first { $0.id.contains("csae157-2020.bsmFrame") }
    var reading = try Reading(try #require(found).octets, as: .ydt3709_2020)
    let core = reading.value["bsmFrame"] ?? .sequence([])
    guard case .sequence(var parts) = core else { return "" }
    let place = SchemaValue.sequence([
      .init("lat", .integer(Int64(lat))), .init("long", .integer(Int64(long))),
    ])
    for (name, value) in [
      ("pos", place), ("speed", .integer(Int64(speed))), ("heading", .integer(Int64(heading))),
    ] as [(String, SchemaValue)] {
      let place = try #require(parts.firstIndex { $0.name == name })
      parts[place].value = value
    }
    reading.value = .choice(.init("bsmFrame", .sequence(parts)))
    return MessageEssentials.text(of: reading, MessageSummary(reading))
  }

  @Test("numbers that stand for something unknown are not printed as amounts")
  func unavailable() throws {
    #expect(try line(397_901_826, 1_165_073_828, 694, 7904) == "39.7901826 116.5073828  13.9 m/s  98.8\u{b0}")
    #expect(
      try line(900_000_001, 1_800_000_001, 8191, 28800)
        == "place unavailable  speed unavailable  heading unavailable")
    #expect(try line(900_000_001, 1_165_073_828, 0, 0) == "place unavailable  0.0 m/s  0.0\u{b0}")
  }
}
