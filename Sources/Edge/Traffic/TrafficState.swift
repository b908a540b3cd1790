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
/// The order to read: `Following` (who is on which lane), `Accounting` (sums), `Queueing`, `ClosedSecond`, `SlidingMinute`;
/// then the events: `Announcements`, `Standing`, `Spillback`.
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
  var second: Int64 = 0
  var began = Instant(nanoseconds: 0)
  var observedSeconds = 0.0
  /// All that was told in summaries, folded into one number.
  var told = StateDigest()
  /// The last minute, as of the end of the newest second; nil before the first.
  public internal(set) var lastMinute: TrafficMinute?

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
  /// Road users that are remembered, seen or believed to go on.
  public var travellerCount: Int { travellers.count }
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

  static func second(of instant: Instant) -> Int64 { instant.nanoseconds / 1_000_000_000 }

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
