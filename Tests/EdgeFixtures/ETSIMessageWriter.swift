import Ingest
public import Kernel
import MessagesCSAE
public import MessagesETSI
public import PackedEncoding
import RoadModel

/// Writes messages of ETSI as stations send them.
public final class ETSIMessageWriter {
  /// Room for the lists of messages.
  public let arena = MessageArena()
  private let encoder = ETSIMessageEncoder()

  /// Makes a writer.
  public init() {}

  /// The octets of a message; what was built in the arena is given back.
  public func octets(_ message: ETSIMessage) throws -> [UInt8] {
    defer { arena.reset() }
    return try encoder.octets(of: message)
  }

  /// The octets of a packet of GeoNetworking that goes one hop, with a message behind a port.
  public static func packet(_ payload: [UInt8], port: UInt16) -> [UInt8] {
    let length = payload.count + 4
    let header: [UInt8] = [0x11, 0, 5, 1, 0x20, 0x50, 2, 0, UInt8(length >> 8), UInt8(length & 255), 1, 0]
    return header + [UInt8](repeating: 0, count: 28) + [UInt8(port >> 8), UInt8(port & 255), 0, 0] + payload
  }

  /// DE_GenerationDeltaTime of an instant.
  public static func delta(_ time: Instant) -> UInt16 { UInt16(truncatingIfNeeded: StationTime.milliseconds(of: time)) }

  /// DF_ReferencePosition without anything known but the place.
  public static func reference(latitude: Int32, longitude: Int32) -> ETSIReferencePosition {
    var position = ETSIReferencePosition()
    (position.latitude, position.longitude) = (latitude, longitude)
    position.positionConfidenceEllipse.semiMajorConfidence = 4095
    position.positionConfidenceEllipse.semiMinorConfidence = 4095
    position.positionConfidenceEllipse.semiMajorOrientation = 3601
    position.altitude.altitudeValue = 800_001
    position.altitude.altitudeConfidence = .unavailable
    return position
  }

  /// The same of a point of the fixtures' frame.
  public static func reference(_ east: Double, _ north: Double) -> ETSIReferencePosition {
    let place = MessageWriter.position(east, north)
    return reference(latitude: place.lat, longitude: place.long)
  }

  /// A CAM of a vehicle; its place is the middle of the front.
  public func selfReport(
    _ state: VehicleState, change: (inout ETSICAM, inout ETSIBasicVehicleContainerHighFrequency) -> Void = { _, _ in }
  ) throws -> [UInt8] {
    var message = ETSICAM()
    message.header.protocolVersion = 2
    message.header.messageID = 2
    message.header.stationID = state.identity
    message.cam.generationDeltaTime = ETSIMessageWriter.delta(state.time)
    message.cam.camParameters.basicContainer.stationType = state.stationType
    let front = state.front
    var position = ETSIMessageWriter.reference(
      latitude: VehicleState.tenMillionths(front.latitude), longitude: VehicleState.tenMillionths(front.longitude))
    if let deviation = state.deviation {
      position.positionConfidenceEllipse.semiMajorConfidence = UInt16((deviation * 2.4477 / 0.01).rounded())
    }
    message.cam.camParameters.basicContainer.referencePosition = position
    var motion = ETSIMessageWriter.motion(of: state)
    if state.kind == .emergencyVehicle {
      var container = ETSIBasicVehicleContainerLowFrequency()
      container.vehicleRole = .emergency
      message.cam.camParameters.lowFrequencyContainer = .basicVehicleContainerLowFrequency(container)
    }
    change(&message, &motion)
    message.cam.camParameters.highFrequencyContainer = .basicVehicleContainerHighFrequency(try arena.reference(motion))
    return try octets(.cam(try arena.reference(message)))
  }

  private static func motion(of state: VehicleState) -> ETSIBasicVehicleContainerHighFrequency {
    var motion = ETSIBasicVehicleContainerHighFrequency()
    motion.heading.headingValue = state.heading.map { UInt16(($0 * 10).rounded()) % 3600 } ?? 3601
    motion.heading.headingConfidence = 127
    motion.speed.speedValue = state.speed.map { UInt16(($0 * 100).rounded()) } ?? 16_383
    motion.speed.speedConfidence = 127
    motion.driveDirection = .forward
    motion.vehicleLength.vehicleLengthValue = state.length.map { UInt16(($0 * 10).rounded()) } ?? 1023
    motion.vehicleLength.vehicleLengthConfidenceIndication = .unavailable
    motion.vehicleWidth = UInt8((state.width * 10).rounded())
    motion.longitudinalAcceleration.longitudinalAccelerationValue =
      state.acceleration.map { Int16(($0 * 10).rounded()) } ?? 161
    motion.longitudinalAcceleration.longitudinalAccelerationConfidence = 102
    motion.curvature.curvatureValue = 1023
    motion.curvature.curvatureConfidence = .unavailable
    motion.curvatureCalculationMode = .unavailable
    motion.yawRate.yawRateValue = Int16((state.yawRate * 100).rounded())
    motion.yawRate.yawRateConfidence = .unavailable
    return motion
  }

  /// A VAM of somebody who walks at a point.
  public func person(
    _ station: UInt32, type: UInt8, _ east: Double, _ north: Double, at time: Instant,
    change: (inout ETSIVamParameters) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = ETSIVAM()
    message.header.protocolVersion = 3
    message.header.messageId = 16
    message.header.stationId = station
    message.vam.generationDeltaTime = ETSIMessageWriter.delta(time)
    let place = MessageWriter.position(east, north)
    message.vam.vamParameters.basicContainer.stationType = type
    var position = ETSIReferencePositionWithConfidence()
    (position.latitude, position.longitude) = (place.lat, place.long)
    position.positionConfidenceEllipse.semiMajorAxisLength = 245
    position.positionConfidenceEllipse.semiMinorAxisLength = 245
    position.positionConfidenceEllipse.semiMajorAxisOrientation = 3601
    position.altitude.altitudeValue = 800_001
    position.altitude.altitudeConfidence = .unavailable
    message.vam.vamParameters.basicContainer.referencePosition = position
    var motion = ETSIVruHighFrequencyContainer()
    motion.heading.value = 900
    motion.heading.confidence = 127
    motion.speed.speedValue = 100
    motion.speed.speedConfidence = 127
    motion.longitudinalAcceleration.longitudinalAccelerationValue = 161
    motion.longitudinalAcceleration.longitudinalAccelerationConfidence = 102
    message.vam.vamParameters.vruHighFrequencyContainer = motion
    change(&message.vam.vamParameters)
    return try octets(.vam(try arena.reference(message)))
  }

  /// A CPM from the origin of a roadside unit, or of a vehicle; the objects are valid until then.
  public func perception(
    _ objects: [ETSIPerceivedObject], station: UInt32 = 9, isVehicle: Bool = false, at time: Instant,
    change: (inout ETSICpmManagementContainer) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = ETSICollectivePerceptionMessage()
    message.header.protocolVersion = 2
    message.header.messageId = 14
    message.header.stationId = station
    var management = ETSICpmManagementContainer()
    management.referenceTime = StationTime.milliseconds(of: time)
    management.referencePosition = ETSIMessageWriter.reference(0, 0)
    change(&management)
    message.payload.managementContainer = management
    var origin = ETSIWrappedCpmContainer()
    if isVehicle {
      var vehicle = ETSIOriginatingVehicleContainer()
      vehicle.orientationAngle.value = 3601
      vehicle.orientationAngle.confidence = 127
      origin.containerId = 1
      origin.containerData = .originatingVehicleContainer(try arena.reference(vehicle))
    } else {
      origin.containerId = 2
      origin.containerData = .originatingRsuContainer(ETSIOriginatingRsuContainer())
    }
    var container = ETSIPerceivedObjectContainer()
    container.numberOfPerceivedObjects = UInt8(clamping: objects.count)
    container.perceivedObjects = try arena.list(objects)
    var wrapped = ETSIWrappedCpmContainer()
    wrapped.containerId = 5
    wrapped.containerData = .perceivedObjectContainer(container)
    message.payload.cpmContainers = try arena.list([origin, wrapped])
    return try octets(.cpm(try arena.reference(message)))
  }

  /// A thing at a point, metres from the reference, measured some milliseconds after the message's time.
  public static func object(
    _ id: UInt16, _ east: Double, _ north: Double, after milliseconds: Int16 = 0,
    change: (inout ETSIPerceivedObject) -> Void = { _ in }
  ) -> ETSIPerceivedObject {
    var object = ETSIPerceivedObject()
    object.objectId = id
    object.measurementDeltaTime = milliseconds
    object.position.xCoordinate.value = Int32((east * 100).rounded())
    object.position.xCoordinate.confidence = 49
    object.position.yCoordinate.value = Int32((north * 100).rounded())
    object.position.yCoordinate.confidence = 98
    change(&object)
    return object
  }
}
