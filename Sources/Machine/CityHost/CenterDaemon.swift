public import CenterCore
import CityStore
import Delivery
public import Fabric
import GRDB
public import Kernel
import LinuxIO
import Store
import Synchronization
public import TierModel
import TierProtocol

/// What a center needs to run.
public struct CenterSettings: Sendable {
  /// Its identity, names and rules.
  public var center: CenterConfiguration
  /// The folder of its database; made where it is missing.
  public var folder: String

  /// Makes settings.
  public init(center: CenterConfiguration, folder: String) {
    self.center = center
    self.folder = folder
  }
}

/// The center at work: what its regions tell becomes one city, a log of events and trends.
public final class CenterDaemon: Sendable {
  /// How it was set up.
  public let settings: CenterSettings
  /// What was found and done about a damaged database; nil where there was nothing.
  public let setAside: String?

  private let store: TierStore
  private let runner: DeliveryRunner
  private let shared: CenterShared

  /// Opens the database and starts.
  ///
  /// Throws ``HostFailure`` with one sentence.
  public init(_ settings: CenterSettings, fabric: any Fabric) throws(HostFailure) {
    self.settings = settings
    let shared = CenterShared()
    do {
      try DataFolder.make(settings.folder)
      var options = TierStore.Options()
      options.migrations = { CenterTables.register(in: &$0) }
      let store = try TierStore(path: settings.folder + "/center-\(settings.center.id).sqlite", options: options)
      let now = SystemClock.realtime()
      let state = try store.reader.read { try CenterTables.state(at: now, settings.center, in: $0) }
      let consumer = CenterConsumer(core: CenterCore(configuration: settings.center, state: state), shared: shared)
      runner = try DeliveryRunner(
        name: settings.center.id, superior: nil, fabric: fabric, store: store, consumer: consumer)
      self.store = store
      self.shared = shared
      setAside = store.setAside
    } catch {
      throw HostFailure("center '\(settings.center.id)': \(error)")
    }
  }

  /// Stores what was taken and ends.
  public func stop() { runner.stop() }

  /// The city now; nil before the first.
  public var view: CenterView? { shared.view.withLock { $0 } }

  /// Messages that could not be read although they were delivered whole.
  public var unreadable: UnreadableMessages { shared.unreadable.withLock { $0 } }

  /// What its end of delivery is doing.
  public var delivery: RunnerStatus { runner.status }

  /// The newest entries of the event log, newest first, and how many it has.
  ///
  /// Throws ``HostFailure`` where the database cannot be read.
  public func log(limit: Int) throws(HostFailure) -> (entries: [EventLogEntry], count: Int) {
    try store.read("the log") { (try CenterTables.log(limit: limit, in: $0), try CenterTables.logCount(in: $0)) }
  }

  /// The minutes of the regions that ended after an instant, in order.
  ///
  /// Throws ``HostFailure`` where the database cannot be read.
  public func minutes(after time: Instant) throws(HostFailure) -> [(region: String, summary: RegionSummary)] {
    try store.read("the minutes") { try CenterTables.minutes(after: time, in: $0) }
  }
}

/// What a center's thread shares with the others.
private final class CenterShared: Sendable {
  let view = Mutex<CenterView?>(nil)
  let unreadable = Mutex(UnreadableMessages())
}

/// Hands what regions tell to the center's core, and what the core wants to its tables.
private struct CenterConsumer: DeliveryConsumer {
  typealias Transaction = Database

  private let core: CenterCore
  private let shared: CenterShared
  private var effects: [CenterEffect] = []
  private var shownAt = Instant(nanoseconds: 0)

  init(core: CenterCore, shared: CenterShared) {
    self.core = core
    self.shared = shared
  }

  mutating func take(_ messages: [DeliveredMessage], at now: Instant) -> [OutgoingMessage] {
    for delivered in messages {
      do throws(TierProtocolError) {
        core.handle(try delivered.envelope(), at: now, into: &effects)
      } catch {
        shared.unreadable.withLock { $0.count(error, from: delivered.sender) }
      }
    }
    return []
  }

  mutating func advance(to now: Instant) -> [OutgoingMessage] {
    core.advance(to: now, into: &effects)
    if now - shownAt >= .milliseconds(200) || now < shownAt {
      shownAt = now
      let view = core.view(at: now)
      shared.view.withLock { $0 = view }
    }
    return []
  }

  var wantsToWrite: Bool { effects.contains(where: \.isForStore) }

  mutating func write(_ transaction: Database) throws {
    for effect in effects { try CenterTables.apply(effect, in: transaction) }
  }

  mutating func committed(at now: Instant) { effects.removeAll(keepingCapacity: true) }
}

extension CenterEffect {
  /// Whether the tables change by it.
  fileprivate var isForStore: Bool {
    switch self {
    case .store, .log, .keep, .drop: true
    case .networkChanged, .eventsChanged, .summaryChanged: false
    }
  }
}
