public import Kernel
public import RoadModel

/// What one tier tells the next, free of any encoding.
public enum TierMessage: Sendable {
  /// A second of an edge's traffic.
  case summary(TrafficSummary)
  /// Something begins, changes or ends on the road.
  case event(TrafficEvent)
  /// The scene of an edge, once a second.
  case scene(SceneDigest)
  /// The devices of an edge.
  case devices([DeviceSummary])
  /// The roads that an edge knows.
  case network(RoadNetwork)
  /// A minute of a region.
  case region(RegionSummary)

  /// How much it matters that it arrives, and soon.
  public var priority: DeliveryPriority {
    switch self {
    case .event, .network: .event
    case .summary, .devices, .region: .summary
    case .scene: .digest
    }
  }
}

/// The order in which messages are sent, and in which a bounded outbox gives them up: digests first, then summaries.
/// Events are never given up.
public enum DeliveryPriority: UInt8, CaseIterable, Comparable, Sendable {
  /// Never thinned.
  case event
  /// Thinned from the oldest when the outbox is over its bound and holds no digests.
  case summary
  /// Thinned first, from the oldest.
  case digest

  public static func < (left: DeliveryPriority, right: DeliveryPriority) -> Bool { left.rawValue < right.rawValue }
}

/// One numbered message of a sender.
public struct TierEnvelope: Sendable {
  /// The edge or region that sends; 1...64 octets.
  public var sender: String
  /// Grows each time the sender's outbox is made anew.
  public var epoch: UInt64
  /// Counts from 1 within an epoch and a priority, without holes.
  public var sequence: UInt64
  /// When it was made.
  public var time: Instant
  /// What it says.
  public var message: TierMessage

  /// Makes an envelope.
  public init(sender: String, epoch: UInt64, sequence: UInt64, time: Instant, message: TierMessage) {
    self.sender = sender
    self.epoch = epoch
    self.sequence = sequence
    self.time = time
    self.message = message
  }
}

/// The scene of an edge at an instant.
public struct SceneDigest: Sendable {
  /// The instant.
  public var time: Instant
  /// The origin of its coordinates.
  public var origin: GeodeticPosition
  /// The road users, ordered by track.
  public var objects: [DigestObject]

  /// Makes a digest.
  public init(time: Instant, origin: GeodeticPosition, objects: [DigestObject]) {
    self.time = time
    self.origin = origin
    self.objects = objects
  }
}

/// A road user of a ``SceneDigest``.
public struct DigestObject: Sendable, Hashable, BitwiseCopyable {
  /// The track at its edge.
  public var track: TrackID
  /// What it is.
  public var kind: ParticipantKind
  /// Where its middle is, in metres from the edge's origin.
  public var position: LocalPoint
  /// Metres per second.
  public var speed: Double
  /// Where it looks.
  public var heading: Angle
  /// Length in metres.
  public var length: Double
  /// Width in metres.
  public var width: Double
  /// The lane that it is on, and how many metres along it; nil off the road.
  public var lane: LaneID?
  /// Metres along the lane; 0 off the road.
  public var along: Double
  /// The identity that it sends under, where it speaks for itself.
  public var temporaryID: UInt64?
  /// Whether it speaks for itself.
  public var isConnected: Bool

  /// Makes a road user.
  public init(
    track: TrackID, kind: ParticipantKind, position: LocalPoint, speed: Double, heading: Angle, length: Double,
    width: Double, lane: LaneID? = nil, along: Double = 0, temporaryID: UInt64? = nil, isConnected: Bool = false
  ) {
    self.track = track
    self.kind = kind
    self.position = position
    self.speed = speed
    self.heading = heading
    self.length = length
    self.width = width
    self.lane = lane
    self.along = along
    self.temporaryID = temporaryID
    self.isConnected = isConnected
  }
}

/// A roadside unit as its edge knows it.
public struct DeviceSummary: Sendable, Hashable {
  /// Its identity, for example `RSU1101A`.
  public var unit: String
  /// Its name.
  public var name: String
  /// Its address as text.
  public var address: String
  /// Datagrams from it.
  public var received: UInt64
  /// Accepted ones.
  public var accepted: UInt64
  /// When the last accepted one came; nil before the first.
  public var lastSeen: Instant?
  /// Seconds that its clock is ahead; nil where unknown.
  public var clockOffset: Double?
  /// Where it stands; nil where unknown.
  public var position: GeodeticPosition?
  /// In what it is out of its bounds now.
  public var alarms: [DeviceAlarm] = []

  /// Makes a device.
  public init(
    unit: String, name: String, address: String, received: UInt64 = 0, accepted: UInt64 = 0, lastSeen: Instant? = nil,
    clockOffset: Double? = nil, position: GeodeticPosition? = nil
  ) {
    self.unit = unit
    self.name = name
    self.address = address
    self.received = received
    self.accepted = accepted
    self.lastSeen = lastSeen
    self.clockOffset = clockOffset
    self.position = position
  }
}

/// The roads that an edge knows. Coordinates of the map are metres from the edge's origin.
public struct RoadNetwork: Sendable {
  /// The edge's name for people.
  public var name: String
  /// The origin of the map's coordinates.
  public var origin: GeodeticPosition
  /// The lanes and nodes.
  public var map: LaneMap

  /// Makes a network.
  public init(name: String, origin: GeodeticPosition, map: LaneMap) {
    self.name = name
    self.origin = origin
    self.map = map
  }
}

/// What a region amounts to in a minute.
public struct RegionSummary: Sendable {
  /// The region's name for people.
  public var name: String
  /// The end of the minute.
  public var time: Instant
  /// How long it is.
  public var duration: Interval
  /// Its links, ordered by identity.
  public var links: [(id: LinkID, traffic: StretchTraffic)]
  /// All links together.
  public var total: TrafficSums
  /// Events that are open at its end.
  public var openEvents: Int
  /// Vehicles that went from one edge to another in it and kept their identity.
  public var handedOver: Int
  /// The edges, ordered by identity.
  public var edges: [EdgeState]

  /// Makes a summary.
  public init(
    name: String, time: Instant, duration: Interval, links: [(id: LinkID, traffic: StretchTraffic)],
    total: TrafficSums, openEvents: Int, handedOver: Int, edges: [EdgeState]
  ) {
    self.name = name
    self.time = time
    self.duration = duration
    self.links = links
    self.total = total
    self.openEvents = openEvents
    self.handedOver = handedOver
    self.edges = edges
  }
}

/// An edge as its region sees it.
public struct EdgeState: Sendable, Hashable {
  /// Its identity.
  public var edge: String
  /// Its name for people.
  public var name: String
  /// When the newest message that the region committed was made; nil before the first.
  public var lastHeard: Instant?
  /// The number up to which everything is committed.
  public var committed: UInt64
  /// Road users in its newest scene.
  public var roadUsers: Int
  /// Devices registered there.
  public var devices: Int
  /// Those heard in the last ten seconds.
  public var liveDevices: Int

  /// Makes an edge's state.
  public init(
    edge: String, name: String, lastHeard: Instant? = nil, committed: UInt64 = 0, roadUsers: Int = 0, devices: Int = 0,
    liveDevices: Int = 0
  ) {
    self.edge = edge
    self.name = name
    self.lastHeard = lastHeard
    self.committed = committed
    self.roadUsers = roadUsers
    self.devices = devices
    self.liveDevices = liveDevices
  }
}
