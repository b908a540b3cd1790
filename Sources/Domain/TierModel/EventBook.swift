public import Kernel
public import RoadModel

/// Which event it is, over all edges of a region.
public struct EventOrigin: Hashable, Comparable, Sendable {
  /// The edge that saw it.
  public var edge: String
  /// Its number there.
  public var number: UInt64

  /// Makes an origin.
  public init(edge: String, number: UInt64) {
    self.edge = edge
    self.number = number
  }

  public static func < (left: EventOrigin, right: EventOrigin) -> Bool {
    (left.edge, left.number) < (right.edge, right.number)
  }
}

/// An event that has begun and not ended.
public struct OpenEvent: Sendable, Hashable {
  /// Which it is.
  public var origin: EventOrigin
  /// The epoch in which its sender last told of it.
  public var epoch: UInt64
  /// The newest that was told of it.
  public var event: TrafficEvent

  /// Makes an open event.
  public init(origin: EventOrigin, epoch: UInt64, event: TrafficEvent) {
    self.origin = origin
    self.epoch = epoch
    self.event = event
  }
}

/// The events of many edges, each with one life however its messages come: an end may arrive before its beginning, an
/// update after its end.
public struct EventBook: Sendable {
  /// What a message did.
  public enum Outcome: Sendable, Hashable {
    /// The event is open now and was not before.
    case opened
    /// What is known of it changed.
    case changed
    /// It is over.
    case ended
    /// It tells of an earlier stage than what is known, or of an event that is over.
    case stale
  }

  /// An event that is over, remembered so that what comes late does not open it again.
  public struct ClosedEvent: Sendable, Hashable {
    /// Which it is.
    public var origin: EventOrigin
    /// The time of its end, on the clock of who ended it.
    public var ended: Instant
    /// When the book heard of the end.
    public var heard: Instant
    /// Whether its edge said so; otherwise it was given up, and news of it opens it again.
    public var isCertain: Bool

    /// Makes a closed event.
    public init(origin: EventOrigin, ended: Instant, heard: Instant, isCertain: Bool) {
      self.origin = origin
      self.ended = ended
      self.heard = heard
      self.isCertain = isCertain
    }
  }

  /// The open events, ordered by origin.
  public private(set) var open: [OpenEvent]
  /// Those that are over and not forgotten, ordered by when the book heard of it.
  public private(set) var closed: [ClosedEvent]

  /// How long an ended event is remembered, and how many at most.
  public static let memory = Interval.seconds(2 * 3600)
  /// How long one that was given up is: its edge may be back after days, and its own end must not count again.
  public static let memoryOfGivenUp = Interval.seconds(14 * 86_400)
  public static let closedLimit = 4096

  /// Makes a book with what was open and what had ended.
  public init(open: [OpenEvent] = [], closed: [ClosedEvent] = []) {
    self.open = open.sorted { $0.origin < $1.origin }
    self.closed = closed.sorted { ($0.heard, $0.origin) < ($1.heard, $1.origin) }
  }

  /// Takes a message of an event.
  public mutating func take(_ event: TrafficEvent, edge: String, epoch: UInt64, at now: Instant) -> Outcome {
    let origin = EventOrigin(edge: edge, number: event.number)
    let place = self.place(of: origin)
    let known = place < open.count && open[place].origin == origin
    if event.stage == .end {
      if known { open.remove(at: place) }
      let wasCertain = closed.contains { $0.origin == origin && $0.isCertain }
      close(origin, ended: event.time, heard: now, isCertain: true)
      return wasCertain && !known ? .stale : .ended
    }
    if let end = closed.last(where: { $0.origin == origin }) {
      guard !end.isCertain, event.time > end.ended else { return .stale }
      closed.removeAll { $0.origin == origin }
    }
    guard known else {
      open.insert(OpenEvent(origin: origin, epoch: epoch, event: event), at: place)
      return .opened
    }
    open[place].epoch = max(open[place].epoch, epoch)
    guard (event.time, event.stage.rawValue) > (open[place].event.time, open[place].event.stage.rawValue) else {
      return .stale
    }
    open[place].event = event
    return .changed
  }

  /// Ends an event that its edge no longer tells of, and returns what is to be said of it; nil where it is not open.
  public mutating func giveUp(_ origin: EventOrigin, at now: Instant) -> TrafficEvent? {
    let place = self.place(of: origin)
    guard place < open.count, open[place].origin == origin else { return nil }
    var event = open.remove(at: place).event
    event.stage = .end
    event.time = max(now, event.time)
    close(origin, ended: event.time, heard: now, isCertain: false)
    return event
  }

  /// Forgets what ended long ago, and returns which.
  public mutating func forget(at now: Instant) -> [EventOrigin] {
    var surplus = closed.count - EventBook.closedLimit
    var forgotten: [EventOrigin] = []
    closed.removeAll { event in
      let memory = event.isCertain ? EventBook.memory : EventBook.memoryOfGivenUp
      guard surplus > 0 || now - event.heard > memory else { return false }
      surplus -= 1
      forgotten.append(event.origin)
      return true
    }
    return forgotten
  }

  /// An event that is open; nil where it is not.
  public func openEvent(_ origin: EventOrigin) -> OpenEvent? {
    let place = self.place(of: origin)
    return place < open.count && open[place].origin == origin ? open[place] : nil
  }

  /// Whether an event was given up and its edge has said nothing of it since.
  public func hasGivenUp(_ origin: EventOrigin) -> Bool {
    openEvent(origin) == nil && closedEvent(origin).map { !$0.isCertain } ?? false
  }

  /// An event that is over and not forgotten; nil otherwise.
  public func closedEvent(_ origin: EventOrigin) -> ClosedEvent? { closed.last { $0.origin == origin } }

  private mutating func close(_ origin: EventOrigin, ended: Instant, heard: Instant, isCertain: Bool) {
    closed.removeAll { $0.origin == origin }
    closed.append(ClosedEvent(origin: origin, ended: ended, heard: heard, isCertain: isCertain))
  }

  /// Where an origin stands in ``open``, or would.
  private func place(of origin: EventOrigin) -> Int {
    var (low, high) = (0, open.count)
    while low < high {
      let middle = (low + high) / 2
      if open[middle].origin < origin { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
