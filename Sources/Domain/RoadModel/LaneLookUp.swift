/// The lanes of a map by link and number: which lie beside one another, and which lead on. Places are those in
/// ``LaneMap/lanes``.
package struct LaneLookUp {
  private struct Key: Hashable {
    var upstream: NodeID
    var downstream: NodeID
    var branch: UInt8
    var number: UInt8
  }

  private struct LinkKey: Hashable {
    var upstream: NodeID
    var downstream: NodeID
  }

  private var places: [Key: Int32] = [:]
  private var links: [LinkKey: [Int32]] = [:]

  /// Takes the lanes of a map in.
  package init(_ map: LaneMap) {
    for (place, lane) in map.lanes.enumerated() {
      places[Self.key(lane, lane.number)] = Int32(place)
      links[LinkKey(upstream: lane.upstreamNode, downstream: lane.downstreamNode), default: []].append(Int32(place))
    }
  }

  private static func key(_ lane: Lane, _ number: UInt8) -> Key {
    Key(upstream: lane.upstreamNode, downstream: lane.downstreamNode, branch: lane.branch, number: number)
  }

  /// The lane some places to the right of another one of the same link, -1 for none.
  package func lane(beside lane: Lane, by places: Int) -> Int32 {
    guard let number = UInt8(exactly: Int(lane.number) + places) else { return -1 }
    return self.places[Self.key(lane, number)] ?? -1
  }

  /// The lanes that a connection leads into: one at most, or all of the link where it names the node only.
  package func lanes(onward lane: Lane, _ connection: LaneConnection) -> [Int32] {
    guard let number = connection.remoteLaneNumber else {
      return lanes(from: lane.downstreamNode, to: connection.remoteNode)
    }
    let key = Key(upstream: lane.downstreamNode, downstream: connection.remoteNode, branch: 0, number: number)
    return places[key].map { [$0] } ?? []
  }

  /// The lanes from one node to another.
  package func lanes(from upstream: NodeID, to downstream: NodeID) -> [Int32] {
    links[LinkKey(upstream: upstream, downstream: downstream)] ?? []
  }
}
