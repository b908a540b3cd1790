public import Kernel
public import RoadModel

/// The road users that an edge knows of, fused from roadside units' scans and from vehicles' own messages.
///
/// Single-threaded and deterministic: a function of the calls made and their arguments. All room is allocated by
/// ``init(configuration:)`` and ``setMap(_:)``; nothing is allocated for a message or a tick.
///
/// Methods on the hot path are `mutating` even where they only read: the scene then goes by address. A borrowed one is
/// copied whole at each call by today's compiler, 1.2 kB.
///
/// The order to read: `Intake` (what is taken and why not), `Association` (which track an observation speaks of),
/// `TrackUpdate`, `Initiation`, `Deletion`, `Merging`, `Publication`; `Registration` stands beside them.
public struct Scene: ~Copyable {
  let configuration: SceneConfiguration
  let tracks: FixedArray<Track>
  /// The last measurements of each track, by its slot. Their memory is that of the system's until a slot is used.
  let histories: FixedArray<MeasurementHistory>
  var grid: NeighborGrid
  let sources: FixedArray<Source>
  /// The innovations of each unit, and behind them those of all self-reports.
  let tallies: FixedArray<InnovationTally>
  var registration: Registration
  var search = FaultSearch(unitLimit: UnitIndex.limit)
  /// What is taken off all that a unit tells.
  let grossFaults = FixedArray(repeating: GrossFault(), count: UnitIndex.limit)
  var assignment = Assignment()
  var laneIndex = LaneIndex(LaneMap())
  let habits: FixedArray<BodyHabits>
  /// The slots in use in the order of their ids.
  let active: FixedArray<Int32>
  var activeCount = 0
  /// Free slots, the next to use last.
  let free: FixedArray<Int32>
  var freeCount: Int
  /// The column of a track in the problem of assignment at hand, -1 for none.
  let columnOfSlot: FixedArray<Int32>
  let slotOfColumn: FixedArray<Int32>
  let found = FixedArray<Int32>(repeating: 0, count: 256)
  var repetitions = Repetitions()
  let rows: FixedArray<ScanRow>
  /// The one row of a self-report, which may come in the middle of a scan.
  let ownRow = FixedArray<ScanRow>(repeating: ScanRow.empty, count: 1)
  /// The slot of the track that last spoke under an identity, at the place that the identity gives; a hint, which a
  /// later one may have taken over.
  let speakers: FixedArray<Int32>
  /// Units from this index on have no place.
  var placedUnitLimit = 0
  var nextID: UInt64
  var now = Instant(nanoseconds: 0)
  /// When the scene was last published.
  var publishedAt: Instant?
  var ticks = 0
  /// A sum of what was read for no other reason than to have it in the cache.
  var touched: UInt64 = 0

  /// Makes an empty scene.
  public init(configuration: SceneConfiguration) {
    let capacity = min(65_536, max(1, configuration.trackCapacity))
    self.configuration = configuration
    nextID = max(1, configuration.firstTrack)
    tracks = FixedArray(unfilled: capacity)
    histories = FixedArray(unfilled: capacity)
    for slot in 0..<capacity { tracks.pointer(slot).pointee.id = 0 }
    grid = NeighborGrid(capacity: capacity)
    sources = FixedArray(repeating: Source(), count: UnitIndex.limit)
    tallies = FixedArray(repeating: InnovationTally(), count: UnitIndex.limit + 1)
    registration = Registration(configuration: configuration)
    active = FixedArray(repeating: 0, count: capacity)
    free = FixedArray(repeating: 0, count: capacity)
    freeCount = capacity
    columnOfSlot = FixedArray(repeating: -1, count: capacity)
    slotOfColumn = FixedArray(repeating: -1, count: Assignment.rowLimit * Assignment.edgeLimit)
    rows = FixedArray(repeating: ScanRow.empty, count: Assignment.rowLimit)
    var places = 64
    while places < 2 * capacity { places *= 2 }
    speakers = FixedArray(repeating: -1, count: places)
    habits = FixedArray(unfilled: ParticipantKind.allCases.count)
    for kind in ParticipantKind.allCases { habits[Int(kind.rawValue)] = configuration.habits(of: kind) }
    for slot in 0..<capacity { free[slot] = Int32(capacity - 1 - slot) }
  }

  /// Takes over a map for matching road users to lanes. Builds an index, so it allocates.
  public mutating func setMap(_ lanes: LaneMap) {
    laneIndex = LaneIndex(lanes)
    registration.forgetLanes()
    for place in 0..<activeCount { tracks.pointer(Int(active[place])).pointee.lanes = LaneBelief() }
  }

  /// Tells where a roadside unit stands (RSM refPos) and how far it sees in metres, where that is known.
  public mutating func setUnit(_ unit: UnitIndex, place: LocalPoint?, range: Double?) {
    let source = sources.pointer(Int(unit.rawValue))
    source.pointee.hasPlace = place != nil
    if place != nil { placedUnitLimit = max(placedUnitLimit, Int(unit.rawValue) + 1) }
    source.pointee.place = place ?? LocalPoint(east: 0, north: 0)
    source.pointee.range = range.map { $0 > 0 ? $0 : .infinity } ?? .infinity
  }

  /// Forgets all that is known of a unit as a source, so that its index can stand for another one. Tracks stay.
  public mutating func forget(_ unit: UnitIndex) {
    sources[Int(unit.rawValue)] = Source()
    tallies[Int(unit.rawValue)] = InnovationTally()
    registration.forget(unit.rawValue)
    search.clear(Int(unit.rawValue))
    grossFaults[Int(unit.rawValue)] = GrossFault()
    for place in 0..<activeCount {
      let track = tracks.pointer(Int(active[place]))
      let sighting = track.pointee.sightingPlace(of: unit.rawValue)
      if sighting >= 0 { track.pointee.forgetSighting(at: sighting) }
    }
  }

  /// Appends the temporary identities of senders that say they are where several units should see them and none does.
  public func listUnseenSenders(into identities: inout [UInt64]) {
    for place in 0..<activeCount {
      let track = tracks.pointer(Int(active[place]))
      if isUnseen(track) && track.pointee.selfReport.isKnown { identities.append(track.pointee.selfReport.temporaryID) }
    }
  }

  /// Whether a track has only its own word against the view of several units.
  @inline(__always) borrowing func isUnseen(_ track: UnsafeMutablePointer<Track>) -> Bool {
    track.pointee.opposition > configuration.denial && !track.pointee.isSeen(within: .seconds(3), before: now)
  }

  /// How many tracks there are, published or not.
  public var trackCount: Int { activeCount }

  /// Folds what the scene would publish, and what decides how it goes on, into a digest.
  public func digest(into digest: inout StateDigest) {
    digest.fold(activeCount)
    digest.fold(nextID)
    for place in 0..<activeCount {
      let track = tracks.pointer(Int(active[place]))
      let state = track.pointee.state
      digest.fold(track.pointee.id)
      digest.fold(Int(track.pointee.kind.rawValue) << 1 | (track.pointee.isConfirmed ? 1 : 0))
      digest.fold(Int(track.pointee.time.nanoseconds))
      digest.fold(state.position.east, step: 1e-3)
      digest.fold(state.position.north, step: 1e-3)
      digest.fold(state.velocity.east, step: 1e-3)
      digest.fold(state.velocity.north, step: 1e-3)
      digest.fold(track.pointee.existence, step: 1e-2)
    }
  }

  /// The way from a unit to a point, zero where the unit's place is not known.
  @inline(__always) mutating func arm(of unit: UInt8, to point: LocalPoint) -> LocalVector {
    let source = sources.pointer(Int(unit))
    return source.pointee.hasPlace ? point - source.pointee.place : .zero
  }

  /// How what a track is moves and turns.
  @inline(__always) mutating func habits(of track: UnsafeMutablePointer<Track>) -> BodyHabits {
    habits[Int(track.pointee.kind.rawValue)]
  }
}
