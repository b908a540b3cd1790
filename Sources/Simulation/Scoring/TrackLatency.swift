public import Kernel
public import RoadModel

/// How long it takes until a road user has an estimate, and until the estimate of one that left is gone.
public struct TrackLatency: Sendable {
  /// For each road user that came while the run lasted and was found: the seconds from its first instant in the areas
  /// to its first match.
  public private(set) var beginnings: [Double] = []
  /// For each road user that left while the run lasted and had been found: the seconds that its estimate stayed in the
  /// areas after it; 0 where it went with it.
  public private(set) var endings: [Double] = []
  /// Road users that stood in the areas at the run's first instant: nobody knows since when.
  public private(set) var alreadyThere = 0
  private var stays: [Stay] = []
  private var presentNow: [Int] = []
  private var first: Instant?

  private struct Stay: Sendable {
    var since: Instant
    var isFound = false
    var counts: Bool
    var lastInside: Instant
    var track: TrackID?
    var departure: Instant?
  }
  private var stayOfVehicle: [Int?] = []

  /// Makes an empty one.
  public init() {}

  /// Road users that came while the run lasted and never had an estimate.
  public var neverFound: Int { stays.reduce(0) { $0 + ($1.counts && !$1.isFound ? 1 : 0) } }

  /// Adds what one instant's comparison found.
  public mutating func add(
    _ comparison: Score.Comparison, truths: [TruthObject], estimates: [SceneObject], at now: Instant
  ) {
    let isFirst = first == nil
    if isFirst { first = now }
    for (truth, estimate) in comparison.matches {
      let place = stay(of: truths[truth].vehicle, isFirst, now)
      if !stays[place].isFound && stays[place].counts { beginnings.append((now - stays[place].since).seconds) }
      stays[place].isFound = true
      stays[place].track = estimates[estimate].id
    }
    for truth in comparison.missed { _ = stay(of: truths[truth].vehicle, isFirst, now) }
    watch(Set((comparison.falses + comparison.explained).map { estimates[$0].id }), now)
  }

  /// The stay of a road user that is inside now.
  private mutating func stay(of vehicle: Int, _ isFirst: Bool, _ now: Instant) -> Int {
    while stayOfVehicle.count <= vehicle { stayOfVehicle.append(nil) }
    let place = stayOfVehicle[vehicle] ?? stays.count
    if place == stays.count {
      stays.append(Stay(since: now, counts: !isFirst, lastInside: now))
      stayOfVehicle[vehicle] = place
      alreadyThere += isFirst ? 1 : 0
    }
    stays[place].lastInside = now
    stays[place].departure = nil
    if !presentNow.contains(place) { presentNow.append(place) }
    return place
  }

  /// Follows the estimates of those that left for as long as they remain inside.
  private mutating func watch(_ remaining: Set<TrackID>, _ now: Instant) {
    presentNow.removeAll { place in
      guard stays[place].lastInside < now else { return false }
      guard let track = stays[place].track else { return true }
      if remaining.contains(track) {
        stays[place].departure = now
        return false
      }
      let last = stays[place].departure ?? stays[place].lastInside
      endings.append((last - stays[place].lastInside).seconds)
      return true
    }
  }
}

/// A few figures of many durations.
public struct DurationFigures: Codable, Sendable, Equatable {
  /// How many.
  public var count: Int
  /// The mean, seconds; 0 where there are none, as with the others.
  public var meanSeconds: Double
  /// The median, seconds.
  public var medianSeconds: Double
  /// The least that is at least as long as 95 of 100, seconds.
  public var percentile95Seconds: Double
  /// The longest, seconds.
  public var longestSeconds: Double

  /// Takes the figures of durations in seconds.
  public init(_ durations: [Double]) {
    let sorted = durations.sorted()
    func quantile(_ share: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
    }
    count = sorted.count
    meanSeconds = Figures.rounded(sorted.reduce(0, +) / Double(max(1, sorted.count)))
    medianSeconds = Figures.rounded(quantile(0.5))
    percentile95Seconds = Figures.rounded(quantile(0.95))
    longestSeconds = Figures.rounded(sorted.last ?? 0)
  }
}
