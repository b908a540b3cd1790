import Kernel
import RoadModel

/// Someone on foot: from point to point of a way, never faster or slower at once than legs can.
struct Walker: Sendable {
  var number: Int
  var hasOnBoardUnit = false
  var way: Int
  /// The place beside the way at which this one of a group keeps.
  var offset: LocalVector
  var pace: Double
  var position: LocalPoint
  var velocity = LocalVector.zero
  var acceleration = LocalVector.zero
  var heading: Double
  /// The point of the way that is next.
  var next = 1
  /// Whether the signal let this one go.
  var isReleased = false

  static let size = BodySize(length: 0.5, width: 0.5, height: 1.7)
  /// Metres per second squared.
  static let agility = 1.8

  /// Whether this one is on the road.
  func isCrossing(_ footway: RoadPlan.Footway) -> Bool {
    footway.group >= 0 && next == footway.wait + 1 && isReleased
  }

  /// Decides the acceleration of the next step.
  mutating func decide(_ footway: RoadPlan.Footway, mayGo: Bool, step: Double) {
    if next >= footway.points.count {
      return brake(step)
    }
    let isWaiting = next == footway.wait + 1 && !isReleased
    if isWaiting && mayGo { isReleased = true }
    if isWaiting && !mayGo { return brake(step) }
    let target = footway.points[next] + offset
    var gap = target - position
    if gap.length < 0.5 {
      next += 1
      guard next < footway.points.count else { return brake(step) }
      gap = footway.points[next] + offset - position
    }
    let stopsThere = next == footway.wait || next == footway.points.count - 1
    let speed = stopsThere ? min(pace, (1.6 * max(0, gap.length - 0.2)).squareRoot()) : pace
    steer(to: gap * (speed / max(0.05, gap.length)), step)
  }

  private mutating func brake(_ step: Double) { steer(to: .zero, step) }

  private mutating func steer(to wanted: LocalVector, _ step: Double) {
    let change = (wanted - velocity) * (1 / step)
    let size = change.length
    acceleration = size > Self.agility ? change * (Self.agility / size) : change
  }

  /// Carries it on by a step.
  mutating func move(_ step: Double) {
    position = place(after: step)
    velocity = velocity + acceleration * step
    if velocity.length > 0.3 { heading = Angle(of: velocity).radians }
  }

  func place(after seconds: Double) -> LocalPoint {
    position + velocity * seconds + acceleration * (seconds * seconds / 2)
  }

  /// The road user that it is some seconds into the step.
  func body(after seconds: Double) -> RoadUser {
    RoadUser(
      number: number, kind: .pedestrian, size: Self.size, position: place(after: seconds),
      velocity: velocity + acceleration * seconds, heading: Angle(radians: heading), hasOnBoardUnit: hasOnBoardUnit)
  }
}
