public import Kernel
public import RoadModel

/// What the traffic on an edge's lanes and links amounts to, second by second, and what happens on them.
///
/// Single-threaded and deterministic: a function of the calls made and their arguments. Fed with every published scene
/// it allocates nothing once its arrays have grown; once a second it makes a summary. Its memory is bounded by the
/// scene's tracks and the map's lanes.
///
/// Where units stand (``setUnit(_:place:)``) it learns how far they see, and counts only what happens on the parts of
/// lanes that they do.
///
/// The order to read: `Following` (who is on which lane), `Accounting` (sums), `Queueing`, `SlidingMinute`; then the
/// events: `Announcements`, `Standing`, `Spillback`.
public struct TrafficState: Sendable {
  let configuration: TrafficConfiguration
  let frame: LocalFrame
  var map = LaneMap()
  var stretches: [Stretch] = []
  var links: [LinkStretch] = []
  var travellers: [Traveller] = []
  var spare: [Traveller] = []
  var newcomers: [Int] = []
  var order: [Int] = []
  var reach: UnitReach
  var minute = SlidingMinute(count: 0)
  var ledger: EventLedger
  var announcements = Announcements()
  var standing = Standing()
  var spillback = Spillback()
  /// The newest scene's instant, and whether there was one before it: what a first scene shows did not just come in.
  private var last: Instant?
  var hasAdvanced = false
  /// The number of the second that is not over yet, since 1970, when it began, and the seconds of it that were observed.
  private var second: Int64 = 0
  private var began = Instant(nanoseconds: 0)
  private var observedSeconds = 0.0
  /// The last minute, as of the end of the newest second; nil before the first.
  public private(set) var lastMinute: TrafficMinute?

  /// Metres that a front may stand beyond the stop line.
  static let overhang = 0.5
  /// Metres within which something is at the beginning or the end of a lane.
  static let endZone = 15.0
  /// Metres within which what appears is taken for what was lost.
  static let resumption = 6.0
  /// Metres between two tracks of one body.
  static let sameBody = 2.0
  /// Metres about a place within which a vehicle stands there.
  static let standingSlack = 3.0
  /// Metres from the edge of a lane within which the middle of a vehicle is beside it.
  static let kerb = 0.3
  /// A longer gap between two scenes is a pause: nobody knows what happened in it.
  static let longestStep = Interval.seconds(1)

  /// Makes a state of empty roads.
  public init(configuration: TrafficConfiguration = TrafficConfiguration(), frame: LocalFrame) {
    self.configuration = configuration
    self.frame = frame
    reach = UnitReach(seesAll: configuration.seesAllWithoutUnits)
    ledger = EventLedger(firstNumber: configuration.firstEventNumber, updatePause: configuration.updatePause)
  }

  /// The number that the next event will get: hand it to ``TrafficConfiguration/firstEventNumber`` after a restart.
  public var nextEventNumber: UInt64 { ledger.nextNumber }
  /// Events that have begun and not ended, in the order of their numbers, as they were last told.
  public var openEvents: [TrafficEvent] { ledger.open }
  /// Road users on the observed part of a lane; nil for a lane that is not on the map.
  public func vehicles(on lane: LaneID) -> Int? { stretches.first { $0.id == lane }.map { Int($0.inside) } }
  /// Motor vehicles on the observed parts of a link; nil for a link that is not on the map.
  public func vehicles(on link: LinkID) -> Int? { links.first { $0.id == link }.map { Int($0.inside) } }
  /// The parts of a lane that units see, metres from its beginning; nil for a lane that is not on the map.
  public func observedParts(of lane: LaneID) -> [ClosedRange<Double>]? { stretches.first { $0.id == lane }?.observed }

  /// Where a roadside unit stands (RSM refPos).
  public mutating func setUnit(_ unit: UnitIndex, place: LocalPoint) { reach.place(unit, at: place) }

  /// Takes a scene over, ten times a second, and what the second amounted to when one is over.
  ///
  /// - Parameters:
  ///   - objects: The scene, ordered by track, its lanes being places in the newest map's.
  ///   - signals: The signals at `now`; asked for once a second.
  ///   - announced: What units announce, and a number that grows when that changes; asked for once a second.
  ///   - now: Later than the scene before. A step back is taken for a clock that was set: counting goes on from there.
  public mutating func advance(
    _ objects: [SceneObject], signals: @autoclosure () -> [IntersectionSignals],
    announced: @autoclosure () -> (events: [RoadEvent], version: Int), at now: Instant,
    into effects: inout [TrafficEffect]
  ) {
    let step = last.map { now - $0 } ?? .zero
    if last == nil || step < .zero { restart(at: now) }
    let gap = max(step.seconds, 0)
    for object in objects { reach.note(object, at: now) }
    follow(objects, seconds: gap, at: now)
    // Nobody knows what happened in a pause: it is not counted, and not observed.
    let seconds = step > TrafficState.longestStep ? 0 : gap
    account(seconds: seconds, at: now)
    observedSeconds += seconds
    hasAdvanced = true
    last = now
    if TrafficState.second(of: now) > second {
      close(at: now, signals: signals(), announced: announced(), into: &effects)
    }
  }

  private static func second(of instant: Instant) -> Int64 { instant.nanoseconds / 1_000_000_000 }

  /// Begins a second with the first scene, or goes on with the one that is not over where the clock was set back.
  private mutating func restart(at now: Instant) {
    second = TrafficState.second(of: now)
    began = now - .seconds(observedSeconds)
    for place in travellers.indices {
      travellers[place].since = min(travellers[place].since, now)
      travellers[place].standsSince = min(travellers[place].standsSince, now)
    }
  }
}

// MARK: Once a second

extension TrafficState {
  /// Closes the second that is over: queues, sums, events.
  private mutating func close(
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

  private mutating func watchSpillback(seconds: Double, at now: Instant, into effects: inout [TrafficEffect]) {
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
      let lane = max(least.lane, 0)
      spillback.note(
        link.id, lane: stretches[lane].id, room: least.room, vehicles: stretches[lane].queue.vehicles,
        position: map.lanes[lane].centerLine.first.map(frame.position(of:)), seconds: seconds,
        configuration: configuration, at: now, ledger: &ledger, into: &effects)
    }
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
    standing.digest(into: &digest)
    spillback.digest(into: &digest)
    ledger.digest(into: &digest)
  }
}
