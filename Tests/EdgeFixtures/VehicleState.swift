public import Kernel
public import RoadModel

/// A vehicle as it is, for messages of any dialect to tell of.
public struct VehicleState: Sendable {
  /// Its temporary identity.
  public var identity: UInt32 = 0x1234_5678
  /// When it is so; of whole milliseconds.
  public var time: Instant
  /// The middle of its body.
  public var position: GeodeticPosition
  /// One standard deviation of each coordinate in metres; nil where it does not know.
  public var deviation: Double? = 1.0
  /// Metres per second; nil where it does not know.
  public var speed: Double? = 10
  /// Degrees clockwise from north; nil where it does not know.
  public var heading: Double? = 90
  /// Metres per second squared; nil where it does not know.
  public var acceleration: Double? = 0
  /// Degrees per second counter-clockwise.
  public var yawRate = 0.0
  /// Metres, of whole decimetres; nil where it does not know.
  public var length: Double? = 4.6
  /// Metres, of whole decimetres.
  public var width = 1.8
  /// What it is: a car, truck, bus, motorcycle or emergency vehicle.
  public var kind = ParticipantKind.car

  /// Makes a car that drives east.
  public init(time: Instant, position: GeodeticPosition) {
    self.time = time
    self.position = position
  }

  /// The middle of the front of its body, where its heading is known.
  public var front: GeodeticPosition {
    guard let heading else { return position }
    let half = (length ?? kind.usualSize.length) / 2
    return LocalFrame(origin: position).position(
      of: LocalPoint(east: 0, north: 0) + Angle(headingDegrees: heading).unitVector * half)
  }

  /// DE_BasicVehicleClass of its kind.
  var vehicleClass: UInt8 {
    switch kind {
    case .car: 10
    case .truck: 25
    case .motorcycle: 40
    case .bus: 50
    case .emergencyVehicle: 60
    default: 0
    }
  }

  /// DE_StationType of its kind.
  var stationType: UInt8 {
    switch kind {
    case .car: 5
    case .truck: 8
    case .motorcycle: 4
    case .bus: 6
    case .emergencyVehicle: 10
    default: 0
    }
  }

  /// Degrees as messages carry them.
  static func tenMillionths(_ degrees: Double) -> Int32 { Int32((degrees * 1e7).rounded()) }
}
