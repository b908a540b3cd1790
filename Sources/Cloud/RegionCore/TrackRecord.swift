public import Kernel
public import RoadModel
import TierModel

/// A vehicle of the region at one of its edges, as it was last seen there. Vehicles that several edges see have several.
public struct TrackRecord: Sendable, Hashable {
  /// The vehicle: one number over all edges, never used again.
  public var vehicle: UInt64
  /// How the track is known to be that vehicle.
  public var evidence: JoinEvidence
  /// The edge.
  public var edge: String
  /// The track there.
  public var track: TrackID
  /// The first and the last scene that it was in.
  public var since: Instant
  public var lastSeen: Instant
  /// Where its middle was, in metres from the region's origin.
  public var position: LocalPoint
  /// Metres per second.
  public var speed: Double
  /// Where it looked.
  public var heading: Angle
  /// What it is.
  public var kind: ParticipantKind
  /// Metres.
  public var length: Double
  public var width: Double
  /// The lane that its edge put it on.
  public var lane: LaneID?
  /// The identity that it sends under, where it was ever heard.
  public var temporaryID: UInt64?
  /// Whether its edge's newest scene is without it.
  public var isLost: Bool

  /// Metres per second to the east and north.
  public var velocity: LocalVector { heading.unitVector * speed }
}

extension TrackRecord {
  /// A track that was not seen before.
  init(_ object: DigestObject, edge: String, vehicle: UInt64, at time: Instant, position: LocalPoint) {
    self.init(
      vehicle: vehicle, evidence: .none, edge: edge, track: object.track, since: time, lastSeen: time,
      position: position, speed: object.speed, heading: object.heading, kind: object.kind, length: object.length,
      width: object.width, lane: object.lane, temporaryID: object.temporaryID, isLost: false)
  }

  /// Takes what its edge's next scene says.
  mutating func update(_ object: DigestObject, at time: Instant, position: LocalPoint) {
    lastSeen = time
    self.position = position
    speed = object.speed
    heading = object.heading
    kind = object.kind
    length = object.length
    width = object.width
    lane = object.lane
    temporaryID = object.temporaryID ?? temporaryID
    isLost = false
  }
}
