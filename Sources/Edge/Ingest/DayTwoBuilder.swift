package import Kernel
package import MessagesCSAE
import PackedEncoding
package import RoadModel

/// Obstacles, intentions and proposals from messages of T/CSAE 157-2020.
package enum DayTwoBuilder {
  /// DF_DetectedObstacleData; nil where its place is unavailable. Allocates nothing.
  package static func obstacle(
    _ data: borrowing DetectedObstacleData, sender: UInt64, unit: UnitIndex, time: Instant,
    reference: GeodeticPosition, frame: LocalFrame, at now: Instant
  ) -> Obstacle? {
    guard let position = WireQuantities.position(data.pos.offsetLL, from: reference) else { return nil }
    var obstacle = Obstacle(
      unit: unit, sender: sender, scheme: .csae, number: data.obsId,
      kind: Obstacle.Kind(rawValue: UInt8(clamping: data.obsType.index)) ?? .unknown,
      method: ObservationBuilder.method(data.source), time: time, position: frame.point(of: position), toldAt: now)
    obstacle.confidence = data.objTypeConfidence.map { Double($0) / 200 }  // DE_Confidence: 0.5 %
    obstacle.positionDeviation = WireQuantities.deviation(data.posConfidence.pos)
    obstacle.speed = WireQuantities.speed(data.speed)
    obstacle.heading = WireQuantities.heading(data.heading)
    obstacle.size = WireQuantities.size(
      tenthsOfLength: data.size.length, width: data.size.width, height: data.size.height)
    obstacle.trackedSeconds = data.tracking.map(Double.init)
    return obstacle
  }

  /// Msg_VIR; `position` is that of its reference.
  package static func intention(
    _ message: borrowing VehIntentionAndRequest, unit: UnitIndex, time: Instant, reference: GeodeticPosition,
    frame: LocalFrame, at now: Instant
  ) -> VehicleIntention {
    let data = message.intAndReq
    let place = data.currentPos.flatMap { WireQuantities.position($0.pos.offsetLL, from: reference) } ?? reference
    var intention = VehicleIntention(
      unit: unit, vehicle: message.id, scheme: .csae, time: time, position: frame.point(of: place),
      behaviors: RoadReferences.behaviors(data.currentBehavior), toldAt: now)
    intention.path = RoadReferences.plan(data.pathPlanning, reference, frame)
    intention.requests = (data.reqs ?? PackedList()).map { request($0, time, reference, frame) }
    return intention
  }

  private static func request(
    _ data: DriveRequest, _ time: Instant, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> VehicleRequest {
    var request = VehicleRequest(
      number: data.reqID, status: VehicleRequest.Status(rawValue: UInt8(clamping: data.status.index)) ?? .unknown,
      purpose: data.info.map { purpose($0, time, reference, frame) } ?? .unknown)
    request.priority = data.reqPriority.map { $0 >> 5 }  // the three highest bits
    request.targetVehicle = data.targetVeh
    request.targetUnit = data.targetRSU
    request.ends = data.lifeTime.flatMap(RoadReferences.lifetime).map { time + $0 }
    return request
  }

  private static func purpose(
    _ info: ReqInfo, _ time: Instant, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> VehicleRequest.Purpose {
    switch info {
    case .laneChange(let part): .laneChange(link(part.upstreamNode, part.downstreamNode, part.targetLane))
    case .clearTheWay(let part):
      .clearTheWay(
        link(part.value.upstreamNode, part.value.downstreamNode, part.value.targetLane),
        path: RoadReferences.path(part.value.relatedPath, reference, frame),
        begins: RoadReferences.instant(part.value.tBegin), ends: RoadReferences.instant(part.value.tEnd))
    case .signalPriority(let part): .signalPriority(priority(part.value, time))
    case .sensorSharing(let part):
      .sensorSharing(part.detectArea.map { RoadReferences.path($0, reference, frame) })
    case .parking(let part): .parking(parking(part.value))
    case .unknown: .unknown
    }
  }

  private static func link(_ upstream: NodeReferenceID, _ downstream: NodeReferenceID, _ lane: UInt8) -> RoadLink {
    RoadLink(
      upstream: LaneMapBuilder.nodeID(upstream), downstream: LaneMapBuilder.nodeID(downstream),
      lanes: lane == 0 ? [] : [lane])  // DE_LaneID: 0 is unknown
  }

  private static func priority(_ part: ReqSignalPriority, _ time: Instant) -> SignalPriorityRequest {
    var request = SignalPriorityRequest(node: LaneMapBuilder.nodeID(part.intersectionId))
    request.remoteNode = LaneMapBuilder.nodeID(part.requiredMov.remoteIntersection)
    request.phase = part.requiredMov.phaseId
    request.arrival = part.estimatedArrivalTime.flatMap(RoadReferences.lifetime).map { time + $0 }
    request.distance = part.distance2Intersection.map { Double($0) * 0.1 }
    return request
  }

  private static func parking(_ part: ReqParkingArea) -> RoadModel.ParkingRequest {
    RoadModel.ParkingRequest(
      wishes: RoadReferences.names(part.req, RoadModel.ParkingRequest.wishNames),
      types: RoadReferences.names(part.parkingType, RoadModel.ParkingRequest.typeNames),
      vehicle: WireQuantities.kind(vehicleClass: part.vehicleClass.classification), slot: part.expectedParkingSlotID)
  }

  /// DF_VehicleCoordination.
  package static func advice(
    _ data: VehicleCoordination, unit: UnitIndex, time: Instant, reference: GeodeticPosition, frame: LocalFrame,
    at now: Instant
  ) -> VehicleAdvice {
    var advice = VehicleAdvice(unit: unit, vehicle: data.vehId, time: time, toldAt: now)
    advice.path = RoadReferences.plan(data.pathGuidance, reference, frame)
    advice.purposes = RoadReferences.purposes(data.info)
    if let suggestion = data.driveSuggestion {
      advice.behaviors = RoadReferences.behaviors(suggestion.suggestion)
      advice.link = suggestion.relatedLink.map(RoadReferences.link)
      advice.relatedPath = RoadReferences.path(suggestion.relatedPath, reference, frame)
      advice.ends = suggestion.lifeTime.flatMap(RoadReferences.lifetime).map { time + $0 }
    }
    return advice
  }

  /// DF_LaneCoordination.
  package static func advice(
    _ data: LaneCoordination, unit: UnitIndex, time: Instant, reference: GeodeticPosition, frame: LocalFrame,
    at now: Instant
  ) -> LaneAdvice {
    var advice = LaneAdvice(unit: unit, link: RoadReferences.link(data.targetLane), time: time, toldAt: now)
    advice.relatedPath = RoadReferences.path(data.relatedPath, reference, frame)
    advice.begins = RoadReferences.instant(data.tBegin)
    advice.ends = RoadReferences.instant(data.tEnd)
    advice.speed = data.recommendedSpeed.flatMap(WireQuantities.speed)
    advice.behaviors = RoadReferences.behaviors(data.recommendedBehavior)
    advice.purposes = RoadReferences.purposes(data.info)
    (advice.text, advice.encodedText) = RoadReferences.text(data.description)
    return advice
  }
}
