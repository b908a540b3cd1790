import Kernel

/// A point of a lane as J2735 and ISO/TS 19091 tell it: metres east and north of the one before, or a place by itself.
enum NodeStep {
  case by(LocalVector)
  case to(GeodeticPosition)

  /// A step in centimetres; nil where a coordinate is the code for unknown.
  init?(_ x: Int16, _ y: Int16, unknown: Int16) {
    guard x != unknown, y != unknown else { return nil }
    self = .by(LocalVector(east: Double(x) * 0.01, north: Double(y) * 0.01))
  }

  /// A place; nil where it is unavailable.
  init?(latitude: Int32, longitude: Int32) {
    guard let position = WireQuantities.position(latitude: latitude, longitude: longitude) else { return nil }
    self = .to(position)
  }

  /// The points of steps from an anchor; what lies beyond the frame's reach is left out.
  static func points(
    _ steps: [NodeStep], from anchor: LocalPoint, scale: Double = 1, _ frame: LocalFrame
  ) -> [LocalPoint] {
    var place = anchor
    var points: [LocalPoint] = []
    for step in steps {
      switch step {
      case .by(let vector): place = place + vector * scale
      case .to(let position): place = frame.point(of: position)
      }
      if max(place.east.magnitude, place.north.magnitude) <= LocalFrame.reach { points.append(place) }
    }
    return points
  }
}
