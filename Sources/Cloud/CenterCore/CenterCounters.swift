/// Why a message was not taken.
public enum CenterRejection: Int, CaseIterable, Sendable {
  /// It says that it is of a time that has not come.
  case fromTheFuture
  /// It is a kind of message that regions do not send.
  case notOfARegion
  /// An event's message tells of an earlier stage than what is known: it is logged and changes nothing.
  case staleEvent
  /// A minute is older than the trends reach: it is stored and not shown.
  case beyondTrends
  /// There are more regions than the center takes.
  case overLimit

  /// A sentence for the operator.
  public var sentence: String {
    switch self {
    case .fromTheFuture: "A message is of a time that has not come: a region's clock is ahead, or the center's behind."
    case .notOfARegion: "A message is of a kind that regions do not send."
    case .staleEvent: "An event's message came after a newer one of the same event."
    case .beyondTrends: "A minute came more than a day late; it is in the history, not in the trends."
    case .overLimit: "There are more regions than the center takes."
    }
  }
}

/// What a center took and refused.
public struct CenterCounters: Sendable, Hashable {
  /// Messages that came.
  public internal(set) var received: UInt64 = 0
  /// What was refused, by ``CenterRejection``.
  public internal(set) var rejected = [UInt64](repeating: 0, count: CenterRejection.allCases.count)

  /// How many were refused for a reason.
  public subscript(_ reason: CenterRejection) -> UInt64 { rejected[reason.rawValue] }

  mutating func reject(_ reason: CenterRejection) { rejected[reason.rawValue] &+= 1 }
}
