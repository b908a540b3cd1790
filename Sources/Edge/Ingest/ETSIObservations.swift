package import Kernel
package import MessagesETSI
import PackedEncoding
package import RoadModel

/// On the hot path; allocates nothing. What stations of ETSI say of themselves and of what they see.
extension ObservationBuilder {
  /// What a vehicle says of itself (EN 302 637-2, CAM); nil where it does not know where it is, or where it is a roadside
  /// unit and no road user.
  package static func observation(
    _ message: borrowing ETSICAM, unit: UnitIndex, time: Instant, frame: LocalFrame
  ) -> Observation? {
    let basic = message.cam.camParameters.basicContainer
    guard case .basicVehicleContainerHighFrequency(let container) = message.cam.camParameters.highFrequencyContainer,
      let position = WireQuantities.position(
        latitude: basic.referencePosition.latitude, longitude: basic.referencePosition.longitude)
    else { return nil }
    let motion = container.address
    var observation = Observation(
      unit: unit, method: .selfReport, isSelfReport: true, localNumber: 0, time: time,
      position: frame.point(of: position), kind: ETSIQuantities.kind(station: basic.stationType))
    observation.temporaryID = UInt64(message.header.stationID)
    observation.identityScheme = .etsi
    observation.positionDeviation = ETSIQuantities.deviation(
      axis: basic.referencePosition.positionConfidenceEllipse.semiMajorConfidence)
    observation.speed = ETSIQuantities.speed(motion.pointee.speed)
    observation.speedDeviation = ETSIQuantities.speedDeviation(motion.pointee.speed.speedConfidence)
    observation.heading = ETSIQuantities.heading(motion.pointee.heading.headingValue)
    observation.headingDeviation = ETSIQuantities.angleDeviation(motion.pointee.heading.headingConfidence)
    observation.acceleration = ETSIQuantities.acceleration(
      motion.pointee.longitudinalAcceleration.longitudinalAccelerationValue)
    observation.yawRate = ETSIQuantities.yawRate(motion.pointee.yawRate.yawRateValue)
    let length = ETSIQuantities.length(motion.pointee.vehicleLength.vehicleLengthValue)
    if let length, let width = ETSIQuantities.width(motion.pointee.vehicleWidth) {
      observation.size = BodySize(length: length, width: width, height: nil)
    }
    if isOnDuty(message.cam.camParameters) { observation.kind = .emergencyVehicle }
    if ETSIQuantities.isVehicle(station: basic.stationType) {
      moveToMiddle(&observation, length: length, isBackwards: motion.pointee.driveDirection == .backward)
    }
    return observation
  }

  /// Moves an observation from the middle of the front of the body to the middle of the body.
  ///
  /// EN 302 637-2, annex B, referencePosition: of station types 3 to 11 it is the ground position of the centre of the
  /// front side of the bounding box. A BSM tells the middle of the body, and so does ``Observation/position``. A length
  /// that is not told is the usual one of the kind. The heading is that of the movement, so that of a vehicle that
  /// drives backwards leads from the front to the rear. Where it is not known the place stays, and is doubted by as much.
  private static func moveToMiddle(_ observation: inout Observation, length: Double?, isBackwards: Bool) {
    let half = (length ?? observation.kind.usualSize.length) / 2
    if let heading = observation.heading {
      observation.position = observation.position + heading.unitVector * (isBackwards ? half : -half)
    } else {
      observation.positionDeviation = max(observation.positionDeviation ?? 0, half)
    }
  }

  /// Whether siren or light bar are in use, or the role is that of an emergency vehicle.
  private static func isOnDuty(_ parameters: borrowing ETSICamParameters) -> Bool {
    switch parameters.specialVehicleContainer {
    case .emergencyContainer(let container) where !container.lightBarSirenInUse.isEmpty: return true
    case .rescueContainer(let container) where !container.lightBarSirenInUse.isEmpty: return true
    default: break
    }
    guard case .basicVehicleContainerLowFrequency(let container) = parameters.lowFrequencyContainer else {
      return false
    }
    return container.vehicleRole == .emergency || container.vehicleRole == .rescue
  }

  /// What somebody on foot or on two wheels says of himself or herself (TS 103 300-3, VAM); nil where the position is
  /// not known.
  package static func observation(
    _ message: borrowing ETSIVAM, unit: UnitIndex, time: Instant, frame: LocalFrame
  ) -> Observation? {
    let basic = message.vam.vamParameters.basicContainer
    guard
      let position = WireQuantities.position(
        latitude: basic.referencePosition.latitude, longitude: basic.referencePosition.longitude)
    else { return nil }
    let motion = message.vam.vamParameters.vruHighFrequencyContainer
    var kind = ETSIQuantities.kind(station: basic.stationType)
    if kind == .unknown, let profile = message.vam.vamParameters.vruLowFrequencyContainer?.profileAndSubprofile {
      kind = self.kind(profile)
    }
    var observation = Observation(
      unit: unit, method: .selfReport, isSelfReport: true, localNumber: 0, time: time,
      position: frame.point(of: position), kind: kind)
    observation.temporaryID = UInt64(message.header.stationId)
    observation.identityScheme = .etsi
    observation.positionDeviation = ETSIQuantities.deviation(
      axis: basic.referencePosition.positionConfidenceEllipse.semiMajorAxisLength)
    observation.speed = ETSIQuantities.speed(motion.speed)
    observation.speedDeviation = ETSIQuantities.speedDeviation(motion.speed.speedConfidence)
    observation.heading = ETSIQuantities.heading(motion.heading.value)
    observation.headingDeviation = ETSIQuantities.angleDeviation(motion.heading.confidence)
    observation.acceleration = ETSIQuantities.acceleration(
      motion.longitudinalAcceleration.longitudinalAccelerationValue)
    observation.yawRate = motion.yawRate.flatMap { ETSIQuantities.yawRate($0.yawRateValue) }
    return observation
  }

  private static func kind(_ profile: ETSIVruProfileAndSubprofile) -> ParticipantKind {
    switch profile {
    case .pedestrian: .pedestrian
    case .bicyclistAndLightVruVehicle: .bicycle
    case .motorcyclist: .motorcycle
    case .animal, .unknown: .unknown
    }
  }
}
