public import Delivery
public import GRDB
import Glibc
import Kernel
import LinuxIO
import TierModel

/// The store of a tier: outbox, inbox and its owner's own tables in one SQLite file, so that one transaction holds
/// what a message does, that it was taken, and what goes on to the next tier.
///
/// Write-ahead log, synced at every commit: what ``commit(_:_:)`` has made outlasts a loss of power. One thread commits;
/// others may read by ``reader`` at any time.
public final class TierStore: DeliveryStore, Sendable {
  private let pool: DatabasePool
  private let identity: FileIdentity?
  /// What happened to a damaged file that was found, as a sentence for the operator; nil where there was none.
  public let setAside: String?
  /// The path of the file.
  public let path: String

  /// How a store is opened.
  public struct Options: Sendable {
    /// The most that the file may have, in octets; with it reached the store is full. Nil for the size of the disk.
    public var greatestOctets: Int64?
    /// The owner's own tables: migrations that are registered after those of delivery.
    public var migrations: (@Sendable (inout DatabaseMigrator) -> Void)?

    /// The usual ones: no bound, no further tables.
    public init() {}
  }

  /// Opens a store, or makes it. A file that is damaged is renamed, and a new one with a new epoch is begun.
  ///
  /// Throws ``StoreFailure`` where it can be neither read nor made, for example for want of rights or room.
  public convenience init(path: String, options: Options = Options()) throws(StoreFailure) {
    let epoch = Self.mint()
    do throws(StoreFailure) {
      try self.init(opening: path, options: options, epoch: epoch, setAside: nil)
    } catch {
      guard error.kind == .damaged else { throw error }
      let name = try DamagedFile.setAside(path, as: epoch)
      try self.init(
        opening: path, options: options, epoch: epoch,
        setAside: "\(path) is damaged (\(error)); it was renamed to \(name) and a new store begun")
    }
  }

  private init(opening path: String, options: Options, epoch: Int64, setAside: String?) throws(StoreFailure) {
    self.path = path
    self.setAside = setAside
    pool = try StoreFailure.catching(path) {
      let pool = try DatabasePool(path: path, configuration: Self.configuration)
      try pool.writeWithoutTransaction { db in
        // GRDB chooses NORMAL for write-ahead logs, which a loss of power would cost the last commits.
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
        if let problem = try String.fetchOne(db, sql: "PRAGMA quick_check(1)"), problem != "ok" {
          throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: problem)
        }
        if let octets = options.greatestOctets {
          let page = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
          try db.execute(sql: "PRAGMA max_page_count = \(max(1, octets / page))")
        }
      }
      var migrator = DatabaseMigrator()
      StoreSchema.register(&migrator, epoch: epoch)
      options.migrations?(&migrator)
      try migrator.migrate(pool)
      // Rows that contradict each other are damage too, and better found here than later.
      _ = try pool.read(StoreRows.state)
      return pool
    }
    identity = FileIdentity(path)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "store"
    // Another process may hold the file for a moment, as a backup does.
    configuration.busyMode = .timeout(1)
    configuration.maximumReaderCount = 4
    return configuration
  }

  /// An epoch that no other outbox has, even where the clock was set back: milliseconds since 1970, and 20 bits of chance.
  private static func mint() -> Int64 {
    max(1, SystemClock.realtime().milliseconds) << 20 | Int64.random(in: 0..<(1 << 20))
  }

  /// Reads of the owner's tables, from any thread.
  public var reader: any DatabaseReader { pool }

  // MARK: DeliveryStore

  /// All that delivery keeps. Payloads stay in the file.
  public func load() throws(StoreFailure) -> DeliveryState {
    try StoreFailure.catching(path) { try pool.read(StoreRows.state) }
  }

  /// Makes a change and what `body` writes durable together.
  public func commit(_ change: DeliveryChange, _ body: (Database) throws -> Void) throws(StoreFailure) {
    // SQLite would go on writing to a file that nobody finds any more.
    guard FileIdentity(path) == identity else {
      throw StoreFailure(
        .unavailable, "\(path) was removed or replaced while it was in use: put it back, or start again")
    }
    try StoreFailure.catching(path) {
      try pool.write { db in
        try StoreRows.write(change, db)
        try body(db)
      }
    }
  }

  /// Gives the outbox a new epoch.
  public func renewEpoch() throws(StoreFailure) {
    let epoch = Self.mint()
    try StoreFailure.catching(path) {
      try pool.write { db in try db.execute(sql: "UPDATE delivery SET epoch = max(epoch + 1, ?)", arguments: [epoch]) }
    }
  }

  /// Messages of the outbox, in the order of the numbers.
  public func messages(_ numbers: [MessageNumber]) throws(StoreFailure) -> [NumberedMessage] {
    try StoreFailure.catching(path) { try pool.read { try StoreRows.messages(numbers, $0) } }
  }

  /// Closes the file. Further use throws.
  public func close() throws(StoreFailure) { try StoreFailure.catching(path) { try pool.close() } }
}

extension StoreFailure {
  /// Runs what uses SQLite, and says what its errors mean.
  static func catching<Value>(_ path: String, _ body: () throws -> Value) throws(StoreFailure) -> Value {
    do { return try body() } catch let error as StoreFailure { throw error } catch let error as DatabaseError {
      throw StoreFailure(Self.kind(of: error), "\(path): \(error.message ?? "\(error.resultCode)")")
    } catch { throw StoreFailure(.refused, "\(path): \(error)") }
  }

  private static func kind(of error: DatabaseError) -> Kind {
    switch error.resultCode {
    case .SQLITE_FULL: .full
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_NOMEM,
      .SQLITE_PROTOCOL:
      .unavailable
    default: .refused
    }
  }
}
