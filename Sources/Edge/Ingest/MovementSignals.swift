package import Kernel
package import MessagesETSI
package import MessagesSAE
import PackedEncoding
import RoadModel

/// The state of a movement as SPAT of J2735 and SPATEM tell it, free of either's types.
struct MovementTiming {
  /// DE_MovementPhaseState.
  var state: Int
  /// DE_TimeMark: tenths of a second in the UTC hour; nil where they are not told.
  var start: UInt16?
  var earliest: UInt16?
  var latest: UInt16?
  var likely: UInt16?
}

extension MovementTiming {
  init(_ event: SAEMovementEvent) {
    self.init(
      state: Int(event.eventState.index), start: event.timing?.startTime, earliest: event.timing?.minEndTime,
      latest: event.timing?.maxEndTime, likely: event.timing?.likelyTime)
  }

  init(_ event: ETSIMovementEvent) {
    self.init(
      state: Int(event.eventState.index), start: event.timing?.startTime, earliest: event.timing?.minEndTime,
      latest: event.timing?.maxEndTime, likely: event.timing?.likelyTime)
  }

  /// DE_MovementPhaseState as a light of T/CSAE 53: who must stop and is about to go still sees red, and both ways of
  /// clearing are yellow.
  var light: SignalLight {
    switch state {
    case 1: .dark
    case 2: .flashingRed
    case 3, 4: .red
    case 5: .permissiveGreen
    case 6: .protectedGreen
    case 7, 8: .yellow
    case 9: .flashingYellow
    default: .unavailable
    }
  }
}

extension SignalBoard {
  /// Takes over the state of one intersection (SAE J2735, DF_IntersectionState): a signal group is a phase.
  package mutating func update(_ state: borrowing SAEIntersectionState, measuredAt time: Instant) {
    let node = SAEIntersectionMap.nodeID(state.id)
    let states = state.states
    begin(node, status: state.status.rawValue, count: states.count, at: time) { place, board in
      for (index, movement) in states.enumerated() {
        board.set(place, index, phase: movement.signalGroup, count: movement.stateTimeSpeed.count)
        var last: Span?
        for (number, event) in movement.stateTimeSpeed.enumerated() {
          last = board.set(place, index, number, MovementTiming(event), behind: last, time)
        }
      }
    }
  }

  /// The same of ETSI (TS 103 301, SPATEM).
  package mutating func update(_ state: borrowing ETSIIntersectionState, measuredAt time: Instant) {
    let node = ETSIIntersectionMap.nodeID(state.id)
    let states = state.states
    begin(node, status: state.status.rawValue, count: states.count, at: time) { place, board in
      for (index, movement) in states.enumerated() {
        board.set(place, index, phase: movement.signalGroup, count: movement.stateTimeSpeed.count)
        var last: Span?
        for (number, event) in movement.stateTimeSpeed.enumerated() {
          last = board.set(place, index, number, MovementTiming(event), behind: last, time)
        }
      }
    }
  }

  /// Sets one span of a phase. The first is the one that shows; a later one without a start begins where the one before
  /// it ends.
  private mutating func set(
    _ place: Int, _ index: Int, _ number: Int, _ timing: MovementTiming, behind last: Span?, _ time: Instant
  ) -> Span {
    var span = Span(light: timing.light)
    span.start = timing.start.flatMap { SignalBoard.inHour($0, time) } ?? (number == 0 ? time : last?.end)
    span.earliest = timing.earliest.flatMap { SignalBoard.inHour($0, time) }
    span.latest = timing.latest.flatMap { SignalBoard.inHour($0, time) }
    // Where no likely end is told, one is known only if there is but one possible.
    let fixed = timing.earliest == timing.latest ? span.latest : nil
    span.end = timing.likely.flatMap { SignalBoard.inHour($0, time) } ?? fixed
    set(place, index, number, span)
    return span
  }
}
