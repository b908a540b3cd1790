import EdgeFixtures
import Kernel
import MessagesCSAE
import RoadModel
import Testing

@testable import Ingest

@Suite("numbers of the wire")
struct WireQuantitiesTests {
  @Test("a speed counts 0.02 m/s, and 8191 is none")
  func speed() {
    #expect(WireQuantities.speed(0) == 0)
    #expect(WireQuantities.speed(500) == 10)
    #expect(WireQuantities.speed(8190) == 163.8)
    #expect(WireQuantities.speed(8191) == nil)
  }

  @Test("a heading counts 0.0125 degrees clockwise from north, and 28800 is none")
  func heading() throws {
    #expect(abs(try #require(WireQuantities.heading(0)).radians - .pi / 2) < 1e-12)
    #expect(abs(try #require(WireQuantities.heading(7200)).radians) < 1e-12)
    #expect(abs(try #require(WireQuantities.heading(14_400)).headingDegrees - 180) < 1e-9)
    #expect(WireQuantities.heading(28_800) == nil)
    #expect(WireQuantities.heading(65_535) == nil)
  }

  @Test("an acceleration counts 0.01 m/s2, and 2001 is none")
  func acceleration() {
    #expect(WireQuantities.acceleration(-2000) == -20)
    #expect(WireQuantities.acceleration(2000) == 20)
    #expect(WireQuantities.acceleration(2001) == nil)
  }

  @Test("a yaw rate counts 0.01 degrees a second clockwise")
  func yawRate() { #expect(abs(WireQuantities.yawRate(9000) + .pi / 2) < 1e-12) }

  @Test("a position counts 1e-7 degrees, and 90.0000001 or 180.0000001 is none")
  func position() throws {
    let place = try #require(WireQuantities.position(latitude: 397_900_000, longitude: -1_165_100_000))
    #expect(abs(place.latitude - 39.79) < 1e-12)
    #expect(abs(place.longitude + 116.51) < 1e-12)
    #expect(WireQuantities.position(latitude: 900_000_000, longitude: 1_800_000_000) != nil)
    #expect(WireQuantities.position(latitude: 900_000_001, longitude: 0) == nil)
    #expect(WireQuantities.position(latitude: 0, longitude: 1_800_000_001) == nil)
  }

  /// Each kind of offset with 100 units north and 200 units west, and the place itself.
  static var offsets: [PositionOffsetLL] {
    var one = PositionLL24B()
    (one.lat, one.lon) = (100, -200)
    var two = PositionLL28B()
    (two.lat, two.lon) = (100, -200)
    var three = PositionLL32B()
    (three.lat, three.lon) = (100, -200)
    var four = PositionLL36B()
    (four.lat, four.lon) = (100, -200)
    var five = PositionLL44B()
    (five.lat, five.lon) = (100, -200)
    var six = PositionLL48B()
    (six.lat, six.lon) = (100, -200)
    var place = PositionLLmD64b()
    (place.lat, place.lon) = (397_900_100, 1_165_099_800)
    return [
      .positionLL1(one), .positionLL2(two), .positionLL3(three), .positionLL4(four), .positionLL5(five),
      .positionLL6(six), .positionLatLon(place),
    ]
  }

  @Test("all seven kinds of offset lead to the same place", arguments: 0..<7)
  func offset(kind: Int) throws {
    let place = try #require(WireQuantities.position(Self.offsets[kind], from: MessageWriter.origin))
    #expect(abs(place.latitude - 39.790_01) < 1e-10)
    #expect(abs(place.longitude - 116.509_98) < 1e-10)
  }

  @Test("an offset that is an unavailable place is none")
  func unavailableOffset() {
    var place = PositionLLmD64b()
    (place.lat, place.lon) = (900_000_001, 0)
    #expect(WireQuantities.position(.positionLatLon(place), from: MessageWriter.origin) == nil)
    (place.lat, place.lon) = (0, 1_800_000_001)
    #expect(WireQuantities.position(.positionLatLon(place), from: MessageWriter.origin) == nil)
  }

  @Test("a confidence is a bound of 95 of 100 cases; unavailable and newer codes are none")
  func deviations() throws {
    #expect(WireQuantities.deviation(PositionConfidence.unavailable) == nil)
    #expect(WireQuantities.deviation(PositionConfidence.a500m) == 250)
    #expect(WireQuantities.deviation(PositionConfidence.a50cm) == 0.25)
    #expect(WireQuantities.deviation(PositionConfidence.a1cm) == 0.005)
    #expect(WireQuantities.deviation(PositionConfidence(index: 16)) == nil)
    #expect(WireQuantities.deviation(SpeedConfidence.unavailable) == nil)
    #expect(abs(try #require(WireQuantities.deviation(SpeedConfidence(index: 4))) - 1 / 1.96) < 1e-12)
    #expect(WireQuantities.deviation(SpeedConfidence(index: 8)) == nil)
    #expect(WireQuantities.deviation(HeadingConfidence.unavailable) == nil)
    #expect(abs(try #require(WireQuantities.deviation(HeadingConfidence(index: 3))) - .pi / 180 / 1.96) < 1e-12)
    #expect(WireQuantities.deviation(HeadingConfidence(index: 8)) == nil)
  }

  @Test("a size counts centimetres, its height 5 cm; 0 is unknown")
  func size() throws {
    var wire = VehicleSize()
    (wire.width, wire.length, wire.height) = (180, 460, 30)
    let size = try #require(WireQuantities.size(wire))
    #expect(abs(size.width - 1.8) < 1e-9 && abs(size.length - 4.6) < 1e-9 && size.height == 1.5)
    wire.height = 0
    #expect(WireQuantities.size(wire)?.height == nil)
    wire.length = 0
    #expect(WireQuantities.size(wire) == nil)
    (wire.length, wire.width) = (460, 0)
    #expect(WireQuantities.size(wire) == nil)
  }

  @Test(
    "a vehicle class is a kind of road user",
    arguments: [
      (0, .unknown), (10, .car), (20, .truck), (39, .truck), (40, .motorcycle), (50, .bus), (60, .emergencyVehicle),
      (69, .emergencyVehicle), (70, .unknown), (82, .pedestrian), (85, .bicycle), (255, .unknown),
    ] as [(UInt8, ParticipantKind)])
  func kind(code: UInt8, kind: ParticipantKind) { #expect(WireQuantities.kind(vehicleClass: code) == kind) }
}
