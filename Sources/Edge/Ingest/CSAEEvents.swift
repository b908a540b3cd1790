import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel

/// Announcements of T/CSAE 53-2020 (MSG_RSI). Not on the hot path: lists are made.
enum CSAEEvents {
  /// DF_RTEData.
  static func event(
    _ data: RTEData, _ unit: UnitIndex, _ reference: GeodeticPosition, _ frame: LocalFrame, _ now: Instant
  ) -> RoadEvent {
    let (text, encodedText) = RoadReferences.text(data.description)
    var event = RoadEvent(
      category: .event, unit: unit, number: UInt64(data.rteId), code: data.eventType,
      position: position(data.eventPos, reference, frame),
      radius: data.eventRadius.map { Double($0) * 0.1 },  // DE_Radius: 0.1 m
      text: text, encodedText: encodedText, paths: paths(data.referencePaths, reference, frame),
      priority: (data.priority ?? 0) >> 5,  // DE_RSIPriority: the three highest bits
      since: now, lastAnnounced: now)
    event.links = RoadReferences.links(data.referenceLinks)
    event.confidence = data.eventConfidence.map { Double($0) / 200 }  // DE_Confidence: 0.5 %
    event.origin = UInt8(clamping: data.eventSource.index)
    (event.begins, event.ends) = times(data.timeDetails, now)
    return event
  }

  /// DF_RTSData.
  static func sign(
    _ data: RTSData, _ unit: UnitIndex, _ reference: GeodeticPosition, _ frame: LocalFrame, _ now: Instant
  ) -> RoadEvent {
    let (text, described) = RoadReferences.text(data.description)
    let (standardCode, encodedText) = RoadReferences.signText(described)
    var sign = RoadEvent(
      category: .sign, unit: unit, number: UInt64(data.rtsId), code: data.signType,
      position: position(data.signPos, reference, frame), radius: nil, text: text, encodedText: encodedText,
      paths: paths(data.referencePaths, reference, frame), priority: (data.priority ?? 0) >> 5, since: now,
      lastAnnounced: now)
    sign.standardCode = standardCode
    sign.links = RoadReferences.links(data.referenceLinks)
    sign.auxiliary = data.auxiliarySign.map(auxiliary)
    (sign.begins, sign.ends) = times(data.timeDetails, now)
    return sign
  }

  /// DF_RSITimeDetails: minutes of the year nearest to the reception.
  private static func times(_ details: RSITimeDetails?, _ now: Instant) -> (begins: Instant?, ends: Instant?) {
    func instant(_ minute: UInt32?) -> Instant? {
      minute.flatMap { MessageTime.resolve(minuteOfYear: $0, second: 0, receivedAt: now) }
    }
    return (instant(details?.startTime), instant(details?.endTime))
  }

  /// T/CSAE 157-2020, DF_AuxiliarySign.
  private static func auxiliary(_ sign: MessagesCSAE.AuxiliarySign) -> RoadModel.AuxiliarySign {
    let names = RoadModel.AuxiliarySign.directionNames
    let direction = sign.signDirection.map { Int($0.index) }
    return RoadModel.AuxiliarySign(
      vehicles: RoadReferences.names(sign.signWithVehicleType, RoadModel.AuxiliarySign.vehicleNames),
      direction: direction.flatMap { $0 < names.count ? names[$0] : nil })
  }

  private static func position(
    _ offset: PositionOffsetLLV?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> LocalPoint? {
    offset.flatMap { WireQuantities.position($0.offsetLL, from: reference) }.map(frame.point(of:))
  }

  private static func paths(
    _ paths: PackedList<ReferencePath>?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> [[LocalPoint]] {
    (paths ?? PackedList()).map { RoadReferences.path($0, reference, frame) }
  }
}
