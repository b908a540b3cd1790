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

  mutating func add(_ told: LaneTraffic, _ truth: LaneTraffic) {
    addMinute(told, truth)
    addQueue(told, truth)
  }

  mutating func addMinute(_ told: LaneTraffic, _ truth: LaneTraffic) {
    flow.add(told.flowPerMinute.flatMap { one in truth.flowPerMinute.map { one - $0 } }, within: 1)
    if told.speed == nil, truth.speed == nil {
      speed.addAgreement()
    } else {
      speed.add(told.speed.flatMap { one in truth.speed.map { one - $0 } }, within: 0.5)
    }
  }

  mutating func addQueue(_ told: LaneTraffic, _ truth: LaneTraffic) {
    queue.add(Double(told.queue.vehicles) - Double(truth.queue.vehicles), within: 1)
    queueLength.add(told.queue.length - truth.queue.length, within: 7.5)
  }
}

/// Compares what an edge tells of its lanes' traffic with the truth, each lane each second.
public struct TrafficScore: Sendable {
  /// Seconds of the recording that are not compared: an edge has to hear the map and to find out how far units see.
  public static let warmUp = 10

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

  /// Compares the lanes of a type.
  ///
  /// `told` are the lanes at the ends of seconds, in the order of time; `start` is the instant of the truth's
  /// millisecond 0.
  public init(
    told: [(at: Instant, lanes: [LaneTraffic])], truth: TruthTable, start: Instant, map: LaneMap, areas: [ScoredArea],
    types: [LaneType] = [.vehicle]
  ) {
    var actual = TrueTraffic(map: map, areas: areas)
    let counted = actual.roads.indices.filter { types.contains(actual.roads[$0].type) }
    lanes = counted.map { (actual.roads[$0].id, TrafficTally()) }
    var next = 0
    for frame in truth.frames {
      actual.add(frame)
      let now = start + .milliseconds(frame.milliseconds)
      guard now.nanoseconds % 1_000_000_000 == 0 else { continue }
      let truths = actual.second()
      while next < told.count, told[next].at < now { next += 1 }
      guard next < told.count, told[next].at == now, frame.milliseconds >= TrafficScore.warmUp * 1000 else { continue }
      seconds += 1
      for (place, road) in counted.enumerated() {
        let found = told[next].lanes.first { $0.lane == truths[road].traffic.lane }
        add(found ?? LaneTraffic(lane: truths[road].traffic.lane, flowPerMinute: nil, speed: nil, queue: Queue()),
          truths[road], place)
      }
    }
  }

  private mutating func add(_ told: LaneTraffic, _ truth: TrueTraffic.Second, _ place: Int) {
    all.add(told, truth.traffic)
    if truth.time > 0 {
      busy.addMinute(told, truth.traffic)
      lanes[place].tally.addMinute(told, truth.traffic)
    }
    if truth.present > 0 {
      busy.addQueue(told, truth.traffic)
      lanes[place].tally.addQueue(told, truth.traffic)
    }
    if truth.traffic.queue.vehicles > 0 || told.queue.vehicles > 0 { queued.addQueue(told, truth.traffic) }
  }
}
