import Framing
import Interpretation
import PackedEncoding
import SchemaModel
import Testing

@Suite("what octets are")
struct InterpretationTests {
  /// A platoon leader's message, as a unit in the field sent it.
  static let field =
    [UInt8](
      hex: "802a0010274c1919999998181819c9f4991999999818181980000000100000000c80001919999998181819a6") ?? []

  private func first(_ found: Interpretation) throws -> Reading { try #require(try? found.messages.first?.get()) }

  @Test("every good vector of four dialects fits its own exactly")
  func vectors() throws {
    let vectors = try VectorFolders.good()
    #expect(vectors.count > 400)
    for vector in vectors {
      let reading = try Reading(vector.octets, as: vector.dialect)
      #expect(reading.fit == .exact, "\(vector.id)")
    }
  }

  @Test("without being told, a vector's own dialect is found, or one that fits as exactly")
  func foundDialects() throws {
    var wrong: [String] = []
    for vector in try VectorFolders.good() {
      let found = Interpretation(vector.octets)
      #expect(found.encapsulation.kind == .bare, "\(vector.id)")
      let reading = try first(found)
      #expect(reading.fit == .exact, "\(vector.id)")
      if reading.dialect != vector.dialect, !found.alternatives(for: vector.octets).contains(vector.dialect) {
        wrong.append(vector.id)
      }
    }
    #expect(wrong.isEmpty, "\(wrong)")
  }

  @Test("JSON of every good vector encodes to its octets again")
  func encoding() throws {
    for vector in try VectorFolders.good() {
      let reading = try Reading(vector.octets, as: vector.dialect)
      let message = try MessageFromJSON(try JSONValue(parsing: reading.value.json), dialect: vector.dialect)
      #expect(message.octets == vector.octets, "\(vector.id)")
    }
  }

  @Test("every framing is found, and what is printed of it makes it again")
  func framings() throws {
    let aid = try #require(ApplicationIdentifier(rawValue: 3618))
    let etsi = try #require(try VectorFolders.good().first { $0.dialect == .etsiITS })
    let header = Encapsulation.Header.geonetworking(octets: InterpretationTests.geonetworking, port: 2001)
    let ethernet = Encapsulation.Header.geonetworking(
      octets: [UInt8](repeating: 2, count: 12) + [0x89, 0x47] + InterpretationTests.geonetworking, port: 2001)
    let cases: [(Encapsulation.Kind, Encapsulation.Header, [UInt8])] = [
      (.bare, .bare, InterpretationTests.field), (.dsmp, .dsmp(aid, options: [0]), InterpretationTests.field),
      (.envelope, .envelope(unit: 0x5253_5531_3130_3141, milliseconds: 1_763_622_000_000), InterpretationTests.field),
      (.envelope, .envelope(unit: 1, milliseconds: .max), InterpretationTests.field),
      (.geonetworking, header, etsi.octets), (.ethernet, ethernet, etsi.octets),
    ]
    for (kind, header, message) in cases {
      let octets = try #require(header.octets(around: message))
      let found = Interpretation(octets)
      #expect(found.encapsulation.kind == kind)
      #expect(try first(found).fit == .exact)
      let json = try Encapsulation.Header(json: try JSONValue(parsing: found.encapsulation.header.json()))
      #expect(json.octets(around: message) == octets, "\(kind)")
    }
  }

  /// Basic and common header of a single hop broadcast, a position, BTP port 2001.
  static let geonetworking: [UInt8] =
    [0x11, 0, 0x1a, 1, 0x20, 0x50, 2, 0x80, 0, 0, 1, 0] + [UInt8](repeating: 0, count: 28) + [0x07, 0xd1, 0, 0]

  @Test("an envelope of two messages gives both, and one of them broken is refused alone")
  func envelope() throws {
    let both = try #require(
      UnitEnvelope.octets(unit: 7, milliseconds: 1, messages: [InterpretationTests.field, InterpretationTests.field]))
    #expect(Interpretation(both).messages.count == 2)
    #expect(Interpretation(both).isGood)
    let broken = try #require(
      UnitEnvelope.octets(unit: 7, milliseconds: 1, messages: [InterpretationTests.field, [0x70, 1, 2]]))
    let found = Interpretation(broken)
    #expect(found.messages.count == 2)
    #expect(!found.isGood)
    #expect(throws: Never.self) { try found.messages[0].get() }
  }

  @Test("a dialect or framing that is asked for is taken at its word")
  func asked() throws {
    let map = try #require(try VectorFolders.good().first { $0.id.contains("csae53-2020.mapFrame") })
    let found = Interpretation(map.octets, dialect: .etsiITS)
    #expect(!found.isGood)
    let framed = Interpretation(InterpretationTests.field, framing: .dsmp)
    guard case .failure(let rejection) = framed.messages[0], case .framing(_, as: .dsmp) = rejection.reason else {
      Issue.record("a bare message is no frame")
      return
    }
  }

  @Test("what fits no dialect is refused as the one whose message its first octets name")
  func named() throws {
    var own = 0
    var refused = 0
    for vector in try VectorFolders.good() where vector.dialect == .etsiITS || vector.dialect == .saeJ2735 {
      let found = Interpretation(Array(vector.octets.dropLast(3)), framing: .bare)
      guard case .failure(let rejection) = found.messages[0], case .undecodable(_, as: let dialect) = rejection.reason
      else { continue }
      refused += 1
      if dialect == vector.dialect { own += 1 }
    }
    #expect(refused > 100)
    #expect(own * 10 > refused * 9, "\(own) of \(refused)")
  }

  @Test("a known message of ETSI is not an unknown one of SAE")
  func knownBeforeUnknown() throws {
    let octets = try #require([UInt8](hex: "02050c9545fd7205aab7f478200b40"))
    let unknown = try Reading(octets, as: .saeJ2735)
    #expect(unknown.isUnknown && unknown.fit == .newer)
    let found = Interpretation(octets)
    #expect(try first(found).dialect == .etsiITS)
    #expect(found.alternatives(for: octets).isEmpty)
  }

  @Test("no octets at all are refused as such, in every framing", arguments: Encapsulation.Kind.allCases)
  func empty(kind: Encapsulation.Kind) {
    #expect(!Interpretation([]).isGood)
    #expect(!Interpretation([], framing: kind).isGood)
  }

  @Test("arbitrary octets are read or refused, never more")
  func arbitrary() {
    var state: UInt64 = 1
    for length in 0..<300 {
      let octets = (0..<length).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      }
      let found = Interpretation(octets)
      #expect(!found.messages.isEmpty)
      for case .failure(let rejection) in found.messages {
        _ = LikelyCause.sentences(for: rejection, in: octets)
      }
    }
  }
}

@Suite("likely causes of a rejection")
struct LikelyCauseTests {
  private func causes(
    _ octets: [UInt8], _ dialect: MessageDialect? = .ydt3709_2020, framing: Encapsulation.Kind? = .bare
  )
    throws -> [String]
  {
    let found = Interpretation(octets, framing: framing, dialect: dialect)
    for case .failure(let rejection) in found.messages { return LikelyCause.sentences(for: rejection, in: octets) }
    return []
  }

  @Test("another dialect")
  func dialect() throws {
    let maps = try VectorFolders.good().filter { $0.id.contains("csae53-2020.mapFrame") }
    let refused = maps.filter { (try? Reading($0.octets, as: .ydt3709_2020)) == nil }
    let map = try #require(refused.first)
    #expect(try causes(map.octets).first == "decodes as csae53-2020")
  }

  @Test("another framing")
  func framing() throws {
    let aid = try #require(ApplicationIdentifier(rawValue: 111))
    let framed = try #require(DSMPFrame.octets(application: aid, payload: InterpretationTests.field))
    #expect(try causes(framed) == ["decodes as ydt3709-2020 in the framing dsmp, AID 111"])
  }

  @Test("an unknown header in front")
  func front() throws {
    let words = "from octet 5 on it decodes as ydt3709-2020: 5 octets of an unknown header stand in front"
    #expect(try causes([0x70, 0, 0, 0x6f, 0x99] + InterpretationTests.field) == [words])
    // Zeros in front read as a message with octets behind it, which is not believed.
    let octets = [0, 0, 0, 0x6f, 0x99] + InterpretationTests.field
    let reading = try #require(try? Interpretation(octets).messages.first?.get())
    #expect(reading.fit == .loose)
    #expect(LikelyCause.doubts(about: reading, octets, in: octets) == [words])
  }

  @Test("the end is missing, by so many bits at least")
  func truncated() throws {
    let bsm = try #require(try VectorFolders.good().first { $0.id.contains("csae157-2020.bsmFrame") })
    let found = try causes(Array(bsm.octets.dropLast(6)))
    let words = try #require(found.first)
    #expect(words.hasPrefix("the end is missing: the message ends at least "))
    let bits = try #require(words.split(separator: " ").compactMap { Int($0) }.first)
    #expect((1...48).contains(bits))
  }

  @Test("a message that announces more octets than follow is cut, and does not fit something else by chance")
  func announced() throws {
    let cut = Array(InterpretationTests.field.dropLast(9))
    #expect(
      try causes(cut, nil) == ["octets are missing, most likely at the end: the message announces 42 and 33 follow"])
    let sae = try #require(try VectorFolders.good().first { $0.dialect == .saeJ2735 && $0.octets.count > 40 })
    #expect(
      try causes(Array(sae.octets.dropLast(5)), .saeJ2735).first?.hasPrefix(
        "octets are missing, most likely at the end: ")
        == true)
  }

  @Test("numbers that no schema has do not name a cause", arguments: [8, 9, 10, 11, 12])
  func unknownInFront(length: Int) throws {
    // A number and a length that agree with what follows, as an unknown message of J2735 has them.
    let header: [UInt8] = Array([0x75, 0x30, 0, 0x64, 0x12, 0x34, 0x35, 0x36, 0x37].prefix(length - 3))
    let octets = header + [0x12, 0x34, UInt8(InterpretationTests.field.count)] + InterpretationTests.field
    let words = try #require(try causes(octets, nil).first)
    #expect(
      words
        == "from octet \(length) on it decodes as ydt3709-2020: \(length) octets of an unknown header stand in front")
  }

  @Test("a signed message")
  func signed() throws {
    let aid = try #require(ApplicationIdentifier(rawValue: 111))
    let signed: [UInt8] = [3, 0x81, 2, 0x40, 3, 0x80, 40] + InterpretationTests.field
    let framed = try #require(DSMPFrame.octets(application: aid, payload: signed))
    #expect(try causes(framed, nil, framing: nil).first?.hasPrefix("it is a signed message") == true)
    #expect(try causes(signed, nil, framing: nil).first?.hasPrefix("it is a signed message") == true)
  }

  @Test("an index that no frame has")
  func index() throws {
    #expect(try causes([0x70, 1, 2, 3]) == ["octet 0 is 0x70: no MessageFrame begins so (index 7 of 0 to 4)"])
  }
}

@Suite("the dialect of a sender")
struct DialectFinderTests {
  @Test("messages that fit both leave it open, one that fits only one settles it for those before and after")
  func settles() throws {
    let vectors = try VectorFolders.good()
    let spat = try #require(vectors.first { $0.id.contains("csae53-2020.spatFrame") })
    let map = try #require(
      vectors.first { $0.id.contains("csae53-2020.mapFrame") && (try? Reading($0.octets, as: .ydt3709_2020)) == nil })
    var finder = DialectFinder()
    #expect(try finder.interpret(spat.octets).messages[0].get().dialect == .ydt3709_2020)
    #expect(finder.candidates.starts(with: [.ydt3709_2020, .csae53_2020]))
    #expect(try finder.interpret(map.octets).messages[0].get().dialect == .csae53_2020)
    #expect(finder.candidates == [.csae53_2020])
    #expect(try finder.interpret(spat.octets).messages[0].get().dialect == .csae53_2020)
  }

  @Test("a message of a kind that no schema has settles nothing")
  func unknown() throws {
    let octets: [UInt8] = [0x12, 0x34, 3, 1, 2, 3]
    var finder = DialectFinder()
    #expect(try finder.interpret(octets).messages[0].get().isUnknown)
    #expect(finder.candidates == MessageDialect.allCases)
  }

  @Test("a telling message settles it also after many that did not tell")
  func late() throws {
    let vectors = try VectorFolders.good()
    let spat = try #require(vectors.first { $0.id.contains("csae53-2020.spatFrame") })
    let map = try #require(
      vectors.first { $0.id.contains("csae53-2020.mapFrame") && (try? Reading($0.octets, as: .ydt3709_2020)) == nil })
    var finder = DialectFinder()
    for _ in 0..<80 { _ = finder.interpret(spat.octets) }
    #expect(finder.candidates.count > 1)
    _ = finder.interpret(map.octets)
    #expect(finder.candidates == [.csae53_2020])
  }
}

@Suite("octets as text")
struct OctetTextTests {
  @Test(
    "digits with what people put between them, and base64 of both alphabets",
    arguments: [
      ("802a00", [0x80, 0x2a, 0]), ("0x802A00", [0x80, 0x2a, 0]), ("80 2a\n00", [0x80, 0x2a, 0]),
      ("80:2a:00", [0x80, 0x2a, 0]),
      ("0x80, 0x2a, 0x00", [0x80, 0x2a, 0]), ("80-2a-00", [0x80, 0x2a, 0]), ("gCoA", [0x80, 0x2a, 0]),
      ("gCo=", [0x80, 0x2a]), ("gCoAgCoAgCoAgCo", [0x80, 0x2a, 0, 0x80, 0x2a, 0, 0x80, 0x2a, 0, 0x80, 0x2a]),
      ("+/+/", [0xfb, 0xff, 0xbf]), ("-_-_", [0xfb, 0xff, 0xbf]),
    ] as [(String, [UInt8])])
  func octets(text: String, expected: [UInt8]) {
    #expect(OctetText.octets(of: text) == expected)
  }

  @Test(
    "what is neither is nil",
    arguments: ["", "  ", "802", "g", "g===", "zz", "words", "gC=o", "\u{e9}\u{e9}", "a.b.c.d"])
  func neither(text: String) {
    #expect(OctetText.octets(of: text) == nil)
  }

  @Test("base64 reads back, whatever the length")
  func base64() {
    for length in 1..<10 {
      let octets = (0..<length).map { UInt8(200 + $0) }
      #expect(OctetText.octets(of: OctetText.base64(octets)) == octets)
    }
  }
}
