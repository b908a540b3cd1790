import CityStore
import Delivery
import EdgeCore
import Fabric
import Foundation
import GRDB
import Kernel
import LinuxIO
import RegionCore
import RoadModel
import Testing
import TierModel
import TierProtocol

@testable import CityHost

/// A folder for the files of one test, gone with it.
private final class Folder {
  let path = FileManager.default.temporaryDirectory.appending(path: "luyun-city-\(UUID().uuidString)").path
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

private func event(_ number: UInt64, _ stage: TrafficEvent.Stage, at time: Instant) -> EdgeEffect {
  .trafficEvent(TrafficEvent(number: number, kind: .stoppedVehicle, stage: stage, time: time, since: time))
}

/// The tables of an edge in memory.
private func tables() throws -> DatabaseQueue {
  let database = try DatabaseQueue()
  var migrator = DatabaseMigrator()
  EdgeTables.register(in: &migrator)
  try migrator.migrate(database)
  return database
}

@Suite("the way up from an edge")
struct EdgeUplinkTests {
  private let now = Instant(milliseconds: 1_773_793_760_000)

  /// What a consumer says in one turn: number and stage of its events.
  private func say(_ consumer: inout EdgeConsumer, at time: Instant) throws -> [String] {
    try consumer.advance(to: time).map { outgoing in
      guard case .event(let event) = try TierCodec.decode(outgoing.payload).message else { return "other" }
      return "\(event.number) \(event.stage)"
    }
  }

  @Test("the ends of what a life left open are told by the next one, once that is stored, and by none after it")
  func endsOnce() throws {
    let database = try tables()
    let waiting = WaitingEffects()
    var first = EdgeConsumer(waiting: waiting, left: [])
    waiting.put([event(7, .begin, at: now), event(8, .begin, at: now), event(7, .end, at: now)])
    #expect(try say(&first, at: now) == ["7 begin", "8 begin", "7 end"])
    try database.write { try first.write($0) }
    let state = try database.read { try EdgeTables.state(in: $0) }
    #expect(state.openEvents.map(\.number) == [8] && state.nextEventNumber == 9)

    // Killed before it is stored: the next life says it again, because nobody has heard it.
    for _ in 0..<2 {
      var lost = EdgeConsumer(waiting: waiting, left: try database.read { try EdgeTables.state(in: $0).openEvents })
      #expect(try say(&lost, at: now + .seconds(1)) == ["8 end"])
    }
    var stored = EdgeConsumer(waiting: waiting, left: try database.read { try EdgeTables.state(in: $0).openEvents })
    #expect(try say(&stored, at: now + .seconds(2)) == ["8 end"])
    try database.write { try stored.write($0) }
    let after = try database.read { try EdgeTables.state(in: $0) }
    #expect(after.openEvents.isEmpty && after.nextEventNumber == 9)
  }

  @Test("what is written twice, because the first commit failed, is there once; what came later is not in it")
  func writtenAgain() throws {
    let database = try tables()
    let waiting = WaitingEffects()
    var consumer = EdgeConsumer(waiting: waiting, left: [])
    waiting.put([event(1, .begin, at: now)])
    _ = try say(&consumer, at: now)
    #expect(throws: DatabaseError.self) {
      try database.write { db in
        try consumer.write(db)
        throw DatabaseError(resultCode: .SQLITE_FULL)
      }
    }
    #expect(try database.read { try EdgeTables.state(in: $0).nextEventNumber } == 1)
    try database.write { try consumer.write($0) }
    consumer.committed(at: now)
    waiting.put([event(1, .end, at: now)])
    #expect(try database.read { try EdgeTables.state(in: $0).openEvents.count } == 1)
    #expect(try say(&consumer, at: now) == ["1 end"])
  }

  @Test("what waits is bounded: of scenes the newest are given up and counted, events stay")
  func bounded() {
    let waiting = WaitingEffects()
    let network = RoadNetwork(
      name: "East", origin: GeodeticPosition(latitude: 31, longitude: 121), map: LaneMap())
    for _ in 0..<WaitingEffects.room { waiting.put([.network(network)]) }
    waiting.put([.devices([]), event(1, .begin, at: now), .scenePublished(at: now)])
    #expect(waiting.givenUp == 1)
    #expect(waiting.take().count == WaitingEffects.room + 1 && waiting.take().isEmpty)
  }

  @Test("a region has the begin and one end of an event, however often the edge starts; numbers are never used again")
  func restarted() throws {
    let folder = Folder()
    let fabric = LocalFabric()
    let origin = GeodeticPosition(latitude: 31, longitude: 121)
    let region = try RegionDaemon(
      RegionSettings(region: RegionConfiguration(id: "r", name: "R", origin: origin), folder: folder.path),
      fabric: fabric)
    defer { region.stop() }
    func told() throws -> [String] {
      try region.events(from: Instant(nanoseconds: 0), to: Instant(nanoseconds: .max), limit: 100).map {
        "\($0.edge) \($0.number) \($0.stage)"
      }.sorted()
    }
    var expected: [String] = []
    var numbers: [UInt64] = []
    for life in 0..<4 {
      let uplink = try EdgeUplink(edge: "east", region: "r", folder: folder.path, fabric: fabric)
      #expect(uplink.firstEventNumber > numbers.last ?? 0)
      // The third life tells of nothing and is ended at once.
      if let open = numbers.last, life != 3 { expected.append("east \(open) end") }
      if life < 2 {
        numbers.append(uplink.firstEventNumber)
        uplink.take([event(uplink.firstEventNumber, .begin, at: SystemClock.realtime())])
        expected.append("east \(uplink.firstEventNumber) begin")
      }
      expected.sort()
      var patience = 200
      while try told() != expected, patience > 0 {
        patience -= 1
        Thread.sleep(forTimeInterval: 0.05)
      }
      let found = try told()
      #expect(found == expected)
      uplink.stop()
    }
  }
}
