public import Kernel
public import RoadModel
public import TierModel

/// What an edge core wants done, or known, after a call.
public enum EdgeEffect: Sendable {
  /// The scene was published anew: ``EdgeCore/objects`` holds it, predicted to the instant.
  case scenePublished(at: Instant)
  /// Messages for units were made from the scene: ``EdgeCore/egress`` holds them until the next publication.
  case messagesReady(at: Instant)
  /// The road map changed.
  case mapChanged(version: Int)
  /// An announcement of a roadside unit began, changed or ended.
  case eventsChanged(version: Int)
  /// The state of the whole core at the end of a second, folded into one number.
  case secondDigest(at: Instant, value: UInt64)
  /// A second of traffic, for the region.
  case summary(TrafficSummary)
  /// Something on the road begins, changes or ends, for the region.
  case trafficEvent(TrafficEvent)
  /// The scene, once a second, for the region.
  case sceneDigest(SceneDigest)
  /// The devices, every ``EdgeCore/deviceInterval``, for the region.
  case devices([DeviceSummary])
  /// The roads, when they have changed and then stayed as they are for ``EdgeCore/networkPause``, for the region.
  case network(RoadNetwork)
}
