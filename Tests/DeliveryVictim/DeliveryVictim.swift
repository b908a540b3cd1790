import Delivery
import Fabric
import Foundation
import GRDB
import Kernel
import LinuxIO
import Store
import Synchronization
import TierModel

/// A process that is made to be killed: it puts numbered events into an outbox, delivers them over a bad fabric in the
/// process into a second store, and prints the number of each event once it is told that it is stored.
///
/// `DeliveryVictim FOLDER FIRST` begins with the event FIRST and goes on until it is killed.
/// `DeliveryVictim FOLDER drain` adds nothing, and ends with 0 when the outbox is empty.
/// `DeliveryVictim FOLDER measure` prints how fast a store commits, loads and drains, and how large it is.
@main
struct DeliveryVictim {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { throw StoreFailure(.refused, "usage: DeliveryVictim FOLDER FIRST|drain") }
    let folder = arguments[1]
    if arguments[2] == "measure" { return try StoreMeasurement.run(in: folder) }
    let fabric = FaultyFabric(
      on: LocalFabric(), faults: .init(loss: 0.05, repetition: 0.2, delay: 0.2), seed: UInt64(getpid()))
    let center = try DeliveryRunner(
      name: "center", superior: nil, fabric: fabric,
      store: try TierStore(path: folder + "/center.sqlite", options: .log),
      consumer: LogConsumer())
    var limits = OutboxLimits()
    limits.firstRetry = .milliseconds(30)
    limits.longestRetry = .milliseconds(200)
    let edge = try DeliveryRunner(
      name: "edge", superior: "center", fabric: fabric, limits: limits,
      store: try TierStore(path: folder + "/edge.sqlite"), consumer: NoConsumer<Database>())
    if let first = Int(arguments[2]) { append(from: first, to: edge) }
    while edge.status.outbox.messages > 0 { usleep(5000) }
    edge.stop()
    center.stop()
  }

  /// Goes on until the process is killed.
  private static func append(from first: Int, to edge: DeliveryRunner) {
    var number = first
    while true {
      let event = number
      let payload = withUnsafeBytes(of: UInt64(event).littleEndian) { Array($0) }
      let time = SystemClock.realtime()
      edge.append(OutgoingMessage(.event, time: time, payload: payload)) { _ in
        // One write: a line is printed whole or not at all.
        let line = "\(event)\n"
        _ = write(1, line, line.utf8.count)
      }
      edge.append(OutgoingMessage(.summary, time: time, payload: payload))
      number += 1
      if number % 16 == 0 { usleep(2000) }
    }
  }
}

/// Writes what it takes into a table that would also hold it twice.
struct LogConsumer: DeliveryConsumer {
  private var taken: [DeliveredMessage] = []

  init() {}
  var wantsToWrite: Bool { false }
  mutating func advance(to now: Instant) -> [OutgoingMessage] { [] }

  mutating func take(_ messages: [DeliveredMessage], at now: Instant) -> [OutgoingMessage] {
    taken += messages
    return []
  }

  mutating func write(_ db: Database) throws {
    for delivered in taken {
      let event = delivered.message.payload.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      try db.execute(
        sql: "INSERT INTO log (event, priority) VALUES (?, ?)",
        arguments: [Int64(event), Int64(delivered.message.number.priority.rawValue)])
    }
  }

  mutating func committed(at now: Instant) { taken = [] }
}

extension TierStore.Options {
  /// With the table of ``LogConsumer``.
  static var log: TierStore.Options {
    var options = TierStore.Options()
    options.migrations = { migrator in
      migrator.registerMigration("log 1") { db in
        try db.execute(sql: "CREATE TABLE log (event INTEGER NOT NULL, priority INTEGER NOT NULL)")
      }
    }
    return options
  }
}
