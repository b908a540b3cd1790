public import Kernel
public import RoadModel
public import TierModel

/// A quarter of an hour of a region or of the whole city.
public struct TrendBucket: Sendable, Hashable {
  /// Its end.
  public var time: Instant
  /// How many region minutes it is made of: 15 a region where nothing is missing.
  public var minutes: Int
  /// All links together.
  public var total: TrafficSums
  /// Vehicles that went from one edge to another in it.
  public var handedOver: Int
}

/// An open event of a region.
public struct CityEvent: Sendable, Hashable {
  /// The region.
  public var region: String
  /// The event.
  public var event: OpenEvent
}

/// A region as people are shown it.
public struct RegionPicture: Sendable {
  /// What is known of it.
  public var record: RegionRecord
  /// The last day in quarters of an hour, ordered; those without any minute are left out.
  public var trend: [TrendBucket]
}

/// The whole of a city at an instant, as a value that other threads may read.
public struct CenterView: Sendable {
  /// The instant.
  public var time: Instant
  /// The center's identity and its name for people.
  public var center: String
  public var name: String
  /// The regions, ordered by identity.
  public var regions: [RegionPicture]
  /// The newest minutes of all regions together, of those that told one within the last five minutes.
  public var total: TrafficSums
  /// The last day of all regions together in quarters of an hour, ordered.
  public var trend: [TrendBucket]
  /// The open events, ordered by region and origin.
  public var events: [CityEvent]
  /// What was taken and refused.
  public var counters: CenterCounters
}
