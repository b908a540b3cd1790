import GRDB
import Kernel
import RegionCore
import RoadModel
import TierModel
import TierProtocol

/// What a region's core goes on from, as rows.
enum RegionRecords {
  static func keep(_ record: RegionRecord, in db: Database) throws {
    switch record {
    case .edge(let edge): try keep(edge, in: db)
    case .openEvent(let event):
      try db.execute(
        sql: "INSERT OR REPLACE INTO open_event (edge, number, epoch, event) VALUES (?, ?, ?, ?)",
        arguments: [
          event.origin.edge, Int64(bitPattern: event.origin.number), Int64(bitPattern: event.epoch),
          StoredOctets(TierCodec.encode(.event(event.event), at: event.event.time)),
        ])
    case .closedEvent(let event):
      try db.execute(
        sql: "INSERT OR REPLACE INTO closed_event (edge, number, ended, heard, certain) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          event.origin.edge, Int64(bitPattern: event.origin.number), event.ended.nanoseconds, event.heard.nanoseconds,
          event.isCertain,
        ])
    case .progress(let progress): try keep(progress, in: db)
    case .vehicles(let tracks): try keep(tracks, in: db)
    }
  }

  static func drop(_ key: RegionRecord.Key, in db: Database) throws {
    func delete(_ table: String, _ origin: EventOrigin) throws {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE edge = ? AND number = ?",
        arguments: [origin.edge, Int64(bitPattern: origin.number)])
    }
    switch key {
    case .edge(let edge): try db.execute(sql: "DELETE FROM edge WHERE edge = ?", arguments: [edge])
    case .openEvent(let origin): try delete("open_event", origin)
    case .closedEvent(let origin): try delete("closed_event", origin)
    case .progress: try db.execute(sql: "DELETE FROM progress")
    case .vehicles: try db.execute(sql: "DELETE FROM track")
    }
  }

  /// All that was kept. A row that cannot be read any more is left out: the core goes on without it.
  static func all(in db: Database) throws -> [RegionRecord] {
    var records: [RegionRecord] = try edges(in: db).map { .edge($0) }
    for row in try Row.fetchAll(db, sql: "SELECT * FROM open_event") {
      guard let event = event(row) else { continue }
      records.append(
        .openEvent(OpenEvent(origin: origin(row), epoch: UInt64(bitPattern: row["epoch"]), event: event)))
    }
    for row in try Row.fetchAll(db, sql: "SELECT * FROM closed_event") {
      records.append(
        .closedEvent(
          EventBook.ClosedEvent(
            origin: origin(row), ended: Instant(nanoseconds: row["ended"]), heard: Instant(nanoseconds: row["heard"]),
            isCertain: row["certain"])))
    }
    if let progress = try progress(in: db) { records.append(.progress(progress)) }
    let tracks = try String.fetchAll(db, sql: "SELECT record FROM track ORDER BY place").compactMap {
      TrackText.track($0)
    }
    if !tracks.isEmpty { records.append(.vehicles(tracks)) }
    return records
  }

  static func origin(_ row: Row) -> EventOrigin {
    EventOrigin(edge: row["edge"], number: UInt64(bitPattern: row["number"]))
  }

  /// The event of a row; nil where its octets are none.
  static func event(_ row: Row) -> TrafficEvent? {
    guard let stored: StoredOctets = row["event"], case .event(let event) = try? TierCodec.decode(stored.octets).message
    else { return nil }
    return event
  }

  // MARK: Edges

  private static func keep(_ record: EdgeRecord, in db: Database) throws {
    let time = record.networkTime ?? record.epochSince
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO edge (
          edge, epoch, epoch_since, sequence, last_heard, received, network, network_time, devices, devices_time)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        record.edge, Int64(bitPattern: record.epoch), record.epochSince.nanoseconds,
        Int64(bitPattern: record.sequence), record.lastHeard?.nanoseconds, record.received.nanoseconds,
        record.network.map { StoredOctets(TierCodec.encode(.network($0), at: time)) },
        record.networkTime?.nanoseconds, StoredOctets(TierCodec.encode(.devices(record.devices), at: time)),
        record.devicesTime?.nanoseconds,
      ])
  }

  private static func edges(in db: Database) throws -> [EdgeRecord] {
    try Row.fetchAll(db, sql: "SELECT * FROM edge ORDER BY edge").map { row in
      var record = EdgeRecord(
        edge: row["edge"], epoch: UInt64(bitPattern: row["epoch"]), epochSince: Instant(nanoseconds: row["epoch_since"])
      )
      record.sequence = UInt64(bitPattern: row["sequence"])
      record.lastHeard = (row["last_heard"] as Int64?).map { Instant(nanoseconds: $0) }
      record.received = Instant(nanoseconds: row["received"])
      if let stored: StoredOctets = row["network"],
        case .network(let network) = try? TierCodec.decode(stored.octets).message
      {
        record.network = network
        record.networkTime = (row["network_time"] as Int64?).map { Instant(nanoseconds: $0) }
      }
      if let stored: StoredOctets = row["devices"],
        case .devices(let devices) = try? TierCodec.decode(stored.octets).message
      {
        record.devices = devices
        record.devicesTime = (row["devices_time"] as Int64?).map { Instant(nanoseconds: $0) }
      }
      return record
    }
  }

  // MARK: Progress and vehicles

  private static func keep(_ progress: RegionProgress, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO progress (id, closed_minute, changed, joins, last_vehicle) VALUES (1, ?, ?, ?, ?)",
      arguments: [
        progress.closedMinute, progress.changedMinutes.map { "\($0)" }.joined(separator: " "),
        progress.handedOver.map { "\($0.minute):\($0.count)" }.joined(separator: " "),
        Int64(bitPattern: progress.lastVehicle),
      ])
  }

  private static func progress(in db: Database) throws -> RegionProgress? {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM progress") else { return nil }
    let changed: String = row["changed"]
    let joins: String = row["joins"]
    return RegionProgress(
      closedMinute: row["closed_minute"], changedMinutes: changed.split(separator: " ").compactMap { Int64($0) },
      handedOver: joins.split(separator: " ").compactMap { text in
        let parts = text.split(separator: ":").compactMap { Int64($0) }
        return parts.count == 2 ? RegionProgress.Joins(minute: parts[0], count: Int(parts[1])) : nil
      }, lastVehicle: UInt64(bitPattern: row["last_vehicle"]))
  }

  private static func keep(_ tracks: [TrackRecord], in db: Database) throws {
    try db.execute(sql: "DELETE FROM track")
    let statement = try db.cachedStatement(sql: "INSERT INTO track (place, record) VALUES (?, ?)")
    for (place, track) in tracks.enumerated() { try statement.execute(arguments: [place, TrackText.text(track)]) }
  }
}
