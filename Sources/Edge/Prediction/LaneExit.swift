import Kernel
import RoadModel

extension LaneLookUp {
  /// Where the lane that a connection leads into begins, if the map lacks it but has the lanes that come the other way:
  /// the road goes off where they come in, on their left.
  func exit(
    from lane: Lane, _ connection: LaneConnection, _ map: LaneMap
  ) -> (place: LocalPoint, direction: LocalVector)? {
    let opposite = lanes(from: connection.remoteNode, to: lane.downstreamNode)
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
