import EdgeCore
import EdgeFixtures
import Ingest
import Kernel
import MessagesCSAE
import RoadModel
import Scene
import TierModel

@testable import Worlds

/// An edge that hears a world of known truth by messages, one unit of which is put wrong for some time.
struct WatchedWorld {
  /// What is done to a unit.
  enum Wrong: Sendable {
    /// Its positions are shifted, metres.
    case moved(LocalVector)
    /// It is turned about its own place, radians.
    case turned(Double)
    /// Its clock is ahead, seconds.
    case clock(Double)
  }

  /// One second, its end.
  struct Second {
    var time: Double
    /// Published road users that are nobody's, or somebody's once more, on the average of its ten publications.
    var falses: Double
    var alarms: [Finding.Kind]
    /// Of the unit that is put wrong.
    var registration: UnitRegistration
    var trust: UnitTrust
    var objects = 0
  }

  /// An alarm that was raised though the unit is within its bounds by the world's own knowledge.
  struct FalseAlarm: CustomStringConvertible {
    var seed: UInt64
    var time: Double
    var sentence: String
    var description: String { "seed \(seed) at \(Int(time)) s: \(sentence)" }
  }

  let core: CoreUnderTest
  private(set) var seconds: [Second] = []
  private(set) var falseAlarms: [FalseAlarm] = []
  /// When the region was first told of an alarm of the unit that is put wrong.
  private(set) var toldRegion: Double?
  private let broadcast: Broadcast
  private let writer = MessageWriter()
  /// The unit that is put wrong.
  static let victim = 1

  /// Runs a world of three units; `wrong` holds within `span` seconds.
  init(
    _ kind: WorldKind, seed: UInt64, duration: Double, wrong: Wrong? = nil, span: Range<Double> = 0..<0,
    hasOnBoardUnits: Bool = true
  ) throws {
    var plan = TrialPlan(seed: seed, kind: kind)
    plan.unitCount = 3
    plan.faults = []
    plan.duration = duration
    plan.hasOnBoardUnits = hasOnBoardUnits
    let world = World(kind: kind, seed: seed, population: 16, duration: duration)
    broadcast = Broadcast(world: world, plan: plan)
    core = CoreUnderTest((0..<3).map { CoreUnderTest.device(UInt8($0)) })
    var next = 0
    var falses = 0.0
    for tick in 1...Int(duration * 10) {
      let now = World.start + .milliseconds(Int64(tick) * 100)
      while next < broadcast.messages.count, broadcast.messages[next].arrival <= now {
        try send(broadcast.messages[next], wrong, span)
        next += 1
      }
      core.core.advance(to: now, into: &core.effects)
      for case .devices(let devices) in core.effects where !devices[Self.victim].alarms.isEmpty && toldRegion == nil {
        toldRegion = Double(tick) / 10
      }
      core.effects.removeAll(keepingCapacity: true)
      falses += Double(Self.falses(core.core.objects, world.roadUsers(at: now)))
      guard tick % 10 == 0 else { continue }
      note(seed, Double(tick) / 10, falses / 10, now)
      falses = 0
    }
  }

  private mutating func note(_ seed: UInt64, _ time: Double, _ falses: Double, _ now: Instant) {
    let snapshot = core.core.snapshot(at: now, sequence: 0)
    let calibration = snapshot.devices[Self.victim].calibration
    seconds.append(
      Second(
        time: time, falses: falses,
        alarms: snapshot.devices[Self.victim].alarms.map { Finding.Kind($0.kind) },
        registration: calibration.registration, trust: calibration.trust, objects: core.core.objects.count))
    for (unit, device) in snapshot.devices.enumerated() {
      for alarm in device.alarms where alarm.since == now && isWithin(unit, alarm.kind) {
        falseAlarms.append(FalseAlarm(seed: seed, time: time, sentence: "\(unit): \(alarm.sentence)"))
      }
    }
  }

  /// Whether the unit that is put wrong is well within its bounds otherwise, as the world made it.
  var isVictimWell: Bool {
    let habits = broadcast.sensors[Self.victim].habits
    return habits.shift.length < 0.3 && habits.turn.magnitude < 0.004 && habits.clockOffset.magnitude < 0.03
  }

  /// Whether a unit is within a bound as the world made it.
  private func isWithin(_ unit: Int, _ kind: DeviceAlarm.Kind) -> Bool {
    let habits = broadcast.sensors[unit].habits
    let bounds = DeviceBounds()
    return switch kind {
    case .deviceMoved: habits.shift.length < bounds.shift
    case .deviceTurned: habits.turn.magnitude < bounds.turn
    case .deviceClock: habits.clockOffset.magnitude < bounds.clock
    case .deviceContradicts, .deviceFrozen: true
    }
  }

  /// Published road users that are left when each true one has taken the nearest within two metres.
  private static func falses(_ objects: [SceneObject], _ users: [RoadUser]) -> Int {
    var isTaken = [Bool](repeating: false, count: objects.count)
    for user in users {
      var best = -1
      for place in objects.indices where !isTaken[place] && user.distance(to: objects[place].position) < 2 {
        if best < 0 || user.distance(to: objects[place].position) < user.distance(to: objects[best].position) {
          best = place
        }
      }
      if best >= 0 { isTaken[best] = true }
    }
    return isTaken.count { !$0 }
  }

  // MARK: Messages

  private func send(_ message: Transmission, _ wrong: Wrong?, _ span: Range<Double>) throws {
    guard message.unit >= 0 else {
      for row in message.rows { core.send(try own(row), at: message.arrival) }
      return
    }
    let sensor = broadcast.sensors[message.unit]
    let isWrong = message.unit == Self.victim && span.contains(message.measuredAt)
    let rows = message.rows.map { isWrong ? Self.spoilt($0, sensor.place, wrong) : $0 }
    for first in stride(from: 0, to: rows.count, by: 16) {
      let octets = try writer.perception(
        unit: core.core.ingest.devices[message.unit].registration.unit, east: sensor.place.east,
        north: sensor.place.north,
        rows[first..<min(rows.count, first + 16)].map { Self.participant($0, from: sensor.place) })
      core.send(octets, from: NetworkAddress(10, 0, 0, UInt8(message.unit + 1)), at: message.arrival)
    }
  }

  private static func spoilt(_ row: Observation, _ place: LocalPoint, _ wrong: Wrong?) -> Observation {
    var row = row
    switch wrong {
    case .moved(let shift): row.position = row.position + shift
    case .clock(let seconds): row.time = row.time + .seconds(seconds)
    case .turned(let turn):
      let arm = row.position - place
      let (sine, cosine) = (Trigonometry.sin(turn), Trigonometry.cos(turn))
      row.position =
        place + LocalVector(east: cosine * arm.east - sine * arm.north, north: sine * arm.east + cosine * arm.north)
      row.heading = row.heading?.turned(by: turn)
    case nil: break
    }
    return row
  }

  private static func heading(_ angle: Angle?) -> UInt16 {
    guard let direction = angle?.unitVector else { return 28_800 }
    let degrees = Trigonometry.atan2(direction.east, direction.north) * 180 / .pi
    return UInt16(((degrees < 0 ? degrees + 360 : degrees) / 0.0125).rounded()) % 28_800
  }

  private static func participant(_ row: Observation, from place: LocalPoint) -> ParticipantData {
    // Offsets are told from where the unit stands.
    let target = MessageWriter.position(row.position.east, row.position.north)
    let reference = MessageWriter.position(place.east, place.north)
    var data = MessageWriter.participant(row.localNumber, 0, 0, at: row.time)
    var part = PositionLL48B()
    part.lat = target.lat - reference.lat
    part.lon = target.long - reference.long
    data.pos.offsetLL = .positionLL6(part)
    switch row.kind {
    case .pedestrian: data.ptcType = .pedestrian
    case .bicycle, .motorcycle: data.ptcType = .nonMotor
    case .unknown: data.ptcType = .unknown
    default: data.ptcType = .motor
    }
    data.source = row.method == .video ? .video : row.method == .lidar ? .lidar : .microwaveRadar
    let bounds = [500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01]
    let index = row.positionDeviation.flatMap { told in bounds.lastIndex { $0 >= told * 1.99 } }
    data.posConfidence.pos = PositionConfidence(index: UInt8(index.map { $0 + 1 } ?? 0))
    data.speed = row.speed.map { UInt16(($0 / 0.02).rounded()) } ?? 8191
    data.heading = heading(row.heading)
    data.size.length = UInt16(((row.size?.length ?? 0) * 100).rounded())
    data.size.width = UInt16(((row.size?.width ?? 0) * 100).rounded())
    return data
  }

  private func own(_ row: Observation) throws -> [UInt8] {
    try writer.selfReport(row.temporaryID ?? 1, row.position.east, row.position.north, at: row.time) { message in
      var accuracy = PositionalAccuracy()
      accuracy.semiMajor = UInt8(min(253, ((row.positionDeviation ?? 1) / 0.05).rounded()))
      message.posAccuracy = accuracy
      message.speed = row.speed.map { UInt16(($0 / 0.02).rounded()) } ?? 8191
      message.heading = Self.heading(row.heading)
      message.size.length = UInt16(((row.size?.length ?? 4.6) * 100).rounded())
      message.size.width = UInt16(((row.size?.width ?? 1.8) * 100).rounded())
      message.vehicleClass.classification = row.kind == .bus ? 50 : row.kind == .truck ? 25 : 10
    }
  }
}
