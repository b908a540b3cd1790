import Kernel
import RoadModel
import Testing

@testable import Cosim

@Suite("a roadside sensor")
struct RoadsideSensorTests {
  private func unit(
    range: Double = 100, near: Double = 0.1, far: Double = 0.5, bias: [Double] = [0.3, -0.2], source: String = "lidar"
  ) -> Scenario.Unit {
    Scenario.Unit(
      name: "RSUTEST1", address: "10.0.0.1", source: source, eastMeters: 0, northMeters: 0, mastMeters: 6,
      rangeMeters: range, nearDeviationMeters: near, farDeviationMeters: far, biasMeters: bias,
      clockOffsetMilliseconds: 0, framePhaseMilliseconds: 0, latencyMilliseconds: 20, latencyJitterMilliseconds: 5,
      hearingMeters: 100, sendsRoad: false)
  }

  private func user(
    _ name: String, _ kind: ParticipantKind = .car, east: Double, north: Double = 0, heading: Double = 90,
    speed: Double = 10
  ) -> RoadUser {
    RoadUser(
      name: name, kind: kind, center: LocalPoint(east: east, north: north), heading: Angle(headingDegrees: heading),
      speed: speed, acceleration: 0, yawRate: 0, size: kind.usualSize, lane: "", signals: 0, isConnected: false)
  }

  /// What a sensor reports of one standing target over many pictures.
  private func reports(of target: RoadUser, pictures: Int, seed: UInt64 = 3) -> [SensedObject] {
    var sensor = RoadsideSensor(unit: unit(), seed: seed)
    return (0..<pictures).flatMap { sensor.sense([target], at: Double($0) * 0.1) }.filter { $0.truth == target.name }
  }

  @Test(
    "the noise grows from the near to the far deviation, around the constant bias",
    arguments: [(5.0, 0.101), (95.0, 0.461)])
  func noise(distance: Double, deviation: Double) {
    let target = user("a", east: distance)
    let errors = reports(of: target, pictures: 20_000).map { $0.position - target.center }
    let count = Double(errors.count)
    let mean = errors.reduce(LocalVector.zero) { $0 + $1 } * (1 / count)
    let variance = errors.reduce(0) { $0 + ($1 - mean).squaredLength } / count / 2
    #expect((mean.east - 0.3).magnitude < 0.05)
    #expect((mean.north + 0.2).magnitude < 0.05)
    #expect((variance.squareRoot() / deviation - 1).magnitude < 0.06)
  }

  @Test("a free target is missed in some two to eight of a hundred pictures, more from afar")
  func misses() {
    let near = Double(reports(of: user("a", east: 5), pictures: 20_000).count) / 20_000
    let far = Double(reports(of: user("a", east: 95), pictures: 20_000).count) / 20_000
    #expect(near > 0.94 && near < 0.985)
    #expect(far > 0.88 && far < near)
  }

  @Test("nothing beyond the range is reported but clutter, which is rare and of unknown kind")
  func range() {
    var sensor = RoadsideSensor(unit: unit(), seed: 9)
    let objects = (0..<20_000).flatMap { sensor.sense([user("far", east: 101)], at: Double($0) * 0.1) }
    #expect(objects.allSatisfy { $0.truth.isEmpty && $0.kind == .unknown })
    // 2000 s, 0.04 a second, 0.2 to 1 s each, in ten pictures a second.
    #expect(objects.count > 300 && objects.count < 700)
  }

  @Test("a bus hides the car behind it, and no longer when it has gone")
  func occlusion() {
    let bus = user("bus", .bus, east: 40, heading: 0)
    let car = user("car", east: 46)
    let sensor = LocalPoint(east: 0, north: 0)
    #expect(Occlusion.visibleShare(of: car, from: sensor, mast: 6, past: [bus, car]) == 0)
    #expect(Occlusion.visibleShare(of: bus, from: sensor, mast: 6, past: [bus, car]) == 1)
    #expect(Occlusion.visibleShare(of: car, from: sensor, mast: 6, past: [car]) == 1)
    let aside = user("bus", .bus, east: 40, north: 30, heading: 0)
    #expect(Occlusion.visibleShare(of: car, from: sensor, mast: 6, past: [aside, car]) == 1)
  }

  @Test("a high mast looks over a bus, and cars hide nobody")
  func mast() {
    let car = user("car", east: 60)
    let sensor = LocalPoint(east: 0, north: 0)
    let bus = user("bus", .bus, east: 40, heading: 0)
    #expect(Occlusion.visibleShare(of: car, from: sensor, mast: 20, past: [bus]) == 1)
    #expect(Occlusion.visibleShare(of: car, from: sensor, mast: 6, past: [user("b", east: 40)]) == 1)
  }

  @Test("numbers are 1 to 255, no two objects of a picture share one, and they seldom switch")
  func numbers() {
    var sensor = RoadsideSensor(unit: unit(), seed: 4)
    let users = (0..<40).map { user("u\($0)", east: Double($0) * 2, north: 10) }
    var last: [String: UInt8] = [:]
    var switches = 0
    for picture in 0..<600 {
      let objects = sensor.sense(users, at: Double(picture) * 0.1)
      #expect(Set(objects.map(\.number)).count == objects.count)
      #expect(objects.allSatisfy { $0.number > 0 })
      for object in objects where !object.truth.isEmpty {
        if let before = last[object.truth], before != object.number { switches += 1 }
        last[object.truth] = object.number
      }
    }
    // 40 objects, 60 s, 0.002 a second: five on average.
    #expect(switches >= 1 && switches <= 14)
  }

  @Test("the same seed gives the same pictures, another seed others")
  func determinism() {
    let target = user("a", east: 30)
    let first = reports(of: target, pictures: 50).map(\.position)
    #expect(first == reports(of: target, pictures: 50).map(\.position))
    #expect(first != reports(of: target, pictures: 50, seed: 4).map(\.position))
  }

  @Test("only sensors that see in three dimensions tell a height")
  func height() {
    for (source, tells) in [("lidar", true), ("integrated", true), ("video", false), ("microwaveRadar", false)] {
      var sensor = RoadsideSensor(unit: unit(source: source), seed: 1)
      let objects = (0..<20).flatMap { sensor.sense([user("a", east: 20)], at: Double($0) * 0.1) }
      #expect(objects.contains { $0.truth == "a" && ($0.size.height != nil) == tells })
    }
  }
}
