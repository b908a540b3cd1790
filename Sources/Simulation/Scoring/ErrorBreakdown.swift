public import Kernel
public import RoadModel

/// The errors of the road users and estimates whose value of one quantity lies in one band.
public struct ErrorBand: Sendable {
  /// What the band holds, as in "20-40 m".
  public let name: String
  /// What is counted; where a true road user has no such value, `missed` means nothing.
  public var tally = Tally()
  /// Matches whose true speed is at least ``ErrorBreakdown/movingSpeed``.
  public var moving = 0
  /// The sum over those of how far the estimate stands ahead of the truth, in its direction of travel, metres.
  public var aheadSum = 0.0
  /// The sum over those of that times the speed, m^2/s.
  public var aheadTimesSpeed = 0.0
  /// The sum over those of the squared speed, m^2/s^2.
  public var squaredSpeed = 0.0
  /// The sum over those of the squared distance along the direction of travel, m^2.
  public var squaredAlong = 0.0
  /// The sum over those of the squared distance across the direction of travel, m^2.
  public var squaredAcross = 0.0

  /// Makes an empty band.
  public init(name: String) { self.name = name }

  /// The mean of how far estimates stand ahead of the truth, metres; negative: they lag.
  public var meanAhead: Double { aheadSum / Double(max(1, moving)) }
  /// The time in seconds by which estimates lag: what explains best, by least squares, that they stand behind.
  public var lag: Double { squaredSpeed > 0 ? -aheadTimesSpeed / squaredSpeed : 0 }
  /// The root of the mean squared error along the direction of travel, metres.
  public var alongError: Double { (squaredAlong / Double(max(1, moving))).squareRoot() }
  /// The root of the mean squared error across the direction of travel, metres.
  public var acrossError: Double { (squaredAcross / Double(max(1, moving))).squareRoot() }

  mutating func add(_ truth: TruthObject, _ estimate: SceneObject) {
    let offset = estimate.position - truth.position
    tally.truths += 1
    tally.matches += 1
    tally.rightKinds += truth.kind == estimate.kind ? 1 : 0
    tally.squaredDistance += offset.squaredLength
    tally.squaredVelocity += (estimate.velocity - truth.velocity).squaredLength
    let speed = truth.velocity.length
    guard speed >= ErrorBreakdown.movingSpeed else { return }
    let ahead = offset.dot(truth.velocity) * (1 / speed)
    let aside = offset.cross(truth.velocity) * (1 / speed)
    moving += 1
    aheadSum += ahead
    aheadTimesSpeed += ahead * speed
    squaredSpeed += speed * speed
    squaredAlong += ahead * ahead
    squaredAcross += aside * aside
  }
}

/// Where the errors of a scene come from: the same matches sorted by one quantity after another.
public struct ErrorBreakdown: Sendable {
  /// From this true speed on, metres per second, an error has a part along and a part across the direction of travel.
  public static let movingSpeed = 0.5

  /// By the metres from the truth, or of a false estimate, to the nearest unit.
  public private(set) var byRange: [ErrorBand]
  /// By the seconds since the estimate's newest observation; nobody is missed here.
  public private(set) var byAge: [ErrorBand]
  /// By the true speed, or that of a false estimate.
  public private(set) var bySpeed: [ErrorBand]
  /// By who saw the estimate within the last second; nobody is missed here.
  public private(set) var bySource: [ErrorBand]
  /// By the seconds since the estimate's track began; nobody is missed here.
  public private(set) var byTrackAge: [ErrorBand]
  private let units: [LocalPoint]

  private static let rangeStep = 20.0
  private static let rangeCount = 12
  private static let ages = [0.1, 0.2, 0.3, 0.5, 1, 2]
  private static let speeds = [0.3, 3, 8]
  private static let trackAges = [0.5, 1, 2, 5, 20]

  /// Makes an empty one; `units` are the places of the units, and without any there are no bands of range.
  public init(units: [LocalPoint]) {
    self.units = units
    let ranges = (1..<Self.rangeCount).map { Double($0) * Self.rangeStep }
    byRange = units.isEmpty ? [] : Self.bands(ranges, "m")
    byAge = Self.bands(Self.ages, "s")
    bySpeed = Self.bands(Self.speeds, "m/s")
    bySource = ["nobody", "one unit", "several units", "itself", "itself, units"].map { ErrorBand(name: $0) }
    byTrackAge = Self.bands(Self.trackAges, "s")
  }

  /// Sorts in what one instant's comparison found.
  ///
  /// - Parameter now: the instant that the estimates are predicted to.
  public mutating func add(
    _ comparison: Score.Comparison, truths: [TruthObject], estimates: [SceneObject], at now: Instant
  ) {
    for (truth, estimate) in comparison.matches {
      let (truth, estimate) = (truths[truth], estimates[estimate])
      if let band = rangeBand(truth.position) { byRange[band].add(truth, estimate) }
      bySpeed[Self.speedBand(truth.velocity)].add(truth, estimate)
      byAge[Self.ageBand(estimate, now)].add(truth, estimate)
      bySource[Self.sourceBand(estimate)].add(truth, estimate)
      byTrackAge[Self.trackAgeBand(estimate, now)].add(truth, estimate)
    }
    for place in comparison.missed {
      if let band = rangeBand(truths[place].position) { byRange[band].tally.truths += 1 }
      bySpeed[Self.speedBand(truths[place].velocity)].tally.truths += 1
    }
    for place in comparison.falses {
      let estimate = estimates[place]
      if let band = rangeBand(estimate.position) { byRange[band].tally.falses += 1 }
      bySpeed[Self.speedBand(estimate.velocity)].tally.falses += 1
      byAge[Self.ageBand(estimate, now)].tally.falses += 1
      bySource[Self.sourceBand(estimate)].tally.falses += 1
      byTrackAge[Self.trackAgeBand(estimate, now)].tally.falses += 1
    }
  }

  private func rangeBand(_ point: LocalPoint) -> Int? {
    units.map { $0.distance(to: point) }.min().map { min(Self.rangeCount - 1, Int($0 / Self.rangeStep)) }
  }

  private static func ageBand(_ estimate: SceneObject, _ now: Instant) -> Int {
    place(of: (now - estimate.lastObserved).seconds, in: ages)
  }

  private static func trackAgeBand(_ estimate: SceneObject, _ now: Instant) -> Int {
    place(of: (now - estimate.since).seconds, in: trackAges)
  }

  private static func speedBand(_ velocity: LocalVector) -> Int { place(of: velocity.length, in: speeds) }

  /// The set of those who saw it leaves out the vehicle itself.
  private static func sourceBand(_ estimate: SceneObject) -> Int {
    let others = estimate.seenBy.count
    if estimate.isConnected { return others > 0 ? 4 : 3 }
    return min(2, others)
  }

  /// The place of the band that holds a value, among bands parted by `limits`.
  private static func place(of value: Double, in limits: [Double]) -> Int { limits.filter { value >= $0 }.count }

  private static func bands(_ limits: [Double], _ unit: String) -> [ErrorBand] {
    let texts = limits.map { Score.decimal($0, $0 == $0.rounded() ? 0 : 1) }
    return (0...limits.count).map { place in
      if place == 0 { return ErrorBand(name: "< \(texts[0]) \(unit)") }
      if place == limits.count { return ErrorBand(name: ">= \(texts[place - 1]) \(unit)") }
      return ErrorBand(name: "\(texts[place - 1])-\(texts[place]) \(unit)")
    }
  }
}
