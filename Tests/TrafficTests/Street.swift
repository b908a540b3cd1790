import Kernel
import RoadModel
import Traffic

/// A street of two lanes, 100 m to the east with a signal at its end, and one lane of 100 m beyond.
enum Street {
  static let nodes = (1...3).map { NodeID(region: 1, number: $0) }
  static let link = LinkID(upstream: nodes[0], downstream: nodes[1])
  static let beyond = LinkID(upstream: nodes[1], downstream: nodes[2])
  static let left = LaneID(link: link, number: 1)
  static let right = LaneID(link: link, number: 2)
  static let start = Instant(milliseconds: 1_773_793_760_000)

  static func lane(_ from: Int, _ number: UInt8, at north: Double, type: LaneType = .vehicle) -> Lane {
    let begin = Double(from) * 100
    return Lane(
      upstreamNode: nodes[from], downstreamNode: nodes[from + 1], linkName: "street", number: number, type: type,
      width: 3.5, maneuvers: .straight, speedLimit: 10,
      centerLine: [LocalPoint(east: begin, north: north), LocalPoint(east: begin + 100, north: north)],
      connections: from == 0
        ? [LaneConnection(remoteNode: nodes[2], remoteLaneNumber: 1, phase: 1, maneuvers: .straight)] : [])
  }

  /// The lanes: left, right, beyond.
  static let map = LaneMap(
    nodes: [], lanes: [lane(0, 1, at: 3.5), lane(0, 2, at: 0), lane(1, 1, at: 0)], version: 1)

  static func signals(_ light: SignalLight) -> [IntersectionSignals] {
    let phase = PhaseState(
      phase: 1, light: light, remaining: nil, remainingEarliest: nil, remainingLatest: nil, nextLight: nil)
    return [IntersectionSignals(node: nodes[1], phases: [phase], updated: start, status: 0)]
  }
}

/// A vehicle of a test.
struct Vehicle {
  var id: UInt64
  /// Metres east of the street's beginning.
  var at: Double
  var speed = 0.0
  /// 1 for the left lane.
  var number: UInt8 = 2
  var kind = ParticipantKind.car
  var offset = 0.0
  var isConnected = false
  var isSeen = true

  /// As a scene publishes it; `slip` and `flutter` are errors of place and speed.
  func object(at now: Instant, slip: Double = 0, flutter: Double = 0) -> SceneObject {
    let size = kind.usualSize
    let lane: Int? = at < 0 || at > 200 ? nil : at <= 100 ? Int(number) - 1 : 2
    return SceneObject(
      id: TrackID(id), kind: kind,
      position: LocalPoint(east: at + slip, north: (number == 1 ? 3.5 : 0) + offset),
      velocity: LocalVector(east: speed + flutter, north: 0), heading: Angle(radians: 0), size: size,
      positionDeviation: .zero, velocityDeviation: .zero, existence: 1, seenBy: UnitSet(bits: 1),
      isConnected: isConnected, temporaryID: nil,
      lane: lane.map {
        LanePosition(lane: $0, along: min(max(at + slip - ($0 == 2 ? 100 : 0), 0), 100), offset: offset)
      }, since: now, lastObserved: now)
  }
}

/// The traffic of the street, driven ten times a second.
struct TrafficUnderTest {
  var state: TrafficState
  var now = Street.start
  var vehicles: [Vehicle] = []
  var signals = Street.signals(.protectedGreen)
  var announced: (events: [RoadEvent], version: Int) = ([], 0)
  var summaries: [TrafficSummary] = []
  var events: [TrafficEvent] = []
  /// Errors of places and speeds, and how often a vehicle is not seen for a second.
  var noise = 0.0
  var gaps = 0.0
  private var random = SeededRandom(seed: 5)
  private var hiddenFor: [UInt64: Int] = [:]

  init(_ change: (inout TrafficConfiguration) -> Void = { _ in }) {
    var configuration = TrafficConfiguration()
    configuration.seesAllWithoutUnits = true
    change(&configuration)
    state = TrafficState(
      configuration: configuration, frame: LocalFrame(origin: GeodeticPosition(latitude: 39.79, longitude: 116.51)))
    state.setMap(Street.map)
  }

  /// Publishes the scene as it is.
  mutating func publish() {
    var effects: [TrafficEffect] = []
    var objects: [SceneObject] = []
    for vehicle in vehicles.sorted(by: { $0.id < $1.id }) where vehicle.isSeen {
      if gaps > 0, hiddenFor[vehicle.id, default: 0] == 0, random.unit() < gaps { hiddenFor[vehicle.id] = 10 }
      let isHidden = hiddenFor[vehicle.id, default: 0] > 0
      if isHidden { hiddenFor[vehicle.id, default: 1] -= 1 }
      let slip = noise * (random.unit() + random.unit() - 1)
      let flutter = noise * (random.unit() + random.unit() - 1)
      if !isHidden { objects.append(vehicle.object(at: now, slip: slip, flutter: flutter)) }
    }
    state.advance(objects, signals: signals, announced: announced, at: now, into: &effects)
    for effect in effects {
      switch effect {
      case .summary(let summary): summaries.append(summary)
      case .event(let event): events.append(event)
      }
    }
  }

  /// Lets seconds pass in steps of a tenth.
  mutating func run(_ seconds: Double, each: (inout TrafficUnderTest) -> Void = { _ in }) {
    for _ in 0..<Int((seconds * 10).rounded()) {
      now = now + .milliseconds(100)
      for place in vehicles.indices { vehicles[place].at += vehicles[place].speed * 0.1 }
      each(&self)
      publish()
    }
  }

  /// What happened on a lane in all summaries.
  func sums(_ lane: LaneID) -> TrafficSums {
    summaries.reduce(into: TrafficSums()) { sum, summary in
      for entry in summary.lanes where entry.id == lane { sum += entry.traffic.sums }
    }
  }

  /// The newest queue of a lane.
  func queue(_ lane: LaneID) -> Queue? { summaries.last?.lanes.first { $0.id == lane }?.traffic.queue }

  /// Events of a kind as their stages.
  func stages(_ kind: TrafficEvent.Kind) -> [TrafficEvent.Stage] { events.filter { $0.kind == kind }.map(\.stage) }
}

/// Vehicles that wait one behind the other from the stop line on, 7 m apart.
func waiting(_ count: Int, number: UInt8 = 2) -> [Vehicle] {
  (0..<count).map { Vehicle(id: UInt64($0 + 1), at: 96 - 7 * Double($0), number: number) }
}

/// Vehicles one behind the other, on both lanes in turn or on the right one.
func fleet(_ count: Int, from first: Double, apart: Double, speed: Double, isOnBoth: Bool = true) -> [Vehicle] {
  (0..<count).map { (place: Int) -> Vehicle in
    let number: UInt8 = isOnBoth && place % 2 == 0 ? 1 : 2
    return Vehicle(id: UInt64(place + 1), at: first - apart * Double(place), speed: speed, number: number)
  }
}

func isClose(_ one: Double, _ other: Double, within tolerance: Double = 1e-6) -> Bool {
  (one - other).magnitude <= tolerance
}
