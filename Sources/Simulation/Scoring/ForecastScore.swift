public import Kernel
public import RoadModel

/// Compares forecasts with what came of them, beside those that take the velocity of the same scene for constant.
///
/// For a horizon h, over all forecasts of matched road users that the truth knows until h later:
/// - average displacement error: the mean distance over the points up to h; final: the distance at h;
/// - of the most probable way, and of the best of all ways (minADE and minFDE, as in the Argoverse and Waymo challenges);
/// - missed: the best of all ways is off by more than 2 m at h.
///
/// Probabilities are judged at 5 s where ways lead to places more than 2 m apart: ways that end within 2 m of the one
/// that came nearest to the truth count with that one.
public struct ForecastScore: Sendable {
  /// The horizons in points of a way: 1, 3 and 5 s.
  static let horizons = [2, 6, 10]
  /// Metres at a horizon beyond which a forecast has missed.
  static let missDistance = 2.0
  /// A forecast is judged every so often.
  static let pause = Interval.milliseconds(500)

  /// What is summed up for one horizon.
  public struct Tally: Sendable, Equatable {
    /// Forecasts.
    public var count = 0
    /// Sums of metres: of the most probable way, of the best of the ways, and with constant velocity.
    public var average = 0.0
    public var final = 0.0
    public var leastAverage = 0.0
    public var leastFinal = 0.0
    public var constantAverage = 0.0
    public var constantFinal = 0.0
    /// Forecasts of which no way, and not the most probable one, comes within ``ForecastScore/missDistance``; the same
    /// with constant velocity.
    public var misses = 0
    public var probableMisses = 0
    public var constantMisses = 0
    /// Most probable ways that the truth lies within the 95 % ellipse of.
    public var inside = 0
  }

  /// What is summed up of probabilities.
  public struct Chances: Sendable, Equatable {
    /// Forecasts whose ways lead to different places.
    public var count = 0
    /// The sum of the negative logarithms of the probability of what happened, and that of Brier's scores.
    public var surprise = 0.0
    public var brier = 0.0
    /// The same had all ways been as probable.
    public var evenSurprise = 0.0
    public var evenBrier = 0.0
  }

  /// Who the figures are for.
  public enum Group: Int, CaseIterable, Sendable {
    case all, motor, bicycle, pedestrian

    static func of(_ kind: ParticipantKind) -> Group {
      switch kind {
      case .bicycle: .bicycle
      case .pedestrian: .pedestrian
      default: .motor
      }
    }
  }

  /// By group and horizon.
  public private(set) var tallies = [[Tally]](
    repeating: [Tally](repeating: Tally(), count: 3), count: Group.allCases.count)
  /// By group.
  public private(set) var chances = [Chances](repeating: Chances(), count: Group.allCases.count)

  private struct Pending: Sendable {
    var vehicle: Int
    var group: Group
    var made: Instant
    var forecast: Forecast
    var position: LocalPoint
    var velocity: LocalVector
    var point = 0
    var sums = InlineArray<4, Double>(repeating: 0)
    var constantSum = 0.0
  }

  private var pending: [Pending] = []
  private var next: Instant?

  /// Makes an empty comparison.
  public init() {}

  /// Takes an instant in.
  ///
  /// - Parameters:
  ///   - truths: all that there were.
  ///   - matches: which estimate stands for which truth.
  ///   - forecasts: those of the estimates, in their order.
  public mutating func add(
    truths: [TruthObject], matches: [(truth: Int, estimate: Int)], estimates: [SceneObject], forecasts: [Forecast],
    at now: Instant
  ) {
    settle(truths, at: now)
    guard next.map({ now >= $0 }) ?? true else { return }
    next = now + ForecastScore.pause
    for (truth, estimate) in matches where estimate < forecasts.count && forecasts[estimate].count > 0 {
      let object = estimates[estimate]
      pending.append(
        Pending(
          vehicle: truths[truth].vehicle, group: .of(truths[truth].kind), made: now, forecast: forecasts[estimate],
          position: object.position, velocity: object.velocity))
    }
  }

  /// Holds what is due against the truth of an instant.
  private mutating func settle(_ truths: [TruthObject], at now: Instant) {
    var places: [Int: LocalPoint] = [:]
    for truth in truths { places[truth.vehicle] = truth.position }
    var kept: [Pending] = []
    for var one in pending {
      let due = one.made + .milliseconds(Int64(one.point + 1) * 500)
      guard now >= due else {
        kept.append(one)
        continue
      }
      // Who left the truth's area, or an instant that the truth lacks: no figure beyond here.
      guard now == due, let place = places[one.vehicle] else { continue }
      judge(&one, place)
      if one.point < Forecast.pointCount { kept.append(one) }
    }
    pending = kept
  }

  private mutating func judge(_ one: inout Pending, _ place: LocalPoint) {
    let ways = one.forecast.count
    // Forecasts may be a cycle older than the scene: their points are for a little earlier.
    let late = (one.made - one.forecast.time).seconds
    var errors = [Double](repeating: 0, count: ways)
    for way in 0..<ways {
      let point = one.forecast.ways[way].points[one.point]
      let expected = point.position + point.heading.unitVector * (point.speed * late)
      errors[way] = place.distance(to: expected)
      one.sums[way] += errors[way]
    }
    let seconds = Double(one.point + 1) * 0.5
    let constant = place.distance(to: one.position + one.velocity * seconds)
    one.constantSum += constant
    one.point += 1
    guard let horizon = ForecastScore.horizons.firstIndex(of: one.point) else { return }
    let points = Double(one.point)
    let inside = ForecastScore.isInside(one.forecast.ways[0].points[one.point - 1], place)
    for group in [Group.all, one.group] {
      var tally = tallies[group.rawValue][horizon]
      tally.count += 1
      tally.average += one.sums[0] / points
      tally.final += errors[0]
      tally.leastAverage += (0..<ways).reduce(.infinity) { min($0, one.sums[$1]) } / points
      let least = errors.min() ?? errors[0]
      tally.leastFinal += least
      tally.constantAverage += one.constantSum / points
      tally.constantFinal += constant
      if least > ForecastScore.missDistance { tally.misses += 1 }
      if errors[0] > ForecastScore.missDistance { tally.probableMisses += 1 }
      if constant > ForecastScore.missDistance { tally.constantMisses += 1 }
      if inside { tally.inside += 1 }
      tallies[group.rawValue][horizon] = tally
    }
    if one.point == Forecast.pointCount { weigh(one, errors) }
  }

  /// Whether a place lies within the 95 % ellipse of a point.
  private static func isInside(_ point: PredictedPoint, _ place: LocalPoint) -> Bool {
    let gap = place - point.position
    let direction = point.heading.unitVector
    let along = direction.dot(gap) / max(0.05, point.alongDeviation)
    let across = direction.cross(gap) / max(0.05, point.acrossDeviation)
    return along * along + across * across < 5.991
  }

  /// Judges the probabilities of a forecast whose ways came as near to the truth as `errors` say.
  private mutating func weigh(_ one: Pending, _ errors: [Double]) {
    guard let nearest = errors.indices.min(by: { errors[$0] < errors[$1] }) else { return }
    let last = Forecast.pointCount - 1
    let end = one.forecast.ways[nearest].points[last].position
    let others = errors.indices.filter { one.forecast.ways[$0].points[last].position.distance(to: end) > 2 }
    guard !others.isEmpty else { return }
    let happened = 1 - others.reduce(0) { $0 + one.forecast.ways[$1].probability }
    let even = 1 - Double(others.count) / Double(errors.count)
    let share = 1 / Double(errors.count)
    for group in [Group.all, one.group] {
      var tally = chances[group.rawValue]
      tally.count += 1
      tally.surprise -= Trigonometry.log(max(1e-3, happened))
      tally.brier += others.reduce((1 - happened) * (1 - happened)) {
        $0 + one.forecast.ways[$1].probability * one.forecast.ways[$1].probability
      }
      tally.evenSurprise -= Trigonometry.log(even)
      tally.evenBrier += (1 - even) * (1 - even) + Double(others.count) * share * share
      chances[group.rawValue] = tally
    }
  }
}
