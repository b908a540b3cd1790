public import Kernel
public import RoadModel

/// How a run went, second by second.
public struct TimeCourse: Sendable {
  /// One second.
  public struct Second: Sendable {
    /// Seconds from the run's first instant to the beginning of this second.
    public var start: Int
    /// Instants in it.
    public var instants = 0
    /// What is counted in it.
    public var tally = Tally()
    /// The sum over its instants of GOSPA, metres.
    public var gospaSum = 0.0
    /// The place of its first instant among those of the run.
    public var firstInstant: Int
  }

  /// The seconds that hold an instant, in their order.
  public private(set) var seconds: [Second] = []
  private let cutOff: Double
  private var first: Instant?
  private var instants = 0

  /// Makes an empty one for a cut-off in metres.
  public init(cutOff: Double) { self.cutOff = cutOff }

  /// Adds what one instant's comparison found.
  public mutating func add(
    _ comparison: Score.Comparison, truths: [TruthObject], estimates: [SceneObject], at now: Instant
  ) {
    let since = now - (first ?? now)
    first = first ?? now
    let second = Int(since.nanoseconds / 1_000_000_000)
    if seconds.last?.start != second { seconds.append(Second(start: second, firstInstant: instants)) }
    instants += 1
    var tally = Tally()
    for (truth, estimate) in comparison.matches {
      tally.squaredDistance += (truths[truth].position - estimates[estimate].position).squaredLength
      tally.squaredVelocity += (truths[truth].velocity - estimates[estimate].velocity).squaredLength
    }
    let alone = comparison.missed.count + comparison.falses.count
    let gospa = (tally.squaredDistance + Double(alone) * cutOff * cutOff / 2).squareRoot()
    tally.matches = comparison.matches.count
    tally.truths = comparison.matches.count + comparison.missed.count
    tally.falses = comparison.falses.count
    tally.switches = comparison.switches.count
    let last = seconds.count - 1
    seconds[last].instants += 1
    seconds[last].gospaSum += gospa
    seconds[last].tally.add(tally)
  }
}

extension Tally {
  /// Adds what another one counted.
  mutating func add(_ other: Tally) {
    truths += other.truths
    matches += other.matches
    falses += other.falses
    switches += other.switches
    rightKinds += other.rightKinds
    squaredDistance += other.squaredDistance
    squaredVelocity += other.squaredVelocity
  }
}
