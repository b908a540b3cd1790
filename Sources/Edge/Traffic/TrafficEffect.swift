public import RoadModel

/// What a ``TrafficState`` found.
public enum TrafficEffect: Sendable {
  /// A second of traffic is over.
  case summary(TrafficSummary)
  /// Something begins, changes or ends.
  case event(TrafficEvent)
}
