import Kernel
import RoadModel

/// Makes MAP's lanes from SUMO's network.
struct RoadMapComposer {
  let network: RoadNetwork
  let scenario: Scenario

  /// The identity of a junction.
  func node(_ junction: String) -> NodeID {
    NodeID(region: scenario.region, number: scenario.nodes[junction] ?? 0)
  }

  /// The junction as a node of MAP.
  func roadNode(_ junction: String) -> RoadNode {
    let place = network.junctions[junction] ?? LocalPoint(east: 0, north: 0)
    return RoadNode(id: node(junction), name: junction, position: place)
  }

  /// The lanes of each link that leads to a junction, crosswalks behind the lanes of the arm that they lead over.
  func links(into junction: String) -> [[Lane]] {
    network.edges(into: junction).map { edge in
      let lanes = edge.lanes.indices.reversed().map { lane(edge, index: $0) }
      // A lane's phases are those of the node that it leads to, so a crosswalk belongs to the link that enters its junction.
      let crosswalks = network.crosswalks.filter { $0.junction == edge.downstream && $0.crossed.contains(edge.name) }
      return lanes + crosswalks.enumerated().map { crosswalk($1, of: edge, number: lanes.count + 1 + $0) }
    }
  }

  private func lane(_ edge: RoadEdge, index: Int) -> Lane {
    let lane = edge.lanes[index]
    let type: LaneType =
      switch lane.use {
      case .vehicles: .vehicle
      case .bicycles: .bicycle
      case .pedestrians: .sidewalk
      }
    let connections = network.connections.filter { $0.from == edge.name && $0.fromLane == index }.map(connection)
    return Lane(
      upstreamNode: node(edge.upstream), downstreamNode: node(edge.downstream), linkName: Self.linkName(edge.name),
      number: UInt8(edge.mapNumber(ofLane: index)), type: type, width: lane.width,
      maneuvers: connections.reduce(into: Maneuvers()) { $0.formUnion($1.maneuvers) },
      speedLimit: lane.use == .pedestrians ? nil : lane.speedLimit, centerLine: lane.centerLine,
      connections: connections)
  }

  private func connection(_ connection: RoadConnection) -> LaneConnection {
    let target = network.edge(connection.to)
    return LaneConnection(
      remoteNode: node(target?.downstream ?? ""),
      remoteLaneNumber: target.map { UInt8($0.mapNumber(ofLane: connection.toLane)) },
      phase: connection.group.map { UInt8($0 + 1) }, maneuvers: Self.maneuvers(connection.direction))
  }

  /// A crosswalk leads from the intersection to itself; its phase is the pedestrians' signal.
  private func crosswalk(_ crosswalk: Crosswalk, of edge: RoadEdge, number: Int) -> Lane {
    let here = node(edge.downstream)
    let phase = crosswalk.group.map { UInt8($0 + 1) }
    let way = LaneConnection(remoteNode: here, remoteLaneNumber: nil, phase: phase, maneuvers: .straight)
    return Lane(
      upstreamNode: node(edge.upstream), downstreamNode: here, linkName: Self.linkName(edge.name),
      number: UInt8(number), type: .crosswalk, width: crosswalk.width, maneuvers: .straight, speedLimit: nil,
      centerLine: crosswalk.centerLine, connections: [way])
  }

  /// The link's name of an edge; truth names lanes by the edge.
  static func linkName(_ edge: String) -> String { String("L\(edge)".prefix(20)) }

  private static func maneuvers(_ direction: String) -> Maneuvers {
    switch direction {
    case "l", "L": .left
    case "r", "R": .right
    case "t": .uTurn
    default: .straight
    }
  }
}
