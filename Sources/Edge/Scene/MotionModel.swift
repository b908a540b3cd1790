public import RoadModel

/// How a kind of road user accelerates.
public struct MotionModel: Sendable, BitwiseCopyable {
  /// Spectral density of the acceleration in steady motion, m^2/s^3.
  public var quietNoise: Double
  /// Spectral density of the acceleration in manoeuvres, m^2/s^3.
  public var manoeuvringNoise: Double
  /// Manoeuvres begun in a second of steady motion.
  public var onsetRate: Double
  /// Manoeuvres ended in a second of manoeuvring.
  public var settleRate: Double

  /// Makes a model from the growth of the velocity's deviation in a second, m/s, in steady motion and in manoeuvres.
  public init(quiet: Double, manoeuvring: Double, onsetRate: Double = 1.0, settleRate: Double = 1.5) {
    quietNoise = quiet * quiet
    manoeuvringNoise = manoeuvring * manoeuvring
    self.onsetRate = onsetRate
    self.settleRate = settleRate
  }

  /// What legs, tyres and engines do in ordinary traffic.
  public static func usual(for kind: ParticipantKind) -> MotionModel {
    switch kind {
    case .unknown, .car, .emergencyVehicle, .motorcycle: MotionModel(quiet: 0.8, manoeuvring: 3.0)
    case .truck, .bus: MotionModel(quiet: 0.6, manoeuvring: 2.0)
    case .bicycle: MotionModel(quiet: 0.5, manoeuvring: 2.0)
    case .pedestrian: MotionModel(quiet: 0.3, manoeuvring: 1.2)
    }
  }
}
