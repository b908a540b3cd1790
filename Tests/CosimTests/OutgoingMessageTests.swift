import Kernel
import MessagesCSAE
import RoadModel
import SchemaModel
import Testing

@testable import Cosim

@Suite("messages of the roadside")
struct OutgoingMessageTests {
  private let clock = ClockReading(Instant(milliseconds: 1_773_793_760_123))
  private let place = GeodeticPosition(latitude: 39.79, longitude: 116.51)

  @Test("a clock's reading is the millisecond of the minute and the minute of the year")
  func clockReading() {
    #expect(ClockReading(Instant(milliseconds: 0)).minuteOfYear == 0)
    // 2024 is a leap year: its last minute, and the first of 2025.
    #expect(ClockReading(Instant(milliseconds: 1_735_689_599_999)).minuteOfYear == 366 * 1440 - 1)
    #expect(ClockReading(Instant(milliseconds: 1_735_689_599_999)).millisecondOfMinute == 59_999)
    #expect(ClockReading(Instant(milliseconds: 1_735_689_600_000)).minuteOfYear == 0)
    let fast = UnitClock(offset: .milliseconds(35)).reading(at: Instant(milliseconds: 59_980))
    #expect(fast.millisecondOfMinute == 15 && fast.minuteOfYear == 1)
  }

  @Test("a counter goes from 127 to 0")
  func counter() {
    var random = SeededRandom(seed: 1)
    var counter = MessageCounter(random: &random)
    let counts = (0..<200).map { _ in counter.next() }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $1 == ($0 + 1) % 128 })
    #expect(counts.contains(127) && counts.contains(0))
  }

  @Test(
    "an offset takes the smallest form that holds it",
    arguments: [
      (0.0002, "position-LL1"), (0.0008, "position-LL2"), (0.003, "position-LL3"), (0.01, "position-LL4"),
      (0.2, "position-LL5"), (0.8, "position-LL6"), (3.0, "position-LatLon"),
    ])
  func offsets(degrees: Double, form: String) {
    let other = GeodeticPosition(latitude: 39.79 + degrees, longitude: 116.51)
    #expect(CommonEncoding.offset(of: other, from: place)["offsetLL"]?[form] != nil)
  }

  @Test("a RSM encodes, and its participant 0 is the unit itself")
  func perception() throws {
    let object = SensedObject(
      number: 7, kind: .pedestrian, position: LocalPoint(east: 1, north: 1), deviation: 0.2, speed: 1.2,
      heading: Angle(headingDegrees: 359.999), size: BodySize(length: 0.5, width: 0.5, height: 1.7), truth: "p")
    let report = PerceptionReport(
      counter: 3, unit: "RSUTEST1", reference: place, clock: clock, source: "lidar",
      objects: Array(repeating: (object, place), count: PerceptionReport.objectLimit))
    let octets = try OutgoingMessage.perception(report).encoded()
    let value = try MessageSchema.decode(octets, as: .ydt3709_2020).value["rsmFrame"]
    guard case .list(let participants) = value?["participants"] else { throw TestFault.missing }
    #expect(participants.count == 16)
    #expect(participants.first?["ptcId"] == .integer(0))
    #expect(participants.first?["ptcType"] == .enumerated("rsu"))
    #expect(participants.last?["heading"] == .integer(0))
    #expect(participants.last?["vehicleClass"] == nil)
  }

  @Test(
    "a BSM has what the profile asks for, no elevation, and the emergency part only on call", arguments: [true, false])
  func selfReport(isOnCall: Bool) throws {
    let report = SelfReport(
      counter: 1, temporaryIdentity: [1, 2, 3, 4, 5, 6, 7, 8], clock: clock, position: place, deviation: (0.8, 0.7),
      kind: isOnCall ? .emergencyVehicle : .car, speed: 10, headingDegrees: 90, acceleration: -5, yawRate: 0.1,
      size: BodySize(length: 4.6, width: 1.8, height: 1.5), isBraking: true, leftIndicator: false,
      rightIndicator: false, isOnCall: isOnCall)
    let octets = try OutgoingMessage.selfReport(report).encoded()
    guard let value = try MessageSchema.decode(octets, as: .ydt3709_2020).value["bsmFrame"] else {
      throw TestFault.missing
    }
    for part in ["posAccuracy", "angle", "brakes", "safetyExt"] { #expect(value[part] != nil) }
    #expect(value["pos"]?["elevation"] == nil)
    #expect((value["emergencyExt"] != nil) == isOnCall)
    #expect(value["safetyExt"]?["lights"] == nil)
    // Turning left at 0.1 rad/s and 10 m/s: a radius of 100 m to the left, and 1 m/s2 to the left.
    #expect(value["safetyExt"]?["pathPrediction"]?["radiusOfCurve"] == .integer(-1000))
    #expect(value["accelSet"]?["lat"] == .integer(-100))
  }

  @Test("truth is written with a fixed number of digits")
  func digits() {
    #expect((-0.001).fixed(2) == "0.00")
    #expect((-1.005).fixed(1) == "-1.0")
    #expect(116.51000004.fixed(7) == "116.5100000")
    #expect(0.056.fixed(2) == "0.06")
  }

  private enum TestFault: Error { case missing }
}
