package import Kernel
package import MessagesETSI
import PackedEncoding
package import RoadModel

/// Events of ETSI (EN 302 637-3, DENM). Not on the hot path: lists are made.
package enum ETSIEvents {
  /// How long an event holds from its detection on where its message does not say (a DEFAULT in the standard), and the
  /// longest that can be told.
  private static let usualValidity: UInt32 = 600
  private static let longestValidity = Interval.seconds(86_400)

  /// The number of an event: the identity of its DF_ActionID.
  package static func number(_ message: borrowing ETSIDENM) -> UInt64 {
    let action = message.denm.management.actionID
    return UInt64(action.originatingStationID) << 16 | UInt64(action.sequenceNumber)
  }

  /// Until when an event holds: detectionTime and validityDuration, no longer than that may be from now on.
  package static func end(of message: borrowing ETSIDENM, at now: Instant) -> Instant {
    let management = message.denm.management
    let detected = StationTime.instant(milliseconds: management.detectionTime)
    let validity = Interval.seconds(Double(management.validityDuration ?? usualValidity))
    return min(detected + validity, now + longestValidity)
  }

  /// The event of a message; `position` is that of its reference.
  package static func event(
    _ message: borrowing ETSIDENM, unit: UnitIndex, reference: GeodeticPosition, frame: LocalFrame, at now: Instant
  ) -> RoadEvent {
    let cause = message.denm.situation?.eventType
    var event = RoadEvent(
      category: .event, unit: unit, number: number(message), code: UInt16(cause?.causeCode ?? 0),
      position: frame.point(of: reference), radius: nil, text: text(cause), encodedText: [],
      paths: paths(message.denm.location, reference, frame), priority: 0, since: now, lastAnnounced: now)
    event.scheme = .etsi
    event.subcode = cause?.subCauseCode ?? 0
    // DE_InformationQuality: 1 lowest to 7 highest; a probability is not told.
    event.begins = StationTime.instant(milliseconds: message.denm.management.detectionTime)
    event.ends = end(of: message, at: now)
    return event
  }

  /// The ways that lead to the event, the nearest point first (DF_Traces: differences from point to point; 131072 is
  /// unavailable and ends a way).
  private static func paths(
    _ location: ETSILocationContainer?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> [[LocalPoint]] {
    (location?.traces ?? PackedList()).map { trace in
      var place = reference
      var points = [frame.point(of: place)]
      for point in trace {
        guard point.pathPosition.deltaLatitude < 131_072, point.pathPosition.deltaLongitude < 131_072 else { break }
        place.latitude += Double(point.pathPosition.deltaLatitude) * 1e-7
        place.longitude += Double(point.pathPosition.deltaLongitude) * 1e-7
        points.append(frame.point(of: place))
      }
      return points
    }
  }

  private static func text(_ cause: ETSICauseCode?) -> String {
    guard let cause else { return "" }
    let name = name(ofCause: cause.causeCode) ?? "cause \(cause.causeCode)"
    return cause.subCauseCode == 0 ? name : "\(name), sub-cause \(cause.subCauseCode)"
  }

  /// The words of TS 102 894-2, DE_CauseCodeType; nil for a code that it does not have.
  package static func name(ofCause code: UInt8) -> String? {
    switch code {
    case 1: "traffic condition"
    case 2: "accident"
    case 3: "roadworks"
    case 5: "impassability"
    case 6: "slippery road by weather"
    case 7: "aquaplaning"
    case 9: "hazardous road surface"
    case 10: "obstacle on the road"
    case 11: "animal on the road"
    case 12: "people on the road"
    case 14: "wrong-way driver"
    case 15: "rescue and recovery work"
    case 17: "extreme weather"
    case 18: "poor visibility"
    case 19: "precipitation"
    case 26: "slow vehicle"
    case 27: "dangerous end of queue"
    case 91: "vehicle breakdown"
    case 92: "crashed vehicle"
    case 93: "human problem"
    case 94: "stationary vehicle"
    case 95: "emergency vehicle approaching"
    case 96: "dangerous curve"
    case 97: "collision risk"
    case 98: "signal violation"
    case 99: "dangerous situation"
    default: nil
    }
  }
}
