import Kernel

/// On the hot path: no allocation.
///
/// What a filter takes in: an observation with its source's faults taken off and its doubts in numbers.
struct Measurement: BitwiseCopyable {
  /// What it tells and how it is to be taken.
  struct Traits: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// ``direction`` holds a heading that was told.
    static let hasDirection = Traits(rawValue: 1)
    /// There is a speed, with or without a direction; without one it is as good as none.
    static let hasSpeed = Traits(rawValue: 2)
    /// It is of someone on foot, whose front need not be where they go.
    static let isOnFoot = Traits(rawValue: 4)
    /// The road user said so itself: it knows its front from its back.
    static let isOwn = Traits(rawValue: 8)
    /// The place leapt: nothing but the sender's number says that it is the same road user.
    static let leaps = Traits(rawValue: 16)
    /// The road user was known well enough to judge whether its front is told for its back.
    static let judgesFront = Traits(rawValue: 32)
  }

  /// When it was so, on the scene's clock.
  var time: Instant
  /// Where the middle of the body was.
  var position: LocalPoint
  /// The variance of each coordinate that a filter uses.
  var positionVariance: Double
  /// The variance of each coordinate that a single measurement has, for gates; errors that last are in it.
  var gateVariance: Double
  /// The heading that was told, as a vector of length one; zero where none was.
  var direction = LocalVector.zero
  /// Metres per second along ``direction``.
  var speed = 0.0
  /// The variance of the velocity along ``direction``, and across it.
  var speedVariance = 0.0
  var courseVariance = 0.0
  /// The variance of ``direction``.
  var headingVariance = 0.01
  /// What it tells.
  var traits: Traits = []
  /// The device that told it.
  var unit: UInt8 = 0

  /// Whether there is a velocity.
  @inline(__always) var hasVelocity: Bool { traits.contains(.hasSpeed) }
  /// Whether there is a heading.
  @inline(__always) var hasDirection: Bool { traits.contains(.hasDirection) }
  /// Metres per second to the east and north, zero where there is none.
  @inline(__always) var velocity: LocalVector { direction * speed }

  /// The variances of ``velocity`` along a direction of length one and across it.
  @inline(__always) func velocityVariance(along axis: LocalVector) -> (along: Double, across: Double) {
    guard hasDirection else { return (speedVariance, courseVariance) }
    let sine = axis.cross(direction)
    let share = sine * sine
    return (
      speedVariance + (courseVariance - speedVariance) * share,
      courseVariance + (speedVariance - courseVariance) * share
    )
  }

  /// Whether it comes before another one in the order in which measurements are taken in: that of their times, and of
  /// one time that of the devices, so that it does not matter which arrived first.
  @inline(__always) func precedes(_ other: Measurement) -> Bool {
    if time != other.time { return time < other.time }
    if unit != other.unit { return unit < other.unit }
    if position.east != other.position.east { return position.east < other.position.east }
    return position.north < other.position.north
  }
}

/// A measurement in a body's axes.
struct BodyMeasurement: BitwiseCopyable {
  var along: Double
  var across: Double
  var positionVariance: Double
  var hasVelocity: Bool
  /// Whether the velocity tells of the motion across too: for what has axles the heading tells that.
  var hasCourse: Bool
  var velocityAlong: Double
  var velocityAcross: Double
  var alongVariance: Double
  var acrossVariance: Double

  /// Reads a measurement, its velocity as it is judged.
  @inline(__always) init(_ measurement: Measurement, axis: LocalVector, judgement: Judgement = Judgement()) {
    let place = LocalVector(east: measurement.position.east, north: measurement.position.north)
    along = axis.dot(place)
    across = axis.cross(place)
    positionVariance = measurement.positionVariance
    hasVelocity = measurement.hasVelocity
    hasCourse = measurement.traits.contains(.isOnFoot) || !measurement.hasDirection
    let velocity = measurement.direction * (judgement.turns ? -measurement.speed : measurement.speed)
    velocityAlong = axis.dot(velocity)
    velocityAcross = axis.cross(velocity)
    let variance = measurement.velocityVariance(along: axis)
    alongVariance = variance.along * judgement.doubt
    acrossVariance = variance.across * judgement.doubt
  }

  /// How the velocity that a measurement tells is to be taken.
  struct Judgement: BitwiseCopyable {
    /// The other way round.
    var turns = false
    /// And the heading with it: the back was taken for the front.
    var turnsFront = false
    /// The factor of its variances.
    var doubt = 1.0
  }
}
