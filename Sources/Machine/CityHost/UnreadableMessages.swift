import TierProtocol

/// Messages that were delivered whole and could not be read: of a newer release below, or of a sender that is no tier.
public struct UnreadableMessages: Sendable {
  /// How many.
  public private(set) var count: UInt64 = 0
  /// The last one, in a sentence; nil where there was none.
  public private(set) var last: String?

  mutating func count(_ error: TierProtocolError, from sender: String) {
    count += 1
    last = "\(sender): \(error)"
  }
}
