import Kernel
import RoadModel

/// The lanes of a map with the ways that lead on from their ends, laid out for walking along them. Allocates when it is
/// made, and never afterwards.
///
/// A *course* is a line that is driven along: the centre line of a lane, or what joins the end of one lane to the
/// beginning of the next across a junction, which no map draws. The courses of lanes come first, in the order of the map.
struct LaneNetwork {
  /// A point of a course.
  struct Point: BitwiseCopyable {
    var place: LocalPoint
    /// Metres from the beginning of the course.
    var along: Double
    /// The direction of the piece that begins here, of length one; the last point has that of the piece before.
    var direction: LocalVector
    /// The same as an angle.
    var heading: Angle
  }

  /// A line that is driven along.
  struct Course: BitwiseCopyable {
    /// The points, `count` of them from `first` on: none, or two and more.
    var first: Int32 = 0
    var count: Int32 = 0
    /// Metres.
    var length = 0.0
    /// Metres from the beginning within which the road is known to be there.
    var known = 0.0
    /// Half of the width, metres.
    var halfWidth = 1.75
    /// What it is for.
    var type = LaneType.vehicle
    /// The highest speed allowed, m/s; not a number where the map does not say.
    var limit = Double.nan
    /// The speed at which its sharpest bend is driven, m/s, and from where to where along the course that lies.
    var bendSpeed = Double.infinity
    var bendFrom = 0.0
    var bendTo = 0.0
  }

  /// A way on from the end of a lane.
  struct Way: BitwiseCopyable {
    /// The course across the junction.
    var course: Int32
    /// The lane that it leads into, -1 where the map has none; the course then goes on for some way.
    var lane: Int32
    /// What a driver does who takes it.
    var manoeuvre: Manoeuvre
    /// The place of its signal in ``signals``, -1 for none.
    var signal: Int32
    /// How often it is taken, against the other ways of the lane: an assumption to which those who took it are added.
    var weight: Float
  }

  /// A signal phase that governs ways.
  struct Signal: Hashable {
    var node: NodeID
    var phase: UInt8
  }

  private(set) var points: [Point] = []
  private(set) var courses: [Course] = []
  private(set) var ways: [Way] = []
  /// The first way of each lane, with one more entry behind the last lane.
  private(set) var firstWay: [Int32] = []
  /// The lanes beside each lane, -1 where there is none that a vehicle may change to.
  private(set) var left: [Int32] = []
  private(set) var right: [Int32] = []
  private(set) var signals: [Signal] = []
  /// How many lanes there are.
  let laneCount: Int

  /// The most points of all courses. A map beyond it goes without some of its ways.
  private static let pointLimit = 1 << 18
  /// The most ways on from one lane.
  private static let wayLimit = 8
  /// The most lanes that a connection leads into which names only the node.
  private static let targetLimit = 4
  private var signalPlaces: [Signal: Int32] = [:]

  /// Lays out a map.
  init(_ map: LaneMap) {
    laneCount = map.lanes.count
    for lane in map.lanes {
      courses.append(course(of: lane))
    }
    let lookUp = LaneLookUp(map)
    for (place, lane) in map.lanes.enumerated() {
      left.append(changeable(lookUp.lane(beside: lane, by: -1), from: place))
      right.append(changeable(lookUp.lane(beside: lane, by: 1), from: place))
    }
    for (place, lane) in map.lanes.enumerated() {
      firstWay.append(Int32(ways.count))
      addWays(from: place, lane, map, lookUp)
    }
    firstWay.append(Int32(ways.count))
  }

  /// Whether a lane has a shape.
  func isUsable(_ lane: Int) -> Bool { lane >= 0 && lane < laneCount && courses[lane].count >= 2 }

  private func changeable(_ lane: Int32, from place: Int) -> Int32 {
    lane >= 0 && isUsable(Int(lane)) && courses[Int(lane)].type == courses[place].type ? lane : -1
  }

  // MARK: Courses

  private mutating func course(of lane: Lane) -> Course {
    var course = Course(halfWidth: min(10, max(0.5, lane.width / 2)), type: lane.type)
    if let limit = lane.speedLimit, limit > 1 { course.limit = min(limit, 60) }
    draw(lane.centerLine, &course)
    findBend(&course)
    return course
  }

  /// Appends the points of a line; points on top of one another count once.
  private mutating func draw(_ line: [LocalPoint], _ course: inout Course) {
    course.first = Int32(points.count)
    var along = 0.0
    var before: LocalPoint?
    for place in line where points.count < Self.pointLimit {
      guard place.east.isFinite, place.north.isFinite else { continue }
      if let before {
        let gap = place - before
        let length = gap.length
        guard length > 0.05 else { continue }
        let direction = gap * (1 / length)
        points.append(Point(place: before, along: along, direction: direction, heading: Angle(of: direction)))
        along += length
      }
      before = place
    }
    let drawn = points.count - Int(course.first)
    guard let before, drawn > 0 else { return }
    let last = points[points.count - 1]
    points.append(Point(place: before, along: along, direction: last.direction, heading: last.heading))
    course.count = Int32(drawn + 1)
    course.length = along
    course.known = along
  }

  /// What drivers take of acceleration towards the middle of a bend, m/s^2.
  private static let bendAcceleration = 3.0
  /// The turn at a corner of a line below which it is straight, radians.
  private static let leastTurn = 0.1

  /// Finds the sharpest bend of a course that a map draws.
  private mutating func findBend(_ course: inout Course) {
    guard course.count >= 3 else { return }
    for place in Int(course.first) + 1..<Int(course.first + course.count) - 1 {
      let before = points[place - 1].direction
      let after = points[place].direction
      let turn = Trigonometry.atan2(before.cross(after), before.dot(after)).magnitude
      guard turn > Self.leastTurn else { continue }
      let reach = (points[place + 1].along - points[place - 1].along) / 2
      let speed = (Self.bendAcceleration * max(5, reach / turn)).squareRoot()
      guard speed < course.bendSpeed else { continue }
      course.bendSpeed = speed
      course.bendFrom = points[place].along - min(reach, 5)
      course.bendTo = points[place].along + min(reach, 5)
    }
  }

  // MARK: Ways

  private mutating func addWays(from place: Int, _ lane: Lane, _ map: LaneMap, _ lookUp: LaneLookUp) {
    guard isUsable(place) else { return }
    let first = ways.count
    for connection in lane.connections where ways.count - first < Self.wayLimit {
      add(connection, from: place, lane, map, lookUp)
    }
    if ways.count == first {
      // Nothing is known of what follows: straight on.
      let end = points[Int(courses[place].first + courses[place].count) - 1]
      append([end.place, end.place + end.direction * Self.beyond], from: place, to: -1, .keepLane, nil)
    }
    // Ways of one manoeuvre share its weight.
    for way in first..<ways.count {
      let same = ways[first...].reduce(0) { $0 + ($1.manoeuvre == ways[way].manoeuvre ? 1 : 0) }
      ways[way].weight /= Float(same)
    }
    let sum = ways[first...].reduce(0) { $0 + $1.weight }
    for way in first..<ways.count { ways[way].weight *= Self.priorWeight / sum }
    if ways.count == first + 1, ways[first].manoeuvre == .straight, ways[first].signal < 0 {
      ways[first].manoeuvre = .keepLane
    }
  }

  /// How many road users seen on the ways of a lane weigh as much as what is assumed of them before.
  private static let priorWeight: Float = 4
  /// How many are remembered; then the older ones count less.
  private static let memory: Float = 200

  /// Notes that a way was taken.
  mutating func note(taken way: Int32, from lane: Int32) {
    ways[Int(way)].weight += 1
    guard ways[Int(way)].weight > Self.memory else { return }
    for other in Int(firstWay[Int(lane)])..<Int(firstWay[Int(lane) + 1]) { ways[other].weight *= 0.5 }
  }

  /// Metres beyond a junction or a lane for which a road that the map lacks may be taken for straight.
  private static let trusted = 10.0
  /// Metres that a way goes on where the map ends.
  private static let beyond = 120.0

  private mutating func add(
    _ connection: LaneConnection, from place: Int, _ lane: Lane, _ map: LaneMap, _ lookUp: LaneLookUp
  ) {
    let end = points[Int(courses[place].first + courses[place].count) - 1]
    let told = Manoeuvre(only: connection.maneuvers) ?? Manoeuvre(only: lane.maneuvers)
    let targets = lookUp.lanes(onward: lane, connection).prefix(Self.targetLimit).filter { isUsable(Int($0)) }
    let signal = connection.phase.map { Signal(node: lane.downstreamNode, phase: $0) }
    for target in targets where ways.count < 1 << 17 {
      let start = points[Int(courses[Int(target)].first)]
      append(
        JunctionCurve.points(from: end.place, end.direction, to: start.place, start.direction), from: place,
        to: target, told ?? Manoeuvre(from: end.direction, to: start.direction), signal)
    }
    guard targets.isEmpty else { return }
    guard let exit = lookUp.exit(from: lane, connection, map) else {
      let manoeuvre = told ?? .straight
      return append(
        JunctionCurve.points(from: end.place, end.direction, turning: manoeuvre, beyond: Self.beyond), from: place,
        to: -1, manoeuvre, signal)
    }
    var line = JunctionCurve.points(from: end.place, end.direction, to: exit.place, exit.direction)
    line.append(exit.place + exit.direction * Self.beyond)
    append(line, from: place, to: -1, told ?? Manoeuvre(from: end.direction, to: exit.direction), signal)
  }

  private mutating func append(
    _ line: [LocalPoint], from place: Int, to lane: Int32, _ manoeuvre: Manoeuvre, _ signal: Signal?
  ) {
    var course = Course(halfWidth: courses[place].halfWidth, type: courses[place].type, limit: courses[place].limit)
    draw(line, &course)
    if lane < 0 { course.known = max(0, course.length - Self.beyond) + Self.trusted }
    if lane < 0 || course.count > 2 { findTurn(&course) }
    var number: Int32 = -1
    if let signal {
      number = signalPlaces[signal] ?? Int32(signals.count)
      if number == signals.count {
        signals.append(signal)
        signalPlaces[signal] = number
      }
    }
    ways.append(
      Way(
        course: Int32(courses.count), lane: lane, manoeuvre: manoeuvre, signal: number,
        weight: manoeuvre.usualWeight))
    courses.append(course)
  }

  /// A way across a junction bends as a whole: by how much and over which length tells how fast it is driven.
  private func findTurn(_ course: inout Course) {
    guard course.count >= 2 else { return }
    let first = Int(course.first)
    let drawn = min(Int(course.count), JunctionCurve.pieces + 1)
    let last = first + drawn - 1
    var turn = 0.0
    for place in first + 1..<max(first + 2, first + Int(course.count) - 1) where place < points.count {
      turn += points[place - 1].direction.cross(points[place].direction)
    }
    guard turn.magnitude > 0.35 else { return }
    let length = points[last].along
    course.bendSpeed = max(2, (Self.bendAcceleration * max(3, 0.8 * length / turn.magnitude)).squareRoot())
    course.bendFrom = length * 0.2
    course.bendTo = length * 0.8
  }
}

extension Manoeuvre {
  /// The one that a set names alone.
  init?(only maneuvers: Maneuvers) {
    switch maneuvers {
    case .straight: self = .straight
    case .left: self = .turnLeft
    case .right: self = .turnRight
    case .uTurn: self = .uTurn
    default: return nil
    }
  }

  /// The one that leads from a direction to another.
  init(from before: LocalVector, to after: LocalVector) {
    let turn = Trigonometry.atan2(before.cross(after), before.dot(after))
    if turn.magnitude < 0.6 {
      self = .straight
    } else if turn.magnitude > 2.7 {
      self = .uTurn
    } else {
      self = turn > 0 ? .turnLeft : .turnRight
    }
  }

  /// How often it is chosen where a lane allows several.
  var usualWeight: Float {
    switch self {
    case .straight, .keepLane: 3
    case .uTurn: 0.1
    default: 1
    }
  }
}
