import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// One road user as the scene holds it: a plain value in a slot of a fixed array.
struct Track: BitwiseCopyable {
  /// How many units' sightings a track remembers; of more the one silent for longest gives way.
  static let sightingLimit = 6

  // What association looks at in every candidate comes first, in as few cache lines as possible.

  /// The number it is published under; 0 in a free slot.
  var id: UInt64 = 0
  /// Log-odds that it exists.
  var existence = 0.0
  /// Observations taken in.
  var hits: UInt32 = 1
  /// Whether it was good enough to publish once and has not fallen since.
  var isConfirmed = false
  /// Whether it rests on so few observations that it may yet be an echo.
  @inline(__always) var isYoung: Bool { hits < 3 }
  /// The units of ``sightings``, -1 for an empty place: most searches are for one unit.
  private(set) var sightingUnits = InlineArray<6, Int16>(repeating: -1)
  /// What it is.
  var kinds = KindBelief()
  /// Metres along and across its heading, and above the road; height 0 where nobody has told.
  var length = 0.0
  var width = 0.0
  var height = 0.0
  /// How many tellings the size rests on, at most 50; 0 where it is assumed.
  var sizeWeight = 0.0
  /// Both modes of its motion as one, for all who only look.
  var state: MotionState
  /// Where it is, how it moves and where its front points.
  var body: BodyEstimate
  /// The direction of its front, and how fast that turns.
  @inline(__always) var heading: LocalVector { body.front.direction }
  @inline(__always) var turnRate: Double { body.front.rate }
  /// What units tell of it.
  var sightings = InlineArray<6, Sighting>(repeating: Sighting())
  /// The newest time of all sightings; ``longAgo`` where no unit ever saw it.
  var lastSeen = Track.longAgo
  /// What it tells of itself.
  var selfReport = SelfSighting()
  /// The lanes it may be on.
  var lanes = LaneBelief()
  /// When it began.
  var since: Instant
  /// The measurement time of its newest observation.
  var lastObserved: Instant
  /// The unit whose observation began it, and which of that unit's kinds of births it was.
  var birthUnit: UInt8
  var birthKind: UInt8
  /// Whether its fate was told to the unit's record of births.
  var isBirthJudged = false
  /// How many trusted devices speak for it, its own included, and how many units deny it, each weighed by how likely it
  /// would see it; as of the last hearing.
  var support = 1.0
  var opposition = 0.0
  /// The most that ``existence`` counts for while no unit ever saw it, and how often it taught where units do not see.
  var ceiling = Double.infinity
  var lessons: UInt8 = 0
  /// When a trusted device last spoke for it.
  var lastVouched: Instant
  /// Whether only units speak for it that are found to show what is not there.
  var isUnvouched = false
  /// The slot of a track that it seems to be a copy of, -1 for none, and for how many ticks in a row.
  var twin: Int32 = -1
  var twinTicks: Int32 = 0
  /// The instant of ``state``.
  @inline(__always) var time: Instant { body.motion.time }

  /// Where it is now, as of the last tick or update: for quick comparisons.
  var place: LocalPoint

  /// The best guess of what it is.
  @inline(__always) var kind: ParticipantKind { kinds.best }

  /// Metres up to which it hides what is behind it.
  @inline(__always) var screenHeight: Double {
    height > 0 ? height : kind == .bus || kind == .truck || length > 7 ? 3 : 0
  }

  /// Before all times of any recording.
  private static let longAgo = Instant(nanoseconds: .min / 2)

  /// The sighting of a unit, or -1.
  @inline(__always) func sightingPlace(of unit: UInt8) -> Int {
    for place in 0..<Self.sightingLimit where sightingUnits[place] == Int16(unit) { return place }
    return -1
  }

  /// The place for a unit's sightings: its own, a free one, or that of the unit silent for longest.
  @inline(__always) mutating func openSighting(of unit: UInt8, scan: UInt32) -> Int {
    let known = sightingPlace(of: unit)
    if known >= 0 { return known }
    var chosen = 0
    for place in 0..<Self.sightingLimit {
      if sightings[place].unit < 0 {
        chosen = place
        break
      }
      if sightings[place].rawTime < sightings[chosen].rawTime { chosen = place }
    }
    sightings[chosen] = Sighting()
    sightings[chosen].unit = Int16(unit)
    sightingUnits[chosen] = Int16(unit)
    sightings[chosen].scan = scan == 0 ? 0 : scan - 1
    sightings[chosen].firstScan = scan
    sightings[chosen].accountedScan = scan
    return chosen
  }

  /// Whether a unit saw it within some seconds before `instant`.
  @inline(__always) func isSeen(within interval: Interval, before instant: Instant) -> Bool {
    instant - lastSeen < interval
  }

  /// Takes a sighting out: the unit is another one now.
  mutating func forgetSighting(at place: Int) {
    sightings[place] = Sighting()
    sightingUnits[place] = -1
    lastSeen = Self.longAgo
    for other in 0..<Self.sightingLimit where sightings[other].unit >= 0 {
      lastSeen = max(lastSeen, sightings[other].rawTime)
    }
  }

  /// From where it is expected to where it was measured.
  @inline(__always) func gap(to measurement: Measurement) -> LocalVector { state.gap(to: measurement, from: time) }

  /// Whether a point lies within the body, `margin` metres added all round.
  @inline(__always) func covers(_ point: LocalPoint, margin: Double) -> Bool {
    let gap = point - place
    return heading.dot(gap).magnitude <= length / 2 + margin && heading.cross(gap).magnitude <= width / 2 + margin
  }
}

extension UnsafeMutablePointer<Track> {
  /// Whether one unit listed both tracks in the same scan lately: then they are two road users.
  func isListedApart(from other: UnsafeMutablePointer<Track>) -> Bool {
    for place in 0..<Track.sightingLimit {
      let unit = pointee.sightings[place].unit
      guard unit >= 0 else { continue }
      let theirs = other.pointee.sightingPlace(of: UInt8(truncatingIfNeeded: unit))
      if theirs >= 0 && pointee.sightings[place].listedApart(from: other.pointee.sightings[theirs]) { return true }
    }
    return false
  }
}
