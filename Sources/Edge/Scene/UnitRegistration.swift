public import Kernel

/// By how much a unit's positions and clock are off, as the scene has found out by itself.
public struct UnitRegistration: Sendable, BitwiseCopyable {
  /// Metres that its positions lie too far east and north, at the unit itself.
  public var shift: LocalVector
  /// Radians by which it is turned counter-clockwise about its own place; 0 where that is not known.
  public var turn: Double
  /// How far its clock is ahead.
  public var clockOffset: Interval
  /// One standard deviation of each coordinate of `shift`, metres, given the other units'.
  public var shiftDeviation: Double
  /// One standard deviation of `clockOffset` in seconds, given the other units'.
  public var clockDeviation: Double
  /// The whole doubt of each fault: what the others leave open is in it, and how well the ground itself is known.
  public var doubt: RegistrationDoubt
  /// Whether it was compared with any other unit or road user; without that all of it is a guess.
  public var isCompared: Bool
}

/// One standard deviation of each fault of a unit.
public struct RegistrationDoubt: Sendable, BitwiseCopyable {
  /// Metres of the shift east.
  public var east: Double
  /// Metres of the shift north.
  public var north: Double
  /// Seconds of the clock.
  public var clock: Double
  /// Radians of the turn.
  public var turn: Double
}

/// A fault of a unit that is too large for comparing road users in their gates to find. It is taken off what the unit
/// tells before anything else, so that registration has the rest to find.
struct GrossFault: BitwiseCopyable {
  /// Metres.
  var shift = LocalVector.zero
  /// Seconds ahead.
  var clock = 0.0
  /// Radians counter-clockwise.
  var turn = 0.0

  /// Both faults together.
  static func + (left: GrossFault, right: GrossFault) -> GrossFault {
    GrossFault(shift: left.shift + right.shift, clock: left.clock + right.clock, turn: left.turn + right.turn)
  }
}
