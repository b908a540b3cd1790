import Kernel

/// A piece of road along which something moves: a straight, or a straight, a bend and a straight.
///
/// Places on it are told by metres along its reference line and metres to the right of that.
struct RoadLeg: Sendable {
  /// Where its reference line begins, and which way.
  let start: LocalPoint
  let heading: Double
  /// Metres before the bend, of the bend, behind it.
  let before: Double
  let bend: Double
  let after: Double
  /// Metres; the bend turns to the left where ``turn`` is positive.
  let radius: Double
  let turn: Double
  /// The middles of its lanes, metres to the right of the reference line.
  let lanes: [Double]

  /// A straight with lanes beside one another.
  init(from start: LocalPoint, heading: Double, length: Double, lanes: [Double]) {
    self.start = start
    self.heading = heading
    before = length
    bend = 0
    after = 0
    radius = 0
    turn = 0
    self.lanes = lanes
  }

  /// A bend by a right angle from one point to another, as wide as it can be.
  init(from start: LocalPoint, heading: Double, to end: LocalPoint) {
    let ahead = Angle(radians: heading).unitVector
    let along = (end - start).dot(ahead)
    let across = ahead.cross(end - start)
    self.start = start
    self.heading = heading
    radius = min(along, across.magnitude)
    turn = across > 0 ? Double.pi / 2 : -Double.pi / 2
    before = along - radius
    bend = radius * Double.pi / 2
    after = across.magnitude - radius
    lanes = [0]
  }

  /// Metres from its start to its end along the reference line.
  var length: Double { before + bend + after }

  /// The place and the direction at some metres along the leg and to the right of its line.
  func pose(at along: Double, right: Double) -> (position: LocalPoint, heading: Double) {
    let ahead = Angle(radians: heading).unitVector
    if along <= before || bend == 0 { return Self.aside(start + ahead * along, heading, right) }
    let entry = start + ahead * before
    let toLeft = LocalVector(east: -ahead.north, north: ahead.east) * (turn > 0 ? 1 : -1)
    let center = entry + toLeft * radius
    let turned = min(1, (along - before) / bend)
    let direction = heading + turn * turned
    let outward =
      LocalVector(
        east: Trigonometry.sin(direction), north: -Trigonometry.cos(direction)) * (turn > 0 ? radius : -radius)
    let rest = Angle(radians: direction).unitVector * max(0, along - before - bend)
    return Self.aside(center + outward + rest, direction, right)
  }

  private static func aside(_ point: LocalPoint, _ heading: Double, _ right: Double) -> (LocalPoint, Double) {
    let vector = Angle(radians: heading).unitVector
    return (point + LocalVector(east: vector.north, north: -vector.east) * right, heading)
  }

  /// The fastest that the bend may be driven, m/s, at the most acceleration across that people bear, m/s^2.
  func bendSpeed(acceleration: Double) -> Double { bend > 0 ? (radius * acceleration).squareRoot() : .infinity }
}
