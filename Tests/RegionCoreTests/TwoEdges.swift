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
  /// Vehicles, but for pedestrians, that both edges saw, and those of them that kept their identity.
  private(set) var crossings = 0
  private(set) var kept = 0
  /// Tracks that were joined, and those of them that are no track's vehicle at the other edge.
  private(set) var joins = 0
  private(set) var wrong = 0
  /// The core's digest at the end.
  private(set) var digest: UInt64 = 0
  /// Which were lost, and which were wrong.
  private(set) var remarks: [String] = []

  private struct Known {
    var vehicle: UInt64
    var evidence: JoinEvidence
  }
  private var known: [String: [TrackID: Known]] = [:]

  /// Plays messages into a region; every message comes `latency` after it was made.
  init(_ edges: TwoEdges, configuration: RegionConfiguration, latency: Interval = .milliseconds(150)) {
    let core = RegionCore(configuration: configuration)
    var effects: [RegionEffect] = []
    for envelope in edges.messages {
      let now = envelope.time + latency
      core.handle(envelope, at: now, into: &effects)
      core.advance(to: now, into: &effects)
    }
    if let last = edges.messages.last { core.advance(to: last.time + .seconds(3), into: &effects) }
    digest = core.digest
    for case .storeSighting(let sighting) in effects {
      known[sighting.edge, default: [:]][sighting.track] = Known(
        vehicle: sighting.vehicle, evidence: sighting.evidence)
    }
    countCrossings(edges)
    countJoins(edges)
  }

  /// A vehicle is kept where its first track at the later edge is the vehicle of one of its tracks at the earlier one.
  private mutating func countCrossings(_ edges: TwoEdges) {
    var tracks: [Int: [String: [TrackID]]] = [:]
    for (edge, truth) in edges.truth {
      for (track, vehicle) in truth { tracks[vehicle, default: [:]][edge, default: []].append(track) }
    }
    for (vehicle, byEdge) in tracks.sorted(by: { $0.key < $1.key })
    where byEdge.count > 1 && edges.kinds[vehicle] != .pedestrian {
      crossings += 1
      let firsts = byEdge.compactMap { edge, tracks in
        tracks.compactMap { track in edges.spans[edge]?[track].map { (time: $0.first, edge: edge, track: track) } }
          .min { $0.time < $1.time }
      }.sorted { ($0.time, $0.edge) < ($1.time, $1.edge) }
      let (from, entry) = (firsts[0].edge, firsts[1])
      let before = (byEdge[from] ?? []).compactMap { known[from]?[$0]?.vehicle }
      if let id = known[entry.edge]?[entry.track]?.vehicle, before.contains(id) {
        kept += 1
      } else {
        remarks.append("lost: \(vehicle) from \(from) \(byEdge[from] ?? []) to \(entry.edge) \(entry.track)")
      }
    }
  }

  private mutating func countJoins(_ edges: TwoEdges) {
    for (edge, tracks) in known.sorted(by: { $0.key < $1.key }) {
      for (track, own) in tracks.sorted(by: { $0.key < $1.key }) where own.evidence != .none {
        joins += 1
        let truth = edges.truth[edge]?[track]
        let isRight = known.contains { other, tracks in
          other != edge && tracks.contains { $0.value.vehicle == own.vehicle && edges.truth[other]?[$0.key] == truth }
        }
        guard truth == nil || !isRight else { continue }
        wrong += 1
        remarks.append("wrong: \(edge) \(track) by \(own.evidence)")
      }
    }
  }
}
