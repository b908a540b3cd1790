import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// What road users are expected to do, in the words of the wire (T/CSAE 157-2020, DF_PlanningList).
struct PlanWriting: ~Copyable {
  /// The most ways that are told of one road user, and how probable a way is at least.
  static let wayLimit = 2
  static let leastProbability = 0.15

  private let plans: FixedArray<Planning>
  private let points: FixedArray<PathPlanningPoint>

  /// Room for the ways of so many road users.
  init(participants: Int) {
    plans = FixedArray(unfilled: participants * PlanWriting.wayLimit)
    points = FixedArray(unfilled: participants * PlanWriting.wayLimit * Forecast.pointCount)
  }

  /// The list of the `row`-th road user of a message, and the bits that it takes: at most `limit`. Nil where nothing is
  /// expected of it or no way has room.
  mutating func list(
    _ forecast: borrowing Forecast, row: Int, limit: Int, _ cycle: Cycle, _ post: Post
  ) -> (list: PackedList<Planning>, bits: Int)? {
    let first = row * PlanWriting.wayLimit
    var (bits, count) = (3, 0)
    for place in 0..<min(forecast.count, Forecast.wayLimit) where count < PlanWriting.wayLimit {
      guard forecast.ways[place].probability >= PlanWriting.leastProbability || count == 0 else { break }
      guard
        let plan = plan(forecast.ways[place], from: forecast.time, at: first + count, limit: limit - bits, cycle, post)
      else { break }
      plans[first + count] = plan.planning
      bits += plan.bits
      count += 1
    }
    return count > 0 ? (PackedList(base: plans.base + first, count: count), bits) : nil
  }

  private func plan(
    _ way: borrowing PredictedWay, from time: Instant, at place: Int, limit: Int, _ cycle: Cycle, _ post: Post
  ) -> (planning: Planning, bits: Int)? {
    let room = points.base + place * Forecast.pointCount
    // Marker and presence 5, the seconds 10, the probability 8, the behaviour 15, the number of points 7.
    var (bits, count) = (45, 0)
    for step in 0..<Forecast.pointCount {
      let ahead = time + Interval(nanoseconds: Forecast.step.nanoseconds * Int64(step + 1)) - cycle.now
      guard let point = PlanWriting.point(way.points[step], ahead, cycle, post) else { break }
      // Marker and presence 11, how sure 5, speed 13, time 16.
      bits += 45 + WireBits.offset(point.pos)
      guard bits <= limit else { return nil }
      (room + count).initialize(to: point)
      count += 1
    }
    guard count > 0 else { return nil }
    var planning = Planning()
    planning.duration = UInt16(count) * UInt16(Forecast.step.nanoseconds / 100_000_000)
    planning.planConfidence = WireIntegers.confidence(way.probability)
    planning.drivingBehavior = PlanWriting.behavior(way.manoeuvre.behaviors)
    planning.pathPlanning = PackedList(base: room, count: count)
    return (planning, bits)
  }

  private static func point(
    _ point: PredictedPoint, _ ahead: Interval, _ cycle: Cycle, _ post: Post
  ) -> PathPlanningPoint? {
    guard let place = WireIntegers.position(cycle.frame.position(of: point.position)) else { return nil }
    var result = PathPlanningPoint()
    result.pos = WireIntegers.offset(of: place, from: post.reference)
    var accuracy = PositionConfidenceSet()
    accuracy.pos = WireIntegers.positionConfidence(point.deviation)
    result.posAccuracy = accuracy
    result.speed = WireIntegers.speed(point.speed)
    result.estimatedTime = WireIntegers.timeOffset(ahead)
    return result
  }

  /// DE_DriveBehavior: the lowest bit becomes the first of fourteen. Nil where there is no word for what it does.
  private static func behavior(_ behaviors: DrivingBehaviors) -> ExtensibleBits? {
    guard !behaviors.isEmpty else { return nil }
    var bits: UInt64 = 0
    for place in 0..<14 where behaviors.rawValue >> UInt16(place) & 1 == 1 { bits |= 1 << UInt64(63 - place) }
    return ExtensibleBits(bits: bits, count: 14)
  }
}
