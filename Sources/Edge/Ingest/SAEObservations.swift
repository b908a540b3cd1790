package import Kernel
package import MessagesSAE
import PackedEncoding
package import RoadModel

/// On the hot path; allocates nothing. What senders of SAE J2735 say of themselves. Units, codes for unavailable and the
/// codes of kinds are those of T/CSAE 53, which took them over.
extension ObservationBuilder {
  /// What a vehicle says of itself (SAE J2735, MSG_BasicSafetyMessage); nil where it does not know where it is. Its
  /// position is that of the middle of the body.
  package static func observation(
    _ message: borrowing SAEBasicSafetyMessage, unit: UnitIndex, time: Instant, frame: LocalFrame
  ) -> Observation? {
    let core = message.coreData
    guard let position = WireQuantities.position(latitude: core.lat, longitude: core.long) else { return nil }
    var observation = Observation(
      unit: unit, method: .selfReport, isSelfReport: true, localNumber: 0, time: time,
      position: frame.point(of: position), kind: .unknown)
    observation.temporaryID = UInt64(core.id)
    observation.identityScheme = .sae
    observation.positionDeviation = deviation(core.accuracy)
    observation.speed = WireQuantities.speed(core.speed)
    observation.heading = WireQuantities.heading(core.heading)
    observation.acceleration = WireQuantities.acceleration(core.accelSet.long)
    observation.yawRate = WireQuantities.yawRate(core.accelSet.yaw)
    observation.size = WireQuantities.size(length: core.size.length, width: core.size.width, height: nil)
    var isOnDuty = false
    for part in message.partII ?? PackedList() {
      switch part.partIIValue {
      case .supplementalVehicleExtensions(let part): describe(&observation, part.address)
      case .specialVehicleExtensions(let part): isOnDuty = self.isOnDuty(part.address) || isOnDuty
      case .vehicleSafetyExtensions, .unknown: break
      }
    }
    if isOnDuty { observation.kind = .emergencyVehicle }
    return observation
  }

  /// What somebody on foot or on a bicycle says of himself or herself (SAE J2735, MSG_PersonalSafetyMessage).
  package static func observation(
    _ message: borrowing SAEPersonalSafetyMessage, unit: UnitIndex, time: Instant, frame: LocalFrame
  ) -> Observation? {
    guard let position = WireQuantities.position(latitude: message.position.lat, longitude: message.position.long)
    else {
      return nil
    }
    var observation = Observation(
      unit: unit, method: .selfReport, isSelfReport: true, localNumber: 0, time: time,
      position: frame.point(of: position), kind: kind(message.basicType, message.propulsion))
    observation.temporaryID = UInt64(message.id)
    observation.identityScheme = .sae
    observation.positionDeviation = deviation(message.accuracy)
    observation.speed = WireQuantities.speed(message.speed)
    observation.heading = WireQuantities.heading(message.heading)
    if let acceleration = message.accelSet {
      observation.acceleration = WireQuantities.acceleration(acceleration.long)
      observation.yawRate = WireQuantities.yawRate(acceleration.yaw)
    }
    return observation
  }

  /// SAE J2735, DF_PositionalAccuracy: 0.05 m, one standard deviation along the longer axis; 254 is a bound, 255
  /// unavailable.
  private static func deviation(_ accuracy: SAEPositionalAccuracy) -> Double? {
    accuracy.semiMajor < 254 ? max(Double(accuracy.semiMajor) * 0.05, 0.01) : nil
  }

  private static func describe(
    _ observation: inout Observation, _ part: UnsafeMutablePointer<SAESupplementalVehicleExtensions>
  ) {
    let details = part.pointee.classDetails
    observation.kind = WireQuantities.kind(vehicleClass: part.pointee.classification ?? details?.keyType ?? 0)
    if observation.kind == .unknown, let role = details?.role { observation.kind = kind(role) }
    if let height = part.pointee.vehicleData?.height, height > 0 { observation.size?.height = Double(height) * 0.05 }
  }

  /// SAE J2735, DE_BasicVehicleRole: those that say what the vehicle is, and not what it does.
  private static func kind(_ role: SAEBasicVehicleRole) -> ParticipantKind {
    switch role {
    case .publicTransport, .transit: .bus
    case .emergency, .police, .fire, .ambulance: .emergencyVehicle
    case .truck: .truck
    case .motorcycle: .motorcycle
    case .cyclist: .bicycle
    case .pedestrian: .pedestrian
    default: .unknown
    }
  }

  /// Whether siren or light bar are in use (SAE J2735, DF_EmergencyDetails).
  private static func isOnDuty(_ part: UnsafeMutablePointer<SAESpecialVehicleExtensions>) -> Bool {
    guard let alerts = part.pointee.vehicleAlerts else { return false }
    return alerts.sirenUse == .inUse || alerts.lightsUse == .inUse
  }

  /// SAE J2735, DE_PersonalDeviceUserType, with what moves the person where that tells more.
  static func kind(_ type: SAEPersonalDeviceUserType, _ propulsion: SAEPropelledInformation?) -> ParticipantKind {
    var isMotorBicycle = false
    if case .motor(let motor) = propulsion { isMotorBicycle = motor == .bicycle }
    return personKind(type: type.index, isMotorBicycle: isMotorBicycle)
  }
}
