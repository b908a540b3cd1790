import Kernel
import RoadModel
import TierModel

extension WireRoadNetwork {
  init(_ network: RoadNetwork) {
    self.init()
    let frame = LocalFrame(origin: network.origin)
    name = network.name
    origin = WirePosition(network.origin)
    nodes = network.map.nodes.map { node in
      var wire = WireNode()
      wire.id = WireNodeID(node.id)
      wire.name = node.name
      wire.position = WirePosition(frame.position(of: node.position))
      return wire
    }
    lanes = network.map.lanes.map { WireLane($0, frame) }
  }

  func network() throws(TierProtocolError) -> RoadNetwork {
    guard hasOrigin else { throw .missing("origin") }
    let origin = try origin.position()
    let frame = LocalFrame(origin: origin)
    let nodes = try each(nodes) { node throws(TierProtocolError) in
      RoadNode(id: try node.id.node(), name: node.name, position: frame.point(of: try node.position.position()))
    }
    let lanes = try each(lanes) { lane throws(TierProtocolError) in try lane.lane(frame) }
    return RoadNetwork(name: name, origin: origin, map: LaneMap(nodes: nodes, lanes: lanes))
  }
}

extension WireLane {
  init(_ lane: Lane, _ frame: LocalFrame) {
    self.init()
    id = WireLaneID(lane.id)
    linkName = lane.linkName
    type = UInt32(lane.type.rawValue)
    width = units(lane.width, per: 100)
    maneuvers = UInt32(lane.maneuvers.rawValue)
    speedLimit = lane.speedLimit.map { units($0, per: 100) } ?? 0
    var last = WirePosition()
    for point in lane.centerLine {
      let next = WirePosition(frame.position(of: point))
      centerLine += [next.latitude &- last.latitude, next.longitude &- last.longitude]
      last = next
    }
    connections = lane.connections.map { WireConnection($0) }
  }

  func lane(_ frame: LocalFrame) throws(TierProtocolError) -> Lane {
    guard hasID else { throw .missing("lane's identity") }
    let id = try id.lane()
    guard let type = LaneType(rawValue: try narrow(type, "lane's type")) else { throw .outOfRange("lane's type") }
    guard centerLine.count >= 4, centerLine.count % 2 == 0 else { throw .outOfRange("lane's centre line") }
    var points: [LocalPoint] = []
    var last = WirePosition()
    for place in stride(from: 0, to: centerLine.count, by: 2) {
      last.latitude &+= centerLine[place]
      last.longitude &+= centerLine[place + 1]
      points.append(frame.point(of: try last.position()))
    }
    var lane = Lane(
      upstreamNode: id.link.upstream, downstreamNode: id.link.downstream, linkName: linkName, number: id.number,
      type: type, width: Double(width) / 100, maneuvers: Maneuvers(rawValue: try narrow(maneuvers, "maneuvers")),
      speedLimit: speedLimit == 0 ? nil : Double(speedLimit) / 100, centerLine: points,
      connections: try each(connections) { connection throws(TierProtocolError) in try connection.connection() })
    lane.branch = id.link.branch
    return lane
  }
}

extension WireConnection {
  init(_ connection: LaneConnection) {
    self.init()
    remote = WireNodeID(connection.remoteNode)
    remoteLane = UInt32(connection.remoteLaneNumber ?? 0)
    phase = UInt32(connection.phase ?? 0)
    maneuvers = UInt32(connection.maneuvers.rawValue)
  }

  func connection() throws(TierProtocolError) -> LaneConnection {
    guard hasRemote else { throw .missing("connection's node") }
    let lane: UInt8 = try narrow(remoteLane, "connection's lane")
    let phase: UInt8 = try narrow(phase, "connection's phase")
    return LaneConnection(
      remoteNode: try remote.node(), remoteLaneNumber: lane == 0 ? nil : lane, phase: phase == 0 ? nil : phase,
      maneuvers: Maneuvers(rawValue: try narrow(maneuvers, "maneuvers")))
  }
}
