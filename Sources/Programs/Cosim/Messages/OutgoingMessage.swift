import Kernel
import RoadModel

/// A message before it is encoded, in SI units and degrees.
enum OutgoingMessage {
  case selfReport(SelfReport)
  case perception(PerceptionReport)
  case roadMap(RoadMapReport)
  case signals(SignalReport)
  case announcements(AnnouncementReport)

  /// The name of its kind in the standard.
  var kind: String {
    switch self {
    case .selfReport: "BSM"
    case .perception: "RSM"
    case .roadMap: "MAP"
    case .signals: "SPAT"
    case .announcements: "RSI"
    }
  }
}

/// What a vehicle says of itself (BSM).
struct SelfReport {
  var counter: Int
  /// Eight octets that stand for the vehicle for a while.
  var temporaryIdentity: [UInt8]
  /// When the position was true, by the vehicle's clock.
  var clock: ClockReading
  var position: GeodeticPosition
  /// The standard deviations of the position in metres along its two axes.
  var deviation: (major: Double, minor: Double)
  var kind: ParticipantKind
  var speed: Double
  var headingDegrees: Double
  /// Forward, metres a second squared.
  var acceleration: Double
  /// Radians a second, counter-clockwise positive.
  var yawRate: Double
  var size: BodySize
  var isBraking: Bool
  var leftIndicator: Bool
  var rightIndicator: Bool
  /// Whether siren and light bar are on.
  var isOnCall: Bool

  /// To the right, metres a second squared.
  var lateralAcceleration: Double { -speed * yawRate }

  /// The radius of the curve in metres, right positive; nil below 1 m/s or where it is above 2500 m.
  var curveRadius: Double? {
    guard speed >= 1, yawRate != 0, (speed / yawRate).magnitude <= 2500 else { return nil }
    return -speed / yawRate
  }

  /// The steering wheel's angle in degrees, right positive, of a car with a wheelbase of 0.6 of its length and a ratio
  /// of 16.
  var steeringWheelDegrees: Double {
    guard speed >= 1 else { return 0 }
    let wheel = Trigonometry.atan2(0.6 * size.length * yawRate, speed)
    return -wheel * 16 * 180 / Double.pi
  }
}

/// What a roadside unit sees (RSM): up to 15 objects, and the unit itself.
struct PerceptionReport {
  /// How many objects one message takes beside the unit itself, which is its participant 0.
  static let objectLimit = 15

  var counter: Int
  var unit: String
  /// The unit's place, the origin of the offsets.
  var reference: GeodeticPosition
  var clock: ClockReading
  var source: String
  var objects: [(sensed: SensedObject, position: GeodeticPosition)]
}

/// What the road is like (MAP).
struct RoadMapReport {
  var counter: Int
  var clock: ClockReading
  var node: RoadNode
  var nodePosition: GeodeticPosition
  /// The lanes of the links that lead to the node, ordered by link and number.
  var links: [[Lane]]
  /// What the lanes' points are metres from.
  var frame: LocalFrame
}

/// What the signals of an intersection show (SPAT).
struct SignalReport {
  var counter: Int
  var clock: ClockReading
  var node: NodeID
  /// Whether the programme does not depend on traffic.
  var isFixed: Bool
  var phases: [(number: Int, forecast: SignalProgramme.Forecast)]
}

/// Events and signs (RSI).
struct AnnouncementReport {
  struct Item {
    var announcement: Scenario.Announcement
    var position: GeodeticPosition
    /// The stretch that it applies to, two points at least, in the direction of travel.
    var path: [GeodeticPosition]
    /// The ends of the link that it lies on and its lane in MAP.
    var upstream: NodeID
    var downstream: NodeID
    var laneNumber: Int
  }

  var counter: Int
  var clock: ClockReading
  var unit: String
  var reference: GeodeticPosition
  var items: [Item]
}
