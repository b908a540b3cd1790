import GRDB

/// The tables of delivery. A migration that was released is never changed: a new one follows it.
enum StoreSchema {
  /// Registers the migrations of delivery. Those of a store's owner come after them, under names of their own.
  static func register(_ migrator: inout DatabaseMigrator, epoch: Int64) {
    migrator.registerMigration("delivery 1") { db in
      try db.execute(
        sql: """
          -- One row: the epoch of this outbox.
          CREATE TABLE delivery (epoch INTEGER NOT NULL);
          -- The counts of the outbox by priority (0 events, 1 summaries, 2 digests).
          CREATE TABLE outbox_lane (
            priority INTEGER PRIMARY KEY, assigned INTEGER NOT NULL, thinned INTEGER NOT NULL);
          -- What is not acknowledged. number = priority << 60 | sequence; time in nanoseconds since 1970.
          CREATE TABLE outbox (number INTEGER PRIMARY KEY, time INTEGER NOT NULL, payload BLOB NOT NULL);
          -- Who was heard. Epochs up to forgotten are refused.
          CREATE TABLE inbox_sender (
            sender TEXT PRIMARY KEY, place INTEGER NOT NULL, forgotten INTEGER NOT NULL) WITHOUT ROWID;
          -- What was taken: everything up to through, and the ranges beyond it, as in '7-9 12-12'.
          CREATE TABLE inbox_marks (
            sender TEXT NOT NULL, epoch INTEGER NOT NULL, priority INTEGER NOT NULL, through INTEGER NOT NULL,
            beyond TEXT NOT NULL, missing INTEGER NOT NULL, PRIMARY KEY (sender, epoch, priority)) WITHOUT ROWID;
          """)
      try db.execute(sql: "INSERT INTO delivery (epoch) VALUES (?)", arguments: [epoch])
    }
  }
}
