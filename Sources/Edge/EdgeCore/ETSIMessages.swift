import Ingest
import Kernel
import MessagesETSI
import PackedEncoding
import RoadModel

/// Messages of ETSI.
extension EdgeCore {
  func apply(
    _ message: UnsafePointer<ETSIMessage>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    switch message.pointee {
    case .cam(let message): apply(message.address, admitted)
    case .vam(let message): apply(message.address, admitted)
    case .cpm(let message): apply(message.address, admitted)
    case .spatem(let message): apply(message.address, admitted)
    case .mapem(let message): apply(message.address, admitted, into: &effects)
    case .denm(let message): apply(message.address, admitted, into: &effects)
    }
  }

  // MARK: Observations

  private func apply(_ message: UnsafeMutablePointer<ETSICAM>, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    let time = StationTime.resolve(delta: message.pointee.cam.generationDeltaTime, receivedAt: received)
    guard isNear(time, admitted) else { return ingest.drop(admitted, .timeFarOff) }
    // A roadside unit tells of itself so: it is no road user.
    if case .rsuContainerHighFrequency = message.pointee.cam.camParameters.highFrequencyContainer {
      return ingest.accept(admitted, stated: nil)
    }
    take(
      ObservationBuilder.observation(message.pointee, unit: admitted.unit, time: time, frame: frame), stated: time,
      admitted)
  }

  private func apply(_ message: UnsafeMutablePointer<ETSIVAM>, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    let time = StationTime.resolve(delta: message.pointee.vam.generationDeltaTime, receivedAt: received)
    guard isNear(time, admitted) else { return ingest.drop(admitted, .timeFarOff) }
    take(
      ObservationBuilder.observation(message.pointee, unit: admitted.unit, time: time, frame: frame), stated: time,
      admitted)
  }

  private func apply(
    _ message: UnsafeMutablePointer<ETSICollectivePerceptionMessage>, _ admitted: AdmittedMessage
  ) {
    let management = message.pointee.payload.managementContainer
    let position = management.referencePosition
    guard let (_, place) = place(latitude: position.latitude, longitude: position.longitude, admitted) else { return }
    let sent = StationTime.instant(milliseconds: management.referenceTime)
    guard isNear(sent, admitted) else { return ingest.drop(admitted, .timeFarOff) }
    var count = 0
    var isVehicle = false
    for container in message.pointee.payload.cpmContainers {
      switch container.containerData {
      case .originatingVehicleContainer: isVehicle = true
      case .perceivedObjectContainer(let container): addObjects(of: container, at: sent, place, admitted, &count)
      case .originatingRsuContainer, .sensorInformationContainer, .perceptionRegionContainer, .unknown: break
      }
    }
    if isVehicle {
      take(scan: count, ofVehicle: UInt64(message.pointee.header.stationId), .etsi, admitted)
    } else {
      take(scan: count, from: place, stated: sent, admitted)
    }
    for container in message.pointee.payload.cpmContainers {
      guard case .perceivedObjectContainer(let container) = container.containerData else { continue }
      takeThings(of: container, sender: message.pointee.header.stationId, at: sent, place, admitted)
    }
  }

  private func takeThings(
    of container: ETSIPerceivedObjectContainer, sender: UInt32, at sent: Instant, _ place: LocalPoint,
    _ admitted: AdmittedMessage
  ) {
    let objects = container.perceivedObjects
    for index in objects.indices where ObservationBuilder.isThing(objects[index]) {
      let time = sent + .milliseconds(Int64(objects[index].measurementDeltaTime))
      let obstacle = ObservationBuilder.obstacle(
        objects[index], sender: sender, unit: admitted.unit, time: time, reference: place,
        at: admitted.datagram.receivedAt)
      if let obstacle { obstacles.put(obstacle) }
    }
  }

  private func addObjects(
    of container: ETSIPerceivedObjectContainer, at sent: Instant, _ place: LocalPoint, _ admitted: AdmittedMessage,
    _ count: inout Int
  ) {
    let objects = container.perceivedObjects
    for index in objects.indices where !ObservationBuilder.isThing(objects[index]) {
      let time = sent + .milliseconds(Int64(objects[index].measurementDeltaTime))
      let observation = ObservationBuilder.observation(
        objects[index], unit: admitted.unit, time: time, reference: place)
      if let observation { add(observation, &count) }
    }
  }

  // MARK: The road

  private func apply(_ message: UnsafeMutablePointer<ETSISPATEM>, _ admitted: AdmittedMessage) {
    let received = admitted.datagram.receivedAt
    let (states, minute) = (message.pointee.spat.intersections, message.pointee.spat.timeStamp)
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
    _ message: UnsafeMutablePointer<ETSIMAPEM>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    for intersection in message.pointee.map.intersections ?? PackedList() {
      let place = intersection.refPoint
      guard self.place(latitude: place.lat, longitude: place.long, admitted) != nil else { return }
    }
    let digest = ContentDigest.mapem(admitted.datagram.octets, count: admitted.datagram.count)
    take(map: digest, admitted, into: &effects) { maps in
      maps.update(
        message.pointee.map, digest: digest, from: admitted.unit, frame: frame, at: admitted.datagram.receivedAt)
    }
  }

  private func apply(
    _ message: UnsafeMutablePointer<ETSIDENM>, _ admitted: AdmittedMessage, into effects: inout [EdgeEffect]
  ) {
    let position = message.pointee.denm.management.eventPosition
    guard let (reference, _) = place(latitude: position.latitude, longitude: position.longitude, admitted) else {
      return
    }
    ingest.accept(admitted, stated: nil)
    let now = admitted.datagram.receivedAt
    let digest = ContentDigest.whole(admitted.datagram.octets, count: admitted.datagram.count)
    guard !events.repeats(digest, from: admitted.unit, at: now) else { return }
    take(announcements: admitted, into: &effects) { events in
      events.update(
        message.pointee, digest: digest, from: admitted.unit, reference: reference, frame: frame, at: now)
    }
  }
}
