import Kernel
import RoadModel
import Testing

@testable import Worlds

@Suite("a roadside unit of a world")
struct SensorTests {
  private static func user(
    _ number: Int, _ kind: ParticipantKind = .car, east: Double, north: Double = 0, speed: Double = 10
  ) -> RoadUser {
    RoadUser(
      number: number, kind: kind, size: kind.usualSize, position: LocalPoint(east: east, north: north),
      velocity: LocalVector(east: speed, north: 0), heading: Angle(radians: 0), hasOnBoardUnit: false)
  }

  private static func sensor(_ change: (inout SensorHabits) -> Void = { _ in }) -> RoadsideSensor {
    var habits = SensorHabits.video
    habits.clutter = 0
    habits.switches = 0
    habits.misnames = 0
    change(&habits)
    return RoadsideSensor(unit: UnitIndex(2), place: LocalPoint(east: 0, north: 0), habits: habits, seed: 4)
  }

  /// All rows of `count` scans of the same road users.
  private static func rows(_ sensor: inout RoadsideSensor, _ users: [RoadUser], count: Int = 400) -> [[Observation]] {
    (0..<count).map { sensor.scan(users, LineOfSight(users), at: Double($0) * 0.1) }
  }

  @Test("sees with noise that grows with the distance, less often the farther, and nothing beyond its range")
  func distance() {
    var sensor = Self.sensor { $0.wander = 0 }
    var spreads: [Double] = []
    var counts: [Int] = []
    for east in [10.0, 95, 105] {
      let seen = Self.rows(&sensor, [Self.user(Int(east), east: east)]).flatMap { $0 }
      counts.append(seen.count)
      spreads.append(
        (seen.reduce(0) { $0 + ($1.position - LocalPoint(east: east, north: 0)).squaredLength } / 2
          / Double(max(1, seen.count))).squareRoot())
    }
    #expect((spreads[0] - 0.15).magnitude < 0.03 && (spreads[1] - 0.556).magnitude < 0.06)
    #expect(counts[0] > 370 && counts[1] < counts[0] && counts[1] > 320 && counts[2] == 0)
  }

  @Test("is off by its shift and turn, and tells the time of its own clock")
  func bias() throws {
    var sensor = Self.sensor {
      $0.nearNoise = 0
      $0.farNoise = 0
      $0.wander = 0
      $0.shift = LocalVector(east: 0.5, north: -0.2)
      $0.turn = 0.01
      $0.clockOffset = 0.035
      $0.clockDrift = 0.001
    }
    let users = [Self.user(1, east: 50)]
    let row = try #require(
      Self.rows(&sensor, users, count: 5).flatMap { $0 }.first)
    #expect(row.position.distance(to: LocalPoint(east: 50.5, north: 0.3)) < 0.02)
    let late = try #require((0..<5).compactMap { _ in sensor.scan(users, LineOfSight(users), at: 10).first }.first)
    #expect(late.time == World.start + .milliseconds(10_045))
  }

  @Test("does not see a car behind a bus, and sees a bus behind a car")
  func occlusion() {
    var sensor = Self.sensor()
    let behindBus = [Self.user(1, .bus, east: 40), Self.user(2, east: 52)]
    let behindCar = [Self.user(3, east: 40), Self.user(4, .bus, east: 55)]
    #expect(Self.rows(&sensor, behindBus, count: 50).allSatisfy { $0.count <= 1 })
    #expect(Self.rows(&sensor, behindCar, count: 50).contains { $0.count == 2 })
  }

  @Test("keeps its numbers but for now and then, and begins anew after it was switched off")
  func numbers() {
    let users = [Self.user(1, east: 20), Self.user(2, east: 40)]
    func changes(_ rows: [[Observation]]) -> Int {
      let first = rows.compactMap { scan in scan.first { $0.position.east < 30 }?.localNumber }
      return zip(first, first.dropFirst()).count { $0 != $1 }
    }
    var steady = Self.sensor()
    var fickle = Self.sensor { $0.switches = 0.5 }
    #expect(changes(Self.rows(&steady, users)) == 0)
    #expect(changes(Self.rows(&fickle, users)) > 5)
    steady.restart()
    #expect(Set(Self.rows(&steady, users, count: 20).flatMap { $0 }.map(\.localNumber)) == [1, 2])
  }

  @Test("takes one thing for another now and then, and sees what is not there")
  func wrong() {
    var sensor = Self.sensor {
      $0.misnames = 0.1
      $0.clutter = 0.1
    }
    let seen = Self.rows(&sensor, [Self.user(1, east: 20)]).flatMap { $0 }
    #expect(seen.contains { $0.kind == .car } && seen.contains { $0.kind == .truck })
    let echoes = seen.count { $0.position.distance(to: LocalPoint(east: 20, north: 0)) > 5 }
    #expect(echoes > 40 && echoes < 160)
  }

  @Test("tells a long body as two where it errs so, each half as long, under two numbers")
  func splitting() throws {
    var sensor = Self.sensor { $0.nearDetection = 1 }
    sensor.splits = 10
    let rows = Self.rows(&sensor, [Self.user(1, .bus, east: 30), Self.user(2, east: 60)], count: 20)
    let scan = try #require(rows.last { $0.count == 3 })
    let pieces = scan.filter { $0.position.east < 45 }
    try #require(pieces.count == 2)
    #expect(pieces[0].localNumber != pieces[1].localNumber)
    #expect((pieces[0].position.distance(to: pieces[1].position) - 6).magnitude < 1.5)
    #expect(pieces.allSatisfy { ($0.size?.length ?? 0) < 8 })
  }

  @Test("of a vehicle itself: the error lasts, the identity changes once, the time is right")
  func onBoard() {
    var correlated = 0
    var changes = 0
    for seed in 0..<30 as Range<UInt64> {
      var unit = OnBoardUnit(user: 1, seed: seed, duration: 12)
      let user = Self.user(1, east: 0)
      let reports = (0..<120).map { unit.report(of: user, unit: UnitIndex(0), at: Double($0) * 0.1) }
      let first = reports[0].position - user.position
      let later = reports[20].position - user.position
      correlated += (later - first).length < 0.6 ? 1 : 0
      changes += Set(reports.map(\.temporaryID)).count - 1
      #expect(reports[100].time == World.start + .milliseconds(10_000))
      #expect(reports.allSatisfy { ($0.speed ?? 0) > 9.5 && $0.isSelfReport && $0.temporaryID != nil })
    }
    #expect(correlated > 24, "two seconds on, the error of half a minute is nearly the same")
    #expect(changes > 6 && changes < 24, "about half of the units change their identity once")
  }
}
