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
  /// Where, how fast and in which direction it was in its first scene.
  public var entry: LocalPoint
  public var entrySpeed: Double
  public var entryHeading: Angle
  /// The temporary identity that vehicles of other edges were searched for.
  public var judgedTemporaryID: UInt64?
  /// Whether its edge's newest scene is without it.
  public var isLost: Bool

  /// Makes a record, as a store restores it.
  public init(
    vehicle: UInt64, evidence: JoinEvidence, edge: String, track: TrackID, since: Instant, lastSeen: Instant,
    position: LocalPoint, speed: Double, heading: Angle, kind: ParticipantKind, length: Double, width: Double,
    lane: LaneID?, temporaryID: UInt64?, entry: LocalPoint, entrySpeed: Double, entryHeading: Angle,
    judgedTemporaryID: UInt64?, isLost: Bool
  ) {
    self.vehicle = vehicle
    self.evidence = evidence
    self.edge = edge
    self.track = track
    self.since = since
    self.lastSeen = lastSeen
    self.position = position
    self.speed = speed
    self.heading = heading
    self.kind = kind
    self.length = length
    self.width = width
    self.lane = lane
    self.temporaryID = temporaryID
    self.entry = entry
    self.entrySpeed = entrySpeed
    self.entryHeading = entryHeading
    self.judgedTemporaryID = judgedTemporaryID
    self.isLost = isLost
  }

  /// Metres per second to the east and north.
  public var velocity: LocalVector { heading.unitVector * speed }
}

extension TrackRecord {
  /// A track that was not seen before.
  init(_ object: DigestObject, edge: String, vehicle: UInt64, at time: Instant, position: LocalPoint) {
    self.init(
      vehicle: vehicle, evidence: .none, edge: edge, track: object.track, since: time, lastSeen: time,
      position: position, speed: object.speed, heading: object.heading, kind: object.kind, length: object.length,
      width: object.width, lane: object.lane, temporaryID: object.temporaryID, entry: position,
      entrySpeed: object.speed, entryHeading: object.heading, judgedTemporaryID: nil, isLost: false)
  }

  /// What there is to store of it.
  var sighting: VehicleSighting {
    VehicleSighting(vehicle: vehicle, edge: edge, track: track, since: since, until: lastSeen, evidence: evidence)
  }

  /// Whether it moves in ways that can be foretold.
  var isVehicle: Bool { kind != .pedestrian }

  /// Whether it can be in a place at a later time: a number that an edge gives twice, after a restart, is another track.
  func mayBe(at point: LocalPoint, _ time: Instant) -> Bool {
    let pause = (time - lastSeen).seconds
    return pause <= VehicleBook.longestPause && position.distance(to: point) <= (speed + 10) * max(pause, 0) + 15
  }

  /// Whether it and a track of another edge, or a lost one, can be one vehicle by where and when they were seen.
  func mayBeOne(with other: TrackRecord) -> Bool {
    if edge == other.edge && !isLost && !other.isLost { return false }
    let (first, last) = lastSeen <= other.lastSeen ? (self, other) : (other, self)
    // Both were there at the time of the first's end; or the last began later.
    let pause = (last.lastSeen - first.lastSeen).seconds
    let reached = first.position + first.velocity * min(pause, 2)
    return reached.distance(to: last.position) <= 20 + 45 * max(pause - 1, 0) + (pause > 0 ? 10 : 0)
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
