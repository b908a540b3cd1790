import Kernel
public import RoadModel

/// By how much what a device told differed from what the scene expected, as the scene's own doubts measure it.
public struct InnovationTally: Sendable, BitwiseCopyable {
  /// How many observations updated a track.
  public private(set) var count: UInt64 = 0
  /// How many of them told a velocity.
  public private(set) var velocityCount: UInt64 = 0
  private var positionSquares = 0.0
  private var velocitySquares = 0.0

  /// The mean square of the normalised innovation of the positions; 2 where all doubts are as large as the errors.
  public var position: Double { count > 0 ? positionSquares / Double(count) : 0 }
  /// The same of the velocities.
  public var velocity: Double { velocityCount > 0 ? velocitySquares / Double(velocityCount) : 0 }

  /// Takes an update in. One of a thousand deviations says that something else is wrong, so that squares are bounded.
  @inline(__always) mutating func note(_ innovation: BodyEstimate.Innovation) {
    count &+= 1
    positionSquares += min(100, innovation.position)
    guard innovation.hasVelocity else { return }
    velocityCount &+= 1
    velocitySquares += min(100, innovation.velocity)
  }
}

extension Scene {
  /// By how much what a unit observed differed from what was expected.
  public func innovations(of unit: UnitIndex) -> InnovationTally { tallies[Int(unit.rawValue)] }

  /// The same of what road users say of themselves. Positions are given the doubt of errors that last, so that their
  /// squares lie below 2.
  public var ownInnovations: InnovationTally { tallies[UnitIndex.limit] }
}
