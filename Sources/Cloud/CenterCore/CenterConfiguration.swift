public import Kernel

/// What a center has to know before it starts.
public struct CenterConfiguration: Sendable {
  /// A short name.
  public var id: String
  /// A name for people.
  public var name: String
  /// What says that it is more ahead of the center's clock than this is refused.
  public var clockTolerance = Interval.seconds(60)
  /// How long a region may be silent before the events that it left open are given up.
  public var eventSilence = Interval.seconds(24 * 3600)
  /// How long the center hears before it gives anything up: it may have been away itself.
  public var patience = Interval.seconds(600)
  /// How far the trends reach back.
  public var trendLength = Interval.seconds(24 * 3600)

  /// Makes a configuration.
  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}
