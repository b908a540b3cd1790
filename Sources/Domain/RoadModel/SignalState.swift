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

/// Something on the road that a roadside unit announces: an event or a sign of an RSI.
public struct RoadEvent: Sendable {
  /// Whether it is an event (RTE) or a sign (RTS).
  public enum Category: UInt8, Sendable { case event, sign }

  /// Event or sign.
  public var category: Category
  /// The device that announced it.
  public var unit: UnitIndex
  /// The sender's number for it, unique with the sender and the category, 0...255.
  public var number: UInt8
  /// GB/T 29100 code of an event, GB 5768.2 number of a sign.
  public var code: UInt16
  /// Where it is, if the message says.
  public var position: LocalPoint?
  /// The radius in metres within which it matters, where the message says.
  public var radius: Double?
  /// The text, where there is one in ASCII.
  public var text: String
  /// The text in GB 2312, where there is one; the machine floor knows the character table.
  public var encodedText: [UInt8]
  /// The way that it applies to: polylines in the local frame.
  public var paths: [[LocalPoint]]
  /// 0 (lowest) ... 7.
  public var priority: UInt8
  /// When it was announced first and last.
  public var since: Instant
  public var lastAnnounced: Instant

  /// Makes an event.
  public init(
    category: Category, unit: UnitIndex, number: UInt8, code: UInt16, position: LocalPoint?, radius: Double?,
    text: String, encodedText: [UInt8], paths: [[LocalPoint]], priority: UInt8, since: Instant, lastAnnounced: Instant
  ) {
    self.category = category
    self.unit = unit
    self.number = number
    self.code = code
    self.position = position
    self.radius = radius
    self.text = text
    self.encodedText = encodedText
    self.paths = paths
    self.priority = priority
    self.since = since
    self.lastAnnounced = lastAnnounced
  }
}
