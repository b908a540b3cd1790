public import Kernel
public import MessagesCSAE
import PackedEncoding

/// Messages of T/CSAE 157.
extension MessageWriter {
  /// A Day II frame: a test message.
  public func dayTwo() throws -> [UInt8] {
    var message = MessageFrameExt()
    message.messageId = 0
    var test = TestMsg()
    test.userData = try arena.list([1, 2, 3])
    message.value = .testMsg(test)
    return try octets(.msgFrameExt(try arena.reference(message)))
  }

  /// The octets of a Day II message.
  public func octets(_ number: UInt16, _ value: MessageFrameExtValue) throws -> [UInt8] {
    var message = MessageFrameExt()
    message.messageId = number
    message.value = value
    return try octets(.msgFrameExt(try arena.reference(message)))
  }

  /// A PSM of somebody who stands at a point.
  public func person(
    _ id: UInt64, _ type: PersonalDeviceUserType, _ east: Double, _ north: Double, at time: Instant,
    change: (inout PersonalSafetyMessage) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = PersonalSafetyMessage()
    message.id = id
    message.secMark = MessageWriter.second(time)
    message.pos = MessageWriter.position(east, north)
    message.posAccuracy.semiMajor = 20
    message.nonMotorData.basicType = type
    change(&message)
    return try octets(15, .personalSafetyMessage(try arena.reference(message)))
  }

  /// An SSM from the origin, of a unit or of another station.
  public func sharing(
    unit: String = "RSU0001A", id: UInt64? = nil, from equipment: EquipmentType = .rsu,
    _ participants: [ParticipantData], obstacles: [DetectedObstacleData] = [], at time: Instant,
    change: (inout SensorSharingMsg) -> Void = { _ in }
  ) throws -> [UInt8] {
    var message = SensorSharingMsg()
    message.id = id ?? MessageWriter.unit(unit)
    message.equipmentType = equipment
    message.secMark = MessageWriter.second(time)
    message.sensorPos = MessageWriter.position(0, 0)
    if !participants.isEmpty {
      message.participants = try arena.list(
        participants.map { participant in
          var data = DetectedPTCData()
          data.ptc = participant
          return data
        })
    }
    if !obstacles.isEmpty { message.obstacles = try arena.list(obstacles) }
    change(&message)
    return try octets(12, .sensorSharingMsg(try arena.reference(message)))
  }
}
