import EdgeFixtures
@testable import Ingest
import Kernel
import MessagesCSAE
import RoadModel
import Testing

@testable import Egress

@Suite("what is sent says what the scene says")
struct RoundTripTests {
  /// A scene at random around the origin, of all kinds.
  static func scene(_ count: Int, seed: UInt64, within radius: Double = 200) -> [SceneObject] {
    var random = SeededRandom(seed: seed)
    func number(_ range: ClosedRange<Double>) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double(random.below(1_000_001)) / 1_000_000
    }
    return (1...count).map { id in
      let kind = ParticipantKind(rawValue: UInt8(random.below(8))) ?? .unknown
      let heading = number(-3.14...3.14)
      let speed = number(0...30)
      var object = EgressUnderTest.object(
        UInt64(id) * 3, number(-radius...radius) * 0.7, number(-radius...radius) * 0.7, kind: kind,
        velocity: Angle(radians: heading).unitVector * speed, heading: heading, isConnected: random.below(3) == 0)
      object.size = BodySize(
        length: number(0.3...18), width: number(0.3...3), height: random.below(2) == 0 ? number(0.5...4) : nil)
      object.positionDeviation = LocalVector(east: number(0.01...3), north: number(0.01...3))
      return object
    }
  }

  @Test(
    "an RSM gives the observation that the object is, within the steps of the wire",
    arguments: 1...5 as ClosedRange<UInt64>)
  func perception(seed: UInt64) throws {
    let units = EgressUnderTest()
    let objects = Self.scene(100, seed: seed)
    units.cycle(objects)
    let told = units.perceived().flatMap { part in part.participants.map { ($0, part.message) } }
    #expect(told.count == 100)
    for (data, message) in told {
      let seen = try #require(units.observation(data, from: message))
      let object = try #require(objects.first { $0.position.distance(to: seen.position) < 0.012 })
      Self.compare(seen, object)
    }
  }

  @Test("an SSM gives it too, with the finer type")
  func sharing() throws {
    let units = EgressUnderTest { $0.kinds = .ssm }
    let objects = Self.scene(100, seed: 9)
    units.cycle(objects)
    let seen = units.shared().flatMap(\.observations)
    #expect(seen.count == 100)
    for seen in seen {
      let object = try #require(objects.first { $0.position.distance(to: seen.position) < 0.012 })
      Self.compare(seen, object)
    }
    #expect(units.shared().flatMap(\.tracked).allSatisfy { $0 == 7 })
  }

  static func compare(_ seen: Observation, _ object: SceneObject) {
    #expect(seen.kind == object.kind && seen.method == .integrated && !seen.isSelfReport)
    #expect(seen.temporaryID == object.temporaryID)
    #expect(abs((seen.speed ?? -1) - object.velocity.length) <= 0.0101)
    #expect(abs(seen.heading?.difference(from: object.heading) ?? 9) <= 0.00011)
    #expect(abs((seen.size?.length ?? 0) - object.size.length) <= 0.0051)
    #expect(abs((seen.size?.width ?? 0) - object.size.width) <= 0.0051)
    #expect((seen.size?.height == nil) == (object.size.height == nil))
    #expect(abs((seen.size?.height ?? 0) - (object.size.height ?? 0)) <= 0.0251)
    // What is said of its place is never surer than the scene is, and less sure by one step of the list at most.
    let deviation = max(object.positionDeviation.east, object.positionDeviation.north)
    let said = seen.positionDeviation ?? 0
    #expect(said >= deviation * 0.999999 && said <= max(deviation * 2.5001, 0.005))
    #expect((seen.speedDeviation ?? 0) * 1.0001 >= 0.04)
  }

  @Test("how sure something is comes back as it was told, for each value of each list")
  func confidences() {
    for index in 1...15 as ClosedRange<UInt16> {
      let read = WireQuantities.positionDeviation(index)
      #expect(UInt16(WireIntegers.positionConfidence(read).index) == index)
    }
    for index in 1...7 as ClosedRange<UInt16> {
      #expect(UInt16(WireIntegers.speedConfidence(WireQuantities.speedDeviation(index)).index) == index)
      #expect(UInt16(WireIntegers.headingConfidence(WireQuantities.headingDeviation(index)).index) == index)
    }
    #expect(WireIntegers.positionConfidence(nil) == .unavailable)
    #expect(
      WireIntegers.positionConfidence(251) == .unavailable && WireIntegers.positionConfidence(.nan) == .unavailable)
    #expect(WireIntegers.positionConfidence(0) == .a1cm && WireIntegers.speedConfidence(51.1) == .unavailable)
  }

  @Test("what the wire cannot hold is held within what it can, or unavailable")
  func bounds() {
    #expect(WireIntegers.speed(500) == 8190 && WireIntegers.speed(.infinity) == 8191 && WireIntegers.speed(nil) == 8191)
    #expect(WireIntegers.heading(Angle(headingDegrees: 359.999)) == 0 && WireIntegers.heading(nil) == 28_800)
    let size = WireIntegers.size(BodySize(length: 99, width: 99, height: 99))
    #expect(size.length == 4095 && size.width == 1023 && size.height == 127)
    let none = WireIntegers.size(BodySize(length: 0, width: .nan, height: 0))
    #expect(none.length == 0 && none.width == 0 && none.height == nil)
    #expect(WireIntegers.position(GeodeticPosition(latitude: .nan, longitude: 0)) == nil)
    #expect(WireIntegers.position(GeodeticPosition(latitude: 0, longitude: 180.1)) == nil)
    #expect(
      WireIntegers.confidence(2) == 200 && WireIntegers.confidence(.nan) == 0 && WireIntegers.confidence(0.5) == 100)
  }

  @Test(
    "an offset takes the narrowest of the six forms that holds it, and the place itself beyond",
    arguments: [
      (0, 1), (2047, 1), (-2048, 1), (2048, 2), (-2049, 2), (8191, 2), (8192, 3), (32_767, 3), (-32_769, 4),
      (131_071, 4), (131_072, 5), (2_097_151, 5), (-2_097_153, 6), (8_388_607, 6), (8_388_608, 7), (-8_388_609, 7),
    ])
  func offsets(step: Int32, form: Int) throws {
    var reference = Position3D()
    (reference.lat, reference.long) = (397_900_000, 1_165_100_000)
    var place = reference
    place.long += step
    let offset = WireIntegers.offset(of: place, from: reference)
    let found =
      switch offset.offsetLL {
      case .positionLL1: 1
      case .positionLL2: 2
      case .positionLL3: 3
      case .positionLL4: 4
      case .positionLL5: 5
      case .positionLL6: 6
      case .positionLatLon: 7
      }
    #expect(found == form)
    let read = try #require(
      WireQuantities.position(
        offset.offsetLL, from: GeodeticPosition(latitude: 39.79, longitude: 116.51)))
    #expect(abs(read.longitude - 116.51 - Double(step) * 1e-7) < 1e-10 && abs(read.latitude - 39.79) < 1e-10)
  }

  @Test("one of whom nobody knows but itself is told as such, by its own identity")
  func selfReported() throws {
    let units = EgressUnderTest()
    var object = EgressUnderTest.object(5, isConnected: true)
    object.seenBy = UnitSet()
    units.cycle([object])
    let told = try #require(units.perceived().first?.participants.first)
    #expect(told.source == .v2x && told.id == object.temporaryID)
  }

  @Test("an obstacle keeps its kind, place, time and size")
  func obstacle() throws {
    let units = EgressUnderTest()
    var cone = Obstacle(
      unit: UnitIndex(0), sender: 7, scheme: .csae, number: 900, kind: .trafficCone, method: .video,
      time: EgressUnderTest.start, position: LocalPoint(east: 30, north: -40), toldAt: EgressUnderTest.start)
    cone.size = BodySize(length: 0.4, width: 0.3, height: 0.8)
    (cone.confidence, cone.positionDeviation, cone.trackedSeconds) = (0.75, 0.25, 12)
    units.cycle([], obstacles: [cone])
    let message = try #require(units.shared().first)
    let told = try #require(message.obstacles.first)
    #expect(units.perceived().isEmpty && message.observations.isEmpty && message.obstacles.count == 1)
    #expect(told.kind == .trafficCone && told.method == .video && told.position.distance(to: cone.position) < 0.012)
    #expect(told.confidence == 0.75 && told.positionDeviation == 0.25 && told.trackedSeconds == 12)
    let size = try #require(told.size)
    #expect(abs(size.length - 0.4) < 1e-9 && abs(size.width - 0.3) < 1e-9 && abs((size.height ?? 0) - 0.8) < 1e-9)
    #expect(told.speed == nil && told.heading == nil && told.number != 0)
    let number = told.number
    units.cycle([], obstacles: [cone])
    #expect(units.shared().first?.obstacles.first?.number == number)
  }

  @Test("an SSM has the way behind a road user, the newest place first")
  func past() throws {
    let units = EgressUnderTest { $0.kinds = .ssm }
    for step in 0..<100 {
      units.cycle([EgressUnderTest.object(1, Double(step), velocity: LocalVector(east: 10, north: 0))])
    }
    let past = try #require(units.shared().first?.past.first)
    #expect(past.count >= 9)
    for (way, age) in past {
      #expect(abs(way.east + 10 * age) < 0.06 && abs(way.north) < 0.02)
    }
    for (newer, older) in zip(past, past.dropFirst()) { #expect(abs(older.age - newer.age - 0.5) < 0.011) }
  }
}
