import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// A way ahead as a row of courses.
struct Route: BitwiseCopyable {
  /// One course of it.
  struct Leg: BitwiseCopyable {
    var course: Int32 = -1
    /// Metres along the course where the leg begins, and metres of the route before that.
    var from = 0.0
    var before = 0.0
  }

  static let legLimit = 6
  var legs = InlineArray<6, Leg>(repeating: Leg())
  var count = 0
  /// Metres to the end of the last leg.
  var length = 0.0

  /// Adds a course from some metres along it.
  @inline(__always) mutating func add(_ course: Int32, from: Double, length whole: Double) {
    guard count < Self.legLimit else { return }
    legs[count] = Leg(course: course, from: from, before: length)
    count += 1
    length += max(0, whole - from)
  }
}

extension LaneNetwork {
  /// The route that begins on a lane, or on one of its ways, and goes on for `reach` metres where the map has that much;
  /// after `way` always along what is taken most.
  func route(lane: Int32, along: Double, way: Int32, isOnWay: Bool, reach: Double) -> Route {
    var route = Route()
    if !isOnWay { route.add(lane, from: along, length: courses[Int(lane)].length) }
    var next = way
    var start = isOnWay ? along : 0
    while next >= 0, route.count < Route.legLimit {
      let step = ways[Int(next)]
      let length = courses[Int(step.course)].length
      if start < length { route.add(step.course, from: start, length: length) }
      guard step.lane >= 0, route.length < reach, route.count < Route.legLimit else { break }
      let past = max(0, start - length)
      route.add(step.lane, from: past, length: courses[Int(step.lane)].length)
      guard route.length < reach else { break }
      start = 0
      next = usualWay(of: step.lane)
    }
    return route
  }

  /// The way from a lane's end that is taken most, -1 for none.
  func usualWay(of lane: Int32) -> Int32 {
    let (first, end) = (Int(firstWay[Int(lane)]), Int(firstWay[Int(lane) + 1]))
    var best = -1
    for way in first..<end where best < 0 || ways[way].weight > ways[best].weight { best = way }
    return Int32(best)
  }

  /// Metres along a course and to its left of a point, by the nearest piece; the last piece goes on beyond its end.
  func project(_ point: LocalPoint, on course: Int32) -> (along: Double, offset: Double, direction: LocalVector) {
    let shape = courses[Int(course)]
    var best = (along: 0.0, offset: 0.0, direction: LocalVector(east: 1, north: 0))
    var least = Double.infinity
    for place in 0..<max(0, Int(shape.count) - 1) {
      let piece = points[Int(shape.first) + place]
      let length = points[Int(shape.first) + place + 1].along - piece.along
      let gap = point - piece.place
      let ahead = piece.direction.dot(gap)
      let isLast = place == Int(shape.count) - 2
      let along = isLast ? max(0, ahead) : min(length, max(0, ahead))
      let square = (gap - piece.direction * along).squaredLength
      if square < least {
        least = square
        best = (piece.along + along, piece.direction.cross(gap), piece.direction)
      }
    }
    return best
  }
}

/// On the hot path: no allocation.
///
/// Walks along a route, always forward.
struct RouteWalk {
  private var leg = 0
  private var piece = 0

  /// The place, the direction and the same as an angle `distance` metres along a route; beyond its end straight on.
  @inline(__always) mutating func step(
    to distance: Double, _ route: borrowing Route, _ network: borrowing LaneNetwork
  ) -> (place: LocalPoint, direction: LocalVector, heading: Angle) {
    while leg + 1 < route.count, distance >= route.legs[leg + 1].before {
      leg += 1
      piece = 0
    }
    let current = route.legs[leg]
    let course = network.courses[Int(current.course)]
    let along = distance - current.before + current.from
    let first = Int(course.first)
    while piece + 2 < Int(course.count), network.points[first + piece + 1].along <= along { piece += 1 }
    let start = network.points[first + piece]
    return (start.place + start.direction * (along - start.along), start.direction, start.heading)
  }
}
