public import Kernel
public import RoadModel

/// The obstacles that stations tell of, for as long as they do. What two of them tell is not joined: each speaks for
/// itself.
///
/// Room is taken once; an update writes in place and allocates nothing.
public struct ObstacleBoard {
  /// An obstacle ends when its sender has not told of it for so long; it does so ten times a second.
  public static let hold = Interval.seconds(3)
  /// How many are kept; further ones are counted in ``overflow``.
  public static let limit = 256

  private var list = ToldList<Obstacle>(limit: ObstacleBoard.limit)

  /// Makes an empty board.
  public init() {}

  /// The obstacles, in the order in which they came.
  public var obstacles: [Obstacle] { list.entries }
  /// Obstacles that there was no room for, counted with each message.
  public var overflow: UInt64 { list.overflow }
  /// Grows whenever an obstacle begins or ends.
  public var version: Int { list.version }

  /// Takes over what a station tells of an obstacle, unless something newer is there.
  package mutating func put(_ obstacle: Obstacle) {
    list.put(
      obstacle,
      isSame: {
        $0.sender == obstacle.sender && $0.scheme == obstacle.scheme && $0.number == obstacle.number
      },
      merge: { new, old in
        let (since, newest) = (old.since, max(old.lastTold, new.lastTold))
        if old.time > new.time { new = copy old }
        (new.since, new.lastTold) = (since, newest)
      })
  }

  /// Ends what was not told again.
  public mutating func advance(to now: Instant) { list.end { now - $0.lastTold > ObstacleBoard.hold } }

  /// Folds what the board holds into a digest; nothing where it is empty.
  public func digest(into digest: inout StateDigest) {
    for obstacle in list.entries {
      digest.fold(obstacle.sender)
      digest.fold(Int(obstacle.number) << 8 | Int(obstacle.kind.rawValue))
      digest.fold(obstacle.position.east, step: 1e-2)
      digest.fold(obstacle.position.north, step: 1e-2)
      digest.fold(Int(obstacle.time.nanoseconds))
    }
  }
}
