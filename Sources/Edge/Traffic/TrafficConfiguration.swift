/// What can be tuned in a ``TrafficState``. The defaults are usual definitions of traffic engineering, not the traits of
/// one recording.
public struct TrafficConfiguration: Sendable {
  /// The number of the first event, at least 1; an edge that restarts goes on where it stopped.
  public var firstEventNumber: UInt64 = 1
  /// Metres per second of free flow on a motor lane whose speed limit the map does not tell (50 km/h), on a bicycle
  /// lane, and on foot. A motor lane with a limit flows freely at the limit.
  public var motorFreeFlow = 13.9
  public var bicycleFreeFlow = 4.5
  public var footFreeFlow = 1.3

  /// Metres per second below which a vehicle begins to wait (5 km/h), and above which it has moved on (10 km/h).
  public var waitingSpeed = 1.39
  public var movingSpeed = 2.78
  /// Seconds for which either must last: the noise of a speed does not begin or end a wait.
  public var waitingHold = 0.3
  /// Metres of free road that part a queue from the stop line, or its next vehicle from the queue.
  public var queueGap = 20.0

  /// Whether all lanes count as observed while no unit has a place: for scenes that come from elsewhere.
  public var seesAllWithoutUnits = false
  /// Seconds that a vehicle must be matched to another lane beside its own before it is counted there.
  public var laneChangeHold = 0.5
  /// Metres that a vehicle must be across the line for that; one nearer to the line stays on its lane for some seconds.
  public var laneChangeDepth = 0.4
  public var straddlingHold = 3.0
  /// Seconds for which a vehicle that is no longer seen is believed to go on, and to stand where it stood.
  public var movingMemory = 1.5
  public var standingMemory = 8.0

  /// Seconds after which a vehicle that stands without a cause is told of; buses have passengers.
  public var standingLimit = 30.0
  public var busStandingLimit = 90.0
  /// Seconds that the first vehicle before a stop line may stand while its light is green, or without a light, all
  /// greens together: it gives way.
  public var stopLineLimit = 90.0
  /// Metres before the end of a lane within which a light, or giving way, explains standing.
  public var stopLineReach = 40.0
  /// Seconds for which a vehicle must be gone, or drive, before the event of its standing ends.
  public var standingRelease = 3.0
  /// Metres from the beginning of a link that the back of a queue must come within, and retreat beyond.
  public var spillbackReach = 10.0
  public var spillbackRelease = 25.0
  /// Seconds for which either must last.
  public var spillbackHold = 3.0
  /// Metres that a link must measure for a queue on it to be told of as spilling back.
  public var spillbackLength = 40.0
  /// Seconds between two updates of an event whose count of vehicles changes.
  public var updatePause = 5.0

  /// The defaults.
  public init() {}
}
