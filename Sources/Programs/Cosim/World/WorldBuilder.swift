import Kernel
import RoadModel

/// Turns what TraCI brings with each step into a ``World``.
struct WorldBuilder {
  /// What a vehicle type of SUMO stands for.
  struct TypeFacts {
    var kind: ParticipantKind
    var size: BodySize
  }

  private let kinds: [String: ParticipantKind]
  private let connectedShare: [String: Double]
  private let seed: UInt64
  private var types: [String: TypeFacts] = [:]
  private var headings: [String: Angle] = [:]
  private var places: [String: LocalPoint] = [:]

  /// How far a pedestrian gets in one step, in metres: two and a half a second.
  private static let longestPace = 0.25

  init(scenario: Scenario, seed: UInt64) {
    kinds = scenario.kinds.compactMapValues { ParticipantKind(name: $0) }
    connectedShare = scenario.connectedShare
    self.seed = seed
  }

  /// The world after a step.
  mutating func world(
    of results: [TraCISubscriptionResult], time: Double, client: borrowing TraCIClient
  ) throws(TraCIError) -> World {
    var users: [String: RoadUser] = [:]
    var signals: [String: SignalProgramme.Place] = [:]
    for result in results {
      switch result {
      case .around(_, TraCIDomain.vehicle.getCommand, let objects):
        for object in objects { users[object.name] = try vehicle(object, client: client) }
      case .around(_, _, let objects):
        for object in objects { users[object.name] = try person(object, client: client) }
      case .object(_, let signal):
        signals[signal.name] = SignalProgramme.Place(
          phase: Int(signal.number(TraCIVariable.currentPhase)), spent: signal.number(TraCIVariable.spentDuration),
          untilSwitch: max(0, signal.number(TraCIVariable.nextSwitch) - time))
      }
    }
    let ordered = users.values.sorted { $0.name < $1.name }
    headings = Dictionary(uniqueKeysWithValues: ordered.map { ($0.name, $0.heading) })
    places = Dictionary(uniqueKeysWithValues: ordered.map { ($0.name, $0.center) })
    return World(time: time, users: ordered, signals: signals)
  }

  /// SUMO gives the middle of the front bumper.
  private mutating func vehicle(
    _ object: TraCIObject, client: borrowing TraCIClient
  ) throws(TraCIError) -> RoadUser {
    let facts = try facts(ofType: object.text(TraCIVariable.type), client: client)
    let heading = Angle(headingDegrees: object.number(TraCIVariable.angle))
    let front = object.point(TraCIVariable.position)
    let center = LocalPoint(east: front.x, north: front.y) + heading.unitVector * (-facts.size.length / 2)
    return RoadUser(
      name: object.name, kind: facts.kind, center: center, heading: heading,
      speed: max(0, object.number(TraCIVariable.speed)), acceleration: object.number(TraCIVariable.acceleration),
      yawRate: yawRate(of: object.name, now: heading), size: facts.size, lane: object.text(TraCIVariable.lane),
      signals: Int(object.number(TraCIVariable.signals)),
      isConnected: isConnected(object.name, kind: facts.kind))
  }

  /// SUMO's pedestrians jump by a metre where their way bends on a corner; here they hurry after instead, and move as
  /// their places say.
  private mutating func person(_ object: TraCIObject, client: borrowing TraCIClient) throws(TraCIError) -> RoadUser {
    let facts = try facts(ofType: object.text(TraCIVariable.type), client: client)
    let told = object.point(TraCIVariable.position)
    var place = LocalPoint(east: told.x, north: told.y)
    var heading = Angle(headingDegrees: object.number(TraCIVariable.angle))
    var speed = max(0, object.number(TraCIVariable.speed))
    if let before = places[object.name], before.distance(to: place) < 3 {
      let way = place - before
      if way.length > Self.longestPace { place = before + way * (Self.longestPace / way.length) }
      speed = before.distance(to: place) / Cosimulation.stepSeconds
      heading = speed > 0.1 ? Angle(of: way) : headings[object.name] ?? heading
    }
    return RoadUser(
      name: object.name, kind: facts.kind, center: place, heading: heading, speed: speed, acceleration: 0,
      yawRate: yawRate(of: object.name, now: heading), size: facts.size, lane: object.text(TraCIVariable.lane),
      signals: 0, isConnected: false)
  }

  private func yawRate(of name: String, now heading: Angle) -> Double {
    guard let before = headings[name] else { return 0 }
    return heading.difference(from: before) / Cosimulation.stepSeconds
  }

  /// Whether one sends BSM depends on its name and the seed alone, so that it does not change with the traffic around.
  private func isConnected(_ name: String, kind: ParticipantKind) -> Bool {
    var random = SeededRandom(seed: seed ^ name.stableHash)
    return random.unit() < connectedShare[kind.name] ?? 0
  }

  /// What a type stands for. SUMO names a type drawn from a distribution `type@vehicle`, which is asked for once each.
  private mutating func facts(
    ofType type: String, client: borrowing TraCIClient
  ) throws(TraCIError) -> TypeFacts {
    let base = String(type.prefix { $0 != "@" })
    if let known = types[base] { return known }
    let length = try client.get(.vehicleType, variable: TraCIVariable.length, object: base).number ?? 0
    let width = try client.get(.vehicleType, variable: TraCIVariable.width, object: base).number ?? 0
    let height = try client.get(.vehicleType, variable: TraCIVariable.height, object: base).number ?? 0
    let kind = kinds[base] ?? .unknown
    let facts = TypeFacts(kind: kind, size: BodySize(length: length, width: width, height: height))
    types[base] = facts
    return facts
  }
}

extension String {
  /// The same number for the same text at every start (FNV-1a, 64 bits).
  var stableHash: UInt64 {
    utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
