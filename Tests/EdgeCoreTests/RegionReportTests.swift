import EdgeCore
import EdgeFixtures
import Ingest
import Kernel
import RoadModel
import Testing
import TierModel
import Traffic

@Suite("what an edge tells its region")
struct RegionReportTests {
  static let start = CoreUnderTest.start
  let writer = MessageWriter()

  private func advance(_ core: CoreUnderTest, from: Double, to: Double) {
    for tick in Int((from * 10).rounded())...Int((to * 10).rounded()) {
      core.core.advance(to: Self.start + .milliseconds(Int64(tick) * 100), into: &core.effects)
    }
  }

  @Test("the traffic and the scene each second, the devices every ten")
  func rhythm() throws {
    let core = CoreUnderTest()
    core.send(try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start)]), at: Self.start)
    advance(core, from: 0, to: 25)
    let summaries = core.effects.compactMap { if case .summary(let summary) = $0 { summary.time } else { nil } }
    let digests = core.effects.compactMap { if case .sceneDigest(let digest) = $0 { digest.time } else { nil } }
    let devices = core.effects.compactMap { if case .devices(let devices) = $0 { devices } else { nil } }
    #expect(summaries == (1...25).map { Self.start + .seconds(Double($0)) })
    #expect(digests == summaries)
    #expect(devices.count == 3)
    #expect(devices.allSatisfy { $0.map(\.unit) == ["RSU0001A"] })
    #expect(devices[0][0].received == 1 && devices[0][0].accepted == 1 && devices[0][0].address == "10.0.0.1")
  }

  @Test("a road user of the scene's digest has its lane's identity")
  func sceneDigest() throws {
    let core = CoreUnderTest()
    let lane = try writer.lane(1, points: [(30, -100), (30, 100)])
    core.send(try writer.map([try writer.roadNode(7, links: [try writer.link(from: 9, lanes: [lane])])]))
    for tick in 0..<20 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      core.send(try writer.perception([MessageWriter.participant(1, 30, 40, at: time)]), at: time + .milliseconds(50))
      core.core.advance(to: time + .milliseconds(90), into: &core.effects)
    }
    core.core.advance(to: Self.start + .seconds(2), into: &core.effects)
    let digests = core.effects.compactMap { if case .sceneDigest(let digest) = $0 { digest } else { nil } }
    let object = try #require(digests.last?.objects.first)
    #expect(object.lane == core.core.maps.map.lanes[0].id)
    #expect(object.kind == .car && object.track == core.core.objects[0].id)
    let snapshot = core.core.snapshot(at: Self.start + .seconds(2), sequence: 1)
    #expect(snapshot.traffic?.lanes.count == 1)
    #expect(snapshot.traffic?.time == Self.start + .seconds(2))
  }

  @Test("the roads once, after the maps of several nodes came in, and again when they change")
  func network() throws {
    let core = CoreUnderTest()
    func sendMap(_ node: UInt16, lanes: Int, after: Double) throws {
      let lanes = try (1...lanes).map { number in
        let side = Double(number) * 4
        return try writer.lane(UInt8(number), points: [(30 + side, -100), (30 + side, 100)])
      }
      core.send(
        try writer.map([try writer.roadNode(node, links: [try writer.link(from: 9, lanes: lanes)])]),
        at: Self.start + .seconds(after))
    }
    for node in 0..<10 {
      advance(core, from: Double(node) * 0.3, to: Double(node) * 0.3 + 0.2)
      try sendMap(UInt16(20 + node), lanes: 1, after: Double(node) * 0.3 + 0.2)
    }
    advance(core, from: 3, to: 8)
    func networks() -> [RoadNetwork] {
      core.effects.compactMap { if case .network(let roads) = $0 { roads } else { nil } }
    }
    #expect(core.mapVersions.count == 10)
    #expect(networks().map(\.map.nodes.count) == [10])
    #expect(networks().first?.name == "A")
    try sendMap(20, lanes: 2, after: 8)
    advance(core, from: 8.1, to: 14)
    #expect(networks().map(\.map.lanes.count) == [10, 11])
  }

  @Test("an announcement as an event, numbered from where the configuration says, and open in the snapshot")
  func announcement() throws {
    let core = CoreUnderTest { $0.traffic.firstEventNumber = 100 }
    core.send(try writer.announcements(events: [try writer.event(1)]), at: Self.start)
    advance(core, from: 0, to: 3)
    let events = core.effects.compactMap { if case .trafficEvent(let event) = $0 { event } else { nil } }
    #expect(events.map(\.number) == [100])
    #expect(core.core.snapshot(at: Self.start + .seconds(3), sequence: 1).trafficEvents.map(\.number) == [100])
    advance(core, from: 3.1, to: 14)
    let last = core.effects.compactMap { if case .trafficEvent(let event) = $0 { event } else { nil } }.last
    #expect(last?.stage == .end && last?.number == 100)
  }

  @Test("two links between the same nodes are two links")
  func branches() throws {
    let core = CoreUnderTest()
    let one = try writer.lane(1, points: [(30, -100), (30, 100)])
    let other = try writer.lane(1, points: [(60, -100), (60, 100)])
    let links = [try writer.link(from: 9, lanes: [one]), try writer.link(from: 9, lanes: [other])]
    core.send(try writer.map([try writer.roadNode(7, links: links)]))
    advance(core, from: 0, to: 2)
    let summary = try #require(
      core.effects.compactMap { if case .summary(let summary) = $0 { summary } else { nil } }.last)
    #expect(summary.links.map(\.id.branch) == [0, 1])
    #expect(Set(summary.lanes.map(\.id)).count == 2)
  }
}
