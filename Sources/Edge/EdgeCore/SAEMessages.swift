import Ingest
import Kernel
import MessagesSAE
import PackedEncoding
import RoadModel

/// Messages of SAE J2735.
extension EdgeCore {
  func apply(
    _ frame: UnsafePointer<SAEMessageFrame>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    switch frame.pointee.value {
    case .basicSafetyMessage(let message): apply(message.address, admitted)
    case .personalSafetyMessage(let message): apply(message.address, admitted)
    case .sensorDataSharingMessage(let message): apply(message.address, admitted)
    case .spat(let message): apply(message.address, admitted)
    case .mapData(let message): apply(message.address, admitted, into: &effects)
    case .travelerInformation(let message): apply(message.address, admitted, into: &effects)
    case .signalRequestMessage(let message): apply(message.address, admitted)
    case .signalStatusMessage, .unknown: ingest.drop(admitted, .unsupportedMessage)
    }
  }

  // MARK: Observations

  private func apply(_ message: UnsafeMutablePointer<SAEBasicSafetyMessage>, _ admitted: AdmittedMessage) {
    guard let (time, stated) = time(message.pointee.coreData.secMark, admitted) else {
      return ingest.drop(admitted, .timeFarOff)
    }
    take(
      ObservationBuilder.observation(message.pointee, unit: admitted.unit, time: time, frame: frame), stated: stated,
      admitted)
  }

  private func apply(_ message: UnsafeMutablePointer<SAEPersonalSafetyMessage>, _ admitted: AdmittedMessage) {
    guard let (time, stated) = time(message.pointee.secMark, admitted) else {
      return ingest.drop(admitted, .timeFarOff)
    }
    take(
      ObservationBuilder.observation(message.pointee, unit: admitted.unit, time: time, frame: frame), stated: stated,
      admitted)
  }

  private func apply(
    _ message: UnsafeMutablePointer<SAESensorDataSharingMessage>, _ admitted: AdmittedMessage
  ) {
    let refPos = message.pointee.refPos
    guard let (_, place) = place(latitude: refPos.lat, longitude: refPos.long, admitted) else { return }
    // DF_DDateTime: the second of the minute is what tells; 65535 stands for an unknown one.
    guard let (sent, stated) = time(message.pointee.sDSMTimeStamp.second ?? 65_535, admitted) else {
      return ingest.drop(admitted, .timeFarOff)
    }
    var count = 0
    let objects = message.pointee.objects
    for index in objects.indices where !ObservationBuilder.isThing(objects[index]) {
      let time = sent + .milliseconds(Int64(objects[index].detObjCommon.measurementTime))
      add(
        ObservationBuilder.observation(objects[index], unit: admitted.unit, time: time, reference: place), &count)
    }
    if message.pointee.equipmentType == .rsu {
      take(scan: count, from: place, stated: stated, admitted)
    } else {
      take(scan: count, ofVehicle: UInt64(message.pointee.sourceID), .sae, admitted)
    }
    for index in objects.indices where ObservationBuilder.isThing(objects[index]) {
      let time = sent + .milliseconds(Int64(objects[index].detObjCommon.measurementTime))
      obstacles.put(
        ObservationBuilder.obstacle(
          objects[index], sender: message.pointee.sourceID, unit: admitted.unit, time: time, reference: place,
          at: admitted.datagram.receivedAt))
    }
  }

  // MARK: The road

  private func apply(_ message: UnsafeMutablePointer<SAESPAT>, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    let (states, minute) = (message.pointee.intersections, message.pointee.timeStamp)
    var stated: Instant?
    for state in states {
      let told = moment(state.moy ?? minute, state.timeStamp, received)
      if let told, !isNear(told, admitted) { return ingest.drop(admitted, .timeFarOff) }
      stated = told ?? stated
    }
    take(signals: stated, admitted) { signals in
      for state in states {
        signals.update(state, measuredAt: moment(state.moy ?? minute, state.timeStamp, received) ?? received)
      }
    }
  }

  private func apply(
    _ message: UnsafeMutablePointer<SAEMapData>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    for intersection in message.pointee.intersections ?? PackedList() {
      let place = intersection.refPoint
      guard self.place(latitude: place.lat, longitude: place.long, admitted) != nil else { return }
    }
    let digest = ContentDigest.saeMap(admitted.datagram.octets, count: admitted.datagram.count)
    take(map: digest, admitted, into: &effects) { maps in
      maps.update(message.pointee, digest: digest, from: admitted.unit, frame: frame, at: admitted.datagram.receivedAt)
    }
  }

  private func apply(
    _ message: UnsafeMutablePointer<SAETravelerInformation>, _ admitted: AdmittedMessage,
    into effects: inout [EdgeEffect]
  ) {
    let now = admitted.datagram.receivedAt
    ingest.accept(admitted, stated: nil)
    let digest = ContentDigest.whole(admitted.datagram.octets, count: admitted.datagram.count)
    guard !events.repeats(digest, from: admitted.unit, at: now) else { return }
    take(announcements: admitted, into: &effects) { events in
      events.update(message.pointee, digest: digest, from: admitted.unit, frame: frame, at: now)
    }
  }

  private func apply(_ message: UnsafeMutablePointer<SAESignalRequestMessage>, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    let told = moment(message.pointee.timeStamp, message.pointee.second, received)
    if let told, !isNear(told, admitted) { return ingest.drop(admitted, .timeFarOff) }
    if let position = message.pointee.requestor.position?.position {
      guard place(latitude: position.lat, longitude: position.long, admitted) != nil else { return }
    }
    ingest.accept(admitted, stated: nil)
    intentions.put(
      SAERequests.intention(
        message.pointee, unit: admitted.unit, time: told ?? received, frame: frame, at: received))
  }
}
