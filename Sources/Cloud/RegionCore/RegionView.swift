public import Kernel
public import RoadModel
public import TierModel

/// A vehicle of the live picture, once however many edges see it.
public struct RegionVehicle: Sendable, Hashable {
  /// Its identity over all edges.
  public var id: UInt64
  /// What was seen of it last.
  public var seen: TrackRecord
  /// How many edges it has been seen at since it entered the region.
  public var edges: Int

  /// Makes a vehicle.
  public init(id: UInt64, seen: TrackRecord, edges: Int) {
    self.id = id
    self.seen = seen
    self.edges = edges
  }
}

/// The last minute of a lane or link.
public struct LiveStretch: Sendable, Hashable {
  /// Which.
  public var stretch: Stretch
  /// What happened in the last minute; its queue is the longest.
  public var minute: StretchTraffic
  /// Who waits now.
  public var queue: Queue
  /// The end of the newest second that was told.
  public var newest: Instant
}

/// An event as people are shown it: what two edges report of the same thing is one.
public struct ShownEvent: Sendable, Hashable {
  /// The event that began first.
  public var event: OpenEvent
  /// The others that tell of the same, ordered.
  public var alsoKnownAs: [EventOrigin]
}

/// The whole of a region at an instant, as a value that other threads may read.
public struct RegionView: Sendable {
  /// The instant.
  public var time: Instant
  /// The region's identity and its name for people.
  public var region: String
  public var name: String
  /// The edges, ordered by identity.
  public var edges: [EdgeState]
  /// Their devices, in the same order.
  public var devices: [[DeviceSummary]]
  /// The joined network.
  public var network: RegionNetwork
  /// The instant that ``vehicles`` stand for; nil before the first scene.
  public var sceneTime: Instant?
  /// The vehicles, ordered by identity.
  public var vehicles: [RegionVehicle]
  /// The lanes and links, ordered.
  public var stretches: [LiveStretch]
  /// All links of the last minute together.
  public var total: TrafficSums
  /// The open events, ordered by origin.
  public var events: [ShownEvent]
  /// What was refused and counted, by reason.
  public var counters: RegionCounters
}
