public import Kernel
import RoadModel

/// Once a second: what the second that is over amounted to, and the minute that it ends.
extension TrafficState {
  /// Closes the second that is over: queues, sums, events.
  mutating func close(
    at now: Instant, signals: [IntersectionSignals], announced: (events: [RoadEvent], version: Int),
    into effects: inout [TrafficEffect]
  ) {
    second = TrafficState.second(of: now)
    let end = Instant(nanoseconds: second * 1_000_000_000)
    let duration = end - began
    findQueues()
    effects.append(.summary(summary(end: end, duration: duration)))
    lastMinute = view(at: end)
    let seconds = min(duration.seconds, 2)
    announcements.follow(
      announced.events, version: announced.version, frame: frame, at: now, ledger: &ledger, into: &effects)
    watchStanding(signals, seconds: seconds, at: now, into: &effects)
    watchSpillback(seconds: seconds, at: now, into: &effects)
    began = end
    observedSeconds = 0
    if reach.learn() { observe() }
  }

  /// What the second amounted to; begins the next.
  private mutating func summary(end: Instant, duration: Interval) -> TrafficSummary {
    minute.begin(end: end, duration: duration)
    var summary = TrafficSummary(time: end, duration: duration, lanes: [], links: [])
    summary.lanes.reserveCapacity(stretches.count)
    for place in stretches.indices {
      stretches[place].sums.observed = stretches[place].observedLength * observedSeconds
      // Noise lets what stands roll back by some millimetres: sums never shrink, so that is owed to the next second.
      stretches[place].owed = min(stretches[place].sums.distance, 0)
      stretches[place].sums.distance = max(stretches[place].sums.distance, 0)
      let traffic = StretchTraffic(
        length: stretches[place].length, sums: stretches[place].sums, queue: stretches[place].queue,
        travelTimes: stretches[place].travelTimes)
      minute.put(traffic, of: place)
      told.fold(traffic.sums.distance, step: 1e-2)
      told.fold(traffic.sums.time, step: 1e-2)
      told.fold(traffic.sums.observed, step: 1e-2)
      told.fold(Int(traffic.queue.vehicles) << 32 | Int(traffic.sums.entered) << 16 | Int(traffic.sums.left))
      if stretches[place].group != nil { summary.lanes.append((stretches[place].id, traffic)) }
    }
    for place in links.indices {
      let traffic = linkTraffic(place)
      minute.put(traffic, of: stretches.count + place)
      summary.links.append((links[place].id, traffic))
      links[place].entered = 0
      links[place].left = 0
    }
    for place in stretches.indices {
      stretches[place].sums = TrafficSums()
      stretches[place].sums.distance = stretches[place].owed
      stretches[place].travelTimes = TravelTimes()
    }
    return summary
  }

  /// The motor lanes of a link together. What changes between its lanes neither enters nor leaves it.
  private func linkTraffic(_ place: Int) -> StretchTraffic {
    var traffic = StretchTraffic(length: links[place].length)
    for lane in links[place].lanes {
      traffic.sums += stretches[lane].sums
      traffic.travelTimes += stretches[lane].travelTimes
    }
    traffic.sums.entered = links[place].entered
    traffic.sums.left = links[place].left
    traffic.queue = queue(of: place)
    return traffic
  }

  /// Who waits on a link: the vehicles of all its motor lanes, and the longest of their queues.
  private func queue(of link: Int) -> Queue {
    var queue = Queue()
    for lane in links[link].lanes {
      queue.vehicles = UInt16(min(Int(queue.vehicles) + Int(stretches[lane].queue.vehicles), Int(UInt16.max)))
      queue.length = max(queue.length, stretches[lane].queue.length)
    }
    return queue
  }

  private func view(at end: Instant) -> TrafficMinute {
    var view = TrafficMinute(time: end, duration: minute.duration(at: end), lanes: [], links: [])
    view.lanes.reserveCapacity(stretches.count)
    for (place, stretch) in stretches.enumerated() where stretch.group != nil {
      let sum = minute.sum(of: place, length: stretch.length, at: end)
      view.lanes.append(
        (
          stretch.id, stretch.type,
          MinuteTraffic(traffic: sum, queue: stretch.queue, lanes: 1, observedLength: stretch.observedLength)
        ))
    }
    for (place, link) in links.enumerated() {
      let sum = minute.sum(of: stretches.count + place, length: link.length, at: end)
      let observed = link.lanes.reduce(0) { $0 + stretches[$1].observedLength }
      view.links.append(
        (
          link.id,
          MinuteTraffic(traffic: sum, queue: queue(of: place), lanes: link.lanes.count, observedLength: observed)
        ))
    }
    return view
  }

  /// Folds the state into a digest, over quantised values.
  public func digest(into digest: inout StateDigest) {
    digest.fold(travellers.count)
    for traveller in travellers {
      digest.fold(traveller.id.rawValue)
      digest.fold(Int(traveller.lane) << 2 | (traveller.isWaiting ? 2 : 0) | (traveller.isQueued ? 1 : 0))
      digest.fold(traveller.along, step: 1e-2)
    }
    for stretch in stretches where stretch.sums.samples > 0 || stretch.inside > 0 {
      digest.fold(stretch.sums.distance, step: 1e-2)
      digest.fold(stretch.sums.time, step: 1e-2)
      digest.fold(Int(stretch.inside))
    }
    digest.fold(told.value)
    standing.digest(into: &digest)
    spillback.digest(into: &digest)
    ledger.digest(into: &digest)
  }
}
