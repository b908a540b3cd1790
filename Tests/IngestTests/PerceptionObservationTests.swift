import EdgeFixtures
import Kernel
import MessagesCSAE
import MessagesETSI
import MessagesSAE
import PackedEncoding
import RoadModel
import Testing

@testable import Ingest

@Suite("people and perceived objects in every dialect")
struct PerceptionObservationTests {
  static let time = Instant(milliseconds: 1_773_793_760_000)
  static let here = LocalPoint(east: 10, north: -20)

  @Test(
    "somebody on foot and somebody on a bicycle are so in both PSM",
    arguments: [
      (UInt16(1), ParticipantKind.pedestrian), (2, .bicycle), (3, .pedestrian), (4, .unknown), (0, .unknown),
    ])
  func people(type: UInt16, kind: ParticipantKind) throws {
    var csae = PersonalSafetyMessage()
    csae.id = 5
    csae.pos = MessageWriter.position(3, 4)
    csae.posAccuracy.semiMajor = 20
    (csae.speed, csae.heading) = (50, 7200)
    csae.nonMotorData.basicType = PersonalDeviceUserType(index: type)
    var sae = SAEPersonalSafetyMessage()
    sae.id = 5
    sae.basicType = SAEPersonalDeviceUserType(index: type)
    sae.position = SAEMessageWriter.position(3, 4)
    sae.accuracy.semiMajor = 20
    (sae.speed, sae.heading) = (50, 7200)
    for told in [
      ObservationBuilder.observation(csae, unit: UnitIndex(0), time: Self.time, frame: MessageWriter.frame),
      ObservationBuilder.observation(sae, unit: UnitIndex(0), time: Self.time, frame: MessageWriter.frame),
    ] {
      let seen = try #require(told)
      #expect(seen.kind == kind && seen.isSelfReport && seen.temporaryID == 5 && seen.positionDeviation == 1)
      #expect(seen.speed == 1 && seen.size == nil && seen.acceleration == nil && seen.yawRate == nil)
      #expect(seen.position.distance(to: LocalPoint(east: 3, north: 4)) < 0.02)
      #expect(abs((seen.heading?.headingDegrees ?? 0) - 90) < 1e-6)
    }
  }

  @Test(
    "a VAM's station tells what it is, and its profile where the station does not",
    arguments: [
      (UInt8(1), ParticipantKind.pedestrian), (2, .bicycle), (3, .motorcycle), (12, .bicycle), (0, .motorcycle),
    ])
  func awareness(station: UInt8, kind: ParticipantKind) throws {
    let decoder = ETSIMessageDecoder()
    defer { withExtendedLifetime(decoder) {} }
    let octets = try ETSIMessageWriter().person(77, type: station, 3, 4, at: Self.time) { parameters in
      var container = ETSIVruLowFrequencyContainer()
      container.profileAndSubprofile = .motorcyclist(ETSIVruSubProfileMotorcyclist(index: 1))
      parameters.vruLowFrequencyContainer = container
    }
    guard case .vam(let message) = try decoder.decode(octets) else { return #expect(Bool(false)) }
    let seen = try #require(
      ObservationBuilder.observation(message.value, unit: UnitIndex(0), time: Self.time, frame: MessageWriter.frame))
    #expect(seen.kind == kind && seen.temporaryID == 77 && seen.identityScheme == .etsi && seen.speed == 1)
    #expect(abs((seen.positionDeviation ?? 0) - 1) < 0.01 && seen.yawRate == nil && seen.acceleration == nil)
    #expect(abs((seen.heading?.headingDegrees ?? 0) - 90) < 1e-6)
  }

  @Test("an SDSM's vehicle lies at its offset in decimetres from the reference, with bounds of 95 % as deviations")
  func detected() {
    var object = SAEMessageWriter.object(9, 12.3, -4.5) {
      ($0.speed, $0.speedConfidence) = (500, SAESpeedConfidence(index: 5))
      ($0.heading, $0.headingConf) = (0, SAEHeadingConfidence(index: 3))
    }
    let plain = ObservationBuilder.observation(object, unit: UnitIndex(2), time: Self.time, reference: Self.here)
    #expect(plain.position.distance(to: LocalPoint(east: 22.3, north: -24.5)) < 1e-9 && plain.localNumber == 9)
    #expect(plain.positionDeviation == 0.25 && plain.speed == 10 && plain.kind == .car && plain.size == nil)
    #expect(plain.speedDeviation == 0.1 / 1.96 && plain.headingDeviation == 1 / 1.96 * (Double.pi / 180))
    let arena = MessageArena()
    var vehicle = SAEDetectedVehicleData()
    vehicle.vehicleClass = 50
    var size = SAEVehicleSize()
    (size.length, size.width) = (1200, 250)
    (vehicle.size, vehicle.height) = (size, 60)
    object.detObjOptData = (try? arena.reference(vehicle)).map { .detVeh($0) }
    let bus = ObservationBuilder.observation(object, unit: UnitIndex(2), time: Self.time, reference: Self.here)
    #expect(bus.kind == .bus && bus.size == BodySize(length: 12, width: 2.5, height: 3))
    #expect(!ObservationBuilder.isThing(object))
  }

  @Test("a CPM's object lies at its offset in centimetres, and moves and points as it says")
  func perceived() throws {
    let arena = MessageArena()
    var polar = ETSIVelocityPolarWithZ()
    (polar.velocityMagnitude.speedValue, polar.velocityMagnitude.speedConfidence) = (1000, 49)
    (polar.velocityDirection.value, polar.velocityDirection.confidence) = (900, 98)
    var described = ETSIObjectClassWithConfidence()
    (described.objectClass, described.confidence) = (.vehicleSubClass(8), 101)
    var likelier = ETSIObjectClassWithConfidence()
    (likelier.objectClass, likelier.confidence) = (.vruSubClass(.motorcyclist(2)), 60)
    let object = ETSIMessageWriter.object(300, 12.34, -5.67) {
      $0.velocity = .polarVelocity(polar)
      $0.classification = try? arena.list([described, likelier])
      var dimension = ETSIObjectDimension()
      dimension.value = 21
      $0.objectDimensionX = dimension
      dimension.value = 8
      $0.objectDimensionY = dimension
    }
    let seen = try #require(
      ObservationBuilder.observation(object, unit: UnitIndex(1), time: Self.time, reference: Self.here))
    #expect(seen.position.distance(to: LocalPoint(east: 22.34, north: -25.67)) < 1e-9 && seen.localNumber == 300)
    // The larger of the two coordinates' bounds, 0.98 m, is two deviations of 0.5 m each.
    #expect(seen.positionDeviation == 0.5 && seen.speed == 10 && seen.speedDeviation == 0.25)
    #expect(abs((seen.heading?.headingDegrees ?? 9)) < 1e-6 && abs((seen.headingDeviation ?? 0) - 5 * .pi / 180) < 1e-9)
    #expect(seen.kind == .motorcycle && abs((seen.size?.length ?? 0) - 2.1) < 1e-9 && seen.size?.height == nil)
  }

  @Test("a velocity by its coordinates is a speed and a direction; what stands keeps the direction of its box")
  func cartesian() throws {
    var velocity = ETSIVelocityCartesian()
    (velocity.xVelocity.value, velocity.xVelocity.confidence) = (-300, 127)
    (velocity.yVelocity.value, velocity.yVelocity.confidence) = (0, 127)
    var angles = ETSIEulerAnglesWithConfidence()
    (angles.zAngle.value, angles.zAngle.confidence) = (450, 127)
    func seen(_ value: Int16) -> Observation? {
      velocity.xVelocity.value = value
      let object = ETSIMessageWriter.object(1, 0, 0) {
        $0.velocity = .cartesianVelocity(velocity)
        $0.angles = angles
      }
      return ObservationBuilder.observation(object, unit: UnitIndex(1), time: Self.time, reference: Self.here)
    }
    #expect(seen(-300)?.speed == 3 && abs((seen(-300)?.heading?.headingDegrees ?? 0) - 270) < 1e-6)
    #expect(seen(0)?.speed == 0 && abs((seen(0)?.heading?.headingDegrees ?? 0) - 45) < 1e-6)
    #expect(seen(16_383)?.speed == nil && abs((seen(16_383)?.heading?.headingDegrees ?? 0) - 45) < 1e-6)
  }

  @Test("a CPM's object beyond the range of its coordinates is no observation")
  func outOfRange() {
    for value: Int32 in [-131_072, 131_071] {
      let object = ETSIMessageWriter.object(1, 0, 0) { $0.position.yCoordinate.value = value }
      #expect(
        ObservationBuilder.observation(object, unit: UnitIndex(1), time: Self.time, reference: Self.here) == nil)
    }
  }

  @Test("an SSM's participant is an RSM's, with the finer type where there is one")
  func shared() throws {
    var detected = DetectedPTCData()
    detected.ptc = MessageWriter.participant(7, 12, -34, at: Self.time)
    func kind(_ type: DetectedPTCType?) -> ParticipantKind? {
      detected.detectedPTCType = type
      return ObservationBuilder.observation(
        detected, unit: UnitIndex(0), time: Self.time, reference: MessageWriter.origin, frame: MessageWriter.frame)?
        .kind
    }
    #expect(kind(nil) == .car && kind(.truck) == .truck && kind(.bus) == .bus && kind(.cyclist) == .bicycle)
    #expect(kind(.motorcyclist) == .motorcycle && kind(.pedestrian) == .pedestrian && kind(.unknown) == .car)
  }
}
