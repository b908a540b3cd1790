public import RoadModel

/// How a kind of road user accelerates.
///
/// Along the body engines and brakes act, across it only what slides, drifts or steps aside: what has axles goes where
/// it points, and its turning is the business of its heading.
public struct MotionModel: Sendable, BitwiseCopyable {
  /// What stirs the two axes in steady motion and in manoeuvres.
  var noise: ModeNoise
  /// Seconds for which an acceleration lasts.
  public var persistence: Double
  /// Manoeuvres begun in a second of steady motion.
  public var onsetRate: Double
  /// Manoeuvres ended in a second of manoeuvring.
  public var settleRate: Double

  /// What stirs one axis; what comes and goes at once is twice as much in manoeuvres.
  public struct Axis: Sendable {
    /// The deviation of the lasting acceleration in steady motion, m/s^2.
    public var quiet: Double
    /// The same in manoeuvres.
    public var manoeuvring: Double
    /// The growth of the velocity's deviation in a second by what comes and goes at once, m/s.
    public var push: Double

    /// Makes an axis.
    public init(quiet: Double, manoeuvring: Double, push: Double) {
      self.quiet = quiet
      self.manoeuvring = manoeuvring
      self.push = push
    }
  }

  /// Makes a model from its two axes and from the seconds that an acceleration lasts.
  public init(along: Axis, across: Axis, persistence: Double, onsetRate: Double = 1.0, settleRate: Double = 1.5) {
    let quiet = SIMD2(along.quiet, across.quiet)
    let manoeuvring = SIMD2(along.manoeuvring, across.manoeuvring)
    let push = SIMD2(along.push, across.push)
    func lanes(_ quiet: SIMD2<Double>, _ manoeuvring: SIMD2<Double>) -> BodyModes.Lanes {
      BodyModes.Lanes(SIMD4(quiet.x, manoeuvring.x, quiet.y, manoeuvring.y))
    }
    noise = ModeNoise(
      jerk: lanes(quiet * quiet, manoeuvring * manoeuvring) * Float(2 / persistence),
      push: lanes(push * push, 4 * push * push))
    self.persistence = persistence
    self.onsetRate = onsetRate
    self.settleRate = settleRate
  }

  /// What legs, tyres and engines do in ordinary traffic.
  public static func usual(for kind: ParticipantKind) -> MotionModel {
    switch kind {
    case .unknown, .car, .emergencyVehicle, .motorcycle: wheels(agility: 1)
    case .truck, .bus: wheels(agility: 0.7)
    case .bicycle: wheels(agility: 0.6)
    case .pedestrian: onFoot
    }
  }

  private static func wheels(agility: Double) -> MotionModel {
    MotionModel(
      along: Axis(quiet: 0.5 * agility, manoeuvring: 4 * agility, push: 0.3),
      across: Axis(quiet: 0.15 * agility, manoeuvring: 1.5 * agility, push: 0.1), persistence: 2)
  }

  private static var onFoot: MotionModel {
    let axis = Axis(quiet: 0.3, manoeuvring: 1.5, push: 0.2)
    return MotionModel(along: axis, across: axis, persistence: 0.7)
  }
}
