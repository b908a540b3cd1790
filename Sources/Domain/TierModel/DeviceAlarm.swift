public import Kernel

/// That a device is out of its bounds, from when until now.
public struct DeviceAlarm: Sendable, Hashable {
  /// What is out of bounds. The raw values are names of the API.
  public enum Kind: String, CaseIterable, Sendable {
    /// Its positions are shifted: it was moved, or its place was surveyed wrongly.
    case deviceMoved
    /// It is turned about its own place.
    case deviceTurned
    /// Its clock is off.
    case deviceClock
    /// It contradicts what all others see.
    case deviceContradicts
    /// It shows an old picture under new times.
    case deviceFrozen
  }

  /// What is out of bounds.
  public var kind: Kind
  /// Since when that is sure.
  public var since: Instant
  /// A sentence for the operator: the figure, its doubt, the bound.
  public var sentence: String

  /// Makes an alarm.
  public init(kind: Kind, since: Instant, sentence: String) {
    self.kind = kind
    self.since = since
    self.sentence = sentence
  }
}
