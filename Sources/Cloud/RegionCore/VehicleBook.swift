import Kernel
import RoadModel
import TierModel

/// The vehicles of the region: the tracks of all edges, and which of them are one vehicle.
///
/// Three things join tracks, the surest first: the same temporary identity, the same place at the same time for several
/// scenes in a row, and coming out of a gap as the motion into it says. Where two ways to join are nearly as likely,
/// none is taken: an identity that is lost can be seen, one that is wrong cannot.
struct VehicleBook {
  /// The tracks of an edge.
  struct EdgeTracks {
    var edge: String
    /// Ordered by track.
    var tracks: [TrackRecord]
    /// The time of its newest scene.
    var newest: Instant
  }

  /// Where a track is kept.
  struct Place: Hashable {
    var edge: Int
    var track: Int
  }

  var roads: RegionRoads
  let configuration: IdentityConfiguration
  /// Ordered by edge.
  var edges: [EdgeTracks] = []
  /// Pairs of tracks that are together.
  var company: [Company] = []
  private(set) var lastVehicle: UInt64 = 0
  var contradictions = 0

  /// The most road users of a scene, and the most lost tracks that are remembered.
  static let sceneLimit = 4096
  static let lostLimit = 20_000
  /// The most new tracks that are judged by their motion in one second.
  static let judgedAtOnce = 64
  /// After how many seconds without a scene an edge's vehicles are lost.
  static let silence = Interval.seconds(3)
  /// After how many seconds a track is no longer the same.
  static let longestPause = 120.0

  init(_ configuration: IdentityConfiguration) {
    self.configuration = configuration
    roads = RegionRoads(RegionNetwork(origin: GeodeticPosition(latitude: 0, longitude: 0)))
  }

  /// All tracks, ordered by edge and track.
  var records: [TrackRecord] { edges.flatMap(\.tracks) }

  /// How many road users an edge sees.
  func count(at edge: String) -> Int {
    edges.first { $0.edge == edge }?.tracks.reduce(0) { $0 + ($1.isLost ? 0 : 1) } ?? 0
  }

  /// The vehicles that some edge sees, ordered by identity; of several edges, what the newest scene says.
  var live: [RegionVehicle] {
    let seen = records.sorted { ($0.vehicle, $0.lastSeen, $1.edge) < ($1.vehicle, $1.lastSeen, $0.edge) }
    var vehicles: [RegionVehicle] = []
    var edgesSeen = 0
    for (index, record) in seen.enumerated() {
      if index == 0 || seen[index - 1].vehicle != record.vehicle { edgesSeen = 0 }
      edgesSeen += 1
      guard !record.isLost else { continue }
      let vehicle = RegionVehicle(id: record.vehicle, seen: record, edges: edgesSeen)
      if vehicles.last?.id == record.vehicle { vehicles.removeLast() }
      vehicles.append(vehicle)
    }
    return vehicles
  }

  // MARK: Scenes

  /// Takes a scene and returns the sightings that began or ended with it, and how many objects were too many.
  mutating func take(
    _ scene: SceneDigest, of edge: String, frame: LocalFrame
  ) -> (sightings: [VehicleSighting], surplus: Int) {
    let place = edgePlace(edge, scene.time)
    let own = LocalFrame(origin: scene.origin)
    let objects = scene.objects.prefix(VehicleBook.sceneLimit).sorted { $0.track < $1.track }
    var old = edges[place].tracks[...]
    var tracks: [TrackRecord] = []
    var sightings: [VehicleSighting] = []
    tracks.reserveCapacity(objects.count + old.count)
    for object in objects where object.track != tracks.last?.track {
      while let first = old.first, first.track < object.track {
        tracks.append(lost(old.removeFirst(), &sightings))
      }
      let position = frame.moved(object.position, from: own)
      if var known = old.first, known.track == object.track {
        old.removeFirst()
        if known.mayBe(at: position, scene.time) {
          known.update(object, at: scene.time, position: position)
          tracks.append(known)
          continue
        }
        _ = lost(known, &sightings)
      }
      let record = TrackRecord(object, edge: edge, vehicle: newVehicle(scene.time), at: scene.time, position: position)
      sightings.append(record.sighting)
      tracks.append(record)
    }
    for record in old { tracks.append(lost(record, &sightings)) }
    edges[place].tracks = tracks
    edges[place].newest = scene.time
    return (sightings, max(scene.objects.count - VehicleBook.sceneLimit, 0))
  }

  private func lost(_ record: TrackRecord, _ sightings: inout [VehicleSighting]) -> TrackRecord {
    guard !record.isLost else { return record }
    var lost = record
    lost.isLost = true
    sightings.append(lost.sighting)
    return lost
  }

  private mutating func edgePlace(_ edge: String, _ time: Instant) -> Int {
    let place = edges.firstIndex { $0.edge >= edge } ?? edges.count
    if place == edges.count || edges[place].edge != edge {
      edges.insert(EdgeTracks(edge: edge, tracks: [], newest: time), at: place)
    }
    return place
  }

  /// A number that was never used, after a restart without any memory too: microseconds since 1970, or one more than the
  /// last.
  private mutating func newVehicle(_ time: Instant) -> UInt64 {
    lastVehicle = max(lastVehicle + 1, UInt64(max(time.nanoseconds / 1000, 0)))
    return lastVehicle
  }

  // MARK: Time

  /// Loses the vehicles of edges that are silent, forgets those that were lost long ago, and returns the ended sightings.
  mutating func forget(at time: Instant) -> [VehicleSighting] {
    var sightings: [VehicleSighting] = []
    for place in edges.indices {
      if time - edges[place].newest > VehicleBook.silence {
        edges[place].tracks = edges[place].tracks.map { lost($0, &sightings) }
      }
      edges[place].tracks.removeAll { record in
        let memory = record.temporaryID == nil ? configuration.longestGap : configuration.temporaryMemory
        return record.isLost && (time - record.lastSeen).seconds > memory
      }
    }
    let lostCount = edges.reduce(0) { $0 + $1.tracks.count { $0.isLost } }
    if lostCount > VehicleBook.lostLimit { dropOldest(lostCount - VehicleBook.lostLimit) }
    company.removeAll { time - $0.last > VehicleBook.silence }
    return sightings
  }

  private mutating func dropOldest(_ count: Int) {
    let times = edges.flatMap { $0.tracks.filter(\.isLost).map(\.lastSeen) }.sorted()
    let limit = times[count - 1]
    for place in edges.indices { edges[place].tracks.removeAll { $0.isLost && $0.lastSeen <= limit } }
  }

  /// Puts back what was kept.
  mutating func restore(_ tracks: [TrackRecord], lastVehicle: UInt64) {
    self.lastVehicle = tracks.reduce(lastVehicle) { max($0, $1.vehicle) }
    for record in tracks.sorted(by: { ($0.edge, $0.track) < ($1.edge, $1.track) }) {
      let place = edgePlace(record.edge, record.lastSeen)
      edges[place].tracks.append(record)
      edges[place].newest = max(edges[place].newest, record.lastSeen)
    }
  }

  /// How often two places under one temporary identity were found since this was asked.
  mutating func takeContradictions() -> Int {
    defer { contradictions = 0 }
    return contradictions
  }

  /// Folds the vehicles into a digest.
  func digest(into digest: inout StateDigest) {
    for edge in edges {
      for record in edge.tracks {
        digest.fold(record.vehicle)
        digest.fold(record.track.rawValue)
        digest.fold(record.position.east, step: 0.01)
        digest.fold(record.position.north, step: 0.01)
        digest.fold(record.isLost ? 1 : 0)
      }
    }
  }
}
