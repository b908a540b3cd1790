/// Why a datagram goes no further. Every datagram is accepted or has exactly one of these.
public enum DropReason: Int, CaseIterable, Sendable {
  case empty
  case unknownSource
  case rateExceeded
  case tooLarge
  case malformed
  case unsupportedMessage
  case kindNotAllowed
  case unitMismatch
  case timeFarOff
  case positionUnavailable
  case outsideArea
  case kernelQueueFull
  case badFrame
  case unknownApplication
  case secured
  case shed

  /// The name in metrics and the API.
  public var name: String { "\(self)" }

  /// A sentence for the operator.
  public var sentence: String {
    switch self {
    case .empty: "The datagram has no octets."
    case .unknownSource: "No registered device sends from this address: add it to the edge's configuration."
    case .rateExceeded: "The device sends more datagrams a second than it is allowed to."
    case .tooLarge: "The datagram is larger than any message."
    case .malformed:
      "The octets are no message of the device's dialect: it may speak the other one, or its message is broken."
    case .unsupportedMessage: "The message is well formed, but of a kind that this edge does not use."
    case .kindNotAllowed: "The device is not registered for messages of this kind."
    case .unitMismatch: "The message carries the identity of another unit than the one registered for this address."
    case .timeFarOff: "The message's time differs from the time of its reception by more than two seconds."
    case .positionUnavailable: "The message says that its sender does not know where it is."
    case .outsideArea: "The position lies outside the area of this edge."
    case .badFrame: "The datagram does not stand in the framing that the device is known to use."
    case .unknownApplication:
      "The frame's application identifier is not known: add it to the edge's configuration with what it carries."
    case .secured: "The message is signed (YD/T 3957), and signatures cannot be verified yet."
    case .shed: "More came than could be handled, and the message was less urgent or had waited too long."
    case .kernelQueueFull: "The datagram arrived faster than datagrams were read, and the system dropped it."
    }
  }
}

/// What came in and what became of it: `received` is `accepted` plus the sum of all drops, always. Where a datagram
/// carries several messages in an envelope, each of them is received, and accepted or dropped.
public struct IngestCounters: Sendable, Equatable, BitwiseCopyable {
  /// All datagrams, those that the system dropped included, and ``additional`` messages.
  public private(set) var received: UInt64 = 0
  /// Messages behind the first of their datagram: so many fewer datagrams came than were ``received``.
  public private(set) var additional: UInt64 = 0
  /// Messages that reached the scene or its boards.
  public private(set) var accepted: UInt64 = 0
  private var drops = InlineArray<16, UInt64>(repeating: 0)
  /// Accepted messages in the order bsm, map, rsm, spat, rsi.
  private var kinds = InlineArray<5, UInt64>(repeating: 0)

  /// Nothing so far.
  public init() {}

  /// How many were dropped for a reason.
  public subscript(reason: DropReason) -> UInt64 { drops[reason.rawValue] }

  /// How many messages of a kind were accepted; 0 bsm, 1 map, 2 rsm, 3 spat, 4 rsi.
  public func messages(ofKind kind: Int) -> UInt64 { kinds[kind] }

  /// How many were dropped in all.
  public var dropped: UInt64 { received - accepted }

  mutating func countAdditional() { additional &+= 1 }

  mutating func accept(kind: Int) {
    received &+= 1
    accepted &+= 1
    kinds[kind] &+= 1
  }

  /// Counts `count` datagrams that came and were dropped.
  public mutating func drop(_ reason: DropReason, count: UInt64 = 1) {
    received &+= count
    drops[reason.rawValue] &+= count
  }

  public static func == (left: IngestCounters, right: IngestCounters) -> Bool {
    left.received == right.received && left.accepted == right.accepted
      && left.additional == right.additional
      && DropReason.allCases.allSatisfy { left[$0] == right[$0] }
      && (0..<5).allSatisfy { left.messages(ofKind: $0) == right.messages(ofKind: $0) }
  }
}
