import Kernel
import RoadModel

/// The line that a vehicle follows across a junction, where a map has only the ends of lanes. Allocates: for new maps.
enum JunctionCurve {
  /// The straight pieces of a curve.
  static let pieces = 8

  /// A cubic that leaves a point in one direction and arrives at another one in another direction: nearly an arc where
  /// there is room for one.
  static func points(
    from start: LocalPoint, _ leaving: LocalVector, to end: LocalPoint, _ arriving: LocalVector
  ) -> [LocalPoint] {
    let chord = end - start
    let reach = chord.length
    // Lanes that touch or overlap need no curve.
    guard reach > 1, leaving.dot(chord) > -0.2 * reach else { return [start, end] }
    let turn = Trigonometry.atan2(leaving.cross(arriving), leaving.dot(arriving)).magnitude / Double.pi
    let arm = reach * (1 + turn * turn) / 3
    let first = start + leaving * arm
    let second = end + arriving * -arm
    return (0...pieces).map { step in
      let t = Double(step) / Double(pieces)
      let rest = 1 - t
      let (a, b, c, d) = (rest * rest * rest, 3 * rest * rest * t, 3 * rest * t * t, t * t * t)
      return LocalPoint(
        east: a * start.east + b * first.east + c * second.east + d * end.east,
        north: a * start.north + b * first.north + c * second.north + d * end.north)
    }
  }

  /// The radii of turns where nothing but their name is known, metres: a lane keeps to its side of the road.
  private static let leftRadius = 14.0
  private static let rightRadius = 9.0
  private static let backRadius = 5.0

  /// A turn of usual shape, and some way straight on.
  static func points(
    from start: LocalPoint, _ leaving: LocalVector, turning manoeuvre: Manoeuvre, beyond: Double
  ) -> [LocalPoint] {
    let (radius, turn): (Double, Double) =
      switch manoeuvre {
      case .turnLeft: (leftRadius, .pi / 2)
      case .turnRight: (rightRadius, -.pi / 2)
      case .uTurn: (backRadius, .pi)
      default: (0, 0)
      }
    guard turn != 0 else { return [start, start + leaving * beyond] }
    let side = LocalVector(east: -leaving.north, north: leaving.east) * (turn > 0 ? 1 : -1)
    let middle = start + side * radius
    let out = side * -radius
    var line = (0...pieces).map { step in
      let angle = turn * Double(step) / Double(pieces)
      return middle + out.turned(by: angle)
    }
    line.append((line.last ?? start) + leaving.turned(by: turn) * beyond)
    return line
  }
}
