import Kernel
import RoadModel
import SchemaModel

extension RoadMapReport {
  /// The message as a MapData of one node.
  var value: SchemaValue {
    let node = SchemaValue.fields([
      "name": .text(self.node.name), "id": CommonEncoding.node(self.node.id),
      "refPos": CommonEncoding.position(nodePosition), "inLinks": .list(links.compactMap(link)),
    ])
    return .fields([
      "msgCnt": .number(counter), "timeStamp": .number(clock.minuteOfYear), "nodes": .list([node]),
    ])
  }

  private func link(_ lanes: [Lane]) -> SchemaValue? {
    guard let first = lanes.first else { return nil }
    let road = lanes.filter { $0.type != .crosswalk }
    let limit = lanes.filter { $0.type == .vehicle }.compactMap(\.speedLimit).max()
    let movements = movements(of: lanes)
    return .fields([
      "name": .text(first.linkName), "upstreamNodeId": CommonEncoding.node(first.upstreamNode),
      "speedLimits": limit.map(Self.speedLimits),
      "linkWidth": CommonEncoding.laneWidth(road.reduce(0) { $0 + $1.width }),
      "points": points(road[road.count / 2].centerLine), "movements": movements.isEmpty ? nil : .list(movements),
      "lanes": .list(lanes.map { lane($0, linkLimit: limit) }),
    ])
  }

  /// Each way over the intersection once: where it leads and by which phase.
  private func movements(of lanes: [Lane]) -> [SchemaValue] {
    var known: [LaneConnection] = []
    for way in lanes.filter({ $0.type == .vehicle }).flatMap(\.connections)
    where !known.contains(where: { $0.remoteNode == way.remoteNode && $0.phase == way.phase }) { known.append(way) }
    return known.map {
      .fields([
        "remoteIntersection": CommonEncoding.node($0.remoteNode), "phaseId": $0.phase.map { .number(Int($0)) },
      ])
    }
  }

  private func lane(_ lane: Lane, linkLimit: Double?) -> SchemaValue {
    let limit = lane.speedLimit == linkLimit ? nil : lane.speedLimit
    return .fields([
      "laneID": .number(Int(lane.number)), "laneWidth": CommonEncoding.laneWidth(lane.width),
      "laneAttributes": .fields(["laneType": Self.type(lane.type)]),
      "maneuvers": lane.maneuvers.isEmpty ? nil : Self.maneuvers(lane.maneuvers),
      "connectsTo": lane.connections.isEmpty ? nil : .list(lane.connections.map(Self.connection)),
      "speedLimits": limit.map(Self.speedLimits), "points": points(lane.centerLine),
    ])
  }

  private static func connection(_ way: LaneConnection) -> SchemaValue {
    let lane = way.remoteLaneNumber.map {
      SchemaValue.fields(["lane": .number(Int($0)), "maneuver": maneuvers(way.maneuvers)])
    }
    return .fields([
      "remoteIntersection": CommonEncoding.node(way.remoteNode), "connectingLane": lane,
      "phaseId": way.phase.map { .number(Int($0)) },
    ])
  }

  private static func type(_ type: LaneType) -> SchemaValue {
    switch type {
    case .bicycle: .one("bikeLane", .flags([], count: 16))
    case .crosswalk: .one("crosswalk", .flags([], count: 16))
    case .sidewalk: .one("sidewalk", .flags([], count: 16))
    case .vehicle, .median, .striping, .trackedVehicle, .parking, .unknown: .one("vehicle", .flags([], count: 8))
    }
  }

  private static func maneuvers(_ maneuvers: Maneuvers) -> SchemaValue {
    .flags((0..<4).filter { maneuvers.rawValue >> UInt16($0) & 1 == 1 }, count: 12)
  }

  private static func speedLimits(_ metersPerSecond: Double) -> SchemaValue {
    .list([.fields(["type": .enumerated("vehicleMaxSpeed"), "speed": CommonEncoding.speed(metersPerSecond)])])
  }

  /// DF_PointList takes 31 points; SUMO's lanes here have fewer.
  private func points(_ line: [LocalPoint]) -> SchemaValue {
    .list(
      line.prefix(31).map {
        .fields(["posOffset": CommonEncoding.offset(of: frame.position(of: $0), from: nodePosition)])
      })
  }
}
