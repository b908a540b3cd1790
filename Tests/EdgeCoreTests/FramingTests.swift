import EdgeCore
import EdgeFixtures
import Framing
import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import Testing

/// The octets of a message in a frame of the network layer.
private func framed(_ octets: [UInt8], _ application: UInt32) throws -> [UInt8] {
  let identifier = try #require(ApplicationIdentifier(rawValue: application))
  return try #require(DSMPFrame.octets(application: identifier, payload: octets))
}

private func enveloped(_ messages: [[UInt8]], unit: String = "RSU0001A") throws -> [UInt8] {
  try #require(
    UnitEnvelope.octets(
      unit: MessageWriter.unit(unit), milliseconds: UInt64(CoreUnderTest.start.milliseconds), messages: messages))
}

@Suite("what messages stand in")
struct FramingTests {
  static let start = CoreUnderTest.start
  let writer = MessageWriter()

  private func core(_ framing: FramingKind?) -> CoreUnderTest {
    CoreUnderTest([CoreUnderTest.device(0, framing: framing)])
  }

  private func report(_ number: UInt8 = 1, at time: Instant = start) throws -> [UInt8] {
    try writer.selfReport(UInt64(number), Double(number) * 10, 0, at: time)
  }

  @Test("a message is taken in the framing that its device is registered with, and in no other")
  func registered() throws {
    let message = try report()
    let forms: [(FramingKind, [UInt8])] = [
      (.bare, message), (.dsmp, try framed(message, 111)), (.envelope, try enveloped([message])),
    ]
    for framing in [FramingKind.bare, .dsmp, .envelope] {
      let core = core(framing)
      for (_, octets) in forms { core.send(octets) }
      #expect(core.counters.accepted == 1 && core.counters.dropped == 2, "\(framing)")
      #expect(core.counters[framing == .bare ? .malformed : .badFrame] >= 1 && core.isAccountedFor)
    }
  }

  @Test("what a device's messages stand in is found out, and kept to once eight in a row were good")
  func found() throws {
    let message = try report()
    let forms: [(FramingKind, [UInt8])] = [
      (.bare, message), (.dsmp, try framed(message, 111)), (.envelope, try enveloped([message])),
    ]
    for (framing, octets) in forms {
      let core = core(nil)
      for _ in 0..<7 { core.send(octets) }
      #expect(core.core.ingest.devices[0].framing == nil)
      core.send(octets)
      #expect(core.core.ingest.devices[0].framing == framing && core.counters.accepted == 8)
    }
  }

  @Test("a bare message that begins like a frame is a bare message")
  func ambiguous() throws {
    // A basic safety message with the presence bits 0000100 begins with 4, the type of the network layer.
    let core = core(nil)
    for number: UInt8 in 0..<100 { core.send(try report(number)) }
    #expect(core.counters.accepted == 100 && core.core.ingest.devices[0].framing == .bare)
  }

  @Test("a device that changes its framing is found out again after 32 broken datagrams")
  func changed() throws {
    let core = core(nil)
    let message = try report()
    for _ in 0..<20 { core.send(message) }
    let octets = try framed(message, 111)
    for _ in 0..<32 { core.send(octets) }
    #expect(core.counters[.malformed] == 32 && core.core.ingest.devices[0].framing == nil)
    for _ in 0..<8 { core.send(octets) }
    #expect(core.counters.accepted == 28 && core.core.ingest.devices[0].framing == .dsmp)
  }

  @Test("each message of an envelope is received, and accepted or dropped by itself")
  func manyMessages() throws {
    let core = core(.envelope)
    let broken: [UInt8] = [0xff, 0xff, 0xff]
    core.send(try enveloped([try report(1), broken, try report(2), [0x01], try report(3)]))
    #expect(core.counters.received == 5 && core.counters.additional == 4 && core.isAccountedFor)
    #expect(core.counters.accepted == 3 && core.counters[.malformed] == 2)
    core.core.advance(to: Self.start + .milliseconds(100), into: &core.effects)
    for step in 1...5 {
      let time = Self.start + .milliseconds(Int64(step) * 100)
      core.send(try enveloped([try report(1, at: time), try report(2, at: time), try report(3, at: time)]), at: time)
      core.core.advance(to: time, into: &core.effects)
    }
    #expect(core.core.objects.count == 3)
  }

  @Test("the envelope of another unit is dropped; one without octets for a message too")
  func otherUnit() throws {
    let core = core(.envelope)
    core.send(try enveloped([try report(), try report()], unit: "RSU9999Z"))
    #expect(core.counters[.unitMismatch] == 1 && core.counters.received == 1)
    core.send([UInt8](repeating: 1, count: 12))
    #expect(core.counters[.badFrame] == 1)
    #expect(
      core.core.ingest.devices[0].lastRejection
        == "no datagram in the framing envelope: octet 12: the octets end within the time")
  }

  @Test("a road map in a frame is the one that came bare, and is not built again")
  func sameMap() throws {
    let core = core(nil)
    let map = try writer.map([try writer.roadNode(7)])
    core.send(map)
    core.send(try framed(map, 3618), at: Self.start + .seconds(1))
    core.send(try enveloped([map, map]), at: Self.start + .seconds(2))
    #expect(core.counters.accepted == 4 && core.mapVersions.count <= 1)
  }

  @Test("an identifier that is not known is counted by its number, and its message is not taken")
  func unknownApplication() throws {
    let core = core(.dsmp)
    for _ in 0..<3 { core.send(try framed(try report(), 3616)) }
    core.send(try framed(try report(), 20))
    #expect(core.counters[.unknownApplication] == 4 && core.isAccountedFor)
    #expect(core.core.ingest.unknownApplications.map(\.application.rawValue) == [3616, 20])
    #expect(core.core.ingest.unknownApplications.map(\.messages) == [3, 1])
  }

  @Test("an identifier that was added is known; a message under another's identifier is taken and counted")
  func addedApplication() throws {
    let identifier = try #require(ApplicationIdentifier(rawValue: 20))
    let entry = ApplicationTable.Entry(application: identifier, use: "tests", kinds: .bsm, priority: 100)
    let core = CoreUnderTest([CoreUnderTest.device(0, framing: .dsmp)]) {
      $0.applications = ApplicationTable(ApplicationTable.standard.entries + [entry])
    }
    core.send(try framed(try report(), 20))
    core.send(try framed(try report(2), 3618))
    #expect(core.counters.accepted == 2 && core.core.ingest.devices[0].misnamed == 1)
  }

  @Test("a signed message is refused by name and never decoded")
  func secured() throws {
    for framing in [FramingKind.dsmp, nil] {
      let core = core(framing)
      for _ in 0..<8 {
        core.send(try framed([0x03, 0x81, 0x02, 0x40, 0x03, 0x80, 0x20] + (try report()), 111))
      }
      #expect(core.counters[.secured] == 8 && core.core.ingest.devices[0].framing == .dsmp)
    }
  }

  @Test("the longer datagrams have waited, the more urgent must be what is looked at")
  func shed() throws {
    let map = try writer.map([try writer.roadNode(7)])
    let perception = try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start)])
    for framing in [FramingKind.bare, .dsmp] {
      let core = core(framing)
      let messages: [(application: UInt32, octets: [UInt8])] = [
        (3618, map), (111, try report()), (3623, perception),
      ]
      for (wait, accepted) in [(0, 3), (99, 3), (100, 2), (399, 2), (400, 1), (1599, 1), (1600, 0)] as [(Int64, UInt64)]
      {
        let before = core.counters.accepted
        for (application, octets) in messages {
          core.send(framing == .bare ? octets : try framed(octets, application), waited: .milliseconds(wait))
        }
        #expect(core.counters.accepted - before == accepted, "\(framing) after \(wait) ms")
      }
      #expect(core.counters[.shed] == core.counters.dropped && core.isAccountedFor)
    }
  }
}

@Suite("application identifiers")
struct ApplicationTableTests {
  @Test("each is known once, the later entry counts, and the order is that of the numbers")
  func table() throws {
    func entry(_ number: UInt32, _ priority: UInt8) throws -> ApplicationTable.Entry {
      ApplicationTable.Entry(
        application: try #require(ApplicationIdentifier(rawValue: number)), use: "", kinds: .all, priority: priority)
    }
    let table = ApplicationTable([try entry(9, 1), try entry(3, 2), try entry(9, 3), try entry(70_000, 4)])
    #expect(table.entries.map(\.application.rawValue) == [3, 9, 70_000] && table.entries.map(\.priority) == [2, 3, 4])
    for number: UInt32 in [0, 4, 10, 70_001] {
      #expect(table.entry(of: try #require(ApplicationIdentifier(rawValue: number))) == nil)
    }
    #expect(ApplicationTable.standard.entries.count == 10)
  }
}
