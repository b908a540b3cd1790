import Kernel
import RoadModel

/// What can be tuned in a ``Scene``. The defaults are physics and habits of sensors, not the traits of one recording.
public struct SceneConfiguration: Sendable {
  /// Tracks at once; 1...65536. Each in use takes some 6 kB, most of them for its last measurements.
  public var trackCapacity = 4096
  /// The number of the first track. What keeps tracks by their numbers over restarts wants it to grow from life to life.
  public var firstTrack: UInt64 = 1
  /// Metres from the frame's origin within which observations are taken. Beyond it the flat frame is no good.
  public var areaRadius = LocalFrame.reach
  /// Seconds that a measurement may lie behind the time of reception. Later ones would need a history of states, and
  /// say little about now.
  public var latenessLimit = 0.6
  /// Seconds that a measurement may lie ahead of the time of reception: clocks of senders are wrong by some tens of
  /// milliseconds, those wrong by more than this are broken.
  public var futureLimit = 0.2

  /// One standard deviation of each coordinate, metres, where a sender does not say.
  public var usualPositionDeviation = 0.5
  /// One standard deviation of the speed a roadside unit measures, m/s, where it does not say.
  public var usualSpeedDeviation = 0.3
  /// One standard deviation of the heading a roadside unit measures, radians, where it does not say (2 degrees).
  public var usualHeadingDeviation = 0.035
  /// How many times less sure the heading of someone on foot is, who has no axles.
  public var footHeadingFactor = 4.0
  /// Spectral density of the yaw acceleration of what turns, rad^2/s^3: into a crossing's bend within a quarter of a
  /// second. What stands turns a tenth as readily.
  public var turnNoise = 2.0
  /// The same of what drives straight on: a degree to either side within a second or two.
  public var straightNoise = 0.003
  /// The squared normalised innovation of a heading from which a body is taken to have turned by it at once.
  public var headingJump = 9.0
  /// One standard deviation of how fast a body with axles moves sideways, m/s, as one measurement tells.
  public var slipDeviation = 0.17
  /// One standard deviation of the speed a vehicle knows of itself, m/s: wheel sensors.
  public var usualOwnSpeedDeviation = 0.1
  /// One standard deviation of the heading a vehicle knows of itself, radians: half a degree, as satellite positioning
  /// with inertial sensors has it while it drives.
  public var usualOwnHeadingDeviation = 0.01
  /// The least standard deviation of a coordinate by satellite, metres, whatever the sender says.
  public var leastSatelliteDeviation = 0.4
  /// Seconds over which the error of satellite positioning stays alike: within them, ten messages a second are one
  /// measurement, not hundreds.
  public var satelliteCorrelation = 30.0

  /// Doubt of each coordinate, metres, that gates allow beside the noise: what registration leaves, rotation, shape.
  public var modelDeviation = 0.15
  /// What it costs, in units of minus twice the log-likelihood, not to explain an observation by a known track: the
  /// density of new road users and of clutter, some 1e-3 a square metre.
  public var newTrackCost = 16.0
  /// What it is worth that the unit used the same number for this track before; less than half of
  /// ``newTrackCost``, so that it never beats geometry.
  public var boundNumberBonus = 4.0
  /// Seconds for which a unit's number stays evidence.
  public var boundNumberLife = 2.0

  /// Metres that a track may leap from one scan to the next where its sender's own number vouches for it: a lane's
  /// width and some. The small leap less, by no more than a metre and their own length.
  public var leapLimit = 4.5

  /// Log-odds of existence that one hit adds.
  public var hitEvidence = 1.3
  /// The share of it that a hit adds to what no sensor has put a name to: most of what lasts for a second and has none
  /// is an echo.
  public var unclassedShare = 0.4
  /// Log-odds of existence that one self-report adds: it is easier to invent.
  public var selfReportEvidence = 0.8
  /// Log-odds of existence taken by the first scan that misses a track its unit used to see.
  public var firstMissEvidence = 0.8
  /// Log-odds taken by each further scan of the same gap: occlusion lasts, so these say little more.
  public var furtherMissEvidence = 0.12
  /// How many times more a miss says of a track with one or two hits: it may be an echo, which shows once.
  public var youngMissFactor = 2.0
  /// Log-odds of existence above which a track is published.
  public var confirmationThreshold = 1.5
  /// Log-odds below which a track is not published any more, though it is still kept.
  public var doubtThreshold = 1.0
  /// Log-odds below which a track is given up.
  public var deletionThreshold = -3.0
  /// The most log-odds that a track can gather.
  public var existenceCeiling = 6.0
  /// Log-odds of a track that begins where another one already is: rather a piece or an echo of that.
  public var overlappingBirth = -2.2
  /// Seconds without an observation after which a moving track is given up.
  public var movingSilence = 3.0
  /// Seconds without an observation after which a standing track is given up: nothing drives off unseen.
  public var standingSilence = 6.0
  /// Seconds without an observation after which a track that was never published is given up.
  public var tentativeSilence = 1.0

  /// How many units must deny a sender, each weighed by how likely it would see it, for its word to be taken for an
  /// invention.
  public var denial = 1.0

  /// Ticks in a row that two tracks must agree before they are merged.
  public var mergeTicks = 3
  /// Standard deviation, metres, of the shift of a unit before anything is known of it.
  public var priorShiftDeviation = 0.5
  /// Standard deviation, seconds, of a clock that is in order. One that is found to be off by more is taken to be one of
  /// the few that are not: its prior widens to what it is off by. Most units of an edge keep time, and what all have in
  /// common is then told by those.
  public var priorClockDeviation = 0.005
  /// Standard deviation, seconds, of a clock of which nothing is known yet: what gates allow until then.
  public var unknownClockDeviation = 0.04
  /// Standard deviation, radians, of how well a unit is aimed, with the same reading: 0.001 is 6 cm at 60 m.
  public var priorTurnDeviation = 0.001
  /// Seconds within which comparing a unit with a road user's own word makes one whole measurement. What follows
  /// repeats it but for what drifts within ``satelliteCorrelation``.
  public var anchorSeconds = 10.0
  /// Standard deviation, metres, of how far off the middle of its lane something drives, and the seconds for which that
  /// stays alike: within them all that it shows is one measurement.
  public var laneKeepingDeviation = 0.5
  public var laneKeepingSeconds = 10.0
  /// Standard deviation of each coordinate of a map, metres: what lanes are worth at most.
  public var mapDeviation = 0.18
  /// Seconds after which what registration has learnt counts by 1/e only.
  public var registrationMemory = 300.0
  /// Whether units are registered; without it their faults go into the scene.
  public var registersUnits = true

  /// How road users accelerate, by ``ParticipantKind/rawValue``.
  public var motionModels = InlineArray<8, MotionModel> { place in
    MotionModel.usual(for: ParticipantKind(rawValue: UInt8(place)) ?? .unknown)
  }

  /// The defaults.
  public init() {}

  /// How a kind of road user moves and turns, for the filters.
  func habits(of kind: ParticipantKind) -> BodyHabits {
    BodyHabits(
      model: motionModels[Int(kind.rawValue)], isOnFoot: kind == .pedestrian,
      turnNoise: SIMD2(Float(straightNoise), Float(turnNoise)),
      headingJump: headingJump, slipVariance: slipDeviation * slipDeviation)
  }
}
