import Kernel
import RoadModel

/// On the hot path: no allocation. Who drives behind whom.
extension Prediction {
  /// How many road users are passed over at most when one is put in its place on a course; those of a longer row are put
  /// a little out of order.
  private static let searchLimit = 64

  /// Puts the road users of each course in a row.
  mutating func lineUp(_ objects: [SceneObject]) {
    for course in foremost.indices {
      foremost[course] = -1
      hindmost[course] = -1
    }
    for place in 0..<count {
      let mine = state(place)
      mine.pointee.ahead = -1
      mine.pointee.behind = -1
      guard mine.pointee.course >= 0, objects[place].kind != .pedestrian else { continue }
      insert(place, mine)
    }
  }

  private mutating func insert(_ place: Int, _ mine: UnsafeMutablePointer<RouteState>) {
    let course = Int(mine.pointee.course)
    var ahead = hindmost[course]
    var behind: Int32 = -1
    var steps = 0
    while ahead >= 0, steps < Self.searchLimit, state(Int(ahead)).pointee.along <= mine.pointee.along {
      behind = ahead
      ahead = state(Int(ahead)).pointee.ahead
      steps += 1
    }
    mine.pointee.ahead = ahead
    mine.pointee.behind = behind
    if ahead >= 0 { state(Int(ahead)).pointee.behind = Int32(place) } else { foremost[course] = Int32(place) }
    if behind >= 0 { state(Int(behind)).pointee.ahead = Int32(place) } else { hindmost[course] = Int32(place) }
  }

  /// How far ahead somebody matters, metres.
  private static let sight = 80.0

  /// Finds who is ahead on a route and puts it into what is ahead. `mine` is on the route's first course, if it is on the
  /// course that it is thought to be on; otherwise everybody on the course is looked at.
  func findLeader(
    of mine: Int, _ route: borrowing Route, isOwnCourse: Bool, _ objects: [SceneObject], into road: inout RoadAhead
  ) {
    for leg in 0..<route.count {
      let start = route.legs[leg]
      guard start.before < Self.sight else { return }
      var candidate = hindmost[Int(start.course)]
      if leg == 0 {
        if isOwnCourse {
          candidate = state(mine).pointee.ahead
        } else {
          var steps = 0
          while candidate >= 0, steps < Self.searchLimit, state(Int(candidate)).pointee.along <= start.from {
            candidate = state(Int(candidate)).pointee.ahead
            steps += 1
          }
        }
      }
      if candidate == Int32(mine) { candidate = state(mine).pointee.ahead }
      guard candidate >= 0 else { continue }
      let other = state(Int(candidate))
      let middle = start.before + other.pointee.along - start.from
      guard middle < Self.sight else { return }
      let lengths = (objects[mine].size.length + objects[Int(candidate)].size.length) / 2
      road.leaderGap = max(0, middle - lengths)
      road.leaderTravel = other.pointee.travel
      if !other.pointee.hasTravel {
        let speed = Float(objects[Int(candidate)].velocity.length)
        for point in 0..<Forecast.pointCount { road.leaderTravel[point] = speed * 0.5 * Float(point + 1) }
      }
      return
    }
  }
}
