import Kernel
import RoadModel

/// Finds lanes by link and number while a network is laid out.
struct LaneLookUp {
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
  init(_ map: LaneMap) {
    for (place, lane) in map.lanes.enumerated() {
      places[Self.key(lane, lane.number)] = Int32(place)
      links[LinkKey(upstream: lane.upstreamNode, downstream: lane.downstreamNode), default: []].append(Int32(place))
    }
  }

  private static func key(_ lane: Lane, _ number: UInt8) -> Key {
    Key(upstream: lane.upstreamNode, downstream: lane.downstreamNode, branch: lane.branch, number: number)
  }

  /// The lane some places to the right of another one of the same link, -1 for none.
  func lane(beside lane: Lane, by places: Int) -> Int32 {
    guard let number = UInt8(exactly: Int(lane.number) + places) else { return -1 }
    return self.places[Self.key(lane, number)] ?? -1
  }

  /// The lanes that a connection leads into: one, or up to four where the map names only the node.
  func lanes(onward lane: Lane, _ connection: LaneConnection) -> [Int32] {
    guard let number = connection.remoteLaneNumber else {
      let all = links[LinkKey(upstream: lane.downstreamNode, downstream: connection.remoteNode)] ?? []
      return Array(all.prefix(4))
    }
    let key = Key(upstream: lane.downstreamNode, downstream: connection.remoteNode, branch: 0, number: number)
    return places[key].map { [$0] } ?? []
  }

  /// Where the lane that a connection leads into begins, if the map lacks it but has the lanes that come the other way:
  /// the road goes off where they come in, on their left.
  func exit(
    from lane: Lane, _ connection: LaneConnection, _ map: LaneMap
  ) -> (place: LocalPoint, direction: LocalVector)? {
    let opposite = links[LinkKey(upstream: connection.remoteNode, downstream: lane.downstreamNode)] ?? []
    guard let innermost = opposite.first(where: { map.lanes[Int($0)].type == lane.type }) else { return nil }
    let facing = map.lanes[Int(innermost)]
    guard facing.centerLine.count >= 2, let end = facing.centerLine.last else { return nil }
    let back = facing.centerLine[facing.centerLine.count - 2] - end
    guard back.length > 0.05 else { return nil }
    let direction = back * (1 / back.length)
    // Driving out, the lanes that come in lie on the left.
    let toRight = LocalVector(east: direction.north, north: -direction.east)
    let number = Double(connection.remoteLaneNumber ?? lane.number)
    return (end + toRight * (min(8, max(1, number)) * facing.width), direction)
  }
}
