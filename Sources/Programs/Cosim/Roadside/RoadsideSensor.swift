import Kernel
import RoadModel

/// A roadside sensor with its faults: noise that grows with distance, a constant bias, occlusion, misses in bursts,
/// numbers that switch, wrong classes, and clutter.
///
/// It is a function of its seed and of what it is shown; times are simulated seconds.
struct RoadsideSensor {
  /// What the sensor remembers of an object.
  private struct Memory {
    var number: UInt8
    var lastSeen: Double
    /// Until when a burst of misses lasts.
    var blindUntil: Double
    /// The slow part of the error of position, in metres.
    var drift: LocalVector
    /// What it believes the object to be, and how wrong it measures the length and width, as a factor.
    var kind: ParticipantKind
    var sizeFactor: Double
    var heading: Angle
  }

  /// Something that is not there.
  private struct Clutter {
    var number: UInt8
    var position: LocalPoint
    var velocity: LocalVector
    var until: Double
  }

  /// How often things go wrong. Rates are per object (clutter: per sensor) and second of simulated time.
  enum Rate {
    static let missInOne = 0.02
    static let missAtRange = 0.06
    static let burst = 0.012
    static let numberSwitch = 0.002
    static let clutter = 0.04
    static let wrongKind = 0.015
  }

  let position: LocalPoint
  private let unit: Scenario.Unit
  private let bias: LocalVector
  private var random: SeededRandom
  private var numbers = ObjectNumbers()
  private var memories: [String: Memory] = [:]
  private var clutter: [Clutter] = []
  private var lastTime: Double?

  init(unit: Scenario.Unit, seed: UInt64) {
    self.unit = unit
    position = LocalPoint(east: unit.eastMeters, north: unit.northMeters)
    bias = LocalVector(east: unit.biasMeters[0], north: unit.biasMeters[1])
    random = SeededRandom(seed: seed ^ unit.name.stableHash)
  }

  /// What the sensor reports of the road users at `time`, ordered by its own numbers.
  mutating func sense(_ users: [RoadUser], at time: Double) -> [SensedObject] {
    let elapsed = min(1, lastTime.map { time - $0 } ?? 0.1)
    lastTime = time
    forget(before: time - 2)
    var objects: [SensedObject] = []
    for user in users where user.center.distance(to: position) <= unit.rangeMeters {
      if let object = look(at: user, among: users, at: time, elapsed: elapsed) { objects.append(object) }
    }
    objects += imagine(at: time, elapsed: elapsed)
    return objects.sorted { $0.number < $1.number }
  }

  /// The standard deviation of a position measured at a distance.
  func deviation(at distance: Double) -> Double {
    let share = min(1, distance / unit.rangeMeters)
    return unit.nearDeviationMeters + (unit.farDeviationMeters - unit.nearDeviationMeters) * share * share
  }

  private mutating func look(
    at user: RoadUser, among users: [RoadUser], at time: Double, elapsed: Double
  ) -> SensedObject? {
    let distance = user.center.distance(to: position)
    let deviation = deviation(at: distance)
    let share = Occlusion.visibleShare(of: user, from: position, mast: unit.mastMeters, past: users)
    let chance = (1 - Rate.missInOne - Rate.missAtRange * distance / unit.rangeMeters) * share
    guard random.unit() < chance, var memory = memories[user.name] ?? newMemory(of: user) else { return nil }
    if random.unit() < Rate.burst * elapsed { memory.blindUntil = time + 0.3 + 1.2 * random.unit() }
    if random.unit() < Rate.numberSwitch * elapsed, let other = numbers.take() {
      numbers.free(memory.number)
      memory.number = other
    }
    let isBlind = time < memory.blindUntil
    if !isBlind { memory.lastSeen = time }
    let object = measure(user, &memory, deviation: deviation, elapsed: elapsed)
    memories[user.name] = memory
    return isBlind ? nil : object
  }

  /// Half of the variance of the error is slow (half a second), as a tracker inside the unit leaves it.
  private mutating func measure(
    _ user: RoadUser, _ memory: inout Memory, deviation: Double, elapsed: Double
  ) -> SensedObject {
    let keep = Trigonometry.exp(-elapsed / 0.5)
    let slow = deviation * 0.7071 * (1 - keep * keep).squareRoot()
    memory.drift = memory.drift * keep + LocalVector(east: random.normal(), north: random.normal()) * slow
    let fast = LocalVector(east: random.normal(), north: random.normal()) * (deviation * 0.7071)
    let speedDeviation = 0.1 + 0.3 * deviation
    let speed = user.speed < 0.2 ? 0 : max(0, user.speed + random.normal() * speedDeviation)
    if user.speed > 0.5 {
      // A direction comes from motion: the slower, the worse.
      let turn = random.normal() * min(0.2, 0.015 + 0.1 * deviation / max(1, user.speed))
      memory.heading = user.heading.turned(by: turn)
    }
    let factor = memory.sizeFactor
    let size = BodySize(
      length: max(0.2, user.size.length * factor), width: max(0.2, user.size.width * (1 + (factor - 1) / 2)),
      height: unit.measuresHeight ? user.size.height : nil)
    return SensedObject(
      number: memory.number, kind: memory.kind, position: user.center + bias + memory.drift + fast,
      deviation: deviation, speed: speed, heading: memory.heading, size: size, truth: user.name)
  }

  private mutating func newMemory(of user: RoadUser) -> Memory? {
    guard let number = numbers.take() else { return nil }
    let isWrong = random.unit() < Rate.wrongKind
    let drift = LocalVector(east: random.normal(), north: random.normal())
    return Memory(
      number: number, lastSeen: lastTime ?? 0, blindUntil: -1,
      drift: drift * (deviation(at: user.center.distance(to: position)) * 0.7071),
      kind: isWrong ? Self.mistaken(for: user.kind) : user.kind, sizeFactor: 1 + 0.04 * random.normal(),
      heading: user.heading)
  }

  /// What a sensor takes a kind for when it errs.
  private static func mistaken(for kind: ParticipantKind) -> ParticipantKind {
    switch kind {
    case .car, .emergencyVehicle: .truck
    case .truck: .bus
    case .bus: .truck
    case .motorcycle: .bicycle
    case .bicycle: .motorcycle
    case .pedestrian: .bicycle
    case .unknown: .car
    }
  }

  private mutating func forget(before time: Double) {
    for name in memories.keys.sorted() {
      guard let memory = memories[name], memory.lastSeen < time else { continue }
      numbers.free(memory.number)
      memories[name] = nil
    }
  }

  /// Clutter appears anywhere in range and lives for up to a second.
  private mutating func imagine(at time: Double, elapsed: Double) -> [SensedObject] {
    for item in clutter where item.until <= time { numbers.free(item.number) }
    clutter.removeAll { $0.until <= time }
    if random.unit() < Rate.clutter * elapsed, let number = numbers.take() {
      let direction = Angle(radians: (random.unit() * 2 - 1) * Double.pi)
      let place = position + direction.unitVector * (unit.rangeMeters * random.unit().squareRoot())
      let velocity = LocalVector(east: random.normal(), north: random.normal())
      clutter.append(
        Clutter(number: number, position: place, velocity: velocity, until: time + 0.2 + 0.8 * random.unit()))
    }
    return clutter.indices.map { index in
      clutter[index].position = clutter[index].position + clutter[index].velocity * elapsed
      let item = clutter[index]
      return SensedObject(
        number: item.number, kind: .unknown, position: item.position,
        deviation: deviation(at: item.position.distance(to: position)), speed: item.velocity.length,
        heading: Angle(of: item.velocity), size: BodySize(length: 1, width: 1, height: nil), truth: "")
    }
  }
}
