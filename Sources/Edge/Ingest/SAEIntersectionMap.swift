import Kernel
import MessagesSAE
import PackedEncoding
import RoadModel

/// Intersections of SAE J2735 (MSG_MapData). Runs when a map is new, and allocates.
enum SAEIntersectionMap {
  /// The intersections of a message whose place is known.
  static func intersections(_ message: borrowing SAEMapData) -> [IntersectionDescription] {
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
  static func nodeID(_ id: SAEIntersectionReferenceID) -> NodeID { NodeID(region: id.region, number: id.id) }

  private static func lane(_ lane: SAEGenericLane) -> LaneDescription {
    let direction = lane.laneAttributes.directionalUse
    return LaneDescription(
      number: lane.laneID, isIngress: direction.contains(.ingressPath), isEgress: direction.contains(.egressPath),
      ingressApproach: lane.ingressApproach, egressApproach: lane.egressApproach, type: type(lane.laneAttributes),
      maneuvers: Maneuvers(allowed: lane.maneuvers?.rawValue), shape: shape(lane.nodeList),
      connections: connections(lane.connectsTo))
  }

  /// DF_NodeListXY. A lane that is turned or stretched beside another is not drawn.
  private static func shape(_ list: SAENodeListXY) -> LaneDescription.Shape {
    switch list {
    case .nodes(let nodes): return .steps(SAEGeometry.steps(nodes))
    case .computed(let part):
      let lane = part.value
      guard lane.rotateXY ?? 0 == 0, lane.scaleXaxis ?? 0 == 0, lane.scaleYaxis ?? 0 == 0 else { return .none }
      let shift = LocalVector(east: offset(lane.offsetXaxis), north: offset(lane.offsetYaxis))
      return .like(lane.referenceLaneId, shift)
    case .unknown: return .none
    }
  }

  /// DF_ComputedLane: centimetres.
  private static func offset(_ offset: SAEComputedLaneOffsetXaxis) -> Double {
    switch offset {
    case .small(let value), .large(let value): Double(value) * 0.01
    }
  }

  /// DF_ComputedLane: centimetres.
  private static func offset(_ offset: SAEComputedLaneOffsetYaxis) -> Double {
    switch offset {
    case .small(let value), .large(let value): Double(value) * 0.01
    }
  }

  private static func connections(_ list: PackedList<SAEConnection>?) -> [LaneDescription.Connection] {
    (list ?? PackedList()).map { connection in
      LaneDescription.Connection(
        lane: connection.connectingLane.lane, remoteNode: connection.remoteIntersection.map(nodeID),
        signalGroup: connection.signalGroup.flatMap { $0 == 0 ? nil : $0 },  // DE_SignalGroupID: 0 is unknown
        maneuvers: Maneuvers(allowed: connection.connectingLane.maneuver?.rawValue))
    }
  }

  /// DE_Velocity: 0.02 m/s, 8191 is unavailable.
  private static func speedLimit(_ limits: PackedList<SAERegulatorySpeedLimit>?) -> Double? {
    (limits ?? PackedList()).first { $0.type == .vehicleMaxSpeed }.flatMap { WireQuantities.speed($0.speed) }
  }

  private static func type(_ attributes: SAELaneAttributes) -> LaneType {
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
