import EdgeCore
import EdgeFixtures
import Framing
import Ingest
import Interpretation
import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import Testing

@Suite("devices of every dialect at the door")
struct DialectAdmissionTests {
  static let start = CoreUnderTest.start
  static let state = VehicleState(time: start, position: MessageWriter.origin)

  static func octets(_ dialect: MessageDialect) throws -> [UInt8] {
    switch dialect {
    case .ydt3709_2020: try MessageWriter().selfReport(state)
    case .csae53_2020: try MessageWriter(.csae53_2020).selfReport(state)
    case .saeJ2735: try SAEMessageWriter().selfReport(state)
    case .etsiITS: try ETSIMessageWriter().selfReport(state)
    }
  }

  static func core(
    _ dialect: MessageDialect, framing: FramingKind? = .bare, kinds: MessageKinds = .all
  ) -> CoreUnderTest {
    CoreUnderTest([CoreUnderTest.device(0, kinds: kinds, dialect: dialect, framing: framing)])
  }

  @Test("the first message after the start is taken, in every dialect and framing")
  func first() throws {
    for dialect in MessageDialect.allCases {
      let message = try Self.octets(dialect)
      var forms: [[UInt8]] = [message, try #require(Self.framed(message)), try #require(Self.enveloped([message]))]
      if dialect == .etsiITS { forms.append(ETSIMessageWriter.packet(message, port: 2001)) }
      for octets in forms {
        let core = Self.core(dialect, framing: nil)
        core.send(octets)
        #expect(core.counters.accepted == 1 && core.core.trackCount == 1, "\(dialect)")
      }
    }
  }

  @Test("after a bad message the next good one of the same device is taken, in every dialect and framing")
  func recovery() throws {
    for dialect in MessageDialect.allCases {
      let message = try Self.octets(dialect)
      var forms: [(FramingKind, ([UInt8]) -> [UInt8]?)] = [
        (.bare, { $0 }), (.dsmp, Self.framed), (.envelope, { Self.enveloped([$0]) }),
      ]
      if dialect == .etsiITS { forms.append((.geonetworking, { ETSIMessageWriter.packet($0, port: 2001) })) }
      for (framing, form) in forms {
        for pinned in [framing, nil] {
          let core = Self.core(dialect, framing: pinned)
          for bad in [Array(message.prefix(9)), Array(message.dropLast(message.count / 2)), [0xff, 2, 0xff]] {
            core.send(try #require(form(bad)))
            core.send(try #require(form(message)))
          }
          #expect(core.counters.accepted == 3 && core.counters.dropped == 3, "\(dialect) \(framing)")
          #expect(core.isAccountedFor)
        }
      }
    }
  }

  private static func framed(_ octets: [UInt8]) -> [UInt8]? {
    ApplicationIdentifier(rawValue: 111).flatMap { DSMPFrame.octets(application: $0, payload: octets) }
  }

  private static func enveloped(_ messages: [[UInt8]]) -> [UInt8]? {
    UnitEnvelope.octets(unit: MessageWriter.unit("RSU0001A"), milliseconds: 0, messages: messages)
  }

  @Test("a dialect is known by its name, and by no other")
  func names() {
    #expect(MessageDialect.allCases.map(\.name) == ["ydt3709-2020", "csae53-2020", "sae-j2735", "etsi-its"])
    #expect(MessageDialect.allCases.allSatisfy { MessageDialect(name: $0.name) == $0 })
    #expect(MessageDialect(name: "j2735") == nil)
  }

  @Test("a message of another dialect is malformed, with the hint which one the device seems to speak")
  func wrong() throws {
    for (spoken, known) in [
      (MessageDialect.saeJ2735, MessageDialect.etsiITS), (.etsiITS, .saeJ2735), (.etsiITS, .ydt3709_2020),
    ] {
      let core = Self.core(known)
      core.send(try Self.octets(spoken))
      #expect(core.counters[.malformed] == 1 || core.counters[.unsupportedMessage] == 1, "\(spoken) as \(known)")
      #expect(core.counters.accepted == 0)
      guard core.counters[.malformed] == 1 else { continue }
      let rejection = try #require(core.core.ingest.devices[0].lastRejection)
      #expect(rejection.contains("the device seems to speak \(spoken.name)"), "\(rejection)")
    }
  }

  @Test("messages of no use to a scene are unsupported, and counted by their kind")
  func unused() throws {
    let core = Self.core(.ydt3709_2020)
    core.send(try MessageWriter().dayTwo())
    #expect(core.counters[.unsupportedMessage] == 1 && core.counters.messages(of: .test) == 1)
    let sae = Self.core(.saeJ2735)
    let writer = SAEMessageWriter()
    var status = SAESignalStatusMessage()
    var one = SAESignalStatus()
    var package = SAESignalStatusPackage()
    package.inboundOn = .lane(1)
    one.sigStatus = try writer.arena.list([package])
    status.status = try writer.arena.list([one])
    sae.send(try writer.octets(.signalStatusMessage(try writer.arena.reference(status)), number: 30))
    #expect(sae.counters[.unsupportedMessage] == 1 && sae.counters.messages(of: .signalStatus) == 1)
    #expect(core.isAccountedFor && sae.isAccountedFor)
  }

  @Test("a kind that the device is not registered for is not allowed, whatever the dialect")
  func kinds() throws {
    for dialect in MessageDialect.allCases {
      let core = Self.core(dialect, kinds: [.map, .psm])
      core.send(try Self.octets(dialect))
      #expect(core.counters[.kindNotAllowed] == 1)
    }
  }

  // MARK: GeoNetworking

  @Test("a packet's port and the message in it must agree")
  func ports() throws {
    let core = Self.core(.etsiITS, framing: nil)
    let message = try Self.octets(.etsiITS)
    core.send(ETSIMessageWriter.packet(message, port: 2002))
    core.send(ETSIMessageWriter.packet(message, port: 2006))
    core.send(ETSIMessageWriter.packet([2], port: 2001))
    #expect(core.counters[.portMismatch] == 2 && core.counters[.unsupportedMessage] == 1 && core.isAccountedFor)
    core.send(ETSIMessageWriter.packet(message, port: 2001))
    #expect(core.counters.accepted == 1)
  }

  @Test("a signed packet is refused by name and never decoded, and a beacon carries no message")
  func securedAndBeacons() throws {
    for framing in [FramingKind.geonetworking, nil] {
      let core = Self.core(.etsiITS, framing: framing)
      core.send([0x12, 0, 5, 1, 3, 0x81, 0, 0x40, 3, 0x80] + [UInt8](repeating: 0, count: 60))
      core.send([0x11, 0, 5, 1, 0, 0x10, 0, 0, 0, 0, 1, 0] + [UInt8](repeating: 0, count: 24))
      #expect(core.counters[.secured] == 1 && core.counters[.noMessage] == 1 && core.isAccountedFor)
    }
  }

  @Test("a device whose messages come in packets is found out after eight, and one that is pinned takes nothing else")
  func pinned() throws {
    let message = try Self.octets(.etsiITS)
    let packet = ETSIMessageWriter.packet(message, port: 2001)
    let found = Self.core(.etsiITS, framing: nil)
    for _ in 0..<8 { found.send(packet) }
    #expect(found.core.ingest.devices[0].framing == .geonetworking && found.counters.accepted == 8)
    let pinned = Self.core(.etsiITS, framing: .geonetworking)
    pinned.send(message)
    pinned.send(packet)
    #expect(pinned.counters[.badFrame] == 1 && pinned.counters.accepted == 1)
    #expect(
      pinned.core.ingest.devices[0].lastRejection
        == "no datagram in the framing geonetworking: octet 0: version 0 of the protocol is not known")
  }

  @Test("the longer messages have waited, the more urgent must be what is looked at, in every dialect")
  func shed() throws {
    for dialect in MessageDialect.allCases {
      let core = Self.core(dialect)
      let octets = try Self.octets(dialect)
      core.send(octets, waited: .milliseconds(399))
      core.send(octets, waited: .milliseconds(400))
      #expect(core.counters.accepted == 1 && core.counters[.shed] == 1)
    }
  }
}
