import Kernel
import RoadModel

/// On the hot path, most of it for units that are in doubt alone: no allocation. How a unit that was suddenly put wrong
/// is learnt anew.
///
/// What a unit in doubt lists is held against what units that are trusted list, out to the distances that gross faults
/// make. Once one fault explains nearly all of it, that is taken off and registration begins anew with the rest, so that
/// the unit is soon trusted again: it is corrected instead of left out, and the ledger says by how much.
extension Scene {
  /// Metres a second by which what two tell of one road user's motion may differ.
  private static let likeMotion = 2.5
  /// Seconds from measurement to reception from which a clock is in doubt: longer than ways through networks take.
  private static let doubtfulLag = 0.35

  /// Takes the gross fault of its unit off an observation, where one is known. A road user's own message that a unit
  /// hands on is the road user's.
  @inline(__always) mutating func right(_ observation: inout Observation) {
    let unit = Int(observation.unit.rawValue)
    guard sources.pointer(unit).pointee.hasGrossFault, !observation.isSelfReport, observation.method != .selfReport
    else { return }
    let fault = grossFaults[unit]
    observation.time = observation.time - .seconds(fault.clock)
    observation.position = observation.position + fault.shift * -1
    guard fault.turn != 0, sources.pointer(unit).pointee.hasPlace else { return }
    let arm = observation.position - sources.pointer(unit).pointee.place
    observation.position = sources.pointer(unit).pointee.place + arm.turned(by: -fault.turn)
    observation.heading = observation.heading?.turned(by: -fault.turn)
  }

  /// Holds an observation against others where its unit, or its time, is in doubt.
  @inline(__always) mutating func doubt(
    _ observation: inout Observation, _ rejection: ObservationRejection?, receivedAt: Instant
  ) {
    let source = sources.pointer(Int(observation.unit.rawValue))
    let hasWrongTime = rejection == .tooOld || rejection == .fromFuture
    let isLate = hasWrongTime || (receivedAt - observation.time).seconds > Self.doubtfulLag
    guard rejection == nil || hasWrongTime, isLate || source.pointee.isSuspect, !source.pointee.isFrozen,
      !observation.isSelfReport, observation.method != .selfReport
    else { return }
    if isLate { source.pointee.doubtedAt = now }
    searchFault(with: observation)
  }

  /// Lets an observation vote for what would make it one with a track that others vouch for.
  private mutating func searchFault(with observation: Observation) {
    let unit = observation.unit.rawValue
    guard configuration.registersUnits else { return }
    let arm = arm(of: unit, to: observation.position)
    let faults = registration.faults(of: unit)
    let told = observation.speed.flatMap { speed in observation.heading.map { $0.unitVector * speed } }
    var isPaired = false
    var isContent = false
    for place in 0..<activeCount {
      let track = tracks.pointer(Int(active[place]))
      guard track.pointee.isConfirmed,
        (track.pointee.place - observation.position).squaredLength < Self.widestFault, isVouched(track, beside: unit)
      else { continue }
      let velocity = track.pointee.state.velocity
      if let told, (told - velocity).squaredLength > Self.likeMotion * Self.likeMotion { continue }
      let difference = track.pointee.state.gap(
        to: observation.position, after: (observation.time - track.pointee.time).seconds)
      guard difference.squaredLength < FaultSearch.reach * FaultSearch.reach else { continue }
      isPaired = true
      search.vote(Int(unit), FaultSearch.Pair(difference: difference, velocity: velocity, arm: arm))
      let rest = difference - faults.displacement(at: arm) + velocity * faults.clock
      if rest.squaredLength < 1 { isContent = true }
    }
    if isPaired { search.close(Int(unit), velocity: told ?? .zero, isContent: isContent) }
  }

  /// Square metres: beyond what a search reaches, and what the fastest drive in a second.
  private static let widestFault = 4 * FaultSearch.reach * FaultSearch.reach

  /// Whether a trusted unit other than one, or the road user itself, tells of a track now.
  private mutating func isVouched(_ track: UnsafeMutablePointer<Track>, beside unit: UInt8) -> Bool {
    let since = now - .milliseconds(600)
    if track.pointee.selfReport.isKnown && track.pointee.selfReport.time > since { return true }
    for place in 0..<Track.sightingLimit {
      let other = track.pointee.sightings[place].unit
      guard other >= 0, other != Int16(unit), track.pointee.sightings[place].rawTime > since else { continue }
      if sources.pointer(Int(other)).pointee.isTrusted { return true }
    }
    return false
  }

  /// Looks at the votes twice a second, and begins anew with units whose fault they tell.
  mutating func realign() {
    for unit in 0..<UnitIndex.limit where search.isOpen(unit) {
      let source = sources.pointer(unit)
      if let fault = search.result(unit) {
        grossFaults[unit] = grossFaults[unit] + fault
        source.pointee.hasGrossFault = true
        source.pointee.forgive()
        registration.forget(UInt8(unit))
        search.clear(unit)
      } else if !source.pointee.isSuspect && now - source.pointee.doubtedAt > .seconds(1) {
        search.clear(unit)
      }
    }
  }
}
