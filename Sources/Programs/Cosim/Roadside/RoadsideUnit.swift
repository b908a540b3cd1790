import Kernel
import RoadModel

/// A roadside unit: a sensor, a clock, counters, and a line to its edge.
struct RoadsideUnit {
  let facts: Scenario.Unit
  let position: LocalPoint
  private let geodetic: GeodeticPosition
  private let clock: UnitClock
  private var sensor: RoadsideSensor
  private var random: SeededRandom
  private var counters: [String: MessageCounter]
  /// The arrival of its last perception message: its line keeps the order.
  private var lastArrival = Instant(nanoseconds: .min)

  init(facts: Scenario.Unit, seed: UInt64, frame: LocalFrame) {
    self.facts = facts
    position = LocalPoint(east: facts.eastMeters, north: facts.northMeters)
    geodetic = frame.position(of: position)
    clock = UnitClock(offset: .seconds(facts.clockOffsetMilliseconds / 1000))
    sensor = RoadsideSensor(unit: facts, seed: seed)
    random = SeededRandom(seed: seed ^ facts.name.stableHash ^ 0x7273_7500)
    counters = [:]
    for kind in ["MAP", "RSI", "RSM", "SPAT"] { counters[kind] = MessageCounter(random: &random) }
  }

  /// Where it stands.
  var geodeticPosition: GeodeticPosition { geodetic }

  /// The count of its next message of a kind.
  mutating func nextCount(_ kind: String) -> Int { counters[kind]?.next() ?? 0 }

  /// What its clock shows at an instant.
  func reading(at instant: Instant) -> ClockReading { clock.reading(at: instant) }

  /// What it sees within one tenth of a second that begins at `instant`, as messages with their arrivals.
  mutating func perceive(
    _ world: World, at instant: Instant, frame: LocalFrame
  ) -> [(arrival: Instant, message: OutgoingMessage)] {
    let phase = facts.framePhaseMilliseconds / 1000
    let users = world.users.map { $0.moved(by: phase) }
    let measured = instant + .seconds(phase)
    let objects = sensor.sense(users, at: world.time + phase)
    var arrival = measured + latency()
    let pieces = stride(from: 0, to: max(1, objects.count), by: PerceptionReport.objectLimit).map {
      Array(objects[$0..<min(objects.count, $0 + PerceptionReport.objectLimit)])
    }
    return pieces.map { piece in
      arrival = max(arrival, lastArrival) + .seconds(0.00008 + 0.00012 * random.unit())
      lastArrival = arrival
      let report = PerceptionReport(
        counter: nextCount("RSM"), unit: facts.name, reference: geodetic, clock: clock.reading(at: measured),
        source: facts.source, objects: piece.map { ($0, frame.position(of: $0.position)) })
      return (arrival, .perception(report))
    }
  }

  /// From the picture to the edge, 110 ms at most.
  private mutating func latency() -> Interval {
    let jitter = -facts.latencyJitterMilliseconds * Trigonometry.log(1 - random.unit())
    return .seconds(min(110, facts.latencyMilliseconds + jitter) / 1000)
  }

  /// From making a message about the road to the edge.
  mutating func roadLatency() -> Interval { .seconds(0.002 + 0.006 * random.unit()) }
}
