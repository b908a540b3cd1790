import Delivery
import Foundation
import GRDB
import Kernel
import Store
import Testing
import TierModel

/// A folder for the files of one test, gone with it.
final class Folder {
  let url = FileManager.default.temporaryDirectory.appending(path: "luyun-store-\(UUID().uuidString)")
  var path: String { url.appending(path: "edge.sqlite").path }

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }
}

private func message(_ priority: DeliveryPriority, _ sequence: UInt64, octets: Int = 20) -> NumberedMessage {
  NumberedMessage(
    number: MessageNumber(priority, sequence), time: Instant(nanoseconds: Int64(sequence) - 3),
    payload: [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: octets))
}

private func change(appending messages: [NumberedMessage]) -> DeliveryChange {
  var lanes = Lanes(repeating: LaneState())
  for message in messages { lanes[message.number.priority].assigned = message.number.sequence }
  var change = DeliveryChange(lanes: lanes)
  change.appended = messages
  return change
}

@Suite("the store of a tier")
struct TierStoreTests {
  @Test("is on disk what it was, after it is opened again")
  func reopened() throws {
    let folder = try Folder()
    let store = try TierStore(path: folder.path)
    var first = change(appending: [message(.event, 1), message(.event, 2), message(.digest, 1), message(.summary, 1)])
    first.lanes?.digest.thinned = 7
    var marks = SenderMarks(sender: "edge-西")
    marks.forgotten = 4
    var epoch = EpochMarks(epoch: UInt64(Int64.max))
    for number: UInt64 in [1, 2, 3, 7, 8, 20] { _ = epoch.lanes.event.insert(number) }
    epoch.missing.digest = 12
    marks.epochs = [EpochMarks(epoch: 5), epoch]
    first.senders = [SenderMarks(sender: "a"), marks]
    try store.commit(first) { _ in }
    let before = try store.load()
    try store.close()

    let again = try TierStore(path: folder.path)
    #expect(again.setAside == nil)
    let state = try again.load()
    #expect(state.epoch == before.epoch && state.epoch > 0)
    #expect(state.lanes == first.lanes)
    #expect(
      state.held.map(\.number) == [
        MessageNumber(.event, 1), MessageNumber(.event, 2), MessageNumber(.summary, 1), MessageNumber(.digest, 1),
      ])
    #expect(state.held.map(\.octets) == [20, 20, 20, 20] && state.held.first?.time == Instant(nanoseconds: -2))
    #expect(state.senders == first.senders)
    let numbers = [MessageNumber(.digest, 1), MessageNumber(.event, 9), MessageNumber(.event, 2)]
    #expect(try again.messages(numbers) == [message(.digest, 1), message(.event, 2)])
  }

  @Test("syncs the log at every commit")
  func synchronous() throws {
    let folder = try Folder()
    let store = try TierStore(path: folder.path)
    var level: Int?
    var mode: String?
    try store.commit(DeliveryChange(lanes: nil)) { db in
      level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
      mode = try String.fetchOne(db, sql: "PRAGMA journal_mode")
    }
    #expect(level == 2 && mode == "wal")
  }

  @Test("removes runs, whatever is left of them, and leaves other lanes alone")
  func removal() throws {
    let folder = try Folder()
    let store = try TierStore(path: folder.path)
    try store.commit(change(appending: (1...9).map { message(.summary, $0) } + [message(.event, 4)])) { _ in }
    var removal = DeliveryChange(lanes: nil)
    removal.removed = [
      RemovedMessages(priority: .summary, sequences: 1...3), RemovedMessages(priority: .summary, sequences: 2...6),
      RemovedMessages(priority: .summary, sequences: 9...UInt64.max),
    ]
    try store.commit(removal) { _ in }
    let state = try store.load()
    #expect(
      state.held.map(\.number) == [
        MessageNumber(.event, 4), MessageNumber(.summary, 7), MessageNumber(.summary, 8),
      ])
    #expect(state.lanes.summary.assigned == 9, "a change without counts leaves them")
  }

  @Test("has the owner's writes and the marks together or neither")
  func together() throws {
    let folder = try Folder()
    var options = TierStore.Options()
    options.migrations = { $0.registerMigration("log 1") { try $0.execute(sql: "CREATE TABLE log (event INTEGER)") } }
    let store = try TierStore(path: folder.path, options: options)
    var taken = DeliveryChange(lanes: nil)
    taken.senders = [SenderMarks(sender: "edge")]
    struct Trouble: Error {}
    let failure = #expect(throws: StoreFailure.self) {
      try store.commit(taken) { db in
        try db.execute(sql: "INSERT INTO log VALUES (1)")
        throw Trouble()
      }
    }
    #expect(failure?.kind == .refused)
    #expect(try store.load().senders.isEmpty)
    #expect(try store.reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM log") } == 0)
    try store.commit(taken) { try $0.execute(sql: "INSERT INTO log VALUES (1)") }
    #expect(try store.load().senders.count == 1)
    #expect(try store.reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM log") } == 1)
  }

  @Test("that is full says so, keeps what it has, and goes on once something has left it")
  func full() throws {
    let folder = try Folder()
    var options = TierStore.Options()
    options.greatestOctets = 256 << 10
    let store = try TierStore(path: folder.path, options: options)
    var stored: UInt64 = 0
    let failure = #expect(throws: StoreFailure.self) {
      for sequence: UInt64 in 1...1000 {
        try store.commit(change(appending: [message(.event, sequence, octets: 4000)])) { _ in }
        stored = sequence
      }
    }
    #expect(failure?.kind == .full && stored > 10)
    #expect(try store.load().held.count == Int(stored))
    #expect(try store.load().lanes.event.assigned == stored)
    var removal = DeliveryChange(lanes: nil)
    removal.removed = [RemovedMessages(priority: .event, sequences: 1...5)]
    try store.commit(removal) { _ in }
    try store.commit(change(appending: [message(.event, stored + 1, octets: 4000)])) { _ in }
    #expect(try store.load().held.count == Int(stored) - 4)
  }

  @Test("that another holds is unavailable for the moment")
  func held() throws {
    let folder = try Folder()
    let store = try TierStore(path: folder.path)
    let other = try DatabaseQueue(path: folder.path)
    try other.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      let failure = #expect(throws: StoreFailure.self) { try store.commit(DeliveryChange(lanes: nil)) { _ in } }
      #expect(failure?.kind == .unavailable)
      try db.execute(sql: "COMMIT")
    }
    try store.commit(DeliveryChange(lanes: nil)) { _ in }
  }

  /// How a file is damaged.
  enum Damage: CaseIterable {
    case overwritten
    case beginning
    case middle
    case contradiction
  }

  @Test(
    "that is damaged is put aside under another name, and a new one with a new epoch begun", arguments: Damage.allCases)
  func damaged(_ damage: Damage) throws {
    let folder = try Folder()
    let store = try TierStore(path: folder.path)
    try store.commit(change(appending: (1...200).map { message(.event, $0, octets: 500) })) { _ in }
    let epoch = try store.load().epoch
    try store.close()
    try Self.apply(damage, to: folder.path)

    let new = try TierStore(path: folder.path)
    let sentence = try #require(new.setAside)
    #expect(sentence.contains("is damaged") && sentence.contains("was renamed to"))
    #expect(try new.load().epoch != epoch && new.load().held.isEmpty)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(names.contains { $0.hasPrefix("edge.sqlite.damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") })
    try new.commit(change(appending: [message(.event, 1)])) { _ in }
    try new.close()
    #expect(try TierStore(path: folder.path).setAside == nil)
  }

  private static func apply(_ damage: Damage, to path: String) throws {
    // What stands in the log would mend the file: it goes into it first.
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      if damage == .contradiction { try db.execute(sql: "DELETE FROM delivery") }
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try queue.close()
    if damage == .contradiction { return }
    var octets = try Data(contentsOf: URL(filePath: path))
    switch damage {
    case .overwritten: octets = Data("this is no database at all".utf8)
    case .beginning: for index in 0..<64 { octets[index] = 0xa5 }
    default: for index in octets.count / 3..<2 * octets.count / 3 { octets[index] = 0xa5 }
    }
    try octets.write(to: URL(filePath: path))
  }

  @Test("that cannot be made says where and why")
  func impossible() throws {
    let folder = try Folder()
    let failure = #expect(throws: StoreFailure.self) { try TierStore(path: folder.url.path + "/none/edge.sqlite") }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.description.contains("/none/edge.sqlite") == true)
  }

  @Test("a file that is removed while it is in use takes no more changes, and says so")
  func removed() throws {
    let folder = try Folder()
    let store = try TierStore(path: folder.path)
    try store.commit(change(appending: [message(.event, 1)])) { _ in }
    try FileManager.default.removeItem(atPath: folder.path)
    let failure = #expect(throws: StoreFailure.self) {
      try store.commit(change(appending: [message(.event, 2)])) { _ in }
    }
    #expect(failure?.kind == .unavailable && failure?.description.contains("was removed or replaced") == true)
  }

  @Test("an outbox with a new epoch has a greater one, and what it held under the same numbers")
  func renewed() throws {
    let folder = try Folder()
    let store = try TierStore(path: folder.path)
    try store.commit(change(appending: [message(.event, 1), message(.event, 2)])) { _ in }
    let before = try store.load()
    try store.renewEpoch()
    let after = try store.load()
    #expect(after.epoch > before.epoch && after.held == before.held && after.lanes == before.lanes)
  }
}
