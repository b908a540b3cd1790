import Kernel
import RoadModel

/// A road user as it truly is at an instant.
struct RoadUser {
  /// SUMO's name for it; never seen on the wire.
  var name: String
  var kind: ParticipantKind
  /// The middle of its outline.
  var center: LocalPoint
  var heading: Angle
  /// Metres a second, never negative.
  var speed: Double
  /// Metres a second squared, forward positive.
  var acceleration: Double
  /// Radians a second, counter-clockwise positive.
  var yawRate: Double
  var size: BodySize
  /// The lane in SUMO's naming; empty where there is none.
  var lane: String
  /// SUMO's signal bits: 0 right and 1 left indicator, 3 brake lights.
  var signals: Int
  /// Whether it sends BSM.
  var isConnected: Bool

  /// The velocity in metres a second.
  var velocity: LocalVector { heading.unitVector * speed }

  /// The same road user some moments later, moved on evenly.
  func moved(by seconds: Double) -> RoadUser {
    var later = self
    later.center = center + velocity * seconds
    return later
  }

  /// The height to reckon with where it hides others or is hidden.
  var height: Double { size.height ?? 1.5 }
}

/// Everything on the road at an instant.
struct World {
  /// Seconds of simulated time.
  var time: Double
  /// The road users, by name.
  var users: [RoadUser]
  /// Where each signal's programme stands.
  var signals: [String: SignalProgramme.Place]
}
