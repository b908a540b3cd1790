public import GRDB
public import Kernel
public import RegionCore
import RoadModel
import TierModel
import TierProtocol

/// The tables of a region: its history, its scenes and what its core goes on from. They stand in the database of its
/// delivery, so that what a message does and the mark that it was taken are one transaction.
public enum RegionTables {
  /// How long a region keeps what.
  public struct Retention: Sendable, Hashable {
    /// Rows of one second.
    public var seconds = Interval.seconds(86_400)
    /// Rows of one minute.
    public var minutes = Interval.seconds(31 * 86_400)
    /// Scenes, sightings and events: what the time machine shows.
    public var scenes = Interval.seconds(86_400)

    /// A day of seconds and scenes, a month of minutes; quarters of an hour for ever.
    public init() {}
  }

  /// Adds the tables to those of a database.
  public static func register(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("region 1") { db in
      try db.execute(
        sql: """
          CREATE TABLE stretch (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
          CREATE TABLE history (
            stretch INTEGER NOT NULL, step INTEGER NOT NULL, place INTEGER NOT NULL, traffic BLOB NOT NULL,
            PRIMARY KEY (stretch, step, place)) WITHOUT ROWID;
          CREATE TABLE scene (
            edge TEXT NOT NULL, time INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (edge, time)) WITHOUT ROWID;
          CREATE TABLE sighting (
            edge TEXT NOT NULL, track INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
            vehicle INTEGER NOT NULL, evidence INTEGER NOT NULL, PRIMARY KEY (edge, track, since)) WITHOUT ROWID;
          CREATE INDEX sighting_until ON sighting (until);
          CREATE TABLE event_log (
            time INTEGER NOT NULL, edge TEXT NOT NULL, number INTEGER NOT NULL, stage INTEGER NOT NULL,
            event BLOB NOT NULL, PRIMARY KEY (time, edge, number, stage)) WITHOUT ROWID;
          CREATE TABLE edge (
            edge TEXT PRIMARY KEY, epoch INTEGER NOT NULL, epoch_since INTEGER NOT NULL, sequence INTEGER NOT NULL,
            last_heard INTEGER, received INTEGER NOT NULL, network BLOB, network_time INTEGER, devices BLOB NOT NULL,
            devices_time INTEGER) WITHOUT ROWID;
          CREATE TABLE open_event (
            edge TEXT NOT NULL, number INTEGER NOT NULL, epoch INTEGER NOT NULL, event BLOB NOT NULL,
            PRIMARY KEY (edge, number)) WITHOUT ROWID;
          CREATE TABLE closed_event (
            edge TEXT NOT NULL, number INTEGER NOT NULL, ended INTEGER NOT NULL, heard INTEGER NOT NULL,
            certain INTEGER NOT NULL, PRIMARY KEY (edge, number)) WITHOUT ROWID;
          CREATE TABLE progress (
            id INTEGER PRIMARY KEY CHECK (id = 1), closed_minute INTEGER, changed TEXT NOT NULL, joins TEXT NOT NULL,
            last_vehicle INTEGER NOT NULL);
          CREATE TABLE track (place INTEGER PRIMARY KEY, record TEXT NOT NULL);
          -- Which events were open at an instant is found without reading what was told of them.
          CREATE INDEX event_log_number ON event_log (edge, number);
          """)
    }
  }

  /// Does what an effect wants of the store; the others are not for it.
  public static func apply(_ effect: RegionEffect, in db: Database) throws {
    switch effect {
    case .store(let row): try put(row, in: db)
    case .add(let row): try add(row, in: db)
    case .storeScene(let edge, let digest): try put(digest, of: edge, in: db)
    case .storeSighting(let sighting): try put(sighting, in: db)
    case .keep(let record): try RegionRecords.keep(record, in: db)
    case .drop(let key): try RegionRecords.drop(key, in: db)
    case .send(.event(let event)): try put(event, in: db)
    case .send, .networkChanged, .eventsChanged, .sceneAdvanced: break
    }
  }

  /// How many rows a call of ``prune(at:_:in:)`` deletes before it leaves the rest to the next.
  private static let prunedAtOnce = 4096

  /// Deletes what is older than it is to be kept, of each stretch and edge ten minutes at most and some thousand rows in
  /// all, so that nothing waits for it; true where there is more to delete.
  public static func prune(at now: Instant, _ retention: Retention, in db: Database) throws -> Bool {
    var deleted = 0
    func delete(_ sql: String, _ arguments: StatementArguments) throws {
      guard deleted < prunedAtOnce else { return }
      try db.cachedStatement(sql: sql).execute(arguments: arguments)
      deleted += db.changesCount
    }
    for id in try Int64.fetchAll(db, sql: "SELECT id FROM stretch") {
      for (step, age) in [(HistoryStep.second, retention.seconds), (.minute, retention.minutes)] {
        try delete(
          """
          DELETE FROM history WHERE stretch = ?1 AND step = ?2 AND place < min(
            ?3, (SELECT min(place) FROM history WHERE stretch = ?1 AND step = ?2) + 600)
          """, [id, step.rawValue, step.index(endingAt: now - age)])
      }
    }
    let oldest = (now - retention.scenes).nanoseconds
    let tenMinutes = Interval.seconds(600).nanoseconds
    for edge in try String.fetchAll(db, sql: "SELECT edge FROM edge") {
      try delete(
        "DELETE FROM scene WHERE edge = ?1 AND time < min(?2, (SELECT min(time) FROM scene WHERE edge = ?1) + ?3)",
        [edge, oldest, tenMinutes])
    }
    try delete(
      """
      DELETE FROM sighting WHERE (edge, track, since) IN (
        SELECT edge, track, since FROM sighting WHERE until < ? LIMIT \(prunedAtOnce))
      """, [oldest])
    try delete(
      "DELETE FROM event_log WHERE time < min(?1, (SELECT min(time) FROM event_log) + ?2)", [oldest, tenMinutes])
    return deleted >= prunedAtOnce
  }

  /// The number of a stretch in the tables, given when it is first stored.
  static func id(of stretch: Stretch, in db: Database) throws -> Int64 {
    let name = StretchName.text(stretch)
    let find = try db.cachedStatement(sql: "SELECT id FROM stretch WHERE name = ?")
    if let id = try Int64.fetchOne(find, arguments: [name]) { return id }
    try db.execute(sql: "INSERT INTO stretch (name) VALUES (?)", arguments: [name])
    return db.lastInsertedRowID
  }

  private static func put(_ row: HistoryRow, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO history (stretch, step, place, traffic) VALUES (?, ?, ?, ?)")
    try statement.execute(arguments: [
      try id(of: row.stretch, in: db), row.step.rawValue, row.index, StoredOctets(TierCodec.encode(row.traffic)),
    ])
  }

  private static func add(_ row: HistoryRow, in db: Database) throws {
    let id = try id(of: row.stretch, in: db)
    let find = try db.cachedStatement(sql: "SELECT traffic FROM history WHERE stretch = ? AND step = ? AND place = ?")
    var sum = row
    if let stored = try StoredOctets.fetchOne(find, arguments: [id, row.step.rawValue, row.index]),
      var traffic = try? TierCodec.decodeTraffic(stored.octets)
    {
      traffic.append(row.traffic)
      sum.traffic = traffic
    }
    try put(sum, in: db)
  }

  private static func put(_ digest: SceneDigest, of edge: String, in db: Database) throws {
    let statement = try db.cachedStatement(sql: "INSERT OR REPLACE INTO scene (edge, time, digest) VALUES (?, ?, ?)")
    try statement.execute(arguments: [
      edge, digest.time.nanoseconds, StoredOctets(TierCodec.encode(.scene(digest), at: digest.time)),
    ])
  }

  private static func put(_ sighting: VehicleSighting, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO sighting (edge, track, since, until, vehicle, evidence) VALUES (?, ?, ?, ?, ?, ?)")
    try statement.execute(arguments: [
      sighting.edge, Int64(bitPattern: sighting.track.rawValue), sighting.since.nanoseconds,
      sighting.until.nanoseconds, Int64(bitPattern: sighting.vehicle), sighting.evidence.rawValue,
    ])
  }

  private static func put(_ event: TrafficEvent, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO event_log (time, edge, number, stage, event) VALUES (?, ?, ?, ?, ?)")
    try statement.execute(arguments: [
      event.time.nanoseconds, event.edge, Int64(bitPattern: event.number), event.stage.rawValue,
      StoredOctets(TierCodec.encode(.event(event), at: event.time)),
    ])
  }
}
