public import Kernel
public import RoadModel

/// How often something that was told of a lane holds.
public struct HoldingShare: Sendable, Equatable {
  /// Lane-seconds compared.
  public var compared = 0
  /// Those in which it held.
  public var held = 0
  /// The sum of the errors where both sides have a value, and how many.
  public var error = 0.0
  public var errors = 0

  /// The share in percent.
  public var percent: Double { 100 * Double(held) / Double(max(1, compared)) }
  /// The mean error.
  public var meanError: Double { error / Double(max(1, errors)) }

  mutating func add(_ difference: Double?, within tolerance: Double) {
    compared += 1
    guard let difference else { return }
    if difference.magnitude <= tolerance { held += 1 }
    error += difference.magnitude
    errors += 1
  }

  /// Adds a lane-second in which neither side has anything to say.
  mutating func addAgreement() {
    compared += 1
    held += 1
  }
}

/// What is compared of a number of lane-seconds.
public struct TrafficTally: Sendable, Equatable {
  /// Flow over a sliding minute, within 1 vehicle a minute.
  public var flow = HoldingShare()
  /// Space-mean speed over a sliding minute, within 0.5 m/s. Where only one side has a speed it does not hold.
  public var speed = HoldingShare()
  /// The vehicles that wait at the instant, within 1.
  public var queue = HoldingShare()
  /// The metres from the stop line to the back of the last of them, within 7.5: the room of one vehicle.
  public var queueLength = HoldingShare()

  mutating func addMinute(_ told: TrafficSums, _ truth: TrafficSums) {
    flow.add(told.flow.flatMap { one in truth.flow.map { (one - $0) * 60 } }, within: 1)
    let (one, other) = (TrafficTally.speed(told), TrafficTally.speed(truth))
    if one == nil, other == nil {
      speed.addAgreement()
    } else {
      speed.add(one.flatMap { one in other.map { one - $0 } }, within: 0.5)
    }
  }

  /// A speed rests on a vehicle second at least.
  private static func speed(_ sums: TrafficSums) -> Double? { sums.time >= 1 ? sums.speed : nil }

  mutating func addQueue(_ told: Queue, _ truth: Queue) {
    queue.add(Double(told.vehicles) - Double(truth.vehicles), within: 1)
    queueLength.add(told.length - truth.length, within: 7.5)
  }
}

/// Compares what an edge tells of its lanes' traffic with the truth, each lane each second.
///
/// Both sides' seconds are summed up to sliding minutes here, from ``warmUp`` seconds after the beginning on.
public struct TrafficScore: Sendable {
  /// Seconds of the recording that count on neither side: an edge has yet to hear the map, and to find out how far units
  /// see. Compared is after twice as long; the first minutes are as short as that leaves them.
  public static let warmUp = 5

  /// All lane-seconds of lanes that lie within the units' ranges.
  public private(set) var all = TrafficTally()
  /// Those in which the truth has traffic: for flow and speed in the minute, for queues at the instant.
  public private(set) var busy = TrafficTally()
  /// Those in which the truth has a queue, or one was told.
  public private(set) var queued = TrafficTally()
  /// The lanes compared, with their own tallies of the seconds with traffic.
  public private(set) var lanes: [(id: LaneID, tally: TrafficTally)] = []
  /// How many seconds were compared.
  public private(set) var seconds = 0

  /// The seconds of a lane's last minute.
  private struct Window {
    var told: [TrafficSums] = []
    var truth: [TrafficSums] = []

    mutating func add(_ told: TrafficSums, _ truth: TrafficSums) {
      self.told.append(told)
      self.truth.append(truth)
      if self.told.count > 60 {
        self.told.removeFirst()
        self.truth.removeFirst()
      }
    }

    static func sum(_ seconds: [TrafficSums]) -> TrafficSums { seconds.reduce(into: TrafficSums()) { $0 += $1 } }
  }

  /// Compares the lanes of some types.
  ///
  /// `told` are the summaries in the order of time; `start` is the instant of the truth's millisecond 0.
  public init(
    told: [TrafficSummary], truth: TruthTable, start: Instant, map: LaneMap, areas: [ScoredArea],
    types: [LaneType] = [.vehicle]
  ) {
    var actual = TrueTraffic(map: map, areas: areas)
    let counted = actual.roads.indices.filter { types.contains(actual.roads[$0].type) }
    lanes = counted.map { (actual.roads[$0].id, TrafficTally()) }
    var windows = [Window](repeating: Window(), count: counted.count)
    var next = 0
    for frame in truth.frames {
      actual.add(frame)
      let now = start + .milliseconds(frame.milliseconds)
      guard now.nanoseconds % 1_000_000_000 == 0 else { continue }
      let truths = actual.second()
      while next < told.count, told[next].time < now { next += 1 }
      guard next < told.count, told[next].time == now else { continue }
      guard frame.milliseconds > TrafficScore.warmUp * 1000 else { continue }
      let isCompared = frame.milliseconds >= TrafficScore.warmUp * 2000
      if isCompared { seconds += 1 }
      for (place, road) in counted.enumerated() {
        let found = told[next].lanes.first { $0.id == truths[road].lane }?.traffic
        windows[place].add(found?.sums ?? TrafficSums(), truths[road].sums)
        if isCompared { compare(windows[place], found?.queue ?? Queue(), truths[road], place) }
      }
    }
  }

  private mutating func compare(_ window: Window, _ queue: Queue, _ truth: TrueTraffic.Second, _ place: Int) {
    let told = Window.sum(window.told)
    let actual = Window.sum(window.truth)
    all.addMinute(told, actual)
    all.addQueue(queue, truth.queue)
    if actual.time > 0 {
      busy.addMinute(told, actual)
      lanes[place].tally.addMinute(told, actual)
    }
    if truth.present > 0 {
      busy.addQueue(queue, truth.queue)
      lanes[place].tally.addQueue(queue, truth.queue)
    }
    if truth.queue.vehicles > 0 || queue.vehicles > 0 { queued.addQueue(queue, truth.queue) }
  }
}
