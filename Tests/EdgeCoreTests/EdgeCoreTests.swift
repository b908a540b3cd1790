import EdgeCore
import EdgeFixtures
import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel
import Testing

@Suite("the edge's core")
struct EdgeCoreTests {
  static let start = CoreUnderTest.start
  let writer = MessageWriter()

  @Test("a car that a unit sees is in the scene after some messages, at its place, on its lane")
  func scene() throws {
    let core = CoreUnderTest()
    let lane = try writer.lane(1, points: [(30, -100), (30, 100)])
    let node = try writer.roadNode(7, links: [try writer.link(from: 9, lanes: [lane])])
    core.send(try writer.map([node]))
    #expect(core.mapVersions == [1] && core.effects.count == 1)
    for tick in 0..<20 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      core.send(try writer.perception([MessageWriter.participant(1, 30, 40, at: time)]), at: time + .milliseconds(50))
      core.core.advance(to: time + .milliseconds(90), into: &core.effects)
    }
    let object = try #require(core.core.objects.first)
    #expect(core.core.objects.count == 1)
    #expect(object.position.distance(to: LocalPoint(east: 30, north: 40)) < 0.2)
    #expect(object.kind == .car && object.seenBy.contains(UnitIndex(0)) && !object.isConnected)
    #expect(object.lane?.lane == 0 && core.core.maps.map.lanes.count == 1)
    #expect(core.core.appliedObservations == 20 && core.core.rejectedObservations.allSatisfy { $0 == 0 })
    #expect(core.core.publishedAt == Self.start + .milliseconds(1990))
  }

  @Test("participant 0 is the unit itself and no road user, and tells where the unit stands")
  func itself() throws {
    let core = CoreUnderTest()
    core.send(try writer.perception(east: 12, north: 3, [MessageWriter.participant(0, 12, 3, at: Self.start)]))
    #expect(core.counters.accepted == 1 && core.core.trackCount == 0 && core.core.appliedObservations == 0)
    let place = try #require(core.core.ingest.devices[0].place)
    #expect(place.distance(to: LocalPoint(east: 12, north: 3)) < 0.02)
  }

  @Test("a message whose participants have no known time counts as of its reception")
  func noTime() throws {
    let core = CoreUnderTest()
    var car = MessageWriter.participant(1, 5, 5, at: Self.start)
    car.secMark = 65_535
    core.send(try writer.perception([car]))
    #expect(core.counters.accepted == 1 && core.core.appliedObservations == 1)
    #expect(core.core.ingest.devices[0].clockOffset == nil)
  }

  @Test("a vehicle's clock is not taken for that of the unit that hands its message on")
  func clocks() throws {
    let core = CoreUnderTest()
    core.send(try writer.selfReport(1, 0, 0, at: Self.start - .milliseconds(500)))
    #expect(core.core.ingest.devices[0].clockOffset == nil)
    core.send(try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start - .milliseconds(20))]))
    #expect(abs(try #require(core.core.ingest.devices[0].clockOffset)) < 1e-6)
  }

  @Test("an announcement that begins, changes and ends is told each time, a repetition is not")
  func announcements() throws {
    let core = CoreUnderTest()
    func send(_ text: String, after: Double, minute: UInt32) throws {
      core.send(
        try writer.announcements(events: [try writer.event(1, text: text)]) { $0.moy = minute },
        at: Self.start + .seconds(after))
    }
    try send("one", after: 0, minute: 100)
    try send("one", after: 1, minute: 100)
    try send("one", after: 2, minute: 101)
    #expect(core.eventVersions == [1] && core.effects.count == 1)
    try send("two", after: 3, minute: 101)
    #expect(core.eventVersions == [1, 2])
    core.effects = []
    core.core.advance(to: Self.start + .seconds(13.1), into: &core.effects)
    #expect(core.eventVersions == [3])
    #expect(core.core.events.events.isEmpty)
  }

  @Test("an RSI without events and signs changes nothing")
  func noAnnouncements() throws {
    let core = CoreUnderTest()
    core.send(try writer.announcements())
    #expect(core.counters.accepted == 1 && core.effects.isEmpty)
  }

  @Test("signals of a message are those of the intersection's own time, before that of the message")
  func signals() throws {
    let core = CoreUnderTest()
    let octets = try writer.signals(at: Self.start, [(4, [MessageWriter.light(.red, 0, 10)])])
    core.send(octets, at: Self.start + .milliseconds(300))
    let shown = try #require(core.core.signals.signals(at: Self.start + .seconds(1)).first)
    #expect(shown.updated == Self.start)
    #expect(shown.phases.first?.remaining == 9)
  }

  @Test("the digest of each second is told once, and the scene each time")
  func effects() {
    let core = CoreUnderTest()
    for tick in 0..<35 {
      core.core.advance(to: Self.start + .milliseconds(Int64(tick) * 100), into: &core.effects)
    }
    let scenes = core.effects.filter { if case .scenePublished = $0 { true } else { false } }
    let digests = core.effects.filter { if case .secondDigest = $0 { true } else { false } }
    #expect(scenes.count == 35)
    #expect(digests.count == 3)
  }

  @Test("a snapshot has all that the core knows, with the devices in their order")
  func snapshot() throws {
    let core = CoreUnderTest([CoreUnderTest.device(1), CoreUnderTest.device(0)])
    core.send(try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start)]))
    core.send(try writer.announcements(events: [try writer.event(1)]))
    core.send([1], from: CoreUnderTest.stranger)
    core.core.advance(to: Self.start, into: &core.effects)
    let snapshot = core.core.snapshot(at: Self.start, sequence: 5)
    #expect(snapshot.sequence == 5 && snapshot.time == Self.start && snapshot.counters == core.counters)
    #expect(snapshot.devices.map(\.registration.unit) == ["RSU0002A", "RSU0001A"])
    #expect(snapshot.devices.map(\.counters.accepted) == [0, 2])
    #expect(snapshot.devices[1].lastSeen == Self.start && snapshot.devices[0].lastSeen == nil)
    #expect(snapshot.events.count == 1 && snapshot.unknownSources.count == 1 && snapshot.trackCount == 1)
    #expect(snapshot.appliedObservations == 1)
  }

  @Test("octets behind a message are allowed and counted")
  func trailing() throws {
    let core = CoreUnderTest()
    let octets = try MessageWriter().selfReport(1, 0, 0, at: CoreUnderTest.start)
    core.send(octets)
    core.send(octets + [0, 0, 0])
    #expect(core.counters.accepted == 2)
    #expect(core.core.ingest.devices[0].trailing == 1)
  }
}
