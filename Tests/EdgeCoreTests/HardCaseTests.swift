import EdgeCore
import EdgeFixtures
import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel
import Testing

/// Cases that other systems were seen to fail at.
@Suite("what has broken other systems")
struct HardCaseTests {
  static let start = CoreUnderTest.start
  let writer = MessageWriter()

  @Test("a BSM without any optional part is an observation")
  func bare() throws {
    let core = CoreUnderTest()
    core.send(
      try writer.selfReport(7, 5, 6, at: Self.start) {
        $0.posAccuracy = nil
        $0.posConfidence = nil
        $0.motionCfd = nil
        $0.safetyExt = nil
        $0.emergencyExt = nil
        $0.angle = nil
        $0.timeConfidence = nil
        $0.size = VehicleSize()
      })
    #expect(core.counters.accepted == 1 && core.core.appliedObservations == 1)
  }

  @Test("a MAP without elevation, speed limits, movements and connections is usable")
  func plainMap() throws {
    let core = CoreUnderTest()
    let lane = try writer.lane(1, width: nil, points: [(0, -50), (0, 0)])
    core.send(try writer.map([try writer.roadNode(7, links: [try writer.link(from: 9, lanes: [lane])])]))
    let known = try #require(core.core.maps.map.lanes.first)
    #expect(core.mapVersions == [1] && known.speedLimit == nil && known.connections.isEmpty)
    #expect(abs(known.length - 50) < 0.05 && known.width == 10.5)
  }

  @Test("an RSM that ends before its participants is counted and leaves nothing, and the next one is taken")
  func truncated() throws {
    let core = CoreUnderTest()
    let whole = try writer.perception([MessageWriter.participant(1, 5, 5, at: Self.start)])
    for length in 1..<whole.count { core.send(Array(whole.prefix(length)), at: Self.start) }
    #expect(core.counters[.malformed] == UInt64(whole.count - 1) && core.core.trackCount == 0)
    #expect(core.core.ingest.devices[0].place == nil && core.isAccountedFor)
    core.send(whole)
    #expect(core.counters.accepted == 1 && core.core.trackCount == 1)
  }

  @Test("an RSM of nothing but the unit itself is accepted, tells where the unit stands, and no road user")
  func alone() throws {
    let core = CoreUnderTest()
    for tick in 0..<10 {
      let time = Self.start + .milliseconds(Int64(tick) * 100)
      core.send(try writer.perception([MessageWriter.participant(0, 0, 0, at: time)]), at: time)
      core.core.advance(to: time + .milliseconds(50), into: &core.effects)
    }
    #expect(core.counters.accepted == 10 && core.core.trackCount == 0 && core.core.objects.isEmpty)
    #expect(core.core.ingest.devices[0].place != nil)
  }

  @Test("an SSM that says nothing of anybody is accepted and harmless")
  func silent() throws {
    let core = CoreUnderTest()
    core.send(try writer.sharing([], at: Self.start))
    #expect(core.counters.accepted == 1 && core.core.trackCount == 0 && core.core.obstacles.obstacles.isEmpty)
  }
}
