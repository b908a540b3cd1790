import Kernel

/// The roads of a world: legs, where they lead, where they are stopped at and by which signal.
struct RoadPlan: Sendable {
  /// How to go on from a lane of a leg.
  struct Onward: Sendable {
    /// The next leg and the lane on it.
    var leg: Int
    var lane: Int
  }

  /// A line before which a red signal stops, metres along the leg of the front of a vehicle.
  struct StopLine: Sendable {
    var along: Double
    /// The group of signals by lane.
    var groups: [Int]
    /// The place that must be clear of other groups before one may go, -1 where there is none.
    var box: Int
  }

  /// A way on foot: along the kerb, across the road when its signal lets one, and on.
  struct Footway: Sendable {
    var points: [LocalPoint]
    /// The place in `points` at which one waits, and the group that lets one go; -1 for a way without a road.
    var wait: Int
    var group: Int
    var box: Int
  }

  /// The pieces of road.
  var legs: [RoadLeg] = []
  /// For each leg and lane how it goes on; nil where the world ends.
  var onward: [[Onward?]] = []
  var stopLines: [[StopLine]] = []
  /// The group whose box a leg lies in, and the box; -1 for roads outside.
  var boxGroup: [Int] = []
  var box: [Int] = []
  /// The legs by which traffic comes in, which lanes motor vehicles take and which one bicycles.
  var entries: [Int] = []
  var motorLanes: [Int: Range<Int>] = [:]
  var cycleLane: [Int: Int] = [:]
  /// The lanes from which those too long for bends start.
  var straightLane: [Int: Int] = [:]
  var footways: [Footway] = []
  /// Where cars stand parked, and which way they point.
  var parking: [(position: LocalPoint, heading: Double)] = []
  var program = SignalProgram(phases: [], offset: 0)
  /// Where units may stand.
  var masts: [LocalPoint] = []

  mutating func add(_ leg: RoadLeg, boxGroup group: Int = -1, box: Int = -1) -> Int {
    legs.append(leg)
    onward.append(Array(repeating: nil, count: leg.lanes.count))
    stopLines.append([])
    boxGroup.append(group)
    self.box.append(box)
    return legs.count - 1
  }

  /// The heading of the middle of a leg's lane and its place.
  func pose(leg: Int, along: Double, right: Double) -> (position: LocalPoint, heading: Double) {
    legs[leg].pose(at: along, right: right)
  }
}
