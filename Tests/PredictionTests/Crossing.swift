import Kernel
import Prediction
import RoadModel

/// A crossing at the origin. From the west come two lanes to the east, 150 m long, whose line is 20 m before the middle:
/// the left one leads straight on and to the left, the right one straight on and to the right. Roads lead away to the
/// east, north and south. Phase 1 is straight on, phase 2 to the left, phase 3 to the right.
enum Crossing {
  static let west = NodeID(region: 1, number: 1)
  static let middle = NodeID(region: 1, number: 2)
  static let east = NodeID(region: 1, number: 3)
  static let north = NodeID(region: 1, number: 4)
  static let south = NodeID(region: 1, number: 5)
  static let start = Instant(milliseconds: 1_773_793_760_000)
  /// Metres along the lanes from the west at which the line is.
  static let line = 150.0

  static func connection(
    to node: NodeID, _ number: UInt8?, _ phase: UInt8?, _ maneuvers: Maneuvers
  ) -> LaneConnection {
    LaneConnection(remoteNode: node, remoteLaneNumber: number, phase: phase, maneuvers: maneuvers)
  }

  static func lane(
    _ from: NodeID, _ to: NodeID, _ number: UInt8, _ line: [(Double, Double)], _ connections: [LaneConnection] = [],
    type: LaneType = .vehicle, width: Double = 3.5
  ) -> Lane {
    Lane(
      upstreamNode: from, downstreamNode: to, linkName: "", number: number, type: type, width: width, maneuvers: [],
      speedLimit: type == .vehicle ? 14 : nil, centerLine: line.map { LocalPoint(east: $0.0, north: $0.1) },
      connections: connections)
  }

  /// 0: left from the west, 1: right from the west, 2 to 4: to the east, north and south, 5: a crosswalk over the road in
  /// the west.
  static let lanes = [
    lane(
      west, middle, 1, [(-170, 3.5), (-20, 3.5)],
      [connection(to: east, 1, 1, .straight), connection(to: north, 1, 2, .left)]),
    lane(
      west, middle, 2, [(-170, 0), (-20, 0)],
      [connection(to: east, 1, 1, .straight), connection(to: south, 1, 3, .right)]),
    lane(middle, east, 1, [(20, 1.75), (300, 1.75)]),
    lane(middle, north, 1, [(3.5, 20), (3.5, 300)]),
    lane(middle, south, 1, [(-8, -20), (-8, -300)]),
    lane(west, middle, 9, [(-12, -10), (-12, 10)], type: .crosswalk, width: 4),
  ]

  static let map = LaneMap(nodes: [], lanes: lanes, version: 1)

  /// The phases 1 to 3.
  static func signals(_ lights: [SignalLight], remaining: Double? = nil) -> [IntersectionSignals] {
    let phases = lights.enumerated().map { place, light in
      PhaseState(
        phase: UInt8(place + 1), light: light, remaining: remaining, remainingEarliest: nil, remainingLatest: nil,
        nextLight: nil)
    }
    return [IntersectionSignals(node: middle, phases: phases, updated: start, status: 0)]
  }

  static let green = signals([.protectedGreen, .protectedGreen, .protectedGreen])
  static let red = signals([.red, .red, .red])
}

/// A road user of a test.
struct Traveller {
  var id: UInt64 = 1
  var kind = ParticipantKind.car
  var position: LocalPoint
  var speed: Double
  /// Radians counter-clockwise from east.
  var course = 0.0
  var acceleration = 0.0
  var turnRate = 0.0
  var lane: Int?
  var temporaryID: UInt64?

  /// On a lane from the west, metres along it.
  init(lane: Int, along: Double, speed: Double, acceleration: Double = 0, offset: Double = 0, id: UInt64 = 1) {
    self.id = id
    self.lane = lane
    self.speed = speed
    self.acceleration = acceleration
    position = LocalPoint(east: -170 + along, north: (lane == 0 ? 3.5 : 0) + offset)
  }

  /// Anywhere.
  init(kind: ParticipantKind, at position: LocalPoint, speed: Double, course: Double = 0, lane: Int? = nil) {
    self.kind = kind
    self.position = position
    self.speed = speed
    self.course = course
    self.lane = lane
  }

  func object(at now: Instant) -> SceneObject {
    let line = lane.map { Crossing.lanes[$0].centerLine }
    let gap = line.map { position - $0[0] }
    let ahead = line.map { ($0[1] - $0[0]) * (1 / ($0[1] - $0[0]).length) }
    var object = SceneObject(
      id: TrackID(id), kind: kind, position: position,
      velocity: LocalVector(east: speed * Trigonometry.cos(course), north: speed * Trigonometry.sin(course)),
      heading: Angle(radians: course), size: kind.usualSize, positionDeviation: LocalVector(east: 0.2, north: 0.2),
      velocityDeviation: LocalVector(east: 0.2, north: 0.2), existence: 1, seenBy: UnitSet(bits: 1),
      isConnected: temporaryID != nil, temporaryID: temporaryID,
      lane: lane.flatMap { lane in
        guard let gap, let ahead else { return nil }
        return LanePosition(lane: lane, along: ahead.dot(gap), offset: ahead.cross(gap))
      }, since: now, lastObserved: now)
    object.acceleration = acceleration
    object.turnRate = turnRate
    return object
  }
}

/// A prediction at work, ten times a second.
struct PredictionUnderTest: ~Copyable {
  var prediction = Prediction(capacity: 64)
  var now = Crossing.start

  init(_ map: LaneMap = Crossing.map) { prediction.setMap(map) }

  /// Tells of the same road users for some seconds; returns the forecasts of the last instant.
  mutating func hold(
    _ travellers: [Traveller], _ signals: [IntersectionSignals] = Crossing.green, seconds: Double = 0.2,
    intentions: [VehicleIntention] = []
  ) -> [Forecast] {
    for _ in 0..<max(1, Int(seconds * 10)) {
      now = now + .milliseconds(100)
      prediction.advance(
        travellers.map { $0.object(at: now) }, signals: signals, intentions: intentions, at: now)
    }
    return prediction.all
  }
}

extension Forecast {
  /// The probability of a manoeuvre, 0 where there is no such way.
  func probability(of manoeuvre: Manoeuvre) -> Double {
    (0..<count).reduce(0) { $0 + (ways[$1].manoeuvre == manoeuvre ? ways[$1].probability : 0) }
  }

  /// The way of a manoeuvre.
  func way(_ manoeuvre: Manoeuvre) -> PredictedWay? {
    (0..<count).first { ways[$0].manoeuvre == manoeuvre }.map { ways[$0] }
  }

  /// The sum of the probabilities.
  var total: Double { (0..<count).reduce(0) { $0 + ways[$1].probability } }
}
