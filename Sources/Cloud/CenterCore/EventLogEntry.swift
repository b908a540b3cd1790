public import Kernel
public import RoadModel
public import TierModel

/// One message of an event's life, as the center's log has it. Its key is (region, origin, stage, time): told twice, it
/// is there once.
public struct EventLogEntry: Sendable, Hashable {
  /// The region that handed it on.
  public var region: String
  /// What was told; its edge is ``TrafficEvent/edge``.
  public var event: TrafficEvent
  /// When the center took it.
  public var taken: Instant

  /// Makes an entry.
  public init(region: String, event: TrafficEvent, taken: Instant) {
    self.region = region
    self.event = event
    self.taken = taken
  }

  /// Which event of the region it is.
  public var origin: EventOrigin { EventOrigin(edge: event.edge, number: event.number) }
}
