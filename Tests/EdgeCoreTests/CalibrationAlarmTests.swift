import EdgeCore
import EdgeFixtures
import Kernel
import RoadModel
import Scene
import Testing
import TierModel
import Worlds

@Suite("a unit that is put wrong")
struct CalibrationAlarmTests {
  /// Something that befalls the second of three units for 25 s, after 30 s in which all was well.
  struct Mishap: Sendable, CustomTestStringConvertible {
    var name: String
    var wrong: WatchedWorld.Wrong
    var alarm: Finding.Kind
    var testDescription: String { name }
  }

  static let mishaps = [
    Mishap(name: "moved by 3 m", wrong: .moved(LocalVector(east: 2.4, north: 1.8)), alarm: .deviceMoved),
    Mishap(name: "turned by 5 degrees", wrong: .turned(5 * .pi / 180), alarm: .deviceTurned),
    Mishap(name: "a clock half a second ahead", wrong: .clock(0.5), alarm: .deviceClock),
    Mishap(name: "a clock half a second behind", wrong: .clock(-0.5), alarm: .deviceClock),
    Mishap(name: "a clock so far off that messages are refused", wrong: .clock(5), alarm: .deviceClock),
  ]
  static let begins = 30.0
  static let ends = 55.0

  /// Measured over these seeds: an alarm 3 to 4 s after it begins, gone 5 to 12 s after it is mended, doubles for 4 s at
  /// most either time. Of the end, five seconds are the watch's own.
  @Test(
    "raises its alarm within 10 s, is published twice for 8 s at most, and all is well 15 s after it is mended",
    arguments: mishaps, [1, 3, 5, 7, 10])
  func gross(mishap: Mishap, seed: UInt64) throws {
    let world = try WatchedWorld(
      .intersection, seed: seed, duration: 80, wrong: mishap.wrong,
      span: Self.begins..<Self.ends)
    let course = world.seconds
    let raised = course.first { $0.time > Self.begins && $0.alarms.contains(mishap.alarm) }?.time ?? .infinity
    let gone = course.last { $0.time > Self.ends && $0.alarms.contains(mishap.alarm) }?.time ?? Self.ends
    // What a world has of its own: echoes, and people who are taken for two.
    let usual = course.filter { $0.time > 15 && $0.time <= Self.begins }.map(\.falses).max() ?? 0
    let doubled = course.filter { $0.time > Self.begins && $0.time <= Self.ends && $0.falses > usual + 1 }.count
    let doubledAfter = course.filter { $0.time > Self.ends && $0.falses > usual + 1 }.count
    let others = course.filter { $0.alarms.contains { $0 != mishap.alarm } }.map {
      "\(Int($0.time)) \($0.alarms.map(\.rawValue))"
    }
    let summary: Comment =
      """
      alarm \(raised - Self.begins) s after, gone \(gone + 1 - Self.ends) s after mending, doubles \(doubled) s and \
      \(doubledAfter) s, other alarms \(others), usual \(usual)
      """
    #expect(raised - Self.begins <= 10, summary)
    #expect(gone - Self.ends < 15, summary)
    #expect(doubled <= 8 && doubledAfter <= 8, summary)
    #expect(others.count <= 10, summary)
    let isWell = world.isVictimWell
    #expect(isWell, "the unit is out of bounds whatever befalls it: take another seed")
    let told = world.toldRegion
    #expect(told == raised, "the region is told at once")
    let isTrusted = course.last?.trust.isTrusted == true
    #expect(isTrusted)
  }

  @Test("no alarm is raised of units that are within their bounds, whatever the seed", arguments: 0..<20)
  func healthy(seed: Int) throws {
    let world = try WatchedWorld(
      seed % 2 == 0 ? .corridor : .intersection, seed: UInt64(seed), duration: 40, hasOnBoardUnits: seed % 3 != 0)
    #expect(world.falseAlarms.isEmpty, "\(world.falseAlarms)")
  }

  /// One unit's clock of west is 22 ms behind, one's of east 35 ms ahead.
  @Test("no alarm is raised in the project's own recording", arguments: ["west", "east"])
  func recorded(edge: String) throws {
    let datagrams = try Fixtures.datagrams(RecordedSceneTests.file(edge))
    let replayed = Replayed(senders: datagrams, origin: MessageWriter.origin)
    var findings: [Finding] = []
    replayed.run(datagrams) { now, _ in
      guard now.milliseconds % 1000 == 0 else { return }
      findings += replayed.core.snapshot(at: now, sequence: 0).findings.filter { $0.figure != nil }
    }
    #expect(findings.isEmpty, "\(findings.map(\.sentence))")
  }
}
