public import Kernel
import MessagesCSAE
public import MessagesSAE
public import PackedEncoding

/// Writes messages of SAE J2735 as devices send them.
public final class SAEMessageWriter {
  /// Room for the lists of messages.
  public let arena = MessageArena()
  private let encoder = SAEMessageEncoder()

  /// Makes a writer.
  public init() {}

  /// The octets of a frame; what was built in the arena is given back.
  public func octets(_ value: SAEMessageFrameValue, number: UInt16) throws -> [UInt8] {
    defer { arena.reset() }
    var frame = SAEMessageFrame()
    frame.messageId = number
    frame.value = value
    return try encoder.octets(of: frame)
  }

  /// A BSM of a vehicle, with its class in the second part.
  public func selfReport(
    _ state: VehicleState, change: (inout SAEBasicSafetyMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = SAEBasicSafetyMessage()
    message.coreData = SAEMessageWriter.core(of: state)
    var supplement = SAESupplementalVehicleExtensions()
    supplement.classification = state.vehicleClass
    var part = SAEPartIIcontentBSMpartIIExtension()
    part.partIIId = 2
    part.partIIValue = .supplementalVehicleExtensions(try arena.reference(supplement))
    message.partII = try arena.list([part])
    change(&message)
    return try octets(.basicSafetyMessage(try arena.reference(message)), number: 20)
  }

  /// The core of a BSM.
  public static func core(of state: VehicleState) -> SAEBSMcoreData {
    var core = SAEBSMcoreData()
    core.id = state.identity
    core.secMark = MessageWriter.second(state.time)
    core.lat = VehicleState.tenMillionths(state.position.latitude)
    core.long = VehicleState.tenMillionths(state.position.longitude)
    core.elev = -4096
    core.accuracy.semiMajor = state.deviation.map { UInt8(min(253, ($0 / 0.05).rounded())) } ?? 255
    core.accuracy.semiMinor = core.accuracy.semiMajor
    core.accuracy.orientation = 65_535
    core.transmission = .unavailable
    core.speed = state.speed.map { UInt16(($0 / 0.02).rounded()) } ?? 8191
    core.heading = state.heading.map { UInt16(($0 / 0.0125).rounded()) % 28_800 } ?? 28_800
    core.angle = 127
    core.accelSet.long = state.acceleration.map { Int16(($0 / 0.01).rounded()) } ?? 2001
    core.accelSet.lat = 2001
    core.accelSet.vert = -127
    core.accelSet.yaw = Int16((-state.yawRate / 0.01).rounded())
    core.size.length = UInt16(((state.length ?? 0) * 100).rounded())
    core.size.width = UInt16((state.width * 100).rounded())
    return core
  }

  /// DF_Position3D of a point of the fixtures' frame.
  public static func position(_ east: Double, _ north: Double) -> SAEPosition3D {
    let place = MessageWriter.position(east, north)
    var position = SAEPosition3D()
    (position.lat, position.long) = (place.lat, place.long)
    return position
  }

  /// A PSM of somebody who stands at a point.
  public func person(
    _ id: UInt32, _ type: SAEPersonalDeviceUserType, _ east: Double, _ north: Double, at time: Instant,
    change: (inout SAEPersonalSafetyMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = SAEPersonalSafetyMessage()
    message.id = id
    message.basicType = type
    message.secMark = MessageWriter.second(time)
    message.position = SAEMessageWriter.position(east, north)
    message.accuracy.semiMajor = 20
    message.speed = 50
    message.heading = 7200
    change(&message)
    return try octets(.personalSafetyMessage(try arena.reference(message)), number: 32)
  }

  /// An SDSM from the origin; the objects are valid until then.
  public func perception(
    _ objects: [SAEDetectedObjectData], from source: SAEEquipmentType = .rsu, id: UInt32 = 7, at time: Instant,
    change: (inout SAESensorDataSharingMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = SAESensorDataSharingMessage()
    message.sourceID = id
    message.equipmentType = source
    message.sDSMTimeStamp.second = MessageWriter.second(time)
    message.refPos = SAEMessageWriter.position(0, 0)
    message.objects = try arena.list(objects)
    change(&message)
    return try octets(.sensorDataSharingMessage(try arena.reference(message)), number: 41)
  }

  /// A vehicle at a point, metres from the reference, measured some milliseconds after the message's time.
  public static func object(
    _ id: UInt16, _ east: Double, _ north: Double, after milliseconds: Int16 = 0,
    change: (inout SAEDetectedObjectCommonData) -> Void = { _ in }
  ) -> SAEDetectedObjectData {
    var data = SAEDetectedObjectData()
    data.detObjCommon.objType = .vehicle
    data.detObjCommon.objectID = id
    data.detObjCommon.measurementTime = milliseconds
    data.detObjCommon.pos.offsetX = Int16((east * 10).rounded())
    data.detObjCommon.pos.offsetY = Int16((north * 10).rounded())
    data.detObjCommon.posConfidence.pos = .a50cm
    data.detObjCommon.speed = 0
    data.detObjCommon.heading = 28_800
    change(&data.detObjCommon)
    return data
  }
}
