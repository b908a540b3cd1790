package import Kernel
package import MessagesSAE
import PackedEncoding
package import RoadModel

/// A vehicle's wishes in SAE J2735. Not on the hot path: lists are made.
package enum SAERequests {
  /// MSG_SignalRequestMessage: each request is a wish to be let through an intersection.
  package static func intention(
    _ message: borrowing SAESignalRequestMessage, unit: UnitIndex, time: Instant, frame: LocalFrame, at now: Instant
  ) -> VehicleIntention {
    let requestor = message.requestor
    let place = requestor.position.flatMap {
      WireQuantities.position(latitude: $0.position.lat, longitude: $0.position.long)
    }
    let (vehicle, scheme): (UInt64, IdentityScheme) =
      switch requestor.id {
      case .entityID(let id): (UInt64(id), .sae)
      case .stationID(let id): (UInt64(id), .etsi)
      }
    var intention = VehicleIntention(
      unit: unit, vehicle: vehicle, scheme: scheme, time: time, position: place.map(frame.point(of:)), toldAt: now)
    // DE_RequestImportanceLevel: 0 is unknown, 15 reserved.
    let importance = requestor.type?.request.map { UInt8(clamping: $0.index) }.flatMap {
      (1...14).contains($0) ? $0 : nil
    }
    intention.requests = (message.requests ?? PackedList()).map { request($0, importance, now) }
    return intention
  }

  private static func request(
    _ package: SAESignalRequestPackage, _ importance: UInt8?, _ now: Instant
  ) -> VehicleRequest {
    var wish = SignalPriorityRequest(node: NodeID(region: package.request.id.region, number: package.request.id.id))
    wish.inboundLane = lane(package.request.inBoundLane)
    wish.outboundLane = package.request.outBoundLane.flatMap(lane)
    if let minute = package.minute {
      wish.arrival = MessageTime.resolve(minuteOfYear: minute, second: package.second ?? 0, receivedAt: now)
    } else if let second = package.second {
      wish.arrival = MessageTime.resolve(second: second, receivedAt: now)
    }
    var request = VehicleRequest(
      number: package.request.requestID, status: status(package.request.requestType), purpose: .signalPriority(wish))
    request.priority = importance
    // DF_SignalRequestPackage, duration: how long the vehicle needs from its arrival on, in milliseconds.
    if let duration = package.duration, duration < 61_000 {
      request.ends = wish.arrival.map { $0 + .milliseconds(Int64(duration)) }
    }
    return request
  }

  private static func status(_ type: SAEPriorityRequestType) -> VehicleRequest.Status {
    switch type {
    case .priorityRequest, .priorityRequestUpdate: .requested
    case .priorityCancellation: .cancelled
    default: .unknown
    }
  }

  /// DF_IntersectionAccessPoint: approaches and connections are no lanes.
  private static func lane(_ point: SAEIntersectionAccessPoint) -> UInt8? {
    if case .lane(let number) = point, number != 0 { return number }
    return nil
  }
}
