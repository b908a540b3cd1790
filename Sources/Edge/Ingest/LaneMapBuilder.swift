public import Kernel
public import MessagesCSAE
import PackedEncoding
public import RoadModel

/// Makes nodes and lanes of the local frame from a MAP (T/CSAE 53-2020, MSG_MAP). Runs when a map is new, and allocates.
public enum LaneMapBuilder {
  /// The nodes of a message and the lanes that lead to them.
  ///
  /// A lane without points of its own takes its link's, moved sideways to its place among the link's lanes. A point
  /// beyond the frame's reach is none; a lane of fewer than two points is left out and counted in `lanesWithoutShape`.
  public static func build(
    _ message: MapData, frame: LocalFrame
  ) -> (nodes: [RoadNode], lanes: [RoadModel.Lane], lanesWithoutShape: Int) {
    var nodes: [RoadNode] = []
    var lanes: [RoadModel.Lane] = []
    var shapeless = 0
    for node in message.nodes {
      guard let reference = WireQuantities.position(latitude: node.refPos.lat, longitude: node.refPos.long) else {
        continue
      }
      let id = nodeID(node.id)
      nodes.append(RoadNode(id: id, name: node.name?.text ?? "", position: frame.point(of: reference)))
      var upstream: [NodeID] = []
      for link in node.inLinks ?? PackedList() {
        let from = nodeID(link.upstreamNodeId)
        let branch = upstream.reduce(0) { $0 + ($1 == from ? 1 : 0) }
        upstream.append(from)
        for lane in link.lanes {
          if var lane = self.lane(lane, of: link, to: id, reference, frame) {
            lane.branch = UInt8(clamping: branch)
            lanes.append(lane)
          } else {
            shapeless += 1
          }
        }
      }
    }
    return (nodes, lanes, shapeless)
  }

  /// T/CSAE 53-2020, DF_NodeReferenceID.
  static func nodeID(_ id: NodeReferenceID) -> NodeID { NodeID(region: id.region, number: id.id) }

  private static func lane(
    _ lane: MessagesCSAE.Lane, of link: Link, to node: NodeID, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> RoadModel.Lane? {
    var line = points(lane.points, reference, frame)
    if line.count < 2 { line = sideways(points(link.points, reference, frame), by: sidestep(lane, in: link)) }
    guard line.count >= 2 else { return nil }
    let limits = lane.speedLimits ?? link.speedLimits
    return RoadModel.Lane(
      upstreamNode: nodeID(link.upstreamNodeId), downstreamNode: node, linkName: link.name?.text ?? "",
      number: lane.laneID, type: type(lane.laneAttributes), width: width(lane, in: link),
      maneuvers: Maneuvers(allowed: lane.maneuvers?.rawValue),
      speedLimit: speedLimit(limits), centerLine: line, connections: connections(lane, link))
  }

  private static func points(
    _ points: PackedList<RoadPoint>?, _ reference: GeodeticPosition, _ frame: LocalFrame
  ) -> [LocalPoint] {
    (points ?? PackedList()).compactMap { point in
      WireQuantities.position(point.posOffset.offsetLL, from: reference).map(frame.point(of:))
    }.filter { max($0.east.magnitude, $0.north.magnitude) <= LocalFrame.reach }
  }

  /// The width of a lane in metres; its share of the link's where it has none (T/CSAE 53-2020, DE_LaneWidth:
  /// centimetres; that of a link is the whole road's).
  private static func width(_ lane: MessagesCSAE.Lane, in link: Link) -> Double {
    if let width = lane.laneWidth { return Double(width) * 0.01 }
    return link.linkWidth.map { Double($0) * 0.01 / Double(max(link.lanes.count, 1)) } ?? 3.5
  }

  /// How far a lane's middle lies to the right of the link's: lanes are numbered from 1, left to right.
  private static func sidestep(_ lane: MessagesCSAE.Lane, in link: Link) -> Double {
    let total = link.lanes.reduce(0) { $0 + width($1, in: link) }
    let before = link.lanes.filter { $0.laneID < lane.laneID }.reduce(0) { $0 + width($1, in: link) }
    return before + width(lane, in: link) / 2 - total / 2
  }

  private static func sideways(_ line: [LocalPoint], by distance: Double) -> [LocalPoint] {
    line.indices.map { index in
      let along = line[min(index + 1, line.count - 1)] - line[max(index - 1, 0)]
      guard along.length > 0 else { return line[index] }
      let right = LocalVector(east: along.north, north: -along.east) * (distance / along.length)
      return line[index] + right
    }
  }

  private static func connections(_ lane: MessagesCSAE.Lane, _ link: Link) -> [LaneConnection] {
    (lane.connectsTo ?? PackedList()).map { connection in
      let node = nodeID(connection.remoteIntersection)
      // Where a connection names no phase, the link's movement to the same node may.
      let movement = (link.movements ?? PackedList()).first { nodeID($0.remoteIntersection) == node }
      return LaneConnection(
        remoteNode: node, remoteLaneNumber: connection.connectingLane?.lane,
        phase: connection.phaseId ?? movement?.phaseId,
        maneuvers: Maneuvers(allowed: connection.connectingLane?.maneuver?.rawValue))
    }
  }

  private static func speedLimit(_ limits: PackedList<RegulatorySpeedLimit>?) -> Double? {
    (limits ?? PackedList()).first { $0.type == .vehicleMaxSpeed }.flatMap { WireQuantities.speed($0.speed) }
  }

  private static func type(_ attributes: LaneAttributes?) -> LaneType {
    guard let attributes else { return .vehicle }
    switch attributes.laneType {
    case .vehicle: return .vehicle
    case .crosswalk: return .crosswalk
    case .bikeLane: return .bicycle
    case .sidewalk: return .sidewalk
    case .median: return .median
    case .striping: return .striping
    case .trackedVehicle: return .trackedVehicle
    case .parking: return .parking
    case .unknown: return .unknown
    }
  }
}

extension Maneuvers {
  /// DE_AllowedManeuvers as T/CSAE 53, SAE J2735 and ISO/TS 19091 all have it: twelve bits, the first one highest, of which
  /// the first four are directions. Nothing where it is not told.
  init(allowed bits: UInt16?) {
    self = []
    for (place, maneuver) in [Maneuvers.straight, .left, .right, .uTurn].enumerated() {
      if let bits, bits >> UInt16(11 - place) & 1 == 1 { insert(maneuver) }
    }
  }
}
