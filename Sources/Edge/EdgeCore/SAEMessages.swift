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
    case .sensorDataSharingMessage(let message): apply(message.address, admitted, into: &effects)
    default: ingest.drop(admitted, .unsupportedMessage)
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
    _ message: UnsafeMutablePointer<SAESensorDataSharingMessage>, _ admitted: AdmittedMessage,
    into effects: inout [EdgeEffect]
  ) {
    let refPos = message.pointee.refPos
    guard let reference = WireQuantities.position(latitude: refPos.lat, longitude: refPos.long) else {
      return ingest.drop(admitted, .positionUnavailable)
    }
    let place = frame.point(of: reference)
    guard isInside(place) else { return ingest.drop(admitted, .outsideArea) }
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
  }
}
