import Kernel
import RoadModel
import TierModel

extension RegionNetwork {
  /// Joins the roads of edges, given in the order of their identities.
  ///
  /// A node that one edge describes is that edge's. A node that several describe belongs to the edge whose origin lies
  /// nearest to it, on a tie to the first by identity: that does not change when a map is sent again. An edge's newest
  /// map counts. A node brings all lanes that lead to it, so that a link is described once.
  init(origin: GeodeticPosition, edges: [(edge: String, network: RoadNetwork)], version: Int) {
    self.init(origin: origin)
    let frame = LocalFrame(origin: origin)
    var nodes: [(node: RoadNode, edge: Int, distance: Double)] = []
    for (place, edge) in edges.enumerated() {
      let own = LocalFrame(origin: edge.network.origin)
      for node in edge.network.map.nodes {
        let moved = RoadNode(id: node.id, name: node.name, position: frame.moved(node.position, from: own))
        let distance = LocalPoint(east: 0, north: 0).distance(to: node.position)
        nodes.append((moved, place, distance.rounded()))
      }
    }
    nodes.sort { ($0.node.id, $0.distance, $0.edge) < ($1.node.id, $1.distance, $1.edge) }
    var lanes: [(lane: Lane, edge: Int)] = []
    for (index, entry) in nodes.enumerated() where index == 0 || nodes[index - 1].node.id != entry.node.id {
      map.nodes.append(entry.node)
      owners.append(edges[entry.edge].edge)
      let network = edges[entry.edge].network
      let own = LocalFrame(origin: network.origin)
      for lane in network.map.lanes where lane.downstreamNode == entry.node.id {
        var moved = lane
        moved.centerLine = lane.centerLine.map { frame.moved($0, from: own) }
        lanes.append((moved, entry.edge))
      }
    }
    lanes.sort { $0.lane.id < $1.lane.id }
    for (index, entry) in lanes.enumerated() where index == 0 || lanes[index - 1].lane.id != entry.lane.id {
      map.lanes.append(entry.lane)
    }
    map.version = version
    let owners = lanes.map { ($0.lane.id.link, edges[$0.edge].edge) }
    link(owners: Dictionary(owners, uniquingKeysWith: { first, _ in first }))
  }

  /// Makes the links of the lanes, and the gaps that their connections and upstream nodes name.
  private mutating func link(owners: [LinkID: String]) {
    var first = 0
    while first < map.lanes.count {
      let id = map.lanes[first].id.link
      var end = first + 1
      while end < map.lanes.count, map.lanes[end].id.link == id { end += 1 }
      let length = map.lanes[first..<end].reduce(0) { max($0, $1.length) }
      links.append(RegionLink(id: id, edge: owners[id], lanes: first..<end, length: length))
      first = end
    }
    var gaps: [LinkID] = []
    for lane in map.lanes {
      for connection in lane.connections {
        let onward = LinkID(upstream: lane.downstreamNode, downstream: connection.remoteNode)
        // A way that ends where it began turns within the node: it is no road.
        if onward.upstream != onward.downstream, place(of: onward) == nil { gaps.append(onward) }
      }
    }
    gaps.sort()
    for (index, gap) in gaps.enumerated() where index == 0 || gaps[index - 1] != gap {
      links.append(RegionLink(id: gap, edge: nil, lanes: 0..<0, length: distance(gap.upstream, gap.downstream)))
    }
    links.sort { $0.id < $1.id }
  }

  private func distance(_ one: NodeID, _ other: NodeID) -> Double? {
    guard let from = map.nodes.first(where: { $0.id == one }), let to = map.nodes.first(where: { $0.id == other })
    else { return nil }
    return from.position.distance(to: to.position)
  }
}

extension LocalFrame {
  /// A point of another frame in this one.
  func moved(_ point: LocalPoint, from other: LocalFrame) -> LocalPoint {
    other.origin == origin ? point : self.point(of: other.position(of: point))
  }
}
