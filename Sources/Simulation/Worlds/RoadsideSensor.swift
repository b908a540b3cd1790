import Kernel
import RoadModel

/// A roadside unit of a world: what it tells ten times a second, with numbers of its own for what it sees.
struct RoadsideSensor {
  /// What it remembers of one road user.
  private struct Memory {
    var user: Int
    var localNumber: UInt16
    var wander: LocalVector
    var lastSeen: Double
    var misnamed: (kind: ParticipantKind, until: Double)?
    var splitUntil = 0.0
    var hiddenUntil = 0.0
  }

  /// Something that is not there.
  private struct Echo {
    var position: LocalPoint
    var localNumber: UInt16
    var left: Int
  }

  let unit: UnitIndex
  let place: LocalPoint
  let habits: SensorHabits
  /// How often a second one long body begins to be told as two.
  var splits = 0.0
  private var random: SeededRandom
  private var memories: [Memory] = []
  private var echoes: [Echo] = []
  private var lastNumber: UInt16

  init(unit: UnitIndex, place: LocalPoint, habits: SensorHabits, seed: UInt64) {
    self.unit = unit
    self.place = place
    self.habits = habits
    random = SeededRandom(seed: seed)
    lastNumber = UInt16(random.below(200))
  }

  /// Forgets everything and counts from 1 again, as a unit that was switched off and on.
  mutating func restart() {
    memories = []
    echoes = []
    lastNumber = 0
  }

  /// What it tells of an instant, `seconds` from the world's beginning.
  mutating func scan(_ users: [RoadUser], _ view: LineOfSight, at seconds: Double) -> [Observation] {
    let told = Self.instant(seconds + habits.clockOffset + habits.clockDrift * seconds)
    var rows: [Observation] = []
    for user in users {
      let distance = user.position.distance(to: place)
      guard distance < habits.range,
        view.isFree(from: place, to: user.position, height: user.size.height ?? 1.5, except: user.number)
      else { continue }
      let memory = recall(user, at: seconds)
      guard random.unit() < habits.detection(of: user.kind, at: distance), memories[memory].hiddenUntil <= seconds
      else { continue }
      memories[memory].lastSeen = seconds
      tell(user, memory, at: seconds, told, into: &rows)
    }
    addEchoes(told, into: &rows)
    return rows
  }

  /// The instant of some seconds of the world, in whole milliseconds as messages tell it.
  private static func instant(_ seconds: Double) -> Instant {
    World.start + .milliseconds(Int64((seconds * 1000).rounded()))
  }

  /// The place of a road user in ``memories``, with what befell it since the last scan.
  private mutating func recall(_ user: RoadUser, at seconds: Double) -> Int {
    var place = memories.firstIndex { $0.user == user.number } ?? -1
    if place < 0 {
      place = memories.count
      memories.append(
        Memory(user: user.number, localNumber: nextNumber(), wander: .zero, lastSeen: seconds))
    } else if seconds - memories[place].lastSeen > 1.5 {
      memories[place].localNumber = nextNumber()
    }
    let pull = 0.9
    let push = habits.wander * (1 - pull * pull).squareRoot()
    memories[place].wander =
      memories[place].wander * pull + LocalVector(east: push * random.normal(), north: push * random.normal())
    if random.unit() < habits.switches * 0.1 { exchangeNumber(of: place, at: seconds) }
    if random.unit() < habits.misnames * 0.1 {
      memories[place].misnamed = (Self.mistaken(user.kind), seconds + 0.5 + 1.5 * random.unit())
    }
    if user.size.length > 7, random.unit() < splits * 0.1 { memories[place].splitUntil = seconds + 1.5 }
    if random.unit() < 0.002 { memories[place].hiddenUntil = seconds + 0.2 + 0.3 * random.unit() }
    return place
  }

  private mutating func nextNumber() -> UInt16 {
    lastNumber = lastNumber >= 60_000 ? 1 : lastNumber + 1
    return lastNumber
  }

  /// Two road users change their numbers, or one gets a new one.
  private mutating func exchangeNumber(of place: Int, at seconds: Double) {
    let other = random.below(memories.count)
    if other != place && seconds - memories[other].lastSeen < 0.3 {
      let number = memories[other].localNumber
      memories[other].localNumber = memories[place].localNumber
      memories[place].localNumber = number
    } else {
      memories[place].localNumber = nextNumber()
    }
  }

  private static func mistaken(_ kind: ParticipantKind) -> ParticipantKind {
    switch kind {
    case .car: .truck
    case .truck: .bus
    case .bus: .truck
    case .motorcycle: .bicycle
    case .bicycle: .pedestrian
    case .pedestrian: .bicycle
    default: .unknown
    }
  }

  /// Adds the row, or the two rows, of one road user.
  private mutating func tell(
    _ user: RoadUser, _ place: Int, at seconds: Double, _ told: Instant, into rows: inout [Observation]
  ) {
    let memory = memories[place]
    guard memory.splitUntil > seconds else {
      rows.append(row(of: user, at: user.position, memory, told, at: seconds))
      return
    }
    let half = user.heading.unitVector * (user.size.length / 4)
    for (number, position) in [user.position + half, user.position + half * -1].enumerated() {
      var piece = row(of: user, at: position, memory, told, at: seconds)
      if number == 1 { piece.localNumber = memory.localNumber &+ 60_001 }
      piece.size = habits.tellsSize ? BodySize(length: user.size.length / 2, width: user.size.width, height: nil) : nil
      rows.append(piece)
    }
  }

  private mutating func row(
    of user: RoadUser, at position: LocalPoint, _ memory: Memory, _ told: Instant, at seconds: Double
  ) -> Observation {
    let arm = position - place
    let noise = habits.noise(at: arm.length)
    let turned = LocalVector(east: -arm.north, north: arm.east) * habits.turn
    let error = LocalVector(east: noise * random.normal(), north: noise * random.normal())
    let isMisnamed = memory.misnamed.map { $0.until > seconds } ?? false
    let kind = isMisnamed ? memory.misnamed?.kind ?? user.kind : user.kind
    var row = Observation(
      unit: unit, method: habits.method, isSelfReport: false, localNumber: memory.localNumber, time: told,
      position: Self.rounded(position + habits.shift + turned + error + memory.wander),
      kind: habits.tellsKind ? kind : .unknown)
    if habits.tellsDeviation { row.positionDeviation = Self.statedDeviation(noise) }
    row.speed = Self.rounded((user.velocity.length + habits.speedNoise * random.normal()).magnitude, step: 0.02)
    let turn = habits.headingNoise * (user.kind == .pedestrian ? 5 : 1) * random.normal()
    row.heading = user.heading.turned(by: turn)
    if habits.tellsSize {
      row.size = BodySize(
        length: max(0.3, user.size.length * (1 + 0.05 * random.normal())),
        width: max(0.3, user.size.width * (1 + 0.05 * random.normal())), height: user.size.height)
    }
    return row
  }

  /// Half of the next bound of DE_PositionConfidence: the step that a unit can state.
  private static func statedDeviation(_ noise: Double) -> Double {
    [0.025, 0.05, 0.1, 0.25, 0.5, 1].first { $0 >= noise } ?? 2.5
  }

  /// As a message carries it: centimetres.
  static func rounded(_ point: LocalPoint) -> LocalPoint {
    LocalPoint(east: rounded(point.east, step: 0.01), north: rounded(point.north, step: 0.01))
  }

  static func rounded(_ number: Double, step: Double) -> Double { (number / step).rounded() * step }

  /// Adds what is not there: an echo lasts some scans, has no class and stands nearly still.
  private mutating func addEchoes(_ told: Instant, into rows: inout [Observation]) {
    if random.unit() < habits.clutter {
      let angle = random.unit() * 2 * Double.pi
      let distance = habits.range * (0.1 + 0.8 * random.unit())
      let position =
        place + LocalVector(east: Trigonometry.cos(angle), north: Trigonometry.sin(angle)) * distance
      echoes.append(Echo(position: position, localNumber: nextNumber(), left: 1 + random.below(3)))
    }
    for index in echoes.indices {
      let jump = LocalVector(east: 0.3 * random.normal(), north: 0.3 * random.normal())
      var row = Observation(
        unit: unit, method: habits.method, isSelfReport: false, localNumber: echoes[index].localNumber, time: told,
        position: Self.rounded(echoes[index].position + jump), kind: .unknown)
      row.speed = Self.rounded(random.unit(), step: 0.02)
      row.heading = Angle(radians: random.unit() * 6)
      rows.append(row)
      echoes[index].left -= 1
    }
    echoes.removeAll { $0.left <= 0 }
  }
}
