import CenterCore
import GRDB
import Kernel
import RoadModel
import TierModel
import TierProtocol

/// What a center's core goes on from, as rows.
enum CenterRecords {
  static func keep(_ record: CenterRecord, in db: Database) throws {
    switch record {
    case .region(let region): try keep(region, in: db)
    case .openEvent(let region, let event):
      try db.execute(
        sql: "INSERT OR REPLACE INTO region_open_event (region, edge, number, epoch, event) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          region, event.origin.edge, Int64(bitPattern: event.origin.number), Int64(bitPattern: event.epoch),
          StoredOctets(TierCodec.encode(.event(event.event), at: event.event.time)),
        ])
    case .closedEvent(let region, let event):
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO region_closed_event (region, edge, number, ended, heard, certain)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          region, event.origin.edge, Int64(bitPattern: event.origin.number), event.ended.nanoseconds,
          event.heard.nanoseconds, event.isCertain,
        ])
    }
  }

  static func drop(_ key: CenterRecord.Key, in db: Database) throws {
    func delete(_ table: String, _ region: String, _ origin: EventOrigin) throws {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE region = ? AND edge = ? AND number = ?",
        arguments: [region, origin.edge, Int64(bitPattern: origin.number)])
    }
    switch key {
    case .region(let region): try db.execute(sql: "DELETE FROM region WHERE region = ?", arguments: [region])
    case .openEvent(let region, let origin): try delete("region_open_event", region, origin)
    case .closedEvent(let region, let origin): try delete("region_closed_event", region, origin)
    }
  }

  static func all(in db: Database) throws -> [CenterRecord] {
    var records: [CenterRecord] = try Row.fetchAll(db, sql: "SELECT * FROM region ORDER BY region").map {
      .region(region($0))
    }
    for row in try Row.fetchAll(db, sql: "SELECT * FROM region_open_event") {
      guard let event = RegionRecords.event(row) else { continue }
      records.append(
        .openEvent(
          region: row["region"],
          OpenEvent(origin: RegionRecords.origin(row), epoch: UInt64(bitPattern: row["epoch"]), event: event)))
    }
    for row in try Row.fetchAll(db, sql: "SELECT * FROM region_closed_event") {
      records.append(
        .closedEvent(
          region: row["region"],
          EventBook.ClosedEvent(
            origin: RegionRecords.origin(row), ended: Instant(nanoseconds: row["ended"]),
            heard: Instant(nanoseconds: row["heard"]), isCertain: row["certain"])))
    }
    return records
  }

  private static func keep(_ record: RegionRecord, in db: Database) throws {
    let time = record.networkTime ?? record.lastHeard ?? Instant(nanoseconds: 0)
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO region (
          region, name, epoch, sequence, last_heard, network, network_time, devices, devices_time, newest)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        record.region, record.name, Int64(bitPattern: record.epoch), Int64(bitPattern: record.sequence),
        record.lastHeard?.nanoseconds, record.network.map { StoredOctets(TierCodec.encode(.network($0), at: time)) },
        record.networkTime?.nanoseconds, StoredOctets(TierCodec.encode(.devices(record.devices), at: time)),
        record.devicesTime?.nanoseconds,
        record.newest.map { StoredOctets(TierCodec.encode(.region($0), at: $0.time)) },
      ])
  }

  private static func region(_ row: Row) -> RegionRecord {
    var record = RegionRecord(region: row["region"], epoch: UInt64(bitPattern: row["epoch"]))
    record.name = row["name"]
    record.sequence = UInt64(bitPattern: row["sequence"])
    record.lastHeard = (row["last_heard"] as Int64?).map { Instant(nanoseconds: $0) }
    record.networkTime = (row["network_time"] as Int64?).map { Instant(nanoseconds: $0) }
    record.devicesTime = (row["devices_time"] as Int64?).map { Instant(nanoseconds: $0) }
    func message(_ column: String) -> TierMessage? {
      (row[column] as StoredOctets?).flatMap { try? TierCodec.decode($0.octets).message }
    }
    if case .network(let network) = message("network") { record.network = network }
    if case .devices(let devices) = message("devices") { record.devices = devices }
    if case .region(let summary) = message("newest") { record.newest = summary }
    return record
  }
}
