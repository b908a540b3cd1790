import Kernel
import MessagesETSI
import PackedEncoding
import RoadModel

/// Intersections of ETSI (TS 103 301, MAPEM, with the map of ISO/TS 19091). Runs when a map is new, and allocates.
enum ETSIIntersectionMap {
  /// The intersections of a message whose place is known.
  static func intersections(_ message: borrowing ETSIMapData) -> [IntersectionDescription] {
    (message.intersections ?? PackedList()).compactMap { intersection in
      guard
        let reference = WireQuantities.position(
          latitude: intersection.refPoint.lat, longitude: intersection.refPoint.long)
      else { return nil }
      return IntersectionDescription(
        id: nodeID(intersection.id), name: intersection.name?.text ?? "", reference: reference,
        laneWidth: intersection.laneWidth.map { Double($0) * 0.01 },  // DE_LaneWidth: centimetres
        speedLimit: speedLimit(intersection.speedLimits), lanes: intersection.laneSet.map(lane))
    }
  }

  /// DF_IntersectionReferenceID.
  static func nodeID(_ id: ETSIIntersectionReferenceID) -> NodeID { NodeID(region: id.region, number: id.id) }

  private static func lane(_ lane: ETSIGenericLane) -> LaneDescription {
    let direction = lane.laneAttributes.directionalUse
    return LaneDescription(
      number: lane.laneID, isIngress: direction.contains(.ingressPath), isEgress: direction.contains(.egressPath),
      ingressApproach: lane.ingressApproach, egressApproach: lane.egressApproach, type: type(lane.laneAttributes),
      maneuvers: Maneuvers(allowed: lane.maneuvers?.rawValue), shape: shape(lane.nodeList),
      connections: connections(lane.connectsTo))
  }

  /// DF_NodeListXY. A lane that is turned or stretched beside another is not drawn.
  private static func shape(_ list: ETSINodeListXY) -> LaneDescription.Shape {
    switch list {
    case .nodes(let nodes): return .steps(steps(nodes))
    case .computed(let part):
      let lane = part.value
      guard lane.rotateXY ?? 0 == 0, lane.scaleXaxis ?? 0 == 0, lane.scaleYaxis ?? 0 == 0 else { return .none }
      let shift = LocalVector(east: offset(lane.offsetXaxis), north: offset(lane.offsetYaxis))
      return .like(lane.referenceLaneId, shift)
    case .unknown: return .none
    }
  }

  /// DF_ComputedLane: centimetres.
  private static func offset(_ offset: ETSIDrivenLineOffset) -> Double {
    switch offset {
    case .small(let value), .large(let value): Double(value) * 0.01
    }
  }

  /// DF_NodeSetXY as steps; those of a region's own kind are left out.
  private static func steps(_ nodes: PackedList<ETSINodeXY>) -> [NodeStep] {
    nodes.compactMap { node in
      switch node.delta {
      case .nodeXY1(let part): NodeStep(part.x, part.y, unknown: -512)
      case .nodeXY2(let part): NodeStep(part.x, part.y, unknown: -1024)
      case .nodeXY3(let part): NodeStep(part.x, part.y, unknown: -2048)
      case .nodeXY4(let part): NodeStep(part.x, part.y, unknown: -4096)
      case .nodeXY5(let part): NodeStep(part.x, part.y, unknown: -8192)
      case .nodeXY6(let part): NodeStep(part.x, part.y, unknown: -32_768)
      case .nodeLatLon(let part): NodeStep(latitude: part.lat, longitude: part.lon)
      case .regional: nil
      }
    }
  }

  private static func connections(_ list: PackedList<ETSIConnection>?) -> [LaneDescription.Connection] {
    (list ?? PackedList()).map { connection in
      LaneDescription.Connection(
        lane: connection.connectingLane.lane, remoteNode: connection.remoteIntersection.map(nodeID),
        signalGroup: connection.signalGroup.flatMap { $0 == 0 ? nil : $0 },  // DE_SignalGroupID: 0 is unknown
        maneuvers: Maneuvers(allowed: connection.connectingLane.maneuver?.rawValue))
    }
  }

  /// DE_Velocity: 0.02 m/s, 8191 is unavailable.
  private static func speedLimit(_ limits: PackedList<ETSIRegulatorySpeedLimit>?) -> Double? {
    (limits ?? PackedList()).first { $0.type == .vehicleMaxSpeed }.flatMap { WireQuantities.speed($0.speed) }
  }

  private static func type(_ attributes: ETSILaneAttributes) -> LaneType {
    switch attributes.laneType {
    case .vehicle: .vehicle
    case .crosswalk: .crosswalk
    case .bikeLane: .bicycle
    case .sidewalk: .sidewalk
    case .median: .median
    case .striping: .striping
    case .trackedVehicle: .trackedVehicle
    case .parking: .parking
    case .unknown: .unknown
    }
  }
}
