import EdgeCore
import EdgeFixtures
import Foundation
import Ingest
import Kernel
import Recording
import RegionCore
import RoadModel
import Scoring
import TierModel

/// What two edges of a recording tell their region: scenes once a second and networks, in the order of time.
struct TwoEdges {
  var messages: [TierEnvelope] = []
  /// Whom each track really was, by edge and track.
  var truth: [String: [TrackID: Int]] = [:]
  /// The scenes that each track was in.
  var spans: [String: [TrackID: (first: Instant, last: Instant)]] = [:]
  var kinds: [Int: ParticipantKind] = [:]

  init(folder: URL, files: [(edge: String, file: String)], truth: String, origin: GeodeticPosition) throws {
    let table = try TruthTable(csv: Fixtures.octets(folder.appending(path: truth)))
    for frame in table.frames {
      for object in frame.objects { kinds[object.vehicle] = object.kind }
    }
    for (edge, file) in files {
      try read(edge, folder.appending(path: file), table.frames, origin)
    }
    messages.sort { ($0.time, $0.sender) < ($1.time, $1.sender) }
  }

  private mutating func read(
    _ edge: String, _ file: URL, _ frames: [TruthTable.Frame], _ origin: GeodeticPosition
  ) throws {
    let datagrams = try Fixtures.datagrams(file)
    let start = (datagrams.first?.time.milliseconds ?? 0) / 1000 * 1000
    var truths: [Int64: [TruthObject]] = [:]
    for frame in frames { truths[start + frame.milliseconds] = frame.objects }
    let replayed = Replayed(senders: datagrams, origin: origin)
    var votes: [TrackID: [Int: Int]] = [:]
    var mapVersion = 0
    var told: [TierEnvelope] = []
    var span: [TrackID: (first: Instant, last: Instant)] = [:]
    func tell(_ message: TierMessage, _ now: Instant) {
      told.append(TierEnvelope(sender: edge, epoch: 1, sequence: UInt64(told.count + 1), time: now, message: message))
    }
    replayed.run(datagrams) { now, objects in
      guard now.milliseconds % 1000 == 0 else { return }
      let map = replayed.core.maps.map
      if map.version != mapVersion {
        mapVersion = map.version
        tell(.network(RoadNetwork(name: edge, origin: origin, map: map)), now)
      }
      let scene = objects.map { object in
        DigestObject(
          track: object.id, kind: object.kind, position: object.position, speed: object.velocity.length,
          heading: object.heading, length: object.size.length, width: object.size.width,
          lane: object.lane.map { map.lanes[$0.lane].id }, along: object.lane?.along ?? 0,
          temporaryID: object.temporaryID, isConnected: object.isConnected)
      }
      tell(.scene(SceneDigest(time: now, origin: origin, objects: scene)), now)
      for object in objects {
        span[object.id] = (span[object.id]?.first ?? now, now)
        let nearest = truths[now.milliseconds]?.min {
          $0.position.distance(to: object.position) < $1.position.distance(to: object.position)
        }
        guard let nearest, nearest.position.distance(to: object.position) < 2 else { continue }
        votes[object.id, default: [:]][nearest.vehicle, default: 0] += 1
      }
    }
    messages += told
    spans[edge] = span
    truth[edge] = votes.compactMapValues { votes in votes.max { $0.value < $1.value }?.key }
  }
}

/// How well a region kept vehicles' identities from one edge to the other.
struct CrossingScore {
  /// Vehicles that both edges saw, and those of them that kept their identity.
  var crossings = 0
  var kept = 0
  /// Joins of tracks, and those whose tracks were different vehicles.
  var joins = 0
  var wrong = 0
  var lines: [String] = []

  /// Plays messages into a region; every message comes `latency` after it was made.
  init(_ edges: TwoEdges, configuration: RegionConfiguration, latency: Interval = .milliseconds(150)) {
    let core = RegionCore(configuration: configuration)
    var effects: [RegionEffect] = []
    var vehicles: [String: [TrackID: UInt64]] = [:]
    var evidence: [String: [TrackID: JoinEvidence]] = [:]
    for envelope in edges.messages {
      let now = envelope.time + latency
      core.handle(envelope, at: now, into: &effects)
      core.advance(to: now, into: &effects)
    }
    if let last = edges.messages.last { core.advance(to: last.time + .seconds(3), into: &effects) }
    for case .storeSighting(let sighting) in effects {
      vehicles[sighting.edge, default: [:]][sighting.track] = sighting.vehicle
      evidence[sighting.edge, default: [:]][sighting.track] = sighting.evidence
    }
    count(edges, vehicles, evidence)
  }

  private mutating func count(
    _ edges: TwoEdges, _ vehicles: [String: [TrackID: UInt64]], _ evidence: [String: [TrackID: JoinEvidence]]
  ) {
    let names = edges.truth.keys.sorted()
    var tracks: [Int: [String: [TrackID]]] = [:]
    for name in names {
      for (track, vehicle) in (edges.truth[name] ?? [:]).sorted(by: { $0.key < $1.key }) {
        tracks[vehicle, default: [:]][name, default: []].append(track)
      }
    }
    for (vehicle, byEdge) in tracks.sorted(by: { $0.key < $1.key }) where byEdge.count > 1 {
      guard edges.kinds[vehicle] != .pedestrian else { continue }
      crossings += 1
      // The first track of the later edge and the last one of the earlier edge that began before it.
      func first(_ name: String) -> Instant {
        byEdge[name]?.compactMap { edges.spans[name]?[$0]?.first }.min() ?? Instant(nanoseconds: .max)
      }
      let order = names.filter { byEdge[$0] != nil }.sorted { first($0) < first($1) }
      let (from, to) = (order[0], order[1])
      let entry = byEdge[to]?.min { (edges.spans[to]?[$0]?.first ?? first(to)) < (edges.spans[to]?[$1]?.first ?? first(to)) }
      let ids = Set((byEdge[from] ?? []).compactMap { vehicles[from]?[$0] })
      if let entry, let id = vehicles[to]?[entry], ids.contains(id) {
        kept += 1
      } else {
        let exit = byEdge[from]?.last.flatMap { edges.spans[from]?[$0]?.last }
        lines.append("lost \(vehicle) \(from) \(byEdge[from] ?? []) until \((exit?.milliseconds ?? 0) % 1_000_000) -> \(to) \(byEdge[to] ?? []) from \(first(to).milliseconds % 1_000_000)")
      }
    }
    for name in names {
      for (track, why) in (evidence[name] ?? [:]).sorted(by: { $0.key < $1.key }) where why != .none {
        joins += 1
        let id = vehicles[name]?[track]
        let others = names.filter { $0 != name }.flatMap { other in
          (vehicles[other] ?? [:]).filter { $0.value == id }.keys.sorted().map { (other, $0) }
        }
        let own = edges.truth[name]?[track]
        let isRight = others.contains { edges.truth[$0.0]?[$0.1] == own && own != nil }
        if !isRight {
          wrong += 1
          lines.append("wrong \(name) \(track) \(why) truth \(own ?? -1) others \(others.map { "\($0.0) \($0.1) \(edges.truth[$0.0]?[$0.1] ?? -1)" })")
        }
      }
    }
  }
}
