public import Kernel

/// What a region has to know before it starts.
public struct RegionConfiguration: Sendable {
  /// A short name, the sender of what it tells the center; 1...64 octets.
  public var id: String
  /// A name for people.
  public var name: String
  /// The origin of the one frame that its edges are joined in.
  public var origin: GeodeticPosition
  /// How long a scene waits for those of other edges of the same instant. The live picture is that much behind.
  public var hold = Interval.seconds(1)
  /// A scene that is older than this belongs to the history alone.
  public var liveAge = Interval.seconds(10)
  /// How long after its end a minute waits for seconds before it is told.
  public var minuteGrace = Interval.seconds(5)
  /// How many whole quarters of an hour before the present one are kept in memory, so that late seconds are added to
  /// their minute here; older ones are added by the store.
  public var quartersInMemory: Int64 = 8
  /// What says that it is more ahead of the region's clock than this is refused.
  public var clockTolerance = Interval.seconds(60)
  /// How long an edge that began anew has to tell its open events again before they are given up.
  public var eventRenewal = Interval.seconds(120)
  /// After how long without any word of an edge its open events are given up.
  public var eventSilence = Interval.seconds(24 * 3600)
  /// When vehicles are taken for one.
  public var identity = IdentityConfiguration()

  /// Makes a configuration.
  public init(id: String, name: String, origin: GeodeticPosition) {
    self.id = id
    self.name = name
    self.origin = origin
  }
}

/// When the region takes two tracks for one vehicle. Distances in metres, speeds in metres per second, times in seconds.
public struct IdentityConfiguration: Sendable {
  /// How long a vehicle that was lost may turn up at another edge and be known.
  public var longestGap = 60.0
  /// How old a new track is before it is judged.
  public var judgedAfter = 2.0
  /// Until what age a new track may be known by its motion.
  public var judgedUntil = 6.0
  /// How far apart two edges may put the same vehicle at the same instant.
  public var overlapDistance = 3.0
  /// How many scenes in a row two tracks are together before they are one vehicle.
  public var overlapScenes = 3
  /// How long an edge goes on telling of a vehicle by its motion alone before it loses it.
  public var coasting = 2.5
  /// Metres of road that a map describes on which one vehicle comes that no edge saw before; half of it elsewhere.
  public var newcomerSpacing = 1000.0
  /// The least evidence for the best way to join all against the best way without this join, in natural logarithm.
  public var leastMargin = 2.5
  /// The same where traffic stops and goes.
  public var leastMarginOfQueues = 3.5
  /// How long a temporary identity of a lost vehicle is remembered.
  public var temporaryMemory = 300.0

  /// The measured defaults.
  public init() {}
}
