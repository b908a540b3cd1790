public import Kernel

/// The light of a signal head (T/CSAE 53-2020, DE_LightState).
public enum SignalLight: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case unavailable = 0
  case dark = 1
  case flashingRed = 2
  case red = 3
  case flashingGreen = 4
  case permissiveGreen = 5
  case protectedGreen = 6
  case yellow = 7
  case flashingYellow = 8
}

/// The state of one phase of an intersection at an instant.
public struct PhaseState: Hashable, Sendable, BitwiseCopyable {
  /// The number that joins it to the connections of the map, 1...255.
  public var phase: UInt8
  /// The light that shows.
  public var light: SignalLight
  /// Seconds until the light changes, by the controller's own estimate, running on between messages; nil where it is
  /// unknown or beyond an hour.
  public var remaining: Double?
  /// The earliest and the latest that it may change, in seconds from now, where the controller says.
  public var remainingEarliest: Double?
  public var remainingLatest: Double?
  /// The light that follows, where the message has it.
  public var nextLight: SignalLight?

  /// Makes a state.
  public init(
    phase: UInt8, light: SignalLight, remaining: Double?, remainingEarliest: Double?, remainingLatest: Double?,
    nextLight: SignalLight?
  ) {
    self.phase = phase
    self.light = light
    self.remaining = remaining
    self.remainingEarliest = remainingEarliest
    self.remainingLatest = remainingLatest
    self.nextLight = nextLight
  }
}

/// The signals of one intersection at an instant.
public struct IntersectionSignals: Sendable {
  /// The node that they stand at.
  public var node: NodeID
  /// The phases, ordered by number.
  public var phases: [PhaseState]
  /// When the controller's last message was measured.
  public var updated: Instant
  /// The controller's status bits (T/CSAE 53-2020, DE_IntersectionStatusObject), the highest bit first.
  public var status: UInt16

  /// Makes the signals of an intersection.
  public init(node: NodeID, phases: [PhaseState], updated: Instant, status: UInt16) {
    self.node = node
    self.phases = phases
    self.updated = updated
    self.status = status
  }
}
