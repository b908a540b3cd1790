import Kernel
import RoadModel

/// A vehicle on its way, as the world moves it: a place on a leg, a speed that changes evenly within a step.
struct Vehicle: Sendable {
  /// A move from one lane to the next, as a function of the way: so the body always points where it goes.
  struct LaneChange: Sendable {
    var from: Double
    var to: Double
    var fromLane: Int
    var start: Double
    var distance: Double

    /// Metres to the right of the leg's line, and the slope of the path there.
    func place(at along: Double) -> (right: Double, slope: Double) {
      let share = min(1, max(0, (along - start) / distance))
      let square = share * share
      // The polynomial of the fifth order that begins and ends without a bend.
      let moved = square * share * (10 - 15 * share + 6 * square)
      let slope = 30 * square * (1 - share) * (1 - share) / distance
      return (from + (to - from) * moved, (to - from) * slope)
    }
  }

  var number: Int
  var kind: ParticipantKind
  var size: BodySize
  var hasOnBoardUnit: Bool
  var driver: Driver
  /// Metres to the right of the lane's middle at which it keeps.
  var habit: Double
  var leg: Int
  var lane: Int
  /// Metres of its middle along the leg.
  var along: Double
  var speed: Double
  var acceleration = 0.0
  var change: LaneChange?
  /// The box that it is in, and with which group it went in.
  var hold: (box: Int, group: Int)?

  var front: Double { along + size.length / 2 }
  var rear: Double { along - size.length / 2 }

  /// Whether it is in a lane, or on its way from or to it.
  func occupies(_ other: Int) -> Bool { lane == other || change?.fromLane == other }

  /// How far it gets in some seconds of the step.
  func advance(_ seconds: Double) -> Double { speed * seconds + acceleration * seconds * seconds / 2 }

  /// The road user that it is some seconds into the step.
  func body(after seconds: Double, on plan: RoadPlan) -> RoadUser {
    var leg = leg
    var lane = lane
    var place = along + advance(seconds)
    var lateral = (right: plan.legs[leg].lanes[lane], slope: 0.0)
    if let change { lateral = change.place(at: place) }
    if place > plan.legs[leg].length, let next = plan.onward[leg][lane] {
      place -= plan.legs[leg].length
      leg = next.leg
      lane = next.lane
      lateral = (plan.legs[leg].lanes[lane], 0)
    }
    let pose = plan.pose(leg: leg, along: place, right: lateral.right + habit)
    // Metres to the right are clockwise.
    let heading = pose.heading - Trigonometry.atan2(lateral.slope, 1)
    let along = speed + acceleration * seconds
    let ahead = Angle(radians: heading).unitVector
    return RoadUser(
      number: number, kind: kind, size: size, position: pose.position,
      velocity: ahead * (along * (1 + lateral.slope * lateral.slope).squareRoot()), heading: Angle(radians: heading),
      hasOnBoardUnit: hasOnBoardUnit)
  }
}
