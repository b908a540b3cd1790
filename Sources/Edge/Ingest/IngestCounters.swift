/// What came in and what became of it: `received` is `accepted` plus the sum of all drops, always. Where a datagram
/// carries several messages in an envelope, each of them is received, and accepted or dropped.
public struct IngestCounters: Sendable, Equatable, BitwiseCopyable {
  /// All datagrams, those that the system dropped included, and ``additional`` messages.
  public private(set) var received: UInt64 = 0
  /// Messages behind the first of their datagram: so many fewer datagrams came than were ``received``.
  public private(set) var additional: UInt64 = 0
  /// Messages that reached the scene or its boards.
  public private(set) var accepted: UInt64 = 0
  /// One for each ``DropReason``.
  private var drops = InlineArray<19, UInt64>(repeating: 0)
  /// One for each ``MessageKind``.
  private var kinds = InlineArray<15, UInt64>(repeating: 0)

  /// Nothing so far.
  public init() {}

  /// How many were dropped for a reason.
  public subscript(reason: DropReason) -> UInt64 { drops[reason.rawValue] }

  /// How many messages of a kind were accepted; of a kind that is not used, how many came and were dropped as
  /// ``DropReason/unsupportedMessage``.
  public func messages(of kind: MessageKind) -> UInt64 { kinds[Int(kind.rawValue)] }

  /// How many were dropped in all.
  public var dropped: UInt64 { received - accepted }

  mutating func countAdditional() { additional &+= 1 }

  mutating func accept(_ kind: MessageKind) {
    received &+= 1
    accepted &+= 1
    kinds[Int(kind.rawValue)] &+= 1
  }

  /// Counts a message of a kind that the edge does not use; it is to be dropped as well.
  mutating func note(unused kind: MessageKind) { kinds[Int(kind.rawValue)] &+= 1 }

  /// Counts `count` datagrams that came and were dropped.
  public mutating func drop(_ reason: DropReason, count: UInt64 = 1) {
    received &+= count
    drops[reason.rawValue] &+= count
  }

  public static func == (left: IngestCounters, right: IngestCounters) -> Bool {
    left.received == right.received && left.accepted == right.accepted
      && left.additional == right.additional
      && DropReason.allCases.allSatisfy { left[$0] == right[$0] }
      && MessageKind.allCases.allSatisfy { left.messages(of: $0) == right.messages(of: $0) }
  }
}
