import GRDB
import Kernel
import RegionCore
import RoadModel
import Testing
import TierModel

@testable import CityStore

/// The tables of a region in memory.
private func tables() throws -> DatabaseQueue {
  let database = try DatabaseQueue()
  var migrator = DatabaseMigrator()
  RegionTables.register(in: &migrator)
  try migrator.migrate(database)
  return database
}

private let begin = Instant(milliseconds: 1_773_793_760_000)
private let link = Stretch.link(
  LinkID(upstream: NodeID(region: 1, number: 1), downstream: NodeID(region: 1, number: 2)))

private func event(_ number: UInt64, _ stage: TrafficEvent.Stage, second: Double, edge: String = "east")
  -> RegionEffect
{
  .send(
    .event(
      TrafficEvent(
        number: number, kind: .stoppedVehicle, stage: stage, time: begin + .seconds(second), since: begin, edge: edge)))
}

@Suite("what a region's tables answer of the past")
struct RegionTablesTests {
  @Test("an event is open from its begin to its end, as it was last told")
  func openEvents() throws {
    try tables().write { db in
      let told = [
        event(1, .begin, second: 0), event(2, .begin, second: 1), event(1, .update, second: 5),
        event(1, .end, second: 9),
        event(1, .begin, second: 2, edge: "west"),
      ]
      for effect in told { try RegionTables.apply(effect, in: db) }
      func open(_ second: Double) throws -> [String] {
        try RegionQueries.scene(at: begin + .seconds(second), in: db).events.map {
          "\($0.edge) \($0.number) \($0.stage)"
        }
      }
      #expect(try open(-1) == [])
      #expect(try open(0) == ["east 1 begin"])
      #expect(try open(4) == ["east 1 begin", "east 2 begin", "west 1 begin"])
      #expect(try open(6) == ["east 2 begin", "west 1 begin", "east 1 update"])
      #expect(try open(9) == ["east 2 begin", "west 1 begin"])
      #expect(try open(1e6) == ["east 2 begin", "west 1 begin"])
    }
  }

  @Test("an event that is told again after its end is open again; one that ends as it is updated is not")
  func lastWord() throws {
    try tables().write { db in
      let told = [
        event(1, .begin, second: 0), event(1, .end, second: 1), event(1, .update, second: 2),
        event(2, .begin, second: 0), event(2, .update, second: 1), event(2, .end, second: 1),
      ]
      for effect in told { try RegionTables.apply(effect, in: db) }
      #expect(try RegionQueries.scene(at: begin + .seconds(1), in: db).events.isEmpty)
      #expect(try RegionQueries.scene(at: begin + .seconds(2), in: db).events.map(\.number) == [1])
    }
  }

  @Test("what is older than it is kept goes in parts, nothing else does, and nothing stays")
  func prune() throws {
    try tables().write { db in
      let first = HistoryStep.second.index(endingAt: begin)
      for second in 0..<1500 {
        let row = HistoryRow(
          step: .second, index: first + Int64(second), stretch: link, traffic: StretchTraffic(length: 100))
        try RegionTables.apply(.store(row), in: db)
        try RegionTables.apply(event(UInt64(second), .begin, second: Double(second)), in: db)
      }
      var retention = RegionTables.Retention()
      retention.seconds = .seconds(300)
      retention.scenes = .seconds(100)
      let now = begin + .seconds(1499)
      func count(_ table: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
      _ = try RegionTables.prune(at: now, retention, in: db)
      #expect(try count("history") == 900 && count("event_log") == 900)
      for _ in 0..<10 { _ = try RegionTables.prune(at: now, retention, in: db) }
      #expect(try count("history") == 301 && count("event_log") == 101)
      let oldest = try RegionQueries.history(
        of: link, step: .second, from: begin, to: now, limit: 1, in: db
      ).first
      #expect(oldest?.index == first + 1199)
    }
  }
}
