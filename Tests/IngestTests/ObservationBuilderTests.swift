import EdgeFixtures
import Kernel
import MessagesCSAE
import RoadModel
import Testing

@testable import Ingest

@Suite("what a message says of road users")
struct ObservationBuilderTests {
  static let time = Instant(milliseconds: 1_773_793_760_000)

  static func perceived(_ change: (inout ParticipantData) -> Void) -> Observation? {
    var data = MessageWriter.participant(7, 12, -34, at: time)
    change(&data)
    return ObservationBuilder.observation(
      data, unit: UnitIndex(3), time: time, reference: MessageWriter.origin, frame: MessageWriter.frame)
  }

  static func own(_ change: (inout BasicSafetyMessage) -> Void) -> Observation? {
    var message = BasicSafetyMessage()
    message.id = 0xabcd
    message.pos = MessageWriter.position(5, 6)
    message.vehicleClass.classification = 10
    change(&message)
    return ObservationBuilder.observation(message, unit: UnitIndex(0), time: time, frame: MessageWriter.frame)
  }

  @Test("a participant is seen by its unit, at its place, with what is known of it")
  func participant() throws {
    let seen = try #require(
      Self.perceived {
        $0.speed = 500
        $0.heading = 7200
        $0.id = 0x99
      })
    #expect(seen.unit == UnitIndex(3) && seen.localNumber == 7 && seen.time == Self.time && !seen.isSelfReport)
    #expect(seen.position.distance(to: LocalPoint(east: 12, north: -34)) < 0.02)
    #expect(seen.speed == 10 && seen.positionDeviation == 0.25 && seen.temporaryID == 0x99)
    #expect(seen.kind == .car && seen.method == .lidar && abs((seen.size?.length ?? 0) - 4.6) < 1e-9)
  }

  @Test("what a participant does not know is nil")
  func unavailable() throws {
    let seen = try #require(
      Self.perceived {
        $0.speed = 8191
        $0.heading = 28_800
        $0.posConfidence.pos = .unavailable
        $0.size = VehicleSize()
      })
    #expect(seen.speed == nil && seen.heading == nil && seen.positionDeviation == nil && seen.size == nil)
    #expect(seen.temporaryID == nil && seen.acceleration == nil && seen.yawRate == nil)
    #expect(seen.speedDeviation == nil && seen.headingDeviation == nil)
  }

  @Test("a participant whose place is unavailable is no observation")
  func nowhere() {
    var place = PositionLLmD64b()
    (place.lat, place.lon) = (900_000_001, 1_800_000_001)
    #expect(Self.perceived { $0.pos.offsetLL = .positionLatLon(place) } == nil)
  }

  @Test("type and vehicle class together tell the kind")
  func kinds() {
    func kind(_ type: ParticipantType, _ code: UInt8?) -> ParticipantKind? {
      Self.perceived {
        $0.ptcType = type
        guard let code else { return }
        var vehicleClass = VehicleClassification()
        vehicleClass.classification = code
        $0.vehicleClass = vehicleClass
      }?.kind
    }
    #expect(kind(.motor, nil) == .car && kind(.motor, 25) == .truck && kind(.motor, 50) == .bus)
    #expect(kind(.nonMotor, nil) == .bicycle && kind(.nonMotor, 40) == .motorcycle)
    #expect(kind(.pedestrian, nil) == .pedestrian && kind(.pedestrian, 10) == .pedestrian)
    #expect(kind(.unknown, nil) == .unknown && kind(.unknown, 10) == .car)
    #expect(kind(ParticipantType(index: 9), nil) == .unknown)
  }

  @Test(
    "the source tells the method; a newer one is unknown",
    arguments: [
      (.unknown, .unknown), (.selfinfo, .roadsideUnitItself), (.v2x, .selfReport), (.video, .video),
      (.microwaveRadar, .microwaveRadar), (.loop, .loop), (.lidar, .lidar), (.integrated, .integrated),
      (SourceType(index: 8), .unknown),
    ] as [(SourceType, SensingMethod)])
  func methods(source: SourceType, method: SensingMethod) {
    #expect(Self.perceived { $0.source = source }?.method == method)
  }

  @Test("a vehicle speaks of itself under its temporary identity")
  func selfReport() throws {
    let seen = try #require(Self.own { _ in })
    #expect(seen.isSelfReport && seen.method == .selfReport && seen.localNumber == 0 && seen.temporaryID == 0xabcd)
    #expect(seen.position.distance(to: LocalPoint(east: 5, north: 6)) < 0.02)
    #expect(seen.kind == .car && seen.positionDeviation == nil)
  }

  @Test("an accuracy goes before a confidence, unless it is unavailable")
  func accuracy() {
    func deviation(_ semiMajor: UInt8) -> Double? {
      Self.own {
        var confidence = PositionConfidenceSet()
        confidence.pos = .a1m
        $0.posConfidence = confidence
        var accuracy = PositionalAccuracy()
        accuracy.semiMajor = semiMajor
        $0.posAccuracy = accuracy
      }?.positionDeviation
    }
    #expect(deviation(20) == 1)
    #expect(deviation(0) == 0.01)
    #expect(deviation(254) == 0.5)
    #expect(deviation(255) == 0.5)
  }

  @Test("an ambulance is an emergency vehicle while its siren or its lights are in use")
  func onDuty() {
    func kind(siren: SirenInUse?, lights: LightbarInUse?) -> ParticipantKind? {
      Self.own {
        var emergency = VehicleEmergencyExtensions()
        emergency.sirenUse = siren
        emergency.lightsUse = lights
        $0.emergencyExt = emergency
      }?.kind
    }
    #expect(kind(siren: .inUse, lights: nil) == .emergencyVehicle)
    #expect(kind(siren: nil, lights: .inUse) == .emergencyVehicle)
    #expect(kind(siren: .notInUse, lights: nil) == .car)
    #expect(kind(siren: nil, lights: nil) == .car)
  }

  @Test("a vehicle that does not know where it is gives no observation")
  func lost() {
    #expect(Self.own { $0.pos.lat = 900_000_001 } == nil)
    #expect(Self.own { $0.pos.long = 1_800_000_001 } == nil)
  }
}
