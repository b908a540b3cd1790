import Kernel
public import RoadModel

/// The traffic of the lanes as it truly was, second by second, worked out from a table of truth alone.
///
/// Edie's definitions over the part of each lane that lies within the units' ranges; the lane is the one that the truth
/// names, the place on it the projection on its centre line. A vehicle waits from below 5 km/h until above 10 km/h; it
/// is queued when it waits and at most 20 m of free road part it from the stop line or from a vehicle that is itself so
/// joined, until it moves on. Motor lanes count motor vehicles, bicycle lanes what has two wheels, the others pedestrians.
/// The table does not tell lengths, so they are those that are usual for the kind.
public struct TrueTraffic: Sendable {
  /// A second of one lane.
  public struct Second: Sendable {
    /// The lane.
    public var lane: LaneID
    /// Vehicle metres and vehicle seconds within the ranges, and metre seconds observed.
    public var sums: TrafficSums
    /// Who waits at its end.
    public var queue: Queue
    /// Road users on it at its end, within the ranges.
    public var present: Int
  }

  /// A lane that counts.
  struct Road: Sendable {
    var place: Int
    var id: LaneID
    var type: LaneType
    var length: Double
    var observedLength: Double
    var line: [LocalPoint]
  }

  private struct Mover {
    var lane = -1
    var isWaiting = false
    var isQueued = false
  }

  private struct Standing {
    var vehicle: Int
    var front: Double
    var rear: Double
  }

  /// The lanes that count, in the order of the map.
  let roads: [Road]
  private let roadOfName: [String: Int]
  private let areas: [ScoredArea]
  private var movers: [Mover] = []
  private var sums: [TrafficSums]
  private var presentOn: [[Standing]] = []
  private var last: Int64?

  /// Metres of a lane that must lie within the ranges for it to count.
  public static let leastLength = 20.0

  /// Prepares for the lanes of a map that lie within areas, at least ``leastLength`` of them. The truth
  /// counts the lanes of a link from the right.
  public init(map: LaneMap, areas: [ScoredArea]) {
    self.areas = areas
    var roads: [Road] = []
    var names: [String: Int] = [:]
    for (place, lane) in map.lanes.enumerated() where lane.type != .crosswalk {
      let link = map.lanes.filter { $0.id.link == lane.id.link && $0.type != .crosswalk }
      let count = Int(link.map(\.number).max() ?? lane.number)
      let seen = TrueTraffic.observedLength(lane.centerLine, areas)
      guard seen >= TrueTraffic.leastLength else { continue }
      names["\(lane.linkName)/\(count - Int(lane.number))"] = roads.count
      roads.append(
        Road(
          place: place, id: lane.id, type: lane.type, length: lane.length, observedLength: seen,
          line: lane.centerLine))
    }
    self.roads = roads
    roadOfName = names
    sums = Array(repeating: TrafficSums(), count: roads.count)
  }

  private static func observedLength(_ line: [LocalPoint], _ areas: [ScoredArea]) -> Double {
    var sum = 0.0
    for (start, end) in zip(line, line.dropFirst()) {
      let length = start.distance(to: end)
      let steps = max(1, Int((length * 2).rounded(.up)))
      for step in 0..<steps {
        let point = start + (end - start) * ((Double(step) + 0.5) / Double(steps))
        if areas.isEmpty || areas.contains(where: { $0.contains(point) }) { sum += length / Double(steps) }
      }
    }
    return sum
  }

  /// Takes the next instant of the truth in.
  public mutating func add(_ frame: TruthTable.Frame) {
    let seconds = last.map { min(max(Double(frame.milliseconds - $0) / 1000, 0), 1) } ?? 0
    last = frame.milliseconds
    presentOn = Array(repeating: [], count: roads.count)
    for object in frame.objects {
      let road = place(of: object)
      note(object, on: road)
      guard road >= 0 else { continue }
      sums[road].distance += object.velocity.length * seconds
      sums[road].time += seconds
      let along = TrueTraffic.along(roads[road].line, object.position)
      let half = object.kind.usualSize.length / 2
      presentOn[road].append(Standing(vehicle: object.vehicle, front: along + half, rear: along - half))
    }
    for road in roads.indices { sums[road].observed += roads[road].observedLength * seconds }
  }

  /// Where a true road user that counts is, by its place in ``LaneMap/lanes``; nil for one that does not count.
  public func position(of object: TruthObject) -> LanePosition? {
    let road = place(of: object)
    guard road >= 0 else { return nil }
    return LanePosition(
      lane: roads[road].place, along: TrueTraffic.along(roads[road].line, object.position), offset: 0)
  }

  /// The lane that a true road user counts on, -1 for none.
  private func place(of object: TruthObject) -> Int {
    guard let bar = object.lane.lastIndex(of: "_"), let number = Int(object.lane[object.lane.index(after: bar)...]),
      let road = roadOfName[String("L\(object.lane[..<bar])".prefix(20)) + "/\(number)"],
      TrueTraffic.counts(object.kind, on: roads[road].type),
      areas.isEmpty || areas.contains(where: { $0.contains(object.position) })
    else { return -1 }
    return road
  }

  /// Whether a kind of road user counts on a type of lane.
  static func counts(_ kind: ParticipantKind, on type: LaneType) -> Bool {
    switch type {
    case .vehicle, .trackedVehicle, .parking, .unknown: kind != .pedestrian && kind != .bicycle
    case .bicycle: kind == .bicycle || kind == .motorcycle
    case .crosswalk, .sidewalk: kind == .pedestrian
    case .median, .striping: false
    }
  }

  private mutating func note(_ object: TruthObject, on road: Int) {
    while movers.count <= object.vehicle { movers.append(Mover()) }
    let speed = object.velocity.length
    if speed > 10 / 3.6 {
      movers[object.vehicle].isWaiting = false
      movers[object.vehicle].isQueued = false
    } else if speed < 5 / 3.6 {
      movers[object.vehicle].isWaiting = object.kind != .pedestrian
    }
    let before = movers[object.vehicle].lane
    let staysInLink = before >= 0 && road >= 0 && roads[before].id.link == roads[road].id.link
    if before != road, !staysInLink { movers[object.vehicle].isQueued = false }
    movers[object.vehicle].lane = road
  }

  /// Metres along a line to the point of it that is nearest to another.
  static func along(_ line: [LocalPoint], _ point: LocalPoint) -> Double {
    var best = (distance: Double.infinity, along: 0.0)
    var before = 0.0
    for (start, end) in zip(line, line.dropFirst()) {
      let length = start.distance(to: end)
      guard length > 0 else { continue }
      let share = min(max((end - start).dot(point - start) / (length * length), 0), 1)
      let distance = (start + (end - start) * share).distance(to: point)
      if distance < best.distance { best = (distance, before + share * length) }
      before += length
    }
    return best.along
  }

  /// What happened since it was asked last, and how it stands at the newest instant. To be asked once a second.
  public mutating func second() -> [Second] {
    let seconds = roads.indices.map { road in
      Second(lane: roads[road].id, sums: sums[road], queue: queue(road), present: presentOn[road].count)
    }
    sums = Array(repeating: TrafficSums(), count: roads.count)
    return seconds
  }

  private mutating func queue(_ road: Int) -> Queue {
    let length = roads[road].length
    var reached = length
    var isJoined = true
    var queue = Queue()
    for standing in presentOn[road].sorted(by: { ($0.front, $0.vehicle) > ($1.front, $1.vehicle) }) {
      if reached - standing.front > 20 { isJoined = movers[standing.vehicle].isQueued }
      if isJoined, movers[standing.vehicle].isWaiting { movers[standing.vehicle].isQueued = true }
      if movers[standing.vehicle].isQueued {
        isJoined = true
        queue.vehicles += 1
        queue.length = max(queue.length, min(length - standing.rear, length))
      }
      reached = standing.rear
    }
    return queue
  }
}
