import Kernel
public import RoadModel

/// Whether the published deviations are as large as the errors really are: the normalised estimation error squared.
///
/// Bar-Shalom, Li and Kirubarajan, "Estimation with applications to tracking and navigation", 2001, section 5.4. East and
/// north are taken for independent, as the scene publishes no covariance between them; then either figure has a mean of
/// 2, and is below 5.99 in 95 of 100 cases. A larger mean says that the scene trusts itself too much.
public struct Consistency: Sendable, Equatable {
  /// What the mean is when deviations are right.
  public static let ideal = 2.0
  /// The quantile of 95 % of the chi-square distribution with two degrees of freedom.
  public static let bound = 5.991464547107979

  /// Matches with deviations above zero.
  public private(set) var compared = 0
  /// Matches whose estimate states no deviation of position or of velocity.
  public private(set) var undetermined = 0
  private var positionSum = 0.0
  private var velocitySum = 0.0
  private var positionsInside = 0
  private var velocitiesInside = 0

  /// Makes an empty one.
  public init() {}

  /// The mean of the position's normalised error squared.
  public var position: Double { positionSum / Double(max(1, compared)) }
  /// The mean of the velocity's normalised error squared.
  public var velocity: Double { velocitySum / Double(max(1, compared)) }
  /// Positions inside the bound, in percent; right would be 95.
  public var positionInsidePercent: Double { 100 * Double(positionsInside) / Double(max(1, compared)) }
  /// Velocities inside the bound, in percent; right would be 95.
  public var velocityInsidePercent: Double { 100 * Double(velocitiesInside) / Double(max(1, compared)) }

  /// Adds a match.
  public mutating func add(_ truth: TruthObject, _ estimate: SceneObject) {
    let (place, motion) = (estimate.positionDeviation, estimate.velocityDeviation)
    guard place.east > 0, place.north > 0, motion.east > 0, motion.north > 0 else {
      undetermined += 1
      return
    }
    let offset = estimate.position - truth.position
    let difference = estimate.velocity - truth.velocity
    let ofPosition = Self.squared(offset.east / place.east, offset.north / place.north)
    let ofVelocity = Self.squared(difference.east / motion.east, difference.north / motion.north)
    compared += 1
    positionSum += ofPosition
    velocitySum += ofVelocity
    positionsInside += ofPosition <= Self.bound ? 1 : 0
    velocitiesInside += ofVelocity <= Self.bound ? 1 : 0
  }

  private static func squared(_ east: Double, _ north: Double) -> Double { east * east + north * north }
}
