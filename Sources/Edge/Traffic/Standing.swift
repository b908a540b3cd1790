import Kernel
import RoadModel

/// Once a second: vehicles that stand on a running lane without a cause.
///
/// A cause is a light that is not green, or giving way, within ``TrafficConfiguration/stopLineReach`` of the end of the
/// lane; a vehicle that stands ahead; or a place ahead that nobody sees. What stands beside its lane, or on a lane for
/// parking, is parked. What stands behind an event's vehicle is counted with it and is no event of its own.
struct Standing {
  private struct Watch {
    var track: TrackID
    /// The event, 0 before it began.
    var event: UInt64
    /// Seconds without a cause, and seconds for which it is over.
    var seconds: Double
    var overFor: Double
    var isSeen: Bool
  }

  private var watches: [Watch] = []

  /// Notes that a vehicle stood without a cause for some more seconds, with `behind` others behind it.
  mutating func note(
    _ traveller: Traveller, behind: Int, lane: LaneID, seconds: Double, limit: Double, frame: LocalFrame,
    at now: Instant, ledger: inout EventLedger, into effects: inout [TrafficEffect]
  ) {
    let place = watch(of: traveller.id)
    watches[place].isSeen = true
    watches[place].seconds += seconds
    watches[place].overFor = 0
    let vehicles = UInt16(min(behind + 1, Int(UInt16.max)))
    if watches[place].event != 0 {
      ledger.update(watches[place].event, at: now, isUrgent: false, into: &effects) { $0.vehicles = vehicles }
    } else if watches[place].seconds >= limit {
      let event = TrafficEvent(
        number: 0, kind: .stoppedVehicle, stage: .begin, time: now, since: traveller.standsSince,
        position: frame.position(of: traveller.position), lane: lane, priority: 4, vehicles: vehicles)
      watches[place].event = ledger.begin(event, into: &effects) ?? 0
    }
  }

  /// Notes that a vehicle that may be watched stands with a cause for now: it stands through a red light, and what it
  /// stood through a green one is not forgotten.
  mutating func hold(_ traveller: Traveller) {
    guard let place = watches.firstIndex(where: { $0.track == traveller.id }) else { return }
    watches[place].isSeen = true
    watches[place].overFor = 0
  }

  private mutating func watch(of track: TrackID) -> Int {
    if let place = watches.firstIndex(where: { $0.track == track }) { return place }
    watches.append(Watch(track: track, event: 0, seconds: 0, overFor: 0, isSeen: true))
    return watches.count - 1
  }

  /// Ends what was not noted in this second: at once where no event has begun, otherwise after a while.
  mutating func close(
    seconds: Double, release: Double, at now: Instant, ledger: inout EventLedger, into effects: inout [TrafficEffect]
  ) {
    for place in watches.indices {
      if watches[place].isSeen {
        watches[place].isSeen = false
        continue
      }
      watches[place].overFor += seconds
      if watches[place].event == 0 {
        watches[place].overFor = .infinity
      } else if watches[place].overFor >= release {
        ledger.end(watches[place].event, at: now, into: &effects)
        watches[place].overFor = .infinity
      }
    }
    watches.removeAll { $0.overFor == .infinity }
  }

  /// A track that goes on under another number.
  mutating func rename(_ track: TrackID, to other: TrackID) {
    for place in watches.indices where watches[place].track == track { watches[place].track = other }
  }

  /// Folds what is watched into a digest.
  func digest(into digest: inout StateDigest) {
    for watch in watches {
      digest.fold(watch.track.rawValue)
      digest.fold(watch.event)
      digest.fold(watch.seconds, step: 0.01)
    }
  }
}
