public import Kernel
package import MessagesCSAE
import PackedEncoding
public import RoadModel

/// The signals of all intersections that this edge hears of, running on between messages.
///
/// Room is taken once; an update writes in place and allocates nothing.
public struct SignalBoard {
  /// How many intersections there is room for. A further one takes the place of the one that is silent for longest, if
  /// that is a minute or more; otherwise it is not kept, and counted in ``overflow``.
  public static let limit = 64
  /// A controller that was silent for so long shows `unavailable`: a guessed light is worse than none.
  public static let silence = Interval.seconds(5)

  struct Span: BitwiseCopyable {
    var light = SignalLight.unavailable
    var start: Instant?
    var end: Instant?
    var earliest: Instant?
    var latest: Instant?
  }

  private struct PhaseSlot: BitwiseCopyable {
    var phase: UInt8 = 0
    var count = 0
    var spans = InlineArray<16, Span>(repeating: Span())
  }

  private struct Slot {
    var node = NodeID(region: nil, number: 0)
    var updated = Instant(nanoseconds: 0)
    var status: UInt16 = 0
    var count = 0
    var phases: [PhaseSlot]
  }

  private var slots: [Slot] = []
  /// The places among ``slots`` that are in use, ordered by node.
  private var order: [Int] = []
  /// Messages for intersections that there was no room for.
  public private(set) var overflow: UInt64 = 0
  /// Grows with each message that was taken over.
  public private(set) var updates: UInt64 = 0

  /// Makes an empty board.
  public init() {
    slots = (0..<SignalBoard.limit).map { _ in Slot(phases: Array(repeating: PhaseSlot(), count: 16)) }
  }

  /// Takes over the state of one intersection (T/CSAE 53-2020, DF_IntersectionState) measured at an instant.
  ///
  /// A state that is older than the one that is there is left out; two units may repeat one controller.
  package mutating func update(_ state: IntersectionState, measuredAt time: Instant) {
    let node = LaneMapBuilder.nodeID(state.intersectionId)
    begin(node, status: state.status.rawValue, count: state.phases.count, at: time) { place, board in
      for (index, phase) in state.phases.enumerated() {
        board.set(place, index, phase: phase.id, count: phase.phaseStates.count)
        for (number, phaseState) in phase.phaseStates.enumerated() {
          board.set(place, index, number, SignalBoard.span(phaseState, time))
        }
      }
    }
  }

  /// Finds room for an intersection's state and has it written, unless what is there is newer.
  mutating func begin(
    _ node: NodeID, status: UInt16, count: Int, at time: Instant, _ write: (Int, inout SignalBoard) -> Void
  ) {
    guard let place = slot(of: node, at: time) else {
      overflow &+= 1
      return
    }
    guard slots[place].updated <= time else { return }
    slots[place].updated = time
    slots[place].status = status
    slots[place].count = count
    // Chinese messages have sixteen phases at most, others up to 255: the room grows once.
    while slots[place].phases.count < count { slots[place].phases.append(PhaseSlot()) }
    write(place, &self)
    updates &+= 1
  }

  /// Sets a phase's number and how many spans it has.
  mutating func set(_ place: Int, _ index: Int, phase: UInt8, count: Int) {
    slots[place].phases[index].phase = phase
    slots[place].phases[index].count = count
  }

  /// Sets one span of a phase; there is room for sixteen.
  mutating func set(_ place: Int, _ index: Int, _ number: Int, _ span: Span) {
    guard number < 16 else { return }
    slots[place].phases[index].spans[number] = span
  }

  private mutating func slot(of node: NodeID, at time: Instant) -> Int? {
    var oldest = 0
    for place in order.indices {
      if slots[place].node == node { return place }
      if slots[place].updated < slots[oldest].updated { oldest = place }
    }
    var place = order.count
    if place < SignalBoard.limit {
      order.append(place)
    } else {
      guard time - slots[oldest].updated >= .seconds(60) else { return nil }
      place = oldest
    }
    slots[place].node = node
    order.sort { slots[$0].node < slots[$1].node }
    return place
  }

  private static func span(_ state: MessagesCSAE.PhaseState, _ time: Instant) -> Span {
    var span = Span(light: SignalLight(rawValue: UInt8(truncatingIfNeeded: state.light.index)) ?? .unavailable)
    switch state.timing {
    case .counting(let reference):
      let timing = reference
      span.start = ahead(timing.startTime, time)
      span.end = ahead(timing.likelyEndTime, time)
      span.earliest = timing.minEndTime.flatMap { ahead($0, time) }
      span.latest = timing.maxEndTime.flatMap { ahead($0, time) }
    case .utcTiming(let reference):
      let timing = reference
      span.start = inHour(timing.startUTCTime, time)
      span.end = inHour(timing.likelyEndUTCTime, time)
      span.earliest = timing.minEndUTCTime.flatMap { inHour($0, time) }
      span.latest = timing.maxEndUTCTime.flatMap { inHour($0, time) }
    case .unknown, nil:
      // A light without a time is the one that shows.
      span.start = time
    }
    return span
  }

  /// T/CSAE 53-2020, DE_TimeMark as a count-down: 0.1 s; 36000 is beyond an hour, 36001 unknown.
  private static func ahead(_ mark: UInt16, _ time: Instant) -> Instant? {
    mark < 36_000 ? time + .milliseconds(Int64(mark) * 100) : nil
  }

  /// T/CSAE 53-2020, DE_TimeMark within the UTC hour: the instant nearest to the message's.
  static func inHour(_ mark: UInt16, _ time: Instant) -> Instant? {
    guard mark < 36_000 else { return nil }
    let hour: Int64 = 3_600_000
    let now = time.milliseconds
    let base = now - now % hour + Int64(mark) * 100
    if base - now > hour / 2 { return Instant(milliseconds: base - hour) }
    return Instant(milliseconds: now - base > hour / 2 ? base + hour : base)
  }

  /// The signals as they show at an instant, ordered by node. Allocates.
  public func signals(at now: Instant) -> [IntersectionSignals] {
    var all: [IntersectionSignals] = []
    write(at: now, into: &all)
    return all
  }

  /// Writes the signals as they show at an instant, ordered by node, in the place of those that `all` holds. Its room is
  /// reused.
  public func write(at now: Instant, into all: inout [IntersectionSignals]) {
    if all.count > order.count { all.removeLast(all.count - order.count) }
    for (rank, place) in order.enumerated() {
      let (node, updated, status) = (slots[place].node, slots[place].updated, slots[place].status)
      if rank == all.count {
        all.append(IntersectionSignals(node: node, phases: [], updated: updated, status: status))
      } else {
        (all[rank].node, all[rank].updated, all[rank].status) = (node, updated, status)
      }
      let isSilent = now - updated > SignalBoard.silence
      all[rank].phases.removeAll(keepingCapacity: true)
      for phase in 0..<slots[place].count {
        all[rank].phases.append(SignalBoard.state(slots[place].phases[phase], at: now, isSilent: isSilent))
        all[rank].phases.sinkLast()
      }
    }
  }

  private static func state(_ slot: PhaseSlot, at now: Instant, isSilent: Bool) -> RoadModel.PhaseState {
    var state = RoadModel.PhaseState(
      phase: slot.phase, light: .unavailable, remaining: nil, remainingEarliest: nil, remainingLatest: nil,
      nextLight: nil)
    guard !isSilent, slot.count > 0 else { return state }
    let current = showing(slot, at: now)
    let span = slot.spans[current]
    func seconds(_ instant: Instant?) -> Double? { instant.map { max(($0 - now).seconds, 0) } }
    state.light = span.light
    state.remaining = seconds(span.end)
    state.remainingEarliest = seconds(span.earliest)
    state.remainingLatest = seconds(span.latest)
    state.nextLight = next(slot, after: current)?.light
    return state
  }

  /// The span that an instant lies in; where none does, the one that began last.
  private static func showing(_ slot: PhaseSlot, at now: Instant) -> Int {
    var latest = 0
    var latestStart: Instant?
    for index in 0..<min(slot.count, 16) {
      guard let start = slot.spans[index].start, start <= now else { continue }
      if slot.spans[index].end.map({ now < $0 }) ?? true { return index }
      if latestStart.map({ $0 < start }) ?? true {
        latest = index
        latestStart = start
      }
    }
    return latest
  }

  /// The span that begins first after a span's end.
  private static func next(_ slot: PhaseSlot, after current: Int) -> Span? {
    let end = slot.spans[current].end ?? slot.spans[current].start
    guard let end else { return nil }
    var best: Span?
    for index in 0..<min(slot.count, 16) where index != current {
      guard let start = slot.spans[index].start, start >= end else { continue }
      if let other = best?.start, other <= start { continue }
      best = slot.spans[index]
    }
    return best
  }

  /// Folds what the board holds into a digest.
  public func digest(into digest: inout StateDigest) {
    for place in order.indices {
      digest.fold(Int(slots[place].node.number))
      digest.fold(Int(slots[place].updated.nanoseconds))
      for index in 0..<slots[place].count {
        let phase = slots[place].phases[index]
        digest.fold(Int(phase.phase) << 8 | phase.count)
        digest.fold(Int(phase.spans[0].light.rawValue))
      }
    }
  }
}

extension Array where Element == RoadModel.PhaseState {
  /// Moves the last phase to its place among the others, which are ordered by number.
  fileprivate mutating func sinkLast() {
    var place = count - 1
    while place > 0, self[place].phase < self[place - 1].phase {
      swapAt(place, place - 1)
      place -= 1
    }
  }
}
