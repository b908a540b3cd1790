public import Kernel
public import RoadModel

/// One road user of a world as it truly is at one instant.
public struct RoadUser: Sendable, Equatable {
  /// Its number in the world, from 0, never given twice.
  public var number: Int
  /// What it is.
  public var kind: ParticipantKind
  /// Its outer size in metres; the height is always known.
  public var size: BodySize
  /// Where the middle of its body is.
  public var position: LocalPoint
  /// Metres per second to the east and north.
  public var velocity: LocalVector
  /// Where its front points.
  public var heading: Angle
  /// Whether it sends messages of its own.
  public var hasOnBoardUnit: Bool

  /// Metres from a point to the outline of its body; 0 within.
  public func distance(to point: LocalPoint) -> Double {
    let gap = point - position
    let ahead = heading.unitVector
    let along = max(0, ahead.dot(gap).magnitude - size.length / 2)
    let across = max(0, ahead.cross(gap).magnitude - size.width / 2)
    return (along * along + across * across).squareRoot()
  }

  /// Whether two bodies overlap (the theorem of separating axes for two rectangles).
  public func overlaps(_ other: RoadUser) -> Bool {
    let gap = other.position - position
    let reach = size.length + size.width + other.size.length + other.size.width
    guard gap.squaredLength < reach * reach else { return false }
    let mine = heading.unitVector
    let theirs = other.heading.unitVector
    for axis in [
      mine, LocalVector(east: -mine.north, north: mine.east), theirs,
      LocalVector(east: -theirs.north, north: theirs.east),
    ] where axis.dot(gap).magnitude > extent(along: axis, mine) + other.extent(along: axis, theirs) {
      return false
    }
    return true
  }

  /// Half of the body's shadow on an axis; `ahead` is the vector of its heading.
  func extent(along axis: LocalVector, _ ahead: LocalVector) -> Double {
    (axis.dot(ahead).magnitude * size.length + axis.cross(ahead).magnitude * size.width) / 2
  }
}
