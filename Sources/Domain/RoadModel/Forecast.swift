public import Kernel

/// What a road user may do within the next seconds.
///
/// A lane's ``Maneuvers`` are what a driver may do at its end, ``DrivingBehaviors`` what messages say that one does;
/// this is what is expected of one road user.
public enum Manoeuvre: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Goes on along its lane and the lanes that follow, no crossing within reach; it may come to a stop there.
  case keepLane = 0
  /// Moves to the lane on its left, or on its right.
  case changeLeft = 1
  case changeRight = 2
  /// Takes one of the ways on from the end of its lane: straight on, to the left, to the right, or back. A red light
  /// may keep it at the line for all of the forecast.
  case straight = 3
  case turnLeft = 4
  case turnRight = 5
  case uTurn = 6
  /// Comes to a stop where nothing that is known forces it to.
  case stop = 7
  /// Moves on without a lane, as it moves now.
  case freeMotion = 8
  /// Crosses the carriageway on a crosswalk.
  case cross = 9

  /// The same as a message says it (T/CSAE 157-2020, DE_DriveBehavior); empty where that has no word for it.
  @inlinable public var behaviors: DrivingBehaviors {
    switch self {
    case .keepLane: DrivingBehaviors(rawValue: 1 << 0)
    case .changeLeft: DrivingBehaviors(rawValue: 1 << 1)
    case .changeRight: DrivingBehaviors(rawValue: 1 << 2)
    case .straight: DrivingBehaviors(rawValue: 1 << 5)
    case .turnLeft: DrivingBehaviors(rawValue: 1 << 6)
    case .turnRight: DrivingBehaviors(rawValue: 1 << 7)
    case .uTurn: DrivingBehaviors(rawValue: 1 << 8)
    case .stop: DrivingBehaviors(rawValue: 1 << 10)
    case .freeMotion, .cross: []
    }
  }
}

/// Where a road user is expected to be at one instant of a way.
///
/// All but the place is held in single precision, so that a point takes 32 octets: a cycle writes forty a road user.
public struct PredictedPoint: Sendable, BitwiseCopyable {
  /// The expected place of the middle of its body.
  public var position: LocalPoint
  @usableFromInline var storedSpeed: Float
  @usableFromInline var storedHeading: Float
  @usableFromInline var storedAlong: Float
  @usableFromInline var storedAcross: Float

  /// Makes a point; deviations are metres, not negative.
  @inlinable public init(
    position: LocalPoint, speed: Double, heading: Angle, alongDeviation: Double, acrossDeviation: Double
  ) {
    self.position = position
    storedSpeed = Float(speed)
    storedHeading = Float(heading.radians)
    storedAlong = Float(alongDeviation)
    storedAcross = Float(acrossDeviation)
  }

  /// At the origin, at rest.
  public static let zero = PredictedPoint(
    position: LocalPoint(east: 0, north: 0), speed: 0, heading: Angle(radians: 0), alongDeviation: 0,
    acrossDeviation: 0)

  /// The expected speed in metres per second, 0 or more.
  @inlinable public var speed: Double { Double(storedSpeed) }

  /// The direction of the way there, and with it of the axes of the deviations.
  @inlinable public var heading: Angle { Angle(radians: Double(storedHeading)) }

  /// One standard deviation of the place along the way, metres.
  @inlinable public var alongDeviation: Double { Double(storedAlong) }

  /// One standard deviation of the place across the way, metres.
  @inlinable public var acrossDeviation: Double { Double(storedAcross) }

  /// The greater of the two deviations, metres.
  @inlinable public var deviation: Double { max(alongDeviation, acrossDeviation) }
}

/// One of the ways that a road user may take.
public struct PredictedWay: Sendable, BitwiseCopyable {
  /// What it does on this way.
  public var manoeuvre: Manoeuvre
  /// How probable it is among the ways of its forecast, 0...1.
  public var probability: Double
  /// Where it will be ``Forecast/step``, twice that, ... after the forecast's instant.
  public var points: InlineArray<10, PredictedPoint>

  /// Makes a way.
  @inlinable public init(manoeuvre: Manoeuvre, probability: Double, points: InlineArray<10, PredictedPoint>) {
    self.manoeuvre = manoeuvre
    self.probability = probability
    self.points = points
  }

  /// A way that nobody takes: what stands behind the last of a forecast.
  public static let none = PredictedWay(
    manoeuvre: .freeMotion, probability: 0, points: InlineArray(repeating: .zero))
}

/// What a road user is expected to do within the next five seconds: up to four ways and how probable each is.
public struct Forecast: Sendable, BitwiseCopyable {
  /// The road user that it is for.
  public var id: TrackID
  /// The instant that the points count from: that of the scene, or up to 0.4 s before it, for in a cycle only some of the
  /// road users are worked out anew.
  public var time: Instant
  /// How many ways it has, 1...4, or 0 where nothing is known yet.
  public var count: Int
  /// The ways, the most probable first; the probabilities of the first ``count`` add up to 1.
  public var ways: InlineArray<4, PredictedWay>

  /// The most ways that a forecast has.
  public static let wayLimit = 4
  /// The points of a way.
  public static let pointCount = 10
  /// The time between the points of a way.
  public static let step = Interval.milliseconds(500)

  /// A forecast without a way.
  @inlinable public init(id: TrackID, time: Instant) {
    self.id = id
    self.time = time
    count = 0
    ways = InlineArray(repeating: .none)
  }
}
