import EdgeCore
import EdgeHost
import Ingest
import Interpretation
import Kernel
import MessagesCSAE
import Testing

@Suite("the configuration file")
struct ConfigurationFileTests {
  static let whole = """
    http: 127.0.0.1:9000
    edges:
      - id: west
        name: Corridor west
        listen: "[::]:30000"
        origin: {latitude: 39.79, longitude: 116.51}
        areaRadiusMeters: 800
        receiveBufferOctets: 1048576
        realTime: false
        devices:
          - unit: RSU1101A
            name: Pole A
            address: 10.115.1.11
            kinds: [rsm, map]
            dialect: csae53-2020
            datagramsPerSecond: 500
          - unit: RSU1101B
            address: fd00:115:2::12
    """

  @Test("says all that an edge has to know")
  func read() throws {
    let file = try ConfigurationFile(yaml: Self.whole, name: "edge.yaml")
    #expect("\(file.http)" == "127.0.0.1:9000")
    let daemon = try #require(file.edges.first)
    #expect(daemon.edge.id == "west" && daemon.edge.name == "Corridor west" && "\(daemon.listen)" == "[::]:30000")
    #expect(daemon.edge.areaRadius == 800 && daemon.receiveBufferOctets == 1_048_576 && !daemon.wantsRealTime)
    #expect(daemon.edge.origin == GeodeticPosition(latitude: 39.79, longitude: 116.51))
    let first = daemon.edge.devices[0]
    #expect(first.unit == "RSU1101A" && first.name == "Pole A" && first.kinds == [.rsm, .map])
    #expect(first.dialect == .csae53_2020 && first.datagramsPerSecond == 500)
    #expect(first.address == NetworkAddress(10, 115, 1, 11))
  }

  @Test("what it leaves out has its usual value")
  func usual() throws {
    let text = """
      edges:
        - id: a
          listen: 0.0.0.0:30000
          origin: {latitude: 1, longitude: 2}
          devices: [{unit: R1, address: 10.0.0.1}]
      """
    let file = try ConfigurationFile(yaml: text, name: "edge.yaml")
    #expect(file.http == ConfigurationFile.usualHTTP)
    #expect(file.edges[0].edge.name == "a" && file.edges[0].wantsRealTime && file.edges[0].edge.areaRadius == 5000)
    let device = file.edges[0].edge.devices[0]
    #expect(device.name == "R1" && device.kinds == .all && device.dialect == .ydt3709_2020)
    #expect(device.datagramsPerSecond == DeviceRegistration.usualDatagramsPerSecond)
  }

  @Test("bounds are the usual ones, the edge's, or a device's own, each part by itself")
  func bounds() throws {
    let text = """
      edges:
        - id: a
          listen: 0.0.0.0:30000
          origin: {latitude: 1, longitude: 2}
          bounds: {clockMilliseconds: 20, turnDegrees: 1}
          devices:
            - {unit: R1, address: 10.0.0.1}
            - {unit: R2, address: 10.0.0.2, bounds: {shiftMeters: 1.5, clockMilliseconds: 100}}
      """
    let edge = try ConfigurationFile(yaml: text, name: "edge.yaml").edges[0].edge
    #expect(edge.bounds.clock == 0.02 && edge.bounds.shift == DeviceBounds().shift)
    #expect((edge.bounds.turn - .pi / 180).magnitude < 1e-12)
    let own = try #require(edge.ownBounds["R2"])
    #expect(own.shift == 1.5 && own.clock == 0.1 && own.turn == edge.bounds.turn && edge.ownBounds["R1"] == nil)
    for (wrong, says) in [
      ("{shift: 1}", "'shift' is not known here; possible are clockMilliseconds, shiftMeters, turnDegrees"),
      ("{turnDegrees: 0}", "0.0 is outside 0.1...45.0"), ("[1]", "names with values are wanted here"),
    ] {
      let file = text.replacing("{shiftMeters: 1.5, clockMilliseconds: 100}", with: wrong)
      let error = #expect(throws: ConfigurationError.self) { try ConfigurationFile(yaml: file, name: "edge.yaml") }
      let told = "\(try #require(error))"
      #expect(told.contains(says) && told.hasPrefix("edge.yaml:8:"), "\(told)")
    }
  }

  /// A line of ``whole`` with its replacement, the line that the error names, and what it says.
  struct Fault: Sendable, CustomTestStringConvertible {
    var line: Int
    var text: String
    var says: String
    var named: Int?
    var testDescription: String { "line \(line): \(text)" }
  }

  static let faults = [
    Fault(line: 1, text: "http: 127.0.0.1", says: "'127.0.0.1' is no address with a port"),
    Fault(
      line: 1, text: "htpp: 127.0.0.1:9000",
      says: "'htpp' is not known here; possible are center, data, edges, http, region"),
    Fault(line: 3, text: "  - id: we st", says: "an id has letters, digits and hyphens only"),
    Fault(line: 3, text: "  -", says: "an edge needs an 'id'", named: 4),
    Fault(line: 4, text: "    nam: Corridor", says: "'nam' is not known here"),
    Fault(line: 5, text: "", says: "edge 'west' needs 'listen'", named: 3),
    Fault(line: 5, text: "    listen: localhost", says: "'localhost' is no address with a port"),
    Fault(line: 5, text: "    listen: 10.0.0.1:99999", says: "is no address with a port"),
    Fault(line: 6, text: "", says: "edge 'west' needs an 'origin'", named: 3),
    Fault(line: 6, text: "    origin: {latitude: 39.79}", says: "an origin has a latitude and a longitude"),
    Fault(line: 6, text: "    origin: {latitude: north, longitude: 1}", says: "a number is wanted here"),
    Fault(line: 6, text: "    origin: {latitude: 89, longitude: 1}", says: "89.0 is outside -85.0...85.0"),
    Fault(line: 6, text: "    origin: {latitude: .nan, longitude: 1}", says: "is outside"),
    Fault(line: 7, text: "    areaRadiusMeters: 5", says: "5.0 is outside 10.0...20000.0"),
    Fault(line: 7, text: "    areaRadiusMeters: wide", says: "a number is wanted here"),
    Fault(line: 8, text: "    receiveBufferOctets: -1", says: "is outside"),
    Fault(line: 9, text: "    realTime: perhaps", says: "true or false is wanted here"),
    Fault(line: 11, text: "      - unit: RSU1101AX", says: "longer than the eight octets"),
    Fault(line: 11, text: "      - unit: RSU1101B", says: "two devices have the unit id 'RSU1101B'", named: 17),
    Fault(line: 11, text: "      -", says: "a device needs a 'unit' and an 'address'", named: 12),
    Fault(line: 13, text: "        address: pole-a", says: "'pole-a' is no IPv4 or IPv6 address"),
    Fault(line: 13, text: "        address: fd00:115:2:0::12", says: "have the same address fd00:115:2::12", named: 17),
    Fault(line: 13, text: "", says: "a device needs a 'unit' and an 'address'", named: 11),
    Fault(line: 14, text: "        kinds: [rsm, radar]", says: "a kind is one of bsm, map, rsm, spat, rsi, psm"),
    Fault(line: 14, text: "        kinds: rsm", says: "a list is wanted here"),
    Fault(
      line: 15, text: "        dialect: csae53",
      says: "a dialect is one of ydt3709-2020, csae53-2020, sae-j2735, etsi-its"),
    Fault(
      line: 14, text: "        framing: geonetworking", says: "geonetworking carries messages of etsi-its alone",
      named: 11),
    Fault(line: 16, text: "        datagramsPerSecond: many", says: "a number is wanted here"),
    Fault(line: 16, text: "        datagramsPerSecond: 0", says: "0.0 is outside 1.0...1000000.0"),
  ]

  @Test("a fault in it is told in one line, with the file and the place", arguments: faults)
  func fault(_ fault: Fault) throws {
    var lines = Self.whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[fault.line - 1] = fault.text
    let error = try #require(throws: ConfigurationError.self) {
      try ConfigurationFile(yaml: lines.joined(separator: "\n"), name: "edge.yaml")
    }
    #expect(error.description.hasPrefix("edge.yaml:\(fault.named ?? fault.line):"), "\(error)")
    #expect(error.description.contains(fault.says), "\(error)")
    #expect(!error.description.contains("\n"), "\(error)")
  }

  @Test("two edges of one name are one too many")
  func twice() throws {
    let edge = Self.whole.split(separator: "\n").dropFirst(2).joined(separator: "\n")
    let error = try #require(throws: ConfigurationError.self) {
      try ConfigurationFile(yaml: Self.whole + "\n" + edge, name: "edge.yaml")
    }
    #expect(error.description.contains("two edges are called 'west'"))
    #expect(error.description.hasPrefix("edge.yaml:"))
  }

  @Test(
    "what is no YAML, or has nothing in it, is told with the file",
    arguments: [
      ("", "is empty"), ("# nothing but a remark\n", "is empty"), ("edges: []", "at least one edge is needed"),
      ("http: 127.0.0.1:1", "'edges' is missing"), ("- a\n- b", "names with values are wanted here"),
      ("edges:\n\t- id: a", ":2:"), ("edges: [", "edge.yaml:"),
      ("http: 1\nedges: {a: 1, a: 2}", "edge.yaml:2: 'a' stands more than once"),
      ("http: 1\n\u{1}\u{2}\u{3}", "edge.yaml:2:"), ("edges: *nobody", "edge.yaml:"),
      ("just text", "names with values"),
    ])
  func garbage(text: String, says: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try ConfigurationFile(yaml: text, name: "edge.yaml") }
    #expect(error.description.hasPrefix("edge.yaml"))
    #expect(error.description.contains(says), "\(error)")
    #expect(!error.description.contains("\n"), "\(error)")
  }

  static let signs = Array("{}[]:-#&*!|>'\"%@`,\t\n ".utf8)

  @Test("whatever is made of it, it is read or refused with a sentence, never worse", arguments: 0..<300)
  func anything(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var octets = Array(Self.whole.utf8)
    for _ in 0...random.below(6) {
      let place = random.below(octets.count)
      switch random.below(3) {
      case 0: octets[place] = UInt8(32 + random.below(95))
      case 1: octets.remove(at: place)
      default: octets.insert(Self.signs[random.below(Self.signs.count)], at: place)
      }
    }
    do {
      let file = try ConfigurationFile(yaml: String(decoding: octets, as: UTF8.self), name: "edge.yaml")
      #expect(!file.edges.isEmpty)
    } catch {
      #expect(error.description.hasPrefix("edge.yaml"))
      #expect(!error.description.contains("\n"), "\(error)")
    }
  }
}
