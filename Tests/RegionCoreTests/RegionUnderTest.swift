import Kernel
import RegionCore
import RoadModel
import TierModel

/// A region with a store that does what its effects say, and edges that the test speaks for.
final class RegionUnderTest {
  static let origin = GeodeticPosition(latitude: 39.79, longitude: 116.51)
  /// A whole quarter of an hour: 2026-03-18T00:30:00Z.
  static let start = Instant(milliseconds: 1_773_793_800_000)
  static let configuration = RegionConfiguration(id: "region", name: "Region", origin: origin)

  private(set) var core: RegionCore
  let settings: RegionConfiguration
  var now = RegionUnderTest.start
  var effects: [RegionEffect] = []
  private var sequences: [String: UInt64] = [:]

  struct Key: Hashable {
    var step: HistoryStep
    var index: Int64
    var stretch: Stretch
  }
  /// What the store holds.
  var rows: [Key: StretchTraffic] = [:]
  var records: [RegionRecord.Key: RegionRecord] = [:]
  var sent: [TierMessage] = []
  var sightings: [VehicleSighting] = []

  init(_ configuration: RegionConfiguration = RegionUnderTest.configuration) {
    settings = configuration
    core = RegionCore(configuration: configuration)
  }

  /// Says something for an edge, now.
  func tell(_ message: TierMessage, from edge: String = "a", epoch: UInt64 = 1, made: Instant? = nil) {
    sequences[edge, default: 0] += 1
    let envelope = TierEnvelope(
      sender: edge, epoch: epoch, sequence: sequences[edge] ?? 0, time: made ?? now, message: message)
    core.handle(envelope, at: now, into: &effects)
    perform()
  }

  /// Lets time pass in steps.
  func advance(_ seconds: Double, step: Double = 1) {
    let end = now + .seconds(seconds)
    while now < end {
      now = min(now + .seconds(step), end)
      core.advance(to: now, into: &effects)
      perform()
    }
  }

  /// Kills the core and makes another one from what was stored.
  func restart() {
    var progress: RegionProgress?
    if case .progress(let kept)? = records[.progress] { progress = kept }
    let second = RegionState.secondsNeeded(at: now, progress: progress)
    let minute = RegionState.minutesNeeded(at: now, settings)
    let history = rows.map { key, traffic in
      HistoryRow(step: key.step, index: key.index, stretch: key.stretch, traffic: traffic)
    }
    core = RegionCore(
      configuration: settings,
      state: RegionState(
        records: Array(records.values), seconds: history.filter { $0.step == .second && $0.index >= second },
        minutes: history.filter { $0.step == .minute && $0.index >= minute }))
  }

  private func perform() {
    for effect in effects {
      switch effect {
      case .send(let message): sent.append(message)
      case .store(let row): rows[Key(step: row.step, index: row.index, stretch: row.stretch)] = row.traffic
      case .add(let row):
        let key = Key(step: row.step, index: row.index, stretch: row.stretch)
        if rows[key] == nil { rows[key] = row.traffic } else { rows[key]?.append(row.traffic) }
      case .keep(let record): records[record.key] = record
      case .drop(let key): records[key] = nil
      case .storeSighting(let sighting): sightings.append(sighting)
      case .storeScene, .networkChanged, .eventsChanged, .sceneAdvanced: break
      }
    }
    effects.removeAll()
  }

  /// The stored rows of a step that fulfil a condition, added up.
  func sum(_ step: HistoryStep, _ stretch: Stretch, where isWanted: (Int64) -> Bool = { _ in true }) -> TrafficSums {
    var sums = TrafficSums()
    for (key, traffic) in rows.sorted(by: { $0.key.index < $1.key.index })
    where key.step == step && key.stretch == stretch && isWanted(key.index) {
      sums += traffic.sums
    }
    return sums
  }

  /// The minutes that the center was told, in order.
  var summaries: [RegionSummary] {
    sent.compactMap { if case .region(let summary) = $0 { summary } else { nil } }
  }

  /// The events that the center was told, in order.
  var events: [TrafficEvent] {
    sent.compactMap { if case .event(let event) = $0 { event } else { nil } }
  }
}

/// Roads and traffic that tests speak of.
enum Road {
  static func node(_ number: UInt16) -> NodeID { NodeID(region: 1, number: number) }
  static func link(_ from: UInt16, _ to: UInt16) -> LinkID { LinkID(upstream: node(from), downstream: node(to)) }

  /// A straight lane; numbers of nodes, points in metres.
  static func lane(
    _ from: UInt16, _ to: UInt16, number: UInt8 = 1, _ points: [(Double, Double)], onward: [UInt16] = []
  ) -> Lane {
    Lane(
      upstreamNode: node(from), downstreamNode: node(to), linkName: "", number: number, type: .vehicle, width: 3.5,
      maneuvers: .straight, speedLimit: nil, centerLine: points.map { LocalPoint(east: $0.0, north: $0.1) },
      connections: onward.map {
        LaneConnection(remoteNode: node($0), remoteLaneNumber: nil, phase: nil, maneuvers: .straight)
      })
  }

  static func network(
    _ nodes: [(UInt16, Double, Double)], _ lanes: [Lane], origin: GeodeticPosition = RegionUnderTest.origin
  ) -> RoadNetwork {
    RoadNetwork(
      name: "edge", origin: origin,
      map: LaneMap(
        nodes: nodes.map { RoadNode(id: node($0.0), name: "", position: LocalPoint(east: $0.1, north: $0.2)) },
        lanes: lanes, version: 1))
  }

  /// A second of some vehicles on a stretch of 100 m, with a travel time of each that left.
  static func traffic(_ vehicles: Int, queue: UInt16 = 0, left: [Double] = []) -> StretchTraffic {
    var sums = TrafficSums()
    sums.distance = 10.25 * Double(vehicles)
    sums.time = Double(vehicles)
    sums.entered = UInt32(vehicles)
    sums.left = UInt32(left.count)
    sums.samples = UInt32(10 * vehicles)
    sums.observed = 100
    var times = TravelTimes()
    for time in left { times.add(time) }
    let queue = Queue(vehicles: queue, length: 7 * Double(queue))
    return StretchTraffic(length: 100, sums: sums, queue: queue, travelTimes: times)
  }

  static func summary(
    _ time: Instant, _ vehicles: Int, link: LinkID = link(1, 2), queue: UInt16 = 0, left: [Double] = []
  ) -> TierMessage {
    let traffic = traffic(vehicles, queue: queue, left: left)
    return .summary(
      TrafficSummary(
        time: time, duration: .seconds(1), lanes: [(LaneID(link: link, number: 1), traffic)], links: [(link, traffic)]))
  }
}
