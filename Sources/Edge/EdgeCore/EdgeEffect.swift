public import Kernel

/// What an edge core wants done, or known, after a call.
public enum EdgeEffect: Sendable, Equatable {
  /// The scene was published anew: ``EdgeCore/objects`` holds it, predicted to the instant.
  case scenePublished(at: Instant)
  /// The road map changed.
  case mapChanged(version: Int)
  /// An announcement of a roadside unit began, changed or ended.
  case eventsChanged(version: Int)
  /// The state of the whole core at the end of a second, folded into one number.
  case secondDigest(at: Instant, value: UInt64)
}
