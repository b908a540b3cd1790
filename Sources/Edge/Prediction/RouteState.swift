import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// What prediction remembers of one road user: from which lane it came, which of its ways on it may take, and how
/// probable each is by all that was seen of it.
struct RouteState: BitwiseCopyable {
  static let wayLimit = 4

  /// The track, 0 in a free slot.
  var id: UInt64 = 0
  /// The lane whose ways are meant, -1 for none.
  var lane: Int32 = -1
  /// Whether the lane lies behind it and one of the ways is being driven.
  var isOnWay = false
  /// The ways, `count` of them, and how probable each is; they add up to 1.
  var ways = InlineArray<4, Int32>(repeating: -1)
  var weights = InlineArray<4, Double>(repeating: 0)
  var count = 0
  /// The course that it most probably is on, -1 for none, and metres along it.
  var course: Int32 = -1
  var along = 0.0
  /// Who drives ahead and behind on the same course, as places among the objects; -1 for nobody.
  var ahead: Int32 = -1
  var behind: Int32 = -1
  /// Seconds that it has stood although nothing known keeps it.
  var idleSeconds = 0.0
  /// How far it gets at each point on its most probable way.
  var travel = InlineArray<10, Float>(repeating: 0)
  /// Whether ``travel`` was ever worked out.
  var hasTravel = false

  /// Takes the ways on from a lane, those that are taken most.
  mutating func take(lane: Int32, of network: borrowing LaneNetwork) {
    self.lane = lane
    isOnWay = false
    count = 0
    var sum = 0.0
    for way in Int(network.firstWay[Int(lane)])..<Int(network.firstWay[Int(lane) + 1]) {
      let weight = Double(network.ways[way].weight)
      var place = count
      if count == Self.wayLimit {
        place = 0
        for other in 1..<count where weights[other] < weights[place] { place = other }
        guard weights[place] < weight else { continue }
        sum -= weights[place]
      } else {
        count += 1
      }
      ways[place] = Int32(way)
      weights[place] = weight
      sum += weight
    }
    for place in 0..<count { weights[place] /= max(1e-9, sum) }
  }

  /// Weighs each way by a factor and makes the sum 1 again; none falls below a share that leaves it a way back.
  @inline(__always) mutating func weigh(_ factor: (Int) -> Double) {
    var sum = 0.0
    for place in 0..<count {
      weights[place] = max(1e-4, weights[place] * factor(place))
      sum += weights[place]
    }
    for place in 0..<count { weights[place] /= max(1e-9, sum) }
  }

  /// The place of the most probable way, -1 for none.
  @inline(__always) var best: Int {
    var best = -1
    for place in 0..<count where best < 0 || weights[place] > weights[best] { best = place }
    return best
  }

  /// Forgets the lane.
  mutating func leave() {
    lane = -1
    count = 0
    isOnWay = false
    course = -1
  }
}

extension LaneNetwork {
  /// Metres across within which someone may follow a way, the cosine of the angle to it, and metres beyond its end.
  private static let reach = 2.5
  private static let leastAlignment = 0.9
  private static let overrun = 25.0

  /// Finds out on which course a road user is, and what the way across a junction that it takes looks like by now.
  mutating func locate(_ object: borrowing SceneObject, _ state: inout RouteState) {
    if let position = object.lane, isUsable(position.lane) {
      let lane = Int32(position.lane)
      if state.lane != lane || state.isOnWay {
        for place in 0..<state.count where ways[Int(state.ways[place])].lane == lane {
          note(taken: state.ways[place], from: state.lane)
        }
        state.take(lane: lane, of: self)
      }
      state.course = Int32(position.lane)
      state.along = position.along
      return
    }
    guard state.lane >= 0, object.kind != .pedestrian, !isLostBefore(object, state) else { return state.leave() }
    state.isOnWay = true
    let front = object.heading.unitVector
    var nearest = Double.infinity
    var fits = InlineArray<4, Double>(repeating: 0)
    for place in 0..<state.count {
      let course = ways[Int(state.ways[place])].course
      guard courses[Int(course)].count >= 2 else { continue }
      let found = project(object.position, on: course)
      let end = ways[Int(state.ways[place])].lane < 0 ? courses[Int(course)].known : courses[Int(course)].length
      guard found.along < end + (ways[Int(state.ways[place])].lane < 0 ? 0 : Self.overrun) else { continue }
      if found.direction.dot(front) > Self.leastAlignment { nearest = min(nearest, found.offset.magnitude) }
      fits[place] = RouteFit.value(offset: found.offset, alignment: found.direction.dot(front))
    }
    guard nearest < Self.reach else {
      // Beyond what is known of a way that it was almost surely on.
      let best = state.best
      if best >= 0, state.weights[best] > 0.8, isPast(object, state.ways[best]) {
        note(taken: state.ways[best], from: state.lane)
      }
      return state.leave()
    }
    state.weigh { fits[$0] }
    let best = state.best
    guard best >= 0, fits[best] > 0 else { return state.leave() }
    state.course = ways[Int(state.ways[best])].course
    state.along = project(object.position, on: state.course).along
  }

  /// Whether someone has driven all that is known of a way to where the map has no lane, and is still near it.
  private func isPast(_ object: borrowing SceneObject, _ way: Int32) -> Bool {
    let course = ways[Int(way)].course
    guard ways[Int(way)].lane < 0, courses[Int(course)].count >= 2 else { return false }
    let found = project(object.position, on: course)
    return found.along >= courses[Int(course)].known && found.offset.magnitude < 2 * Self.reach
  }

  /// Whether someone on no lane is not even at the end of the lane that it was on.
  private func isLostBefore(_ object: borrowing SceneObject, _ state: RouteState) -> Bool {
    guard !state.isOnWay else { return false }
    let found = project(object.position, on: state.lane)
    return found.along < courses[Int(state.lane)].length - 3
  }
}

/// How well a place and a heading fit to a way across a junction.
enum RouteFit {
  /// Between almost 0 and 1. It is taken some ten times a second while the same errors last, so that one look says
  /// little.
  @inline(__always) static func value(offset: Double, alignment: Double) -> Double {
    let across = offset * offset * (1 / 1.44)
    let turn = 2 * (1 - alignment) * (1 / 0.06)
    return 0.6 + 0.4 / (1 + across + turn)
  }
}
