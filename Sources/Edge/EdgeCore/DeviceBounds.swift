/// Within what a device has to stay; beyond it an alarm is raised.
///
/// The defaults are what an estimate can tell within a minute of traffic without crying wolf, and less than does harm.
/// Below them registration corrects a unit anyway, so that an alarm asks for a visit and not for help.
public struct DeviceBounds: Sendable, Equatable {
  /// Metres that its positions may be shifted by. Against other units a shift is known within a few centimetres, against
  /// the ground, by satellite, within 0.1 to 0.2 m; half a metre is also what careful surveying keeps.
  public var shift = 0.5
  /// Radians that it may be turned by: half a degree, known within a tenth of it, is half a metre at 60 m.
  public var turn = 0.5 * Double.pi / 180
  /// Seconds that its clock may be off by. Against other units a clock is known within 1 to 5 ms; 50 ms are 0.7 m at
  /// 50 km/h, and half the period at which units look.
  public var clock = 0.05

  /// The defaults.
  public init() {}
}
