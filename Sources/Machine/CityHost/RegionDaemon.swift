public import CityStore
public import Fabric
import GRDB
public import Kernel
public import RegionCore
public import RoadModel
import LinuxIO
import Store
import TierModel

/// What one region needs to run.
public struct RegionSettings: Sendable {
  /// Its identity, names and rules.
  public var region: RegionConfiguration
  /// The folder of its database; made where it is missing.
  public var folder: String
  /// How long it keeps what.
  public var retention = RegionTables.Retention()
  /// The identity of the center that it reports to; nil for none.
  public var center: String?

  /// Makes settings.
  public init(region: RegionConfiguration, folder: String, center: String? = nil) {
    self.region = region
    self.folder = folder
    self.center = center
  }
}

/// One region at work: what its edges tell becomes one network, one live picture and a history, and goes on to the
/// center. What it has acknowledged is on its disk.
public final class RegionDaemon: Sendable {
  /// How it was set up.
  public let settings: RegionSettings
  /// What was found and done about a damaged database; nil where there was nothing.
  public let setAside: String?

  private let store: TierStore
  private let runner: DeliveryRunner
  private let shared: RegionShared

  /// Opens the database and starts.
  ///
  /// Throws ``HostFailure`` with one sentence.
  public init(_ settings: RegionSettings, fabric: any Fabric) throws(HostFailure) {
    self.settings = settings
    let shared = RegionShared()
    do {
      try DataFolder.make(settings.folder)
      var options = TierStore.Options()
      options.migrations = { RegionTables.register(in: &$0) }
      let store = try TierStore(path: settings.folder + "/region-\(settings.region.id).sqlite", options: options)
      let now = SystemClock.realtime()
      let state = try store.reader.read { try RegionQueries.state(at: now, settings.region, in: $0) }
      let consumer = RegionConsumer(
        core: RegionCore(configuration: settings.region, state: state), shared: shared, retention: settings.retention)
      runner = try DeliveryRunner(
        name: settings.region.id, superior: settings.center, fabric: fabric, store: store, consumer: consumer)
      self.store = store
      self.shared = shared
      setAside = store.setAside
    } catch {
      throw HostFailure("region '\(settings.region.id)': \(error)")
    }
  }

  /// Stores what was taken and ends.
  public func stop() { runner.stop() }

  /// The live picture; nil before the first.
  public var view: RegionView? { shared.view }

  /// The newest second of each edge, ordered by edge.
  public var summaries: [(edge: String, summary: TrafficSummary)] { shared.summaries }

  /// What its end of delivery is doing.
  public var delivery: RunnerStatus { runner.status }

  /// Messages that could not be read although they were delivered whole.
  public var unreadable: UnreadableMessages { shared.unreadable }

  // MARK: The past

  /// The rows of a lane or link that ended after `from` and not after `to`, in order, at most `limit`.
  ///
  /// Throws ``HostFailure`` where the database cannot be read.
  public func history(
    of stretch: Stretch, step: HistoryStep, from: Instant, to: Instant, limit: Int
  ) throws(HostFailure) -> [HistoryRow] {
    try store.read("the history") {
      try RegionQueries.history(of: stretch, step: step, from: from, to: to, limit: limit, in: $0)
    }
  }

  /// What happened on every link in the seconds that ended after `from` and not after `to`, with the newest second.
  ///
  /// Throws ``HostFailure`` where the database cannot be read.
  public func links(from: Instant, to: Instant) throws(HostFailure) -> [HistoryRow] {
    try store.read("the history") { try RegionQueries.links(from: from, to: to, in: $0) }
  }

  /// The first and last instant that the time machine can show; nil where there is none.
  ///
  /// Throws ``HostFailure`` where the database cannot be read.
  public func range() throws(HostFailure) -> (from: Instant, to: Instant)? {
    try store.read("the history") { try RegionQueries.range(in: $0) }
  }

  /// What was to be seen at an instant.
  ///
  /// Throws ``HostFailure`` where the database cannot be read.
  public func scene(at time: Instant) throws(HostFailure) -> RegionQueries.PastScene {
    try store.read("the history") { try RegionQueries.scene(at: time, in: $0) }
  }

  /// What was told of events after `from` and not after `to`, in order, at most `limit`.
  ///
  /// Throws ``HostFailure`` where the database cannot be read.
  public func events(from: Instant, to: Instant, limit: Int) throws(HostFailure) -> [TrafficEvent] {
    try store.read("the history") { try RegionQueries.events(from: from, to: to, limit: limit, in: $0) }
  }
}

extension TierStore {
  /// Reads what is named for the sentence of a failure.
  func read<Value>(_ what: String, _ body: (Database) throws -> Value) throws(HostFailure) -> Value {
    do { return try reader.read(body) } catch { throw HostFailure("\(what) cannot be read: \(error)") }
  }
}

/// Why a tier cannot start or answer, in one sentence.
public struct HostFailure: Error, Sendable, CustomStringConvertible {
  /// The sentence.
  public var description: String

  /// Makes it from its sentence.
  public init(_ description: String) { self.description = description }
}
