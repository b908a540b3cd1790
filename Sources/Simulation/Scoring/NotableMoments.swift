public import Kernel
public import RoadModel

/// The moments of a run that someone should look at: changes of identity, road users missed for long, and estimates
/// without a road user for long.
public struct NotableMoments: Sendable {
  /// What happened.
  public enum Event: String, Codable, Sendable {
    /// A road user's estimate has another identity than before.
    case identitySwitch
    /// A road user has no estimate for long.
    case missed
    /// An estimate has no road user for long.
    case falseTrack
  }

  /// One of them.
  public struct Moment: Sendable {
    /// What happened.
    public var event: Event
    /// When it began.
    public var start: Instant
    /// When it was last so.
    public var end: Instant
    /// Where it began.
    public var position: LocalPoint
    /// What the road user is, or what the estimate claims.
    public var kind: ParticipantKind
    /// The road user; for a false estimate the nearest one at the beginning, if there is any.
    public var vehicle: Int?
    /// The estimate; for a missed road user the nearest one at the beginning, if there is any; after a switch the new one.
    public var track: TrackID?
    /// The estimate before a switch.
    public var formerTrack: TrackID?
    /// Metres between the two at the beginning.
    public var distance: Double?
  }

  /// From this on a time is long.
  public static let long = Interval.seconds(1)
  private var closed: [Moment] = []
  private var open: [Moment] = []
  private var lastTracks: [TrackID?] = []

  /// Makes an empty list.
  public init() {}

  /// All of them, those that last included, in the order of their beginning.
  public var moments: [Moment] {
    (closed + open.filter { Self.isLong($0) }).enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
      .map(\.element)
  }

  /// Adds what one instant's comparison found.
  public mutating func add(
    _ comparison: Score.Comparison, truths: [TruthObject], estimates: [SceneObject], at now: Instant
  ) {
    noteSwitches(comparison, truths, estimates, now)
    for place in comparison.missed {
      let truth = truths[place]
      let isKnown = goOn(until: now) { $0.event == .missed && $0.vehicle == truth.vehicle }
      if isKnown { continue }
      let nearest = Self.nearest(to: truth.position, estimates.map(\.position))
      open.append(
        Moment(
          event: .missed, start: now, end: now, position: truth.position, kind: truth.kind, vehicle: truth.vehicle,
          track: nearest.map { estimates[$0.place].id }, distance: nearest?.distance))
    }
    for place in comparison.falses {
      let estimate = estimates[place]
      let isKnown = goOn(until: now) { $0.event == .falseTrack && $0.track == estimate.id }
      if isKnown { continue }
      let nearest = Self.nearest(to: estimate.position, truths.map(\.position))
      open.append(
        Moment(
          event: .falseTrack, start: now, end: now, position: estimate.position, kind: estimate.kind,
          vehicle: nearest.map { truths[$0.place].vehicle }, track: estimate.id, distance: nearest?.distance))
    }
    closed += open.filter { $0.end < now && Self.isLong($0) }
    open.removeAll { $0.end < now }
  }

  private mutating func noteSwitches(
    _ comparison: Score.Comparison, _ truths: [TruthObject], _ estimates: [SceneObject], _ now: Instant
  ) {
    for (truth, estimate) in comparison.matches {
      let (truth, estimate) = (truths[truth], estimates[estimate])
      while lastTracks.count <= truth.vehicle { lastTracks.append(nil) }
      if let last = lastTracks[truth.vehicle], last != estimate.id {
        closed.append(
          Moment(
            event: .identitySwitch, start: now, end: now, position: truth.position, kind: truth.kind,
            vehicle: truth.vehicle, track: estimate.id, formerTrack: last,
            distance: truth.position.distance(to: estimate.position)))
      }
      lastTracks[truth.vehicle] = estimate.id
    }
  }

  /// Lengthens the moment that goes on; whether there is one.
  private mutating func goOn(until now: Instant, _ isSame: (Moment) -> Bool) -> Bool {
    guard let place = open.firstIndex(where: isSame) else { return false }
    open[place].end = now
    return true
  }

  private static func isLong(_ moment: Moment) -> Bool { moment.end - moment.start >= long }

  private static func nearest(to point: LocalPoint, _ others: [LocalPoint]) -> (place: Int, distance: Double)? {
    let distances = others.map { $0.distance(to: point) }
    guard let least = distances.min(), let place = distances.firstIndex(of: least) else { return nil }
    return (place, least)
  }
}
