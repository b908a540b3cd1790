import Egress
import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel
import Scene
import Traffic

/// Messages of T/CSAE 53, YD/T 3709 and T/CSAE 157.
extension EdgeCore {
  func apply(
    _ frame: UnsafePointer<MessageFrame>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    switch frame.pointee {
    case .bsmFrame(let message): apply(message.address, admitted)
    case .rsmFrame(let message): apply(message.address, admitted)
    case .spatFrame(let message): apply(message.address.pointee, admitted)
    case .mapFrame(let message): apply(message, admitted, into: &effects)
    case .rsiFrame(let message): apply(message.address.pointee, admitted, into: &effects)
    case .msgFrameExt(let message): apply(message.address, admitted, into: &effects)
    case .unknown: ingest.drop(admitted, .unsupportedMessage)
    }
  }

  private func apply(
    _ message: UnsafeMutablePointer<MessageFrameExt>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    switch message.pointee.value {
    case .personalSafetyMessage(let message): apply(message.address, admitted)
    case .sensorSharingMsg(let message): apply(message.address, admitted, into: &effects)
    case .vehIntentionAndRequest(let message): apply(message.address, admitted)
    case .roadsideCoordination(let message): apply(message.address, admitted)
    default: ingest.drop(admitted, .unsupportedMessage)
    }
  }

  // MARK: Observations

  private func apply(_ message: UnsafeMutablePointer<BasicSafetyMessage>, _ admitted: AdmittedMessage) {
    guard let (time, stated) = time(message.pointee.secMark, admitted) else {
      return ingest.drop(admitted, .timeFarOff)
    }
    take(
      ObservationBuilder.observation(message.pointee, unit: admitted.unit, time: time, frame: frame), stated: stated,
      admitted)
  }

  private func apply(_ message: UnsafeMutablePointer<RoadsideSafetyMessage>, _ admitted: AdmittedMessage) {
    guard !isOwn(message.pointee.id, PerceptionDigest.of(message.pointee), admitted) else {
      return ingest.drop(admitted, .ownMessage)
    }
    guard belongs(message.pointee.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    guard let (reference, place) = place(message.pointee.refPos, admitted) else { return }
    var count = 0
    var stated: Instant?
    for participant in message.pointee.participants where participant.ptcId != 0 {  // 0 is the unit itself
      guard let (time, told) = time(participant.secMark, admitted) else { return ingest.drop(admitted, .timeFarOff) }
      stated = told ?? stated
      guard
        let observation = ObservationBuilder.observation(
          participant, unit: admitted.unit, time: time, reference: reference, frame: frame)
      else { continue }
      add(observation, &count)
    }
    take(scan: count, from: place, stated: stated, admitted)
  }

  private func apply(_ message: UnsafeMutablePointer<PersonalSafetyMessage>, _ admitted: AdmittedMessage) {
    guard let (time, stated) = time(message.pointee.secMark, admitted) else {
      return ingest.drop(admitted, .timeFarOff)
    }
    take(
      ObservationBuilder.observation(message.pointee, unit: admitted.unit, time: time, frame: frame), stated: stated,
      admitted)
  }

  private func apply(
    _ message: UnsafeMutablePointer<SensorSharingMsg>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    guard !isOwn(message.pointee.id, PerceptionDigest.of(message.pointee), admitted) else {
      return ingest.drop(admitted, .ownMessage)
    }
    let isRoadside = message.pointee.equipmentType == .rsu
    guard !isRoadside || belongs(message.pointee.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    guard let (reference, place) = place(message.pointee.sensorPos, admitted) else { return }
    guard let (_, told) = time(message.pointee.secMark, admitted) else { return ingest.drop(admitted, .timeFarOff) }
    guard areNear(message.pointee.obstacles, admitted) else { return ingest.drop(admitted, .timeFarOff) }
    var count = 0
    // By index: an element of a list of such size is not to be copied.
    let participants = message.pointee.participants ?? PackedList()
    for index in participants.indices where participants[index].ptc.ptcId != 0 {
      guard let (time, _) = time(participants[index].ptc.secMark, admitted) else {
        return ingest.drop(admitted, .timeFarOff)
      }
      guard
        let observation = ObservationBuilder.observation(
          participants[index], unit: admitted.unit, time: time, reference: reference, frame: frame)
      else { continue }
      add(observation, &count)
    }
    if isRoadside {
      take(scan: count, from: place, stated: told, admitted)
    } else {
      take(scan: count, ofVehicle: message.pointee.id, .csae, admitted)
    }
    takeObstacles(of: message, reference, admitted)
    guard let rtes = message.pointee.rtes else { return }
    take(announcements: admitted, into: &effects) { events in
      events.update(
        rtes, sender: isRoadside ? nil : message.pointee.id, from: admitted.unit, reference: reference, frame: frame,
        at: admitted.datagram.receivedAt)
    }
  }

  private func areNear(_ obstacles: PackedList<DetectedObstacleData>?, _ admitted: AdmittedMessage) -> Bool {
    let obstacles = obstacles ?? PackedList()
    return obstacles.indices.allSatisfy { time(obstacles[$0].secMark, admitted) != nil }
  }

  private func takeObstacles(
    of message: UnsafeMutablePointer<SensorSharingMsg>, _ reference: GeodeticPosition, _ admitted: AdmittedMessage
  ) {
    let list = message.pointee.obstacles ?? PackedList()
    for index in list.indices {
      guard let (time, _) = time(list[index].secMark, admitted) else { continue }
      let obstacle = DayTwoBuilder.obstacle(
        list[index], sender: message.pointee.id, unit: admitted.unit, time: time, reference: reference, frame: frame,
        at: admitted.datagram.receivedAt)
      if let obstacle { obstacles.put(obstacle) }
    }
  }

  // MARK: Intentions and proposals

  private func apply(_ message: UnsafeMutablePointer<VehIntentionAndRequest>, _ admitted: AdmittedMessage) {
    guard let (time, _) = time(message.pointee.secMark, admitted) else { return ingest.drop(admitted, .timeFarOff) }
    guard let (reference, _) = place(message.pointee.refPos, admitted) else { return }
    ingest.accept(admitted, stated: nil)
    intentions.put(
      DayTwoBuilder.intention(
        message.pointee, unit: admitted.unit, time: time, reference: reference, frame: frame,
        at: admitted.datagram.receivedAt))
  }

  private func apply(_ message: UnsafeMutablePointer<RoadsideCoordination>, _ admitted: AdmittedMessage) {
    guard belongs(message.pointee.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    guard let (time, stated) = time(message.pointee.secMark, admitted) else {
      return ingest.drop(admitted, .timeFarOff)
    }
    guard let (reference, _) = place(message.pointee.refPos, admitted) else { return }
    ingest.accept(admitted, stated: stated)
    let now = admitted.datagram.receivedAt
    for data in message.pointee.coordinates ?? PackedList() {
      coordination.put(
        DayTwoBuilder.advice(data, unit: admitted.unit, time: time, reference: reference, frame: frame, at: now)
          as VehicleAdvice)
    }
    for data in message.pointee.laneCoordinates ?? PackedList() {
      coordination.put(
        DayTwoBuilder.advice(data, unit: admitted.unit, time: time, reference: reference, frame: frame, at: now)
          as LaneAdvice)
    }
  }

  // MARK: The road

  private func apply(_ message: SPAT, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    var stated: Instant?
    for state in message.intersections {
      let told = moment(state.moy ?? message.moy, state.timeStamp ?? message.timeStamp, received)
      if let told, !isNear(told, admitted) { return ingest.drop(admitted, .timeFarOff) }
      stated = told ?? stated
    }
    take(signals: stated, admitted) { signals in
      for state in message.intersections {
        let told = moment(state.moy ?? message.moy, state.timeStamp ?? message.timeStamp, received)
        signals.update(state, measuredAt: told ?? received)
      }
    }
  }

  private func apply(_ message: MapData, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]) {
    for node in message.nodes {
      guard let position = WireQuantities.position(latitude: node.refPos.lat, longitude: node.refPos.long) else {
        return ingest.drop(admitted, .positionUnavailable)
      }
      guard isInside(frame.point(of: position)) else { return ingest.drop(admitted, .outsideArea) }
    }
    let digest = ContentDigest.map(admitted.datagram.octets, count: admitted.datagram.count)
    take(map: digest, admitted, into: &effects) { maps in
      maps.update(message, digest: digest, from: admitted.unit, frame: frame, at: admitted.datagram.receivedAt)
    }
  }

  private func apply(_ message: RoadSideInformation, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]) {
    guard belongs(message.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    guard place(message.refPos, admitted) != nil else { return }
    ingest.accept(admitted, stated: nil)
    let now = admitted.datagram.receivedAt
    let digest = ContentDigest.roadsideInformation(admitted.datagram.octets, count: admitted.datagram.count)
    guard !events.repeats(digest, from: admitted.unit, at: now) else { return }
    take(announcements: admitted, into: &effects) { events in
      events.update(message, digest: digest, from: admitted.unit, frame: frame, at: now)
    }
  }

  /// The place of a message in degrees and metres; nil where it is unknown or outside, which is counted.
  func place(_ position: Position3D, _ admitted: AdmittedMessage) -> (geodetic: GeodeticPosition, local: LocalPoint)? {
    place(latitude: position.lat, longitude: position.long, admitted)
  }
}
