public import Kernel

/// The number of a track: never 0, never given twice by one scene.
public struct TrackID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The number.
  public let rawValue: UInt64

  /// Makes an id from its number.
  @inlinable public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable public static func < (left: TrackID, right: TrackID) -> Bool { left.rawValue < right.rawValue }
}

/// One road user of the fused scene, as published: predicted to the instant of the snapshot that it belongs to.
public struct SceneObject: Sendable, BitwiseCopyable {
  /// Who it is, for as long as the scene holds on to it.
  public var id: TrackID
  /// What kind of road user it is.
  public var kind: ParticipantKind
  /// Where the middle of its body is.
  public var position: LocalPoint
  /// Metres per second to the east and north.
  public var velocity: LocalVector
  /// Where its front points; for something that stands still the last known.
  public var heading: Angle
  /// Its size, assumed by kind where nobody has told.
  public var size: BodySize
  /// One standard deviation of the position along east and north, metres.
  public var positionDeviation: LocalVector
  /// One standard deviation of the velocity along east and north, metres per second.
  public var velocityDeviation: LocalVector
  /// The probability that it exists, 0...1.
  public var existence: Double
  /// The devices that saw it within the last second.
  public var seenBy: UnitSet
  /// Whether it reported itself within the last second.
  public var isConnected: Bool
  /// The temporary identity that it sends itself, where known.
  public var temporaryID: UInt64?
  /// The lane that it is on, where the map has one.
  public var lane: LanePosition?
  /// How probable that lane is among those that it may be on, 0...1; 0 where there is none.
  public var laneProbability = 0.0
  /// Metres per second squared along its heading, negative while it brakes; 0 where nothing is known.
  public var acceleration = 0.0
  /// Radians per second that its heading turns counter-clockwise; 0 where nothing is known.
  public var turnRate = 0.0
  /// When the track began.
  public var since: Instant
  /// The measurement time of the newest observation in it.
  public var lastObserved: Instant

  /// Makes an object of a scene.
  public init(
    id: TrackID, kind: ParticipantKind, position: LocalPoint, velocity: LocalVector, heading: Angle, size: BodySize,
    positionDeviation: LocalVector, velocityDeviation: LocalVector, existence: Double, seenBy: UnitSet,
    isConnected: Bool, temporaryID: UInt64?, lane: LanePosition?, since: Instant, lastObserved: Instant
  ) {
    self.id = id
    self.kind = kind
    self.position = position
    self.velocity = velocity
    self.heading = heading
    self.size = size
    self.positionDeviation = positionDeviation
    self.velocityDeviation = velocityDeviation
    self.existence = existence
    self.seenBy = seenBy
    self.isConnected = isConnected
    self.temporaryID = temporaryID
    self.lane = lane
    self.since = since
    self.lastObserved = lastObserved
  }
}

/// Where on a lane something is.
public struct LanePosition: Hashable, Sendable, BitwiseCopyable {
  /// The lane's place in ``LaneMap/lanes``.
  public var lane: Int
  /// Metres from the lane's first point along its centre line.
  public var along: Double
  /// Metres to the left of the centre line, negative to the right.
  public var offset: Double

  /// Makes a position on a lane.
  @inlinable public init(lane: Int, along: Double, offset: Double) {
    self.lane = lane
    self.along = along
    self.offset = offset
  }
}
