public import Ingest
public import Kernel

/// One datagram that is to go out, as a place among the octets of its cycle.
public struct DownlinkMessage: Sendable, Equatable, BitwiseCopyable {
  /// The downlink, by its place among those of ``Egress/downlinks``.
  public var downlink: Int
  /// RSM or SSM.
  public var kind: MessageKind
  /// Where its octets begin in ``Egress/octets``.
  public var offset: Int
  /// How many octets it has, what the message stands in included.
  public var length: Int
  /// How long after the scene was published it is to leave.
  public var sendOffset: Interval
}

/// What was offered to a unit and what became of it, since the start.
public struct DownlinkCounters: Sendable, Equatable, BitwiseCopyable {
  /// The count of one kind of message.
  public struct Kind: Sendable, Equatable, BitwiseCopyable {
    /// Messages that were made.
    public internal(set) var messages: UInt64 = 0
    /// Road users in them.
    public internal(set) var objects: UInt64 = 0
    /// Road users that there was no room for in their cycle; others went before them, and they before others in a later
    /// one.
    public internal(set) var leftOut: UInt64 = 0
  }

  /// Cycles in which it was looked at.
  public internal(set) var cycles: UInt64 = 0
  /// Cycles in which nobody knew where the unit stands, so that nothing could be made for it.
  public internal(set) var cyclesWithoutPlace: UInt64 = 0
  /// Road users that its audience may need, counted in each cycle.
  public internal(set) var offered: UInt64 = 0
  /// RSM.
  public internal(set) var perception = Kind()
  /// SSM.
  public internal(set) var sharing = Kind()
  /// Obstacles that went out.
  public internal(set) var obstacles: UInt64 = 0
  /// Obstacles that there was no room for in their cycle.
  public internal(set) var obstaclesLeftOut: UInt64 = 0
  /// Octets of all messages, what they stand in included.
  public internal(set) var octets: UInt64 = 0
  /// Messages that could not be written; there is no way known to get there.
  public internal(set) var unwritten: UInt64 = 0

  /// Nothing so far.
  public init() {}

  /// Counts a message that was made, 0 for RSM and 1 for SSM.
  mutating func countMessage(_ kind: Int) {
    if kind == 0 { perception.messages &+= 1 } else { sharing.messages &+= 1 }
  }

  /// The count of a kind; nothing of one that no downlink has.
  public subscript(kind: MessageKind) -> Kind {
    switch kind {
    case .rsm: perception
    case .ssm: sharing
    default: Kind()
    }
  }
}
