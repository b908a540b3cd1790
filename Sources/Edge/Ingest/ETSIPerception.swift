package import Kernel
package import MessagesETSI
import PackedEncoding
package import RoadModel

/// On the hot path; allocates nothing. Objects of a CPM (TS 103 324 with TS 102 894-2, DF_PerceivedObject).
extension ObservationBuilder {
  /// One object that a station perceives; `reference` is the message's reference position in the frame, `time` its own.
  /// Nil where its place is out of the range that can be told.
  ///
  /// The coordinates are metres east and north of the reference position, of the middle of the object's bounding box.
  package static func observation(
    _ object: borrowing ETSIPerceivedObject, unit: UnitIndex, time: Instant, reference: LocalPoint
  ) -> Observation? {
    let (x, y) = (object.position.xCoordinate, object.position.yCoordinate)
    // DE_CartesianCoordinateLarge: the ends of the range stand for what lies beyond them.
    guard (-131_071...131_070).contains(x.value), (-131_071...131_070).contains(y.value) else { return nil }
    var observation = Observation(
      unit: unit, method: .integrated, isSelfReport: false, localNumber: object.objectId ?? 0, time: time,
      position: reference + LocalVector(east: Double(x.value) * 0.01, north: Double(y.value) * 0.01),
      kind: kind(of: object))
    if let east = ETSIQuantities.deviation(coordinate: x.confidence),
      let north = ETSIQuantities.deviation(coordinate: y.confidence)
    {
      observation.positionDeviation = max(east, north)
    }
    if let angle = object.angles?.zAngle {
      observation.heading = ETSIQuantities.angle(angle.value)
      observation.headingDeviation = ETSIQuantities.angleDeviation(angle.confidence)
    }
    if let velocity = object.velocity { setVelocity(velocity, &observation) }
    observation.yawRate = object.zAngularVelocity.flatMap {
      $0.value.magnitude < 255 ? Double($0.value) * (Double.pi / 180) : nil
    }
    if let length = ETSIQuantities.dimension(object.objectDimensionX),
      let width = ETSIQuantities.dimension(object.objectDimensionY)
    {
      let height = ETSIQuantities.dimension(object.objectDimensionZ)
      observation.size = BodySize(length: length, width: width, height: height)
    }
    return observation
  }

  /// Whether an object is most likely a thing or an animal and no road user (DF_ObjectClass).
  package static func isThing(_ object: borrowing ETSIPerceivedObject) -> Bool {
    switch likeliest(of: object)?.objectClass {
    case .otherSubClass, .vruSubClass(.animal): true
    default: false
    }
  }

  /// Such an object as an obstacle; nil where its place is out of range.
  package static func obstacle(
    _ object: borrowing ETSIPerceivedObject, sender: UInt32, unit: UnitIndex, time: Instant, reference: LocalPoint,
    at now: Instant
  ) -> Obstacle? {
    guard let seen = observation(object, unit: unit, time: time, reference: reference) else { return nil }
    let best = likeliest(of: object)
    var kind = Obstacle.Kind.unknown
    if case .vruSubClass(.animal) = best?.objectClass { kind = .animal }
    var obstacle = Obstacle(
      unit: unit, sender: UInt64(sender), scheme: .etsi, number: seen.localNumber, kind: kind, method: seen.method,
      time: time, position: seen.position, toldAt: now)
    obstacle.confidence = best.flatMap { $0.confidence <= 100 ? Double($0.confidence) / 100 : nil }
    obstacle.positionDeviation = seen.positionDeviation
    (obstacle.speed, obstacle.heading, obstacle.size) = (seen.speed, seen.heading, seen.size)
    // DF_PerceivedObject, objectAge: milliseconds.
    obstacle.trackedSeconds = object.objectAge.map { Double($0) * 0.001 }
    return obstacle
  }

  /// Speed and direction of movement. The box may point elsewhere; a speed is along what it moves in, so that direction
  /// is the heading, unless it stands.
  private static func setVelocity(_ velocity: ETSIVelocity3dWithConfidence, _ observation: inout Observation) {
    switch velocity {
    case .polarVelocity(let polar):
      observation.speed = ETSIQuantities.speed(polar.velocityMagnitude)
      observation.speedDeviation = ETSIQuantities.speedDeviation(polar.velocityMagnitude.speedConfidence)
      guard let speed = observation.speed, speed > 0, let angle = ETSIQuantities.angle(polar.velocityDirection.value)
      else { return }
      observation.heading = angle
      observation.headingDeviation = ETSIQuantities.angleDeviation(polar.velocityDirection.confidence)
    case .cartesianVelocity(let cartesian):
      let (x, y) = (cartesian.xVelocity, cartesian.yVelocity)
      // DE_VelocityComponentValue: -16383 and 16382 are bounds, 16383 is unavailable.
      guard x.value > -16_383, x.value < 16_382, y.value > -16_383, y.value < 16_382 else { return }
      let vector = LocalVector(east: Double(x.value) * 0.01, north: Double(y.value) * 0.01)
      observation.speed = vector.length
      if let east = ETSIQuantities.speedDeviation(x.confidence), let north = ETSIQuantities.speedDeviation(y.confidence)
      {
        observation.speedDeviation = max(east, north)
        if vector.length > 0 { observation.headingDeviation = min(.pi, max(east, north) / vector.length) }
      }
      if vector.length > 0 { observation.heading = Angle(of: vector) }
    }
  }

  private static func kind(of object: borrowing ETSIPerceivedObject) -> ParticipantKind {
    switch likeliest(of: object)?.objectClass {
    case .vehicleSubClass(let station): ETSIQuantities.kind(station: station)
    case .vruSubClass(.pedestrian): .pedestrian
    case .vruSubClass(.bicyclistAndLightVruVehicle): .bicycle
    case .vruSubClass(.motorcyclist): .motorcycle
    case .vruSubClass, .groupSubClass, .otherSubClass, .unknown, nil: .unknown
    }
  }

  /// The class that the station is surest of, of several the first (DE_ConfidenceLevel: 101 is unavailable).
  private static func likeliest(of object: borrowing ETSIPerceivedObject) -> ETSIObjectClassWithConfidence? {
    var best: ETSIObjectClassWithConfidence?
    var most = -1
    for entry in object.classification ?? PackedList() {
      let confidence = entry.confidence <= 100 ? Int(entry.confidence) : 0
      if confidence > most {
        most = confidence
        best = entry
      }
    }
    return best
  }
}
