public import CenterCore
public import GRDB
public import Kernel
import RoadModel
public import TierModel
import TierProtocol

/// The tables of a center: its event log, the minutes of its regions and what its core goes on from.
public enum CenterTables {
  /// Adds the tables to those of a database.
  public static func register(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("center 1") { db in
      try db.execute(
        sql: """
          CREATE TABLE log (
            id INTEGER PRIMARY KEY, region TEXT NOT NULL, edge TEXT NOT NULL, number INTEGER NOT NULL,
            stage INTEGER NOT NULL, time INTEGER NOT NULL, taken INTEGER NOT NULL, event BLOB NOT NULL,
            UNIQUE (region, edge, number, stage, time));
          CREATE TABLE region_minute (
            region TEXT NOT NULL, time INTEGER NOT NULL, summary BLOB NOT NULL, PRIMARY KEY (region, time)
          ) WITHOUT ROWID;
          CREATE INDEX region_minute_time ON region_minute (time);
          CREATE TABLE region (
            region TEXT PRIMARY KEY, name TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL,
            last_heard INTEGER, network BLOB, network_time INTEGER, devices BLOB NOT NULL, devices_time INTEGER,
            newest BLOB) WITHOUT ROWID;
          CREATE TABLE region_open_event (
            region TEXT NOT NULL, edge TEXT NOT NULL, number INTEGER NOT NULL, epoch INTEGER NOT NULL,
            event BLOB NOT NULL, PRIMARY KEY (region, edge, number)) WITHOUT ROWID;
          CREATE TABLE region_closed_event (
            region TEXT NOT NULL, edge TEXT NOT NULL, number INTEGER NOT NULL, ended INTEGER NOT NULL,
            heard INTEGER NOT NULL, certain INTEGER NOT NULL, PRIMARY KEY (region, edge, number)) WITHOUT ROWID;
          """)
    }
  }

  /// Does what an effect wants of the store; the others are not for it.
  public static func apply(_ effect: CenterEffect, in db: Database) throws {
    switch effect {
    case .store(let region, let summary):
      let statement = try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO region_minute (region, time, summary) VALUES (?, ?, ?)")
      try statement.execute(arguments: [
        region, summary.time.nanoseconds, StoredOctets(TierCodec.encode(.region(summary), at: summary.time)),
      ])
    case .log(let entry):
      let statement = try db.cachedStatement(
        sql: """
          INSERT OR IGNORE INTO log (region, edge, number, stage, time, taken, event) VALUES (?, ?, ?, ?, ?, ?, ?)
          """)
      try statement.execute(arguments: [
        entry.region, entry.event.edge, Int64(bitPattern: entry.event.number), entry.event.stage.rawValue,
        entry.event.time.nanoseconds, entry.taken.nanoseconds,
        StoredOctets(TierCodec.encode(.event(entry.event), at: entry.event.time)),
      ])
    case .keep(let record): try CenterRecords.keep(record, in: db)
    case .drop(let key): try CenterRecords.drop(key, in: db)
    case .networkChanged, .eventsChanged, .summaryChanged: break
    }
  }

  /// What the core of a center goes on from.
  public static func state(at now: Instant, _ configuration: CenterConfiguration, in db: Database) throws -> CenterState
  {
    let rows = try Row.fetchAll(
      db, sql: "SELECT region, time, summary FROM region_minute WHERE time > ? ORDER BY time, region",
      arguments: [(now - configuration.trendLength).nanoseconds])
    let minutes = rows.compactMap { row -> MinuteTotal? in
      guard let stored: StoredOctets = row["summary"],
        case .region(let summary) = try? TierCodec.decode(stored.octets).message
      else { return nil }
      return MinuteTotal(
        region: row["region"], time: summary.time, total: summary.total, handedOver: summary.handedOver)
    }
    return CenterState(records: try CenterRecords.all(in: db), minutes: minutes)
  }

  /// The newest entries of the log, newest first.
  public static func log(limit: Int, in db: Database) throws -> [EventLogEntry] {
    try Row.fetchAll(db, sql: "SELECT region, taken, event FROM log ORDER BY id DESC LIMIT ?", arguments: [limit])
      .compactMap { row in
        RegionRecords.event(row).map {
          EventLogEntry(region: row["region"], event: $0, taken: Instant(nanoseconds: row["taken"]))
        }
      }
  }

  /// How many entries the log has.
  public static func logCount(in db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM log") ?? 0
  }

  /// The minutes of the regions that ended after an instant, in order.
  public static func minutes(after time: Instant, in db: Database) throws -> [(region: String, summary: RegionSummary)]
  {
    try Row.fetchAll(
      db, sql: "SELECT region, summary FROM region_minute WHERE time > ? ORDER BY time, region",
      arguments: [time.nanoseconds]
    ).compactMap { row in
      guard let stored: StoredOctets = row["summary"],
        case .region(let summary) = try? TierCodec.decode(stored.octets).message
      else { return nil }
      return (row["region"], summary)
    }
  }
}
