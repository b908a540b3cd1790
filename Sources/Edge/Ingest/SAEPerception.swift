package import Kernel
package import MessagesSAE
import PackedEncoding
package import RoadModel

/// On the hot path; allocates nothing. Objects of an SDSM (SAE J3224).
extension ObservationBuilder {
  /// One object that a station detects; `reference` is the message's reference position in the frame, `time` the
  /// object's own. The offsets are 0.1 m east and north.
  package static func observation(
    _ object: borrowing SAEDetectedObjectData, unit: UnitIndex, time: Instant, reference: LocalPoint
  ) -> Observation {
    let common = object.detObjCommon
    let offset = LocalVector(east: Double(common.pos.offsetX) * 0.1, north: Double(common.pos.offsetY) * 0.1)
    var observation = Observation(
      unit: unit, method: .integrated, isSelfReport: false, localNumber: common.objectID, time: time,
      position: reference + offset, kind: .unknown)
    observation.positionDeviation = WireQuantities.positionDeviation(UInt16(common.posConfidence.pos.index))
    observation.speed = WireQuantities.speed(common.speed)
    observation.speedDeviation = WireQuantities.speedDeviation(UInt16(common.speedConfidence.index))
    observation.heading = WireQuantities.heading(common.heading)
    observation.headingDeviation = WireQuantities.headingDeviation(UInt16(common.headingConf.index))
    if let acceleration = common.accel4way {
      observation.acceleration = WireQuantities.acceleration(acceleration.long)
      observation.yawRate = WireQuantities.yawRate(acceleration.yaw)
    }
    describe(&observation, common.objType, object.detObjOptData)
    return observation
  }

  /// Whether an object is an obstacle or an animal and no road user (DF_DetectedObjectOptionalData, detObst).
  package static func isThing(_ object: borrowing SAEDetectedObjectData) -> Bool {
    if case .detObst = object.detObjOptData { return true }
    return object.detObjCommon.objType == .animal
  }

  /// Such an object as an obstacle.
  package static func obstacle(
    _ object: borrowing SAEDetectedObjectData, sender: UInt32, unit: UnitIndex, time: Instant, reference: LocalPoint,
    at now: Instant
  ) -> Obstacle {
    let seen = observation(object, unit: unit, time: time, reference: reference)
    var obstacle = Obstacle(
      unit: unit, sender: UInt64(sender), scheme: .sae, number: seen.localNumber,
      kind: object.detObjCommon.objType == .animal ? .animal : .unknown, method: seen.method, time: time,
      position: seen.position, toldAt: now)
    // DE_ClassificationConfidence: 1 %; 101 is unavailable.
    let confidence = object.detObjCommon.objTypeCfd
    obstacle.confidence = confidence <= 100 ? Double(confidence) / 100 : nil
    obstacle.positionDeviation = seen.positionDeviation
    (obstacle.speed, obstacle.heading, obstacle.size) = (seen.speed, seen.heading, seen.size)
    return obstacle
  }

  private static func describe(
    _ observation: inout Observation, _ type: SAEObjectType, _ details: SAEDetectedObjectOptionalData?
  ) {
    switch details {
    case .detVeh(let part):
      observation.kind = WireQuantities.kind(vehicleClass: part.value.vehicleClass ?? 0)
      if let size = part.value.size {
        observation.size = WireQuantities.size(length: size.length, width: size.width, height: part.value.height)
      }
    case .detVRU(let part):
      observation.kind = part.value.basicType.map { kind($0, part.value.propulsion) } ?? .unknown
    case .detObst(let obstacle):
      observation.size = WireQuantities.size(
        tenthsOfLength: obstacle.obstSize.length, width: obstacle.obstSize.width,
        height: obstacle.obstSize.height)
    case nil: break
    }
    // DE_ObjectType: a vehicle of no known class is a car, as in an RSM; a road user without a car may be any.
    if observation.kind == .unknown && type == .vehicle { observation.kind = .car }
  }
}
