import Kernel
import RoadModel

/// All that the sensors of a world send, in the order in which it arrives, and what is known of who sees what.
struct Broadcast {
  let sensors: [RoadsideSensor]
  let faults: [Fault]
  /// By arrival.
  private(set) var messages: [Transmission] = []

  init(world: World, plan: TrialPlan) {
    var random = SeededRandom(seed: plan.seed &+ 0x517c_c1b7_2722_0a95)
    var masts = world.masts
    var sensors: [RoadsideSensor] = []
    for unit in 0..<min(plan.unitCount, masts.count) {
      // Two units of a corridor stand where their ranges meet.
      let mast = masts.remove(at: plan.kind == .corridor ? (masts.count - 1) / 2 : random.below(masts.count))
      sensors.append(
        RoadsideSensor(
          unit: UnitIndex(UInt8(unit)), place: mast, habits: .drawn(&random), seed: random.next()))
    }
    self.sensors = sensors
    faults = plan.faults
    var sent: [Transmission] = []
    for unit in sensors.indices {
      var channel = FaultedChannel(unit: unit, faults: faults, seed: random.next())
      sent += Self.scans(of: sensors[unit], world, faults, phase: 0.1 * random.unit(), &random)
        .flatMap { channel.pass($0) }
    }
    if plan.hasOnBoardUnits { sent += Self.reports(world, &random) }
    for fault in faults where fault.kind == .invention { sent += Self.invention(fault, world, &random) }
    // The order in which they were made decides between those that arrive at once.
    messages = sent.enumerated().sorted { ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset) }
      .map(\.element)
  }

  /// What a unit sends of a whole world, before anything happens to it.
  private static func scans(
    of unit: RoadsideSensor, _ world: World, _ faults: [Fault], phase: Double, _ random: inout SeededRandom
  ) -> [Transmission] {
    var sensor = unit
    var sent: [Transmission] = []
    let index = Int(unit.unit.rawValue)
    let restarts = faults.filter { $0.kind == .restart && $0.unit == index }.map(\.span.lowerBound)
    let splits = faults.filter { $0.kind == .splitting && $0.unit == index }
    for tick in 0..<Int(world.duration * 10) {
      let seconds = Double(tick) * 0.1 + phase
      if restarts.contains(where: { $0 > seconds - 0.1 && $0 <= seconds }) { sensor.restart() }
      sensor.splits = splits.contains { $0.span.contains(seconds) } ? 0.15 : 0
      let users = world.roadUsers(at: World.start + .seconds(seconds))
      let rows = sensor.scan(users, LineOfSight(users), at: seconds)
      let latency = sensor.habits.latency + sensor.habits.jitter * random.unit()
      sent.append(
        Transmission(
          unit: index, measuredAt: seconds, arrival: World.start + .seconds(seconds + latency), rows: rows))
    }
    return sent
  }

  /// The index under which the edge knows the unit that hands vehicles' own messages on.
  private static let relay = UnitIndex(0)

  private static func reports(_ world: World, _ random: inout SeededRandom) -> [Transmission] {
    var units: [OnBoardUnit] = []
    var sent: [Transmission] = []
    for tick in 0..<Int(world.duration * 10) {
      let beginning = Double(tick) * 0.1
      for vehicle in world.frames[tick].vehicles where vehicle.hasOnBoardUnit {
        let known = units.firstIndex { $0.user == vehicle.number }
        let place = known ?? units.count
        if known == nil {
          units.append(OnBoardUnit(user: vehicle.number, seed: random.next(), duration: world.duration))
        }
        let phase = units[place].phase
        let seconds = beginning + phase
        let row = units[place].report(of: vehicle.body(after: phase, on: world.plan), unit: relay, at: seconds)
        let arrival = World.start + .seconds(seconds + units[place].latency + 0.01 * random.unit())
        sent.append(Transmission(unit: -1, measuredAt: seconds, arrival: arrival, rows: [row]))
      }
    }
    return sent
  }

  /// The messages of a vehicle that is not there: beside the road, where two units and more look.
  private static func invention(_ fault: Fault, _ world: World, _ random: inout SeededRandom) -> [Transmission] {
    let start = world.kind == .intersection ? LocalPoint(east: 24, north: 27) : LocalPoint(east: -3, north: 17)
    let identity = random.next() | 1
    var sent: [Transmission] = []
    for tick in 0..<Int(world.duration * 10) {
      let seconds = Double(tick) * 0.1 + 0.033
      guard fault.span.contains(seconds) else { continue }
      let position = start + LocalVector(east: 0.8 * (seconds - fault.span.lowerBound), north: 0)
      var row = Observation(
        unit: relay, method: .selfReport, isSelfReport: true, localNumber: 0,
        time: World.start + .milliseconds(Int64((seconds * 1000).rounded())), position: position, kind: .car)
      row.temporaryID = identity
      row.positionDeviation = 0.5
      row.speed = 0.8
      row.heading = Angle(radians: 0)
      row.size = ParticipantKind.car.usualSize
      sent.append(
        Transmission(unit: -1, measuredAt: seconds, arrival: World.start + .seconds(seconds + 0.03), rows: [row]))
    }
    return sent
  }

  /// Whether a unit, or `least` of them, that tells what it sees has a point `height` metres above the road in plain
  /// view: well within its range, with nothing near the line.
  func isInPlainView(
    _ point: LocalPoint, height: Double, except number: Int? = nil, _ view: LineOfSight, at seconds: Double,
    least: Int = 1
  ) -> Bool {
    sensors.indices.count { unit in
      let sensor = sensors[unit]
      return point.distance(to: sensor.place) < TrialLimits.plainView * sensor.habits.range
        && !faults.contains { $0.blinds(unit, at: seconds) }
        && view.isFree(from: sensor.place, to: point, height: height, except: number, margin: 0.7)
    } >= least
  }
}
