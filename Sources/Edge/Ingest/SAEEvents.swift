package import Kernel
package import MessagesSAE
import PackedEncoding
package import RoadModel

/// Announcements of SAE J2735 (MSG_TravelerInformation). Not on the hot path: lists are made.
package enum SAEEvents {
  /// The announcements of a message, one for each of its frames that has a place.
  package static func events(
    _ message: borrowing SAETravelerInformation, unit: UnitIndex, frame: LocalFrame, at now: Instant
  ) -> [RoadEvent] {
    var identity: UInt64 = 0
    if let packet = message.packetID {
      var digest = StateDigest()
      for octet in packet { digest.fold(Int(octet)) }
      identity = digest.value & 0xff_ffff_ffff
    }
    return message.dataFrames.enumerated().map { place, data in
      event(data, number: identity << 8 | UInt64(place), unit, frame, now)
    }
  }

  private static func event(
    _ data: SAETravelerDataFrame, number: UInt64, _ unit: UnitIndex, _ frame: LocalFrame, _ now: Instant
  ) -> RoadEvent {
    let (codes, phrases) = content(data.content)
    let further = codes.dropFirst().map { "ITIS \($0)" }
    var event = RoadEvent(
      category: isSign(data) ? .sign : .event, unit: unit, number: number, code: codes.first ?? 0, position: nil,
      radius: nil, text: (phrases + further).joined(separator: " "), encodedText: [], paths: [],
      priority: data.priority, since: now, lastAnnounced: now)
    event.scheme = .itis
    event.begins = MessageTime.instant(minuteOfYear: data.startTime, year: data.startYear, receivedAt: now)
    // DE_MinutesDuration: 32000 is for ever.
    if data.duratonTime < 32_000 { event.ends = event.begins.map { $0 + .seconds(Double(data.duratonTime) * 60) } }
    if case .roadSignID(let sign) = data.msgId { event.position = SAEGeometry.point(sign.value.position, frame) }
    for region in data.regions { describe(&event, region, frame) }
    return event
  }

  private static func isSign(_ data: SAETravelerDataFrame) -> Bool {
    data.frameType == .roadSignage || data.frameType == .commercialSignage
  }

  /// The codes and the phrases of a frame.
  private static func content(_ content: SAETravelerDataFrameContent) -> (codes: [UInt16], phrases: [String]) {
    var codes: [UInt16] = []
    var phrases: [String] = []
    func text(_ octets: PackedOctets) { phrases.append(octets.text) }
    switch content {
    case .advisory(let list):
      for element in list {
        switch element.item {
        case .itis(let code): codes.append(code)
        case .text(let octets): text(octets)
        }
      }
    case .workZone(let list):
      for element in list {
        switch element.item {
        case .itis(let code): codes.append(code)
        case .text(let octets): text(octets)
        }
      }
    case .genericSign(let list):
      for element in list {
        switch element.item {
        case .itis(let code): codes.append(code)
        case .text(let octets): text(octets)
        }
      }
    case .speedLimit(let list):
      for element in list {
        switch element.item {
        case .itis(let code): codes.append(code)
        case .text(let octets): text(octets)
        }
      }
    case .exitService(let list):
      for element in list {
        switch element.item {
        case .itis(let code): codes.append(code)
        case .text(let octets): text(octets)
        }
      }
    }
    return (codes, phrases)
  }

  /// Adds where a region says that the announcement applies (DF_GeographicalPath).
  private static func describe(_ event: inout RoadEvent, _ region: SAEGeographicalPath, _ frame: LocalFrame) {
    let anchor = region.anchor.flatMap { WireQuantities.position(latitude: $0.lat, longitude: $0.long) }
    if event.position == nil { event.position = anchor.map(frame.point(of:)) }
    switch region.description {
    case .path(let part):
      guard let anchor else { return }
      // DE_Zoom: the offsets are to be multiplied by 2 to this power.
      let scale = Double(1 << Int(part.value.scale ?? 0))
      let points =
        switch part.value.offset {
        case .xy(let list): SAEGeometry.points(list.value, from: frame.point(of: anchor), scale: scale, frame)
        case .ll(let list): SAEGeometry.points(list, from: anchor, scale: scale, frame)
        }
      if points.count >= 2 { event.paths.append(points) }
    case .geometry(let part): circle(&event, part.value.circle, frame)
    case .oldRegion(let part):
      switch part.value.area {
      case .circle(let part): circle(&event, part, frame)
      case .shapePointSet(let part):
        let own = part.value.anchor.flatMap { SAEGeometry.point($0, frame) }
        guard let start = own ?? anchor.map(frame.point(of:)) else { return }
        let points = SAEGeometry.points(part.value.nodeList, from: start, scale: 1, frame)
        if points.count >= 2 { event.paths.append(points) }
      case .regionPointSet: return
      }
    case .unknown, nil: return
    }
  }

  private static func circle(_ event: inout RoadEvent, _ circle: SAECircle, _ frame: LocalFrame) {
    guard let center = SAEGeometry.point(circle.center, frame) else { return }
    event.position = center
    event.radius = Double(circle.radius) * SAEGeometry.meters(circle.units)
  }
}
