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
    case .cpm(let message): apply(message.address, admitted, into: &effects)
    default: ingest.drop(admitted, .unsupportedMessage)
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
    _ message: UnsafeMutablePointer<ETSICollectivePerceptionMessage>, _ admitted: AdmittedMessage,
    into effects: inout [EdgeEffect]
  ) {
    let management = message.pointee.payload.managementContainer
    let position = management.referencePosition
    guard let reference = WireQuantities.position(latitude: position.latitude, longitude: position.longitude) else {
      return ingest.drop(admitted, .positionUnavailable)
    }
    let place = frame.point(of: reference)
    guard isInside(place) else { return ingest.drop(admitted, .outsideArea) }
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
}
