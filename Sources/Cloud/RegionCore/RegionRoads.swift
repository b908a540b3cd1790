import Kernel
import RoadModel

/// The lanes of the region for finding places on them and ways between them.
struct RegionRoads {
  /// A place on a lane.
  struct Place {
    /// The lane's place in ``RegionNetwork/map``.
    var lane: Int
    /// Metres along its centre line; beyond its ends on their straight continuation.
    var along: Double
    /// Metres to the left.
    var offset: Double
  }

  /// A way from one place to another in the direction of travel.
  struct Way {
    /// Metres; negative where the second lies behind the first.
    var distance: Double
    /// How many lanes further right it ends, negative for left; nil where the places are not on lanes of one link.
    var lanesCrossed: Int?
    /// Whether a map says so; otherwise it is a guess of a straight road.
    var isMapped: Bool
  }

  private let lanes: [Lane]
  private let lengths: [Double]
  private let network: RegionNetwork

  /// How far from a lane's middle, in metres, and how much across it, in radians, something drives on it.
  private static let lateralReach = 3.5
  private static let directionReach = 0.7

  init(_ network: RegionNetwork) {
    self.network = network
    lanes = network.map.lanes
    lengths = network.map.lanes.map(\.length)
  }

  /// The lane that something drives on; nil off the lanes.
  func place(of point: LocalPoint, heading: Angle) -> Place? {
    let direction = heading.unitVector
    var best: Place?
    for (index, lane) in lanes.enumerated() where lane.type != .crosswalk && lane.type != .sidewalk {
      guard let found = project(point, on: index, along: direction), found.along >= -5,
        found.along <= lengths[index] + 5, found.offset.magnitude <= RegionRoads.lateralReach
      else { continue }
      if found.offset.magnitude < best?.offset.magnitude ?? .infinity { best = found }
    }
    return best
  }

  /// The way from one moving thing to another; nil where none is likely.
  func way(
    from start: LocalPoint, _ startHeading: Angle, to end: LocalPoint, _ endHeading: Angle
  ) -> Way? {
    if let from = place(of: start, heading: startHeading), let to = place(of: end, heading: endHeading) {
      if let way = mapped(from, to, start) { return way }
    }
    return straight(start, startHeading, end, endHeading)
  }

  private func mapped(_ from: Place, _ to: Place, _ start: LocalPoint) -> Way? {
    let (first, last) = (lanes[from.lane], lanes[to.lane])
    if first.id.link == last.id.link {
      guard let along = project(start, on: to.lane, along: nil)?.along else { return nil }
      return Way(
        distance: to.along - along, lanesCrossed: Int(last.number) - Int(first.number), isMapped: true)
    }
    guard let exit = first.centerLine.last, let entry = last.centerLine.first else { return nil }
    let rest = lengths[from.lane] - from.along
    if first.downstreamNode == last.upstreamNode, leads(first, to: last.downstreamNode) {
      return Way(distance: rest + exit.distance(to: entry) + to.along, lanesCrossed: nil, isMapped: true)
    }
    let between = LinkID(upstream: first.downstreamNode, downstream: last.upstreamNode)
    guard let link = network.place(of: between), let middle = network.links[link].lanes.first,
      leads(first, to: last.upstreamNode), let begin = lanes[middle].centerLine.first,
      let end = lanes[middle].centerLine.last
    else { return nil }
    let across = exit.distance(to: begin) + lengths[middle] + end.distance(to: entry)
    return Way(distance: rest + across + to.along, lanesCrossed: nil, isMapped: true)
  }

  /// Whether a lane lets one go on to a node; a lane that says nothing lets one go anywhere.
  private func leads(_ lane: Lane, to node: NodeID) -> Bool {
    lane.connections.isEmpty || lane.connections.contains { $0.remoteNode == node }
  }

  /// Where no map knows better: straight on, both looking the same way.
  private func straight(_ start: LocalPoint, _ startHeading: Angle, _ end: LocalPoint, _ endHeading: Angle) -> Way? {
    guard startHeading.difference(from: endHeading).magnitude <= RegionRoads.directionReach else { return nil }
    let direction = startHeading.turned(by: endHeading.difference(from: startHeading) / 2).unitVector
    let shift = end - start
    let along = direction.dot(shift)
    guard direction.cross(shift).magnitude <= 4 + 0.15 * along.magnitude else { return nil }
    return Way(distance: along, lanesCrossed: nil, isMapped: false)
  }

  /// The nearest place on a lane's line, its ends continued straight; with a direction only where the lane leads there.
  private func project(_ point: LocalPoint, on lane: Int, along direction: LocalVector?) -> Place? {
    let line = lanes[lane].centerLine
    var best: Place?
    var passed = 0.0
    for index in 1..<max(line.count, 1) {
      let segment = line[index] - line[index - 1]
      let length = segment.length
      guard length > 0.01 else { continue }
      let ahead = segment * (1 / length)
      let shift = point - line[index - 1]
      var along = ahead.dot(shift)
      let lowest = index == 1 ? -Double.infinity : 0
      let highest = index == line.count - 1 ? Double.infinity : length
      along = min(max(along, lowest), highest)
      let nearest = line[index - 1] + ahead * along
      let distance = point.distance(to: nearest)
      let leads = direction.map { ahead.dot($0) >= 0.76 } ?? true
      if leads, distance < best?.offset.magnitude ?? .infinity {
        let side = ahead.cross(shift) < 0 ? -distance : distance
        best = Place(lane: lane, along: passed + along, offset: side)
      }
      passed += length
    }
    return best
  }
}
