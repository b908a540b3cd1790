import Kernel

/// A straight road of 600 m with two signals for people who cross, two lanes and one for bicycles a direction, and cars
/// parked along the kerb.
///
/// Groups: of the first crossing 0 the road and 1 the people; the second crossing has the same programme.
extension RoadPlan {
  private static let lanes = [1.7, 4.9, 8.0]
  /// Metres east of the two crossings, from the middle of the road.
  private static let crossings = [-120.0, 120.0]
  /// The road goes on beyond what units see, so that nobody comes from nowhere.
  private static let reach = 380.0

  /// The corridor, its signals `offset` seconds into their cycle.
  static func corridor(offset: Double) -> RoadPlan {
    var plan = RoadPlan()
    plan.program = SignalProgram(phases: [.init(group: 0, green: 24), .init(group: 1, green: 16)], offset: offset)
    for heading in [0.0, Double.pi] {
      let ahead = Angle(radians: heading).unitVector
      let leg = plan.add(
        RoadLeg(
          from: LocalPoint(east: 0, north: 0) + ahead * -reach, heading: heading, length: 2 * reach, lanes: lanes))
      plan.entries.append(leg)
      plan.motorLanes[leg] = 0..<2
      plan.cycleLane[leg] = 2
      plan.straightLane[leg] = 1
      let places = heading == 0 ? crossings : crossings.reversed().map { -$0 }
      for (place, along) in places.enumerated() {
        plan.stopLines[leg].append(
          StopLine(along: reach + along - 5, groups: [0, 0, 0], box: heading == 0 ? place : 1 - place))
      }
    }
    for (box, east) in crossings.enumerated() { plan.addCrossing(east: east, box: box) }
    for place in 0..<14 {
      plan.parking.append((LocalPoint(east: -90 + 7 * Double(place), north: -10.6), 0))
      plan.parking.append((LocalPoint(east: 20 + 7 * Double(place), north: 10.6), Double.pi))
    }
    for east in [-200.0, -70, 70, 200] {
      plan.masts.append(LocalPoint(east: east, north: east < 0 ? 14 : -14))
    }
    return plan
  }

  /// The ways across the road in both directions: they come along the kerb from either side and do not meet.
  private mutating func addCrossing(east: Double, box: Int) {
    for side in [1.0, -1.0] {
      func point(_ along: Double, _ across: Double) -> LocalPoint {
        LocalPoint(east: east + along * side, north: across * side)
      }
      footways.append(
        Footway(
          points: [
            point(24, 12.7), point(1.5, 12.7), point(1.5, 11.5), point(1.5, -11.5), point(1.5, -14.5),
            point(150, -14.5),
          ], wait: 2, group: 1, box: box))
    }
  }
}
