/// Why a message, or a part of it, was not taken.
public enum RegionRejection: Int, CaseIterable, Sendable {
  /// It says that it is of a time that has not come.
  case fromTheFuture
  /// It is a kind of message that edges do not send.
  case notOfAnEdge
  /// A stretch of a summary belongs to another edge, whose figures count.
  case stretchOfAnotherEdge
  /// A scene is older than one that its edge sent before, or than what is live: it is kept for the history alone.
  case lateScene
  /// An event's message tells of an earlier stage than what is known: it is passed on and changes nothing.
  case staleEvent
  /// A second is older than what the core remembers: the store adds it up, the center is not told.
  case beyondMemory
  /// A scene has an origin or a place that is no place on earth or lies outside the region's frame.
  case outsideFrame
  /// Two vehicles in different places send under one temporary identity.
  case temporaryIdentityTwice
  /// An edge has more of something than the region takes.
  case overLimit

  /// A sentence for the operator.
  public var sentence: String {
    switch self {
    case .fromTheFuture: "A message is of a time that has not come: an edge's clock is ahead, or the region's behind."
    case .notOfAnEdge: "A message is of a kind that edges do not send."
    case .stretchOfAnotherEdge: "Two edges report the same road; the one nearer to its node counts."
    case .lateScene: "A scene came too late for the live picture and is kept for the history."
    case .staleEvent: "An event's message came after a newer one of the same event."
    case .beyondMemory: "A second came hours late; it is in the history, and the center was not told again."
    case .outsideFrame: "A scene lies outside the region."
    case .temporaryIdentityTwice: "Vehicles in different places send under one temporary identity."
    case .overLimit: "A message has more in it than the region takes."
    }
  }
}

/// What a region took and refused.
public struct RegionCounters: Sendable, Hashable {
  /// Messages that came.
  public internal(set) var received: UInt64 = 0
  /// Scenes that went into the live picture.
  public internal(set) var scenes: UInt64 = 0
  /// Joins of a track with a vehicle of another edge, by ``JoinEvidence``.
  public internal(set) var joins = [UInt64](repeating: 0, count: JoinEvidence.allCases.count)
  /// What was refused, by ``RegionRejection``.
  public internal(set) var rejected = [UInt64](repeating: 0, count: RegionRejection.allCases.count)

  /// How many were refused for a reason.
  public subscript(_ reason: RegionRejection) -> UInt64 { rejected[reason.rawValue] }

  mutating func reject(_ reason: RegionRejection, _ count: Int = 1) { rejected[reason.rawValue] &+= UInt64(count) }
}
