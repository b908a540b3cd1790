public import Kernel

/// Something on the road that begins, may change, and ends, as the tiers tell it to each other.
public struct TrafficEvent: Sendable, Hashable {
  /// What it is.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// A roadside unit announces it (RSI); ``TrafficEvent/code`` is that of GB/T 29100 or GB 5768.2.
    case announcement
    /// A vehicle stands where none should for longer than a light's red.
    case stoppedVehicle
    /// A queue reaches back to the beginning of its link.
    case queueSpillback
  }

  /// Where in its life it is.
  public enum Stage: UInt8, CaseIterable, Sendable {
    /// It has just begun.
    case begin
    /// It goes on, and something of it changed.
    case update
    /// It is over.
    case end
  }

  /// Its identity at the edge: grows with each event that begins, and is never used again.
  public var number: UInt64
  /// What it is.
  public var kind: Kind
  /// Where in its life it is.
  public var stage: Stage
  /// When it entered this stage.
  public var time: Instant
  /// When it began.
  public var since: Instant
  /// Where it is, in degrees of WGS 84; nil where that is unknown.
  public var position: GeodeticPosition?
  /// The lane that it is on, where it is on one.
  public var lane: LaneID?
  /// The code of an announcement, otherwise 0.
  public var code: UInt16
  /// How much it matters, 0...7, 7 most.
  public var priority: UInt8
  /// The text of an announcement where it is ASCII, or what there is to say.
  public var text: String
  /// The text of an announcement otherwise, as it came: GB 18030, at most 512 octets.
  public var encodedText: [UInt8]
  /// The vehicles concerned: those of a queue, or 1.
  public var vehicles: UInt16
  /// The edge that it was seen at; empty at the edge itself, set by the region when it hands the event on.
  public var edge: String

  /// Makes an event.
  public init(
    number: UInt64, kind: Kind, stage: Stage, time: Instant, since: Instant, position: GeodeticPosition? = nil,
    lane: LaneID? = nil, code: UInt16 = 0, priority: UInt8 = 0, text: String = "", encodedText: [UInt8] = [],
    vehicles: UInt16 = 0, edge: String = ""
  ) {
    self.number = number
    self.kind = kind
    self.stage = stage
    self.time = time
    self.since = since
    self.position = position
    self.lane = lane
    self.code = code
    self.priority = priority
    self.text = text
    self.encodedText = encodedText
    self.vehicles = vehicles
    self.edge = edge
  }
}
