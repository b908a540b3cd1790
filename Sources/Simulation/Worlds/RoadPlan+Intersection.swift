import Kernel

/// A crossing of two roads with four arms. Each arm has lanes to the left, straight on and to the right, a lane for
/// bicycles at the edge, and people cross all arms.
///
/// Groups: 0 north and south straight on, with those on foot and bicycles beside them; 1 north and south to the left and
/// right; 2 and 3 the same for east and west. What would meet never has green together.
extension RoadPlan {
  private static let armLength = 190.0
  private static let half = 20.0
  /// Middles of the lanes of an arm towards the crossing, metres right of the middle of the road: left, straight on,
  /// right, bicycles; and of those away from it: inner, outer, bicycles.
  private static let inbound = [1.7, 4.9, 8.1, 11.0]
  private static let outbound = [1.7, 4.9, 11.0]

  /// The crossing, its signals `offset` seconds into their cycle.
  static func intersection(offset: Double) -> RoadPlan {
    var plan = RoadPlan()
    plan.program = SignalProgram(
      phases: [
        .init(group: 0, green: 22), .init(group: 1, green: 10), .init(group: 2, green: 22), .init(group: 3, green: 10),
      ], offset: offset)
    var ways: [(into: Int, out: Int)] = []
    for arm in 0..<4 { ways.append(plan.addArm(arm)) }
    for arm in 0..<4 { plan.join(arm, ways) }
    for arm in 0..<4 { plan.addFootway(arm) }
    for arm in 0..<4 {
      let ahead = direction(arm)
      let right = LocalVector(east: ahead.north, north: -ahead.east)
      for place in 0..<6 {
        plan.parking.append(
          (origin + ahead * (45 + 8 * Double(place)) + right * 13.1, Angle(of: ahead).radians))
      }
      plan.masts.append(origin + ahead * 18 + right * 18)
    }
    return plan
  }

  private static let origin = LocalPoint(east: 0, north: 0)

  /// The direction from the crossing along an arm: south, east, north, west.
  private static func direction(_ arm: Int) -> LocalVector {
    [
      LocalVector(east: 0, north: -1), LocalVector(east: 1, north: 0), LocalVector(east: 0, north: 1),
      LocalVector(east: -1, north: 0),
    ][arm & 3]
  }

  private mutating func addArm(_ arm: Int) -> (into: Int, out: Int) {
    let outward = Self.direction(arm)
    let inward = outward * -1
    let end = Self.armLength
    let into = add(
      RoadLeg(
        from: Self.origin + outward * (Self.half + end), heading: Angle(of: inward).radians, length: end,
        lanes: Self.inbound))
    let out = add(
      RoadLeg(
        from: Self.origin + outward * Self.half, heading: Angle(of: outward).radians, length: end,
        lanes: Self.outbound))
    let straight = arm % 2 == 0 ? 0 : 2
    stopLines[into] = [
      StopLine(along: end - 1, groups: [straight + 1, straight, straight + 1, straight], box: 0)
    ]
    entries.append(into)
    motorLanes[into] = 0..<3
    cycleLane[into] = 3
    motorLanes[out] = 0..<2
    cycleLane[out] = 2
    straightLane[into] = 1
    return (into, out)
  }

  /// Leads the lanes of an arm through the crossing. The arms are numbered counter-clockwise: the next one lies to the
  /// right of who comes in.
  private mutating func join(_ arm: Int, _ ways: [(into: Int, out: Int)]) {
    let into = legs[ways[arm].into]
    let straight = arm % 2 == 0 ? 0 : 2
    let opposite = ways[(arm + 2) % 4].out
    let left = ways[(arm + 3) % 4].out
    let right = ways[(arm + 1) % 4].out
    func gate(_ leg: Int, _ lane: Int) -> LocalPoint { legs[leg].pose(at: 0, right: legs[leg].lanes[lane]).position }
    let targets = [(left, 0), (opposite, 1), (right, 1), (opposite, 2)]
    for (lane, target) in targets.enumerated() {
      let from = into.pose(at: into.length, right: into.lanes[lane])
      let isBend = lane == 0 || lane == 2
      let piece =
        isBend
        ? RoadLeg(from: from.position, heading: from.heading, to: gate(target.0, target.1))
        : RoadLeg(from: from.position, heading: from.heading, length: 2 * Self.half, lanes: [0])
      let leg = add(piece, boxGroup: isBend ? straight + 1 : straight, box: 0)
      onward[leg][0] = Onward(leg: target.0, lane: target.1)
      onward[ways[arm].into][lane] = Onward(leg: leg, lane: 0)
    }
  }

  /// The way across an arm, along the kerb before it and along the road that it leaves behind after it. The ways of
  /// neighbouring arms do not meet.
  private mutating func addFootway(_ arm: Int) {
    let outward = Self.direction(arm)
    let right = LocalVector(east: outward.north, north: -outward.east)
    func point(_ along: Double, _ across: Double) -> LocalPoint { Self.origin + outward * along + right * across }
    // Who crosses the arm to the east or west walks beside those who drive north and south.
    footways.append(
      Footway(
        points: [
          point(38, 14.6), point(17.5, 14.6), point(17.5, 13.4), point(17.5, -13.5), point(17.5, -16), point(150, -16),
        ], wait: 2, group: arm % 2 == 0 ? 2 : 0, box: 0))
  }
}
