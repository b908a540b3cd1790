import Kernel
import RoadModel

/// Once a second: queues that reach back to the beginning of their link.
struct Spillback {
  private struct Watch {
    var link: LinkID
    /// The event, 0 before it began.
    var event: UInt64
    var reachedFor = 0.0
    var clearFor = 0.0
  }

  private var watches: [Watch] = []

  /// Takes the longest queue of a link over; `room` is the metres between its back and the beginning of the link.
  mutating func note(
    _ link: LinkID, lane: LaneID, room: Double, vehicles: UInt16, position: GeodeticPosition?, seconds: Double,
    configuration: TrafficConfiguration, at now: Instant, ledger: inout EventLedger,
    into effects: inout [TrafficEffect]
  ) {
    guard let place = place(of: link, isReached: room <= configuration.spillbackReach) else { return }
    watches[place].reachedFor = room <= configuration.spillbackReach ? watches[place].reachedFor + seconds : 0
    watches[place].clearFor = room >= configuration.spillbackRelease ? watches[place].clearFor + seconds : 0
    let number = watches[place].event
    if number == 0 {
      if watches[place].reachedFor >= configuration.spillbackHold {
        let event = TrafficEvent(
          number: 0, kind: .queueSpillback, stage: .begin, time: now, since: now, position: position, lane: lane,
          priority: 3, vehicles: vehicles)
        watches[place].event = ledger.begin(event, into: &effects) ?? 0
      } else if watches[place].reachedFor == 0 {
        watches.remove(at: place)
      }
    } else if watches[place].clearFor >= configuration.spillbackHold {
      ledger.end(number, at: now, into: &effects)
      watches.remove(at: place)
    } else if vehicles > 0 {
      ledger.update(number, at: now, isUrgent: false, into: &effects) { $0.vehicles = vehicles }
    }
  }

  private mutating func place(of link: LinkID, isReached: Bool) -> Int? {
    if let place = watches.firstIndex(where: { $0.link == link }) { return place }
    guard isReached else { return nil }
    watches.append(Watch(link: link, event: 0))
    return watches.count - 1
  }

  /// Ends what is on links that the map no longer has.
  mutating func keep(
    _ links: [LinkStretch], at now: Instant, ledger: inout EventLedger, into effects: inout [TrafficEffect]
  ) {
    watches.removeAll { watch in
      let isGone = !links.contains { $0.id == watch.link }
      if isGone, watch.event != 0 { ledger.end(watch.event, at: now, into: &effects) }
      return isGone
    }
  }

  /// Folds what is watched into a digest.
  func digest(into digest: inout StateDigest) {
    for watch in watches {
      digest.fold(watch.event)
      digest.fold(watch.reachedFor, step: 0.01)
    }
  }
}

extension TrafficState {
  /// Watches the longest queue of each link.
  mutating func watchSpillback(seconds: Double, at now: Instant, into effects: inout [TrafficEffect]) {
    for link in links where link.length >= configuration.spillbackLength {
      var least = (room: Double.infinity, lane: -1)
      for lane in link.lanes {
        let stretch = stretches[lane]
        // How far a queue reaches back is known only where the beginning of the lane is in view.
        guard stretch.queue.vehicles > 0, let first = stretch.observed.first?.lowerBound,
          first <= configuration.spillbackReach
        else { continue }
        let room = stretch.length - stretch.queue.length
        if room < least.room { least = (room, lane) }
      }
      let lane = least.lane >= 0 ? least.lane : link.lanes[0]
      spillback.note(
        link.id, lane: stretches[lane].id, room: least.room, vehicles: stretches[lane].queue.vehicles,
        position: map.lanes[lane].centerLine.first.map(frame.position(of:)), seconds: seconds,
        configuration: configuration, at: now, ledger: &ledger, into: &effects)
    }
    spillback.keep(links, at: now, ledger: &ledger, into: &effects)
  }
}
