import EdgeCore
import EdgeHost
import Ingest
import Kernel
import RoadModel

/// Obstacles, intentions and proposals of an edge as documents.
extension EdgeView {
  /// Whether any of the documents has something in it.
  var hasCooperation: Bool {
    !snapshot.obstacles.isEmpty || !snapshot.intentions.isEmpty || !snapshot.vehicleAdvice.isEmpty
      || !snapshot.laneAdvice.isEmpty
  }

  var cooperation: CooperationDocument {
    CooperationDocument(obstacles: obstacles, intentions: intentions, coordination: coordination)
  }

  var obstacles: FeatureCollection<ObstacleProperties> {
    FeatureCollection(
      edge: id, time: GatewayText.time(now), sequence: snapshot.sequence,
      features: snapshot.obstacles.map { obstacle in
        Feature(geometry: .point(coordinates(obstacle.position)), properties: properties(obstacle))
      })
  }

  private func properties(_ obstacle: Obstacle) -> ObstacleProperties {
    ObstacleProperties(
      kind: "\(obstacle.kind)", unit: unitName(Int(obstacle.unit.rawValue)), sender: GatewayText.hex(obstacle.sender),
      scheme: "\(obstacle.scheme)", number: obstacle.number, method: "\(obstacle.method)",
      confidence: rounded(obstacle.confidence, 3), positionDeviationMeters: rounded(obstacle.positionDeviation, 2),
      speedMetersPerSecond: rounded(obstacle.speed, 2),
      headingDegrees: Nullable(obstacle.heading.map(GatewayText.heading)),
      lengthMeters: rounded(obstacle.size?.length, 2), widthMeters: rounded(obstacle.size?.width, 2),
      heightMeters: rounded(obstacle.size?.height, 2), trackedSeconds: rounded(obstacle.trackedSeconds, 1),
      measured: GatewayText.time(obstacle.time), since: GatewayText.time(obstacle.since),
      lastTold: GatewayText.time(obstacle.lastTold))
  }

  var intentions: FeatureCollection<IntentionProperties> {
    FeatureCollection(
      edge: id, time: GatewayText.time(now), sequence: snapshot.sequence,
      features: snapshot.intentions.map { intention in
        Feature(
          geometry: intention.position.map { .point(coordinates($0)) }, properties: properties(intention))
      })
  }

  private func properties(_ intention: VehicleIntention) -> IntentionProperties {
    IntentionProperties(
      vehicle: GatewayText.hex(intention.vehicle), scheme: "\(intention.scheme)",
      unit: unitName(Int(intention.unit.rawValue)), behaviors: intention.behaviors.names,
      path: intention.path.map(document), requests: intention.requests.map(document),
      time: GatewayText.time(intention.time), since: GatewayText.time(intention.since),
      lastTold: GatewayText.time(intention.lastTold))
  }

  private func document(_ point: PlannedPoint) -> PlannedPointDocument {
    PlannedPointDocument(
      position: coordinates(point.position), speedMetersPerSecond: rounded(point.speed, 2),
      headingDegrees: Nullable(point.heading.map(GatewayText.heading)), secondsAhead: rounded(point.secondsAhead, 2))
  }

  private func document(_ request: VehicleRequest) -> RequestDocument {
    var document = RequestDocument(
      number: request.number, status: "\(request.status)", purpose: request.purpose.name,
      priority: Nullable(request.priority), targetVehicle: Nullable(request.targetVehicle.map(GatewayText.hex)),
      targetUnit: Nullable(request.targetUnit.map(GatewayText.hex)), ends: Nullable(request.ends.map(GatewayText.time)),
      link: Nullable(nil), paths: [], signalPriority: Nullable(nil), parking: Nullable(nil))
    switch request.purpose {
    case .laneChange(let link): document.link = Nullable(LinkReference(link))
    case .clearTheWay(let link, let path, _, let ends):
      document.link = Nullable(LinkReference(link))
      document.paths = path.isEmpty ? [] : [path.map(coordinates)]
      if let ends { document.ends = Nullable(GatewayText.time(ends)) }
    case .signalPriority(let wish): document.signalPriority = Nullable(self.document(wish))
    case .sensorSharing(let paths): document.paths = paths.map { $0.map(coordinates) }
    case .parking(let wish):
      document.parking = Nullable(
        RequestDocument.Parking(
          wishes: wish.wishes, types: wish.types, vehicle: GatewayText.kind(wish.vehicle), slot: Nullable(wish.slot)))
    case .unknown: break
    }
    return document
  }

  private func document(_ wish: SignalPriorityRequest) -> RequestDocument.Priority {
    RequestDocument.Priority(
      node: LinkReference.name(wish.node), remoteNode: Nullable(wish.remoteNode.map(LinkReference.name)),
      phase: Nullable(wish.phase), inboundLane: Nullable(wish.inboundLane), outboundLane: Nullable(wish.outboundLane),
      arrival: Nullable(wish.arrival.map(GatewayText.time)), distanceMeters: rounded(wish.distance, 1))
  }

  var coordination: CoordinationDocument {
    CoordinationDocument(
      edge: id, time: GatewayText.time(now), vehicles: snapshot.vehicleAdvice.map(document),
      lanes: snapshot.laneAdvice.map(document))
  }

  private func document(_ advice: VehicleAdvice) -> CoordinationDocument.Vehicle {
    CoordinationDocument.Vehicle(
      vehicle: GatewayText.hex(advice.vehicle), unit: unitName(Int(advice.unit.rawValue)),
      behaviors: advice.behaviors.names, purposes: advice.purposes.names, path: advice.path.map(document),
      link: Nullable(advice.link.map(LinkReference.init)), relatedPath: advice.relatedPath.map(coordinates),
      ends: Nullable(advice.ends.map(GatewayText.time)), time: GatewayText.time(advice.time),
      since: GatewayText.time(advice.since), lastTold: GatewayText.time(advice.lastTold))
  }

  private func document(_ advice: LaneAdvice) -> CoordinationDocument.Lane {
    CoordinationDocument.Lane(
      unit: unitName(Int(advice.unit.rawValue)), link: LinkReference(advice.link), behaviors: advice.behaviors.names,
      purposes: advice.purposes.names, speedMetersPerSecond: rounded(advice.speed, 2),
      relatedPath: advice.relatedPath.map(coordinates),
      text: advice.encodedText.isEmpty ? advice.text : ChineseText.text(of: advice.encodedText),
      begins: Nullable(advice.begins.map(GatewayText.time)), ends: Nullable(advice.ends.map(GatewayText.time)),
      time: GatewayText.time(advice.time), since: GatewayText.time(advice.since),
      lastTold: GatewayText.time(advice.lastTold))
  }

  private func rounded(_ value: Double?, _ digits: Int) -> Nullable<Double> {
    Nullable(value.map { GatewayText.number($0, digits) })
  }
}
