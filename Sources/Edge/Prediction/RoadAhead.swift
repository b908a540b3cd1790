import Kernel
import RoadModel

/// On the hot path: no allocation. What limits a road user on a route.
extension Prediction {
  /// The bends, limits, signals and the one ahead of an object on a route that leaves `lane` by `way`.
  func roadAhead(
    _ objects: [SceneObject], _ place: Int, _ route: borrowing Route, _ driven: DrivenState, lane: Int32, way: Int32,
    isOwnCourse: Bool
  ) -> RoadAhead {
    var road = RoadAhead()
    for leg in 0..<route.count {
      let part = route.legs[leg]
      let course = network.courses[Int(part.course)]
      let shift = part.before - part.from
      if course.limit < driven.freeSpeed {
        road.add(from: part.before, to: shift + course.length, speed: course.limit, isBend: false)
      }
      if course.bendSpeed < .infinity, shift + course.bendTo > 0 {
        let from = shift + course.bendFrom
        // Who is within the bend has chosen its speed.
        let speed = from <= 0 ? max(course.bendSpeed, driven.speed) : course.bendSpeed
        road.add(from: from, to: shift + course.bendTo, speed: speed, isBend: true)
      }
    }
    addLines(&road, route, first: way, nose: objects[place].size.length / 2)
    findLeader(of: place, route, isOwnCourse: isOwnCourse, objects, into: &road)
    return road
  }

  /// The stop lines: where a lane of the route ends and the way that the route takes on from there has a signal.
  private func addLines(_ road: inout RoadAhead, _ route: borrowing Route, first way: Int32, nose: Double) {
    for leg in 0..<route.count - 1 where Int(route.legs[leg].course) < network.laneCount {
      let next = route.legs[leg + 1]
      let signal = signal(of: route.legs[leg].course, onto: next.course, first: way)
      guard signal >= 0 else { continue }
      let line = next.before - nose - Self.margin
      if line > -Self.overshoot { road.add(line: line, gates[Int(signal)]) }
    }
  }

  /// Metres that drivers stay away from a stop line, and metres beyond it from which on one has not stopped for it.
  private static let margin = 0.5
  private static let overshoot = 1.5

  /// The signal between a lane and the course behind it on a route.
  private func signal(of lane: Int32, onto course: Int32, first way: Int32) -> Int32 {
    if network.ways[Int(way)].course == course { return network.ways[Int(way)].signal }
    for other in Int(network.firstWay[Int(lane)])..<Int(network.firstWay[Int(lane) + 1])
    where network.ways[other].course == course {
      return network.ways[other].signal
    }
    return -1
  }
}
