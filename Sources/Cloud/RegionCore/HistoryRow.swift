public import Kernel
public import RoadModel

/// A lane or a link.
public enum Stretch: Hashable, Comparable, Sendable {
  case lane(LaneID)
  case link(LinkID)

  public static func < (left: Stretch, right: Stretch) -> Bool {
    switch (left, right) {
    case (.lane(let one), .lane(let other)): one < other
    case (.link(let one), .link(let other)): one < other
    case (.lane, .link): true
    case (.link, .lane): false
    }
  }
}

/// How long a row of the history is.
public enum HistoryStep: UInt8, CaseIterable, Sendable {
  case second
  case minute
  case quarter

  /// Its length.
  public var length: Interval {
    switch self {
    case .second: .seconds(1)
    case .minute: .seconds(60)
    case .quarter: .seconds(900)
    }
  }

  /// The number of the step that an instant ends in: whole steps since 1970, the end of a step belonging to it.
  public func index(endingAt time: Instant) -> Int64 {
    let last = time.nanoseconds - 1
    let quotient = last / length.nanoseconds
    return last % length.nanoseconds < 0 ? quotient - 1 : quotient
  }

  /// The beginning of a step.
  public func start(of index: Int64) -> Instant { Instant(nanoseconds: index * length.nanoseconds) }

  /// The end of a step.
  public func end(of index: Int64) -> Instant { start(of: index) + length }
}

/// What a stretch amounted to in a step. Its key is (step, index, stretch).
public struct HistoryRow: Sendable, Hashable {
  /// How long it is.
  public var step: HistoryStep
  /// Which: whole steps since 1970.
  public var index: Int64
  /// The lane or link.
  public var stretch: Stretch
  /// What happened.
  public var traffic: StretchTraffic

  /// Makes a row.
  public init(step: HistoryStep, index: Int64, stretch: Stretch, traffic: StretchTraffic) {
    self.step = step
    self.index = index
    self.stretch = stretch
    self.traffic = traffic
  }

  /// The beginning of its time.
  public var start: Instant { step.start(of: index) }
}
