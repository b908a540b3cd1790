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
    guard belongs(message.pointee.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    let refPos = message.pointee.refPos
    guard let reference = WireQuantities.position(latitude: refPos.lat, longitude: refPos.long) else {
      return ingest.drop(admitted, .positionUnavailable)
    }
    let place = frame.point(of: reference)
    guard isInside(place) else { return ingest.drop(admitted, .outsideArea) }
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
    let isRoadside = message.pointee.equipmentType == .rsu
    guard !isRoadside || belongs(message.pointee.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    let sensor = message.pointee.sensorPos
    guard let reference = WireQuantities.position(latitude: sensor.lat, longitude: sensor.long) else {
      return ingest.drop(admitted, .positionUnavailable)
    }
    let place = frame.point(of: reference)
    guard isInside(place) else { return ingest.drop(admitted, .outsideArea) }
    guard let (sent, told) = time(message.pointee.secMark, admitted) else { return ingest.drop(admitted, .timeFarOff) }
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
    _ = sent
  }

  // MARK: The road

  private func apply(_ message: SPAT, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    var stated: Instant?
    for state in message.intersections {
      let told = moment(state.moy ?? message.moy, state.timeStamp ?? message.timeStamp, received)
      if let told, (told - received).magnitude > MessageTime.limit { return ingest.drop(admitted, .timeFarOff) }
      stated = told ?? stated
    }
    ingest.accept(admitted, stated: stated)
    for state in message.intersections {
      let told = moment(state.moy ?? message.moy, state.timeStamp ?? message.timeStamp, received)
      signals.update(state, measuredAt: told ?? received)
    }
  }

  /// The instant of a minute of the year and a second, either of which may be absent.
  private func moment(_ minute: UInt32?, _ second: UInt16?, _ received: Instant) -> Instant? {
    guard let second else { return nil }
    if let minute, let exact = MessageTime.resolve(minuteOfYear: minute, second: second, receivedAt: received) {
      return exact
    }
    return MessageTime.resolve(second: second, receivedAt: received)
  }

  private func apply(_ message: MapData, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]) {
    let now = admitted.datagram.receivedAt
    for node in message.nodes {
      guard let position = WireQuantities.position(latitude: node.refPos.lat, longitude: node.refPos.long) else {
        return ingest.drop(admitted, .positionUnavailable)
      }
      guard isInside(frame.point(of: position)) else { return ingest.drop(admitted, .outsideArea) }
    }
    ingest.accept(admitted, stated: nil)
    let digest = ContentDigest.map(admitted.datagram.octets, count: admitted.datagram.count)
    guard !maps.repeats(digest, from: admitted.unit, at: now) else { return }
    if maps.update(message, digest: digest, from: admitted.unit, frame: frame, at: now) {
      fusion.pointee.scene.setMap(maps.map)
      traffic.setMap(maps.map)
      report.mapChanged(at: now)
      effects.append(.mapChanged(version: maps.map.version))
    }
  }

  private func apply(_ message: RoadSideInformation, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]) {
    guard belongs(message.id, admitted) else { return ingest.drop(admitted, .unitMismatch) }
    guard let position = WireQuantities.position(latitude: message.refPos.lat, longitude: message.refPos.long) else {
      return ingest.drop(admitted, .positionUnavailable)
    }
    guard isInside(frame.point(of: position)) else { return ingest.drop(admitted, .outsideArea) }
    ingest.accept(admitted, stated: nil)
    let now = admitted.datagram.receivedAt
    let digest = ContentDigest.roadsideInformation(admitted.datagram.octets, count: admitted.datagram.count)
    guard !events.repeats(digest, from: admitted.unit, at: now) else { return }
    let version = events.version
    events.update(message, digest: digest, from: admitted.unit, frame: frame, at: now)
    if events.version != version { effects.append(.eventsChanged(version: events.version)) }
  }
}
