package import Kernel
package import MessagesCSAE
package import RoadModel

/// Makes observations from messages. On the hot path; allocates nothing.
package enum ObservationBuilder {
  /// What a vehicle says of itself (T/CSAE 53-2020, MSG_BSM); nil where it does not know where it is.
  package static func observation(
    _ message: borrowing BasicSafetyMessage, unit: UnitIndex, time: Instant, frame: LocalFrame
  ) -> Observation? {
    guard let position = WireQuantities.position(latitude: message.pos.lat, longitude: message.pos.long) else {
      return nil
    }
    var observation = Observation(
      unit: unit, method: .selfReport, isSelfReport: true, localNumber: 0, time: time,
      position: frame.point(of: position),
      kind: WireQuantities.kind(vehicleClass: message.vehicleClass.classification))
    observation.temporaryID = message.id
    if let confidence = message.posConfidence {
      observation.positionDeviation = WireQuantities.deviation(confidence.pos)
    }
    if let accuracy = message.posAccuracy, accuracy.semiMajor < 254 {
      // T/CSAE 53-2020, DF_PositionalAccuracy: 0.05 m, one standard deviation along the longer axis.
      observation.positionDeviation = max(Double(accuracy.semiMajor) * 0.05, 0.01)
    }
    observation.speed = WireQuantities.speed(message.speed)
    observation.heading = WireQuantities.heading(message.heading)
    if let confidence = message.motionCfd { setMotionDeviations(confidence, &observation) }
    observation.acceleration = WireQuantities.acceleration(message.accelSet.long)
    observation.yawRate = WireQuantities.yawRate(message.accelSet.yaw)
    observation.size = WireQuantities.size(message.size)
    if isOnDuty(message) { observation.kind = .emergencyVehicle }
    return observation
  }

  /// One road user that a unit perceives (T/CSAE 53-2020, DF_ParticipantData); nil where its position is unavailable.
  package static func observation(
    _ participant: borrowing ParticipantData, unit: UnitIndex, time: Instant, reference: GeodeticPosition,
    frame: LocalFrame
  ) -> Observation? {
    guard let position = WireQuantities.position(participant.pos.offsetLL, from: reference) else { return nil }
    var observation = Observation(
      unit: unit, method: method(participant.source), isSelfReport: false, localNumber: participant.ptcId, time: time,
      position: frame.point(of: position), kind: kind(participant))
    observation.temporaryID = participant.id
    observation.positionDeviation = WireQuantities.deviation(participant.posConfidence.pos)
    observation.speed = WireQuantities.speed(participant.speed)
    observation.heading = WireQuantities.heading(participant.heading)
    if let confidence = participant.motionCfd { setMotionDeviations(confidence, &observation) }
    if let acceleration = participant.accelSet {
      observation.acceleration = WireQuantities.acceleration(acceleration.long)
      observation.yawRate = WireQuantities.yawRate(acceleration.yaw)
    }
    observation.size = WireQuantities.size(participant.size)
    return observation
  }

  private static func setMotionDeviations(_ confidence: MotionConfidenceSet, _ observation: inout Observation) {
    observation.speedDeviation = confidence.speedCfd.flatMap(WireQuantities.deviation)
    observation.headingDeviation = confidence.headingCfd.flatMap(WireQuantities.deviation)
  }

  /// Whether siren or light bar are in use (T/CSAE 53-2020, DF_VehicleEmergencyExtensions).
  private static func isOnDuty(_ message: borrowing BasicSafetyMessage) -> Bool {
    guard let emergency = message.emergencyExt else { return false }
    return emergency.sirenUse == .inUse || emergency.lightsUse == .inUse
  }

  static func method(_ source: SourceType) -> SensingMethod {
    switch source {
    case .selfinfo: .roadsideUnitItself
    case .v2x: .selfReport
    case .video: .video
    case .microwaveRadar: .microwaveRadar
    case .loop: .loop
    case .lidar: .lidar
    case .integrated: .integrated
    default: .unknown
    }
  }

  /// The participant's type, refined by its vehicle class where it has one.
  private static func kind(_ participant: borrowing ParticipantData) -> ParticipantKind {
    let refined = participant.vehicleClass.map { WireQuantities.kind(vehicleClass: $0.classification) } ?? .unknown
    switch participant.ptcType {
    case .motor: return refined == .unknown ? .car : refined
    case .nonMotor: return refined == .motorcycle ? .motorcycle : .bicycle
    case .pedestrian: return .pedestrian
    default: return refined
    }
  }

  // MARK: Day II

  /// What somebody on foot or on a bicycle says of himself or herself (T/CSAE 157-2020, Msg_PSM); nil where the position
  /// is not known.
  package static func observation(
    _ message: borrowing PersonalSafetyMessage, unit: UnitIndex, time: Instant, frame: LocalFrame
  ) -> Observation? {
    guard let position = WireQuantities.position(latitude: message.pos.lat, longitude: message.pos.long) else {
      return nil
    }
    var isMotorBicycle = false
    if case .motor(let motor) = message.nonMotorData.propulsion { isMotorBicycle = motor == .bicycle }
    var observation = Observation(
      unit: unit, method: .selfReport, isSelfReport: true, localNumber: 0, time: time,
      position: frame.point(of: position),
      kind: personKind(type: message.nonMotorData.basicType.index, isMotorBicycle: isMotorBicycle))
    observation.temporaryID = message.id
    if message.posAccuracy.semiMajor < 254 {
      observation.positionDeviation = max(Double(message.posAccuracy.semiMajor) * 0.05, 0.01)
    }
    observation.speed = WireQuantities.speed(message.speed)
    observation.heading = WireQuantities.heading(message.heading)
    if let acceleration = message.accelSet {
      observation.acceleration = WireQuantities.acceleration(acceleration.long)
      observation.yawRate = WireQuantities.yawRate(acceleration.yaw)
    }
    return observation
  }

  /// One road user that a station's sensors see (T/CSAE 157-2020, DF_DetectedPTCData): an RSM's participant, with a
  /// finer type where there is one.
  package static func observation(
    _ detected: borrowing DetectedPTCData, unit: UnitIndex, time: Instant, reference: GeodeticPosition,
    frame: LocalFrame
  ) -> Observation? {
    guard var observation = observation(detected.ptc, unit: unit, time: time, reference: reference, frame: frame) else {
      return nil
    }
    switch detected.detectedPTCType {
    case .car, .van: observation.kind = observation.kind == .emergencyVehicle ? .emergencyVehicle : .car
    case .truck: observation.kind = .truck
    case .bus: observation.kind = .bus
    case .cyclist: observation.kind = .bicycle
    case .motorcyclist: observation.kind = .motorcycle
    case .pedestrian: observation.kind = .pedestrian
    default: break
    }
    return observation
  }

  /// DE_PersonalDeviceUserType by its number, which T/CSAE 157 shares with SAE J2735: pedestrians, cyclists, people at
  /// work on the road, animals.
  static func personKind(type: UInt16, isMotorBicycle: Bool) -> ParticipantKind {
    switch type {
    case 1, 3: isMotorBicycle ? .bicycle : .pedestrian
    case 2: .bicycle
    case 0: isMotorBicycle ? .bicycle : .unknown
    default: .unknown
    }
  }
}
