public import GRDB
import Kernel
public import RoadModel
import TierModel
import TierProtocol

/// What an edge keeps beside its outbox, in the same file: which events it has told of and not ended, and how far their
/// numbers go. What is told and that it was told are one transaction.
public enum EdgeTables {
  /// What an edge goes on from.
  public struct State: Sendable {
    /// The events that were told to be open, as they were last told, in the order of their numbers.
    public var openEvents: [TrafficEvent] = []
    /// The number behind the greatest one that was told; 1 where none was.
    public var nextEventNumber: UInt64 = 1
  }

  /// Adds the tables to those of a database.
  public static func register(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("edge 1") { db in
      try db.execute(
        sql: """
          CREATE TABLE told_event (number INTEGER PRIMARY KEY, event BLOB NOT NULL);
          CREATE TABLE told (id INTEGER PRIMARY KEY CHECK (id = 1), next_event INTEGER NOT NULL);
          """)
    }
  }

  /// What was kept. A row that cannot be read any more is left out: the region ends such an event by its own rule.
  public static func state(in db: Database) throws -> State {
    var state = State()
    if let next = try Int64.fetchOne(db, sql: "SELECT next_event FROM told") {
      state.nextEventNumber = UInt64(bitPattern: next)
    }
    state.openEvents = try Row.fetchAll(db, sql: "SELECT event FROM told_event ORDER BY number").compactMap {
      RegionRecords.event($0)
    }
    return state
  }

  /// Keeps what becomes of an event with what the edge tells of it.
  public static func keep(_ event: TrafficEvent, in db: Database) throws {
    let number = Int64(bitPattern: event.number)
    if event.stage == .end {
      try db.execute(sql: "DELETE FROM told_event WHERE number = ?", arguments: [number])
    } else {
      try db.execute(
        sql: "INSERT OR REPLACE INTO told_event (number, event) VALUES (?, ?)",
        arguments: [number, StoredOctets(TierCodec.encode(.event(event), at: event.time))])
    }
    try db.execute(
      sql: """
        INSERT INTO told (id, next_event) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET next_event = ?1
        WHERE next_event < ?1
        """, arguments: [number + 1])
  }
}
