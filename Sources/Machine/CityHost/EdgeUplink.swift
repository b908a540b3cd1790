import CityStore
public import EdgeCore
public import Fabric
import GRDB
import Kernel
import LinuxIO
import Store

/// The way up from an edge: what its core tells becomes numbered messages in its outbox, and goes to the region until
/// the region has it.
///
/// The core's thread only hands values over; the thread of delivery encodes and stores them, within its turn of at most
/// 50 ms.
public final class EdgeUplink: Sendable {
  /// The edge.
  public let edge: String
  /// The number of the first traffic event that the edge may tell in this life: never given before.
  ///
  /// Numbers begin where the last life's ended, or at a number that grows with the clock where that is greater: a
  /// thousand a millisecond, so that they are new even where the database was lost.
  public let firstEventNumber: UInt64
  /// What was found and done about a damaged outbox; nil where there was nothing.
  public let setAside: String?

  private let runner: DeliveryRunner
  private let waiting = WaitingEffects()

  /// Opens the outbox of an edge in a folder, which is made where it is missing, and starts.
  ///
  /// Throws ``HostFailure`` with one sentence.
  public init(edge: String, region: String, folder: String, fabric: any Fabric) throws(HostFailure) {
    self.edge = edge
    do {
      try DataFolder.make(folder)
      var options = TierStore.Options()
      options.migrations = { EdgeTables.register(in: &$0) }
      let store = try TierStore(path: folder + "/edge-\(edge).sqlite", options: options)
      let state = try store.reader.read { try EdgeTables.state(in: $0) }
      firstEventNumber = max(state.nextEventNumber, UInt64(max(SystemClock.realtime().milliseconds, 0)) * 1024)
      setAside = store.setAside
      runner = try DeliveryRunner(
        name: edge, superior: region, fabric: fabric, store: store,
        consumer: EdgeConsumer(waiting: waiting, left: state.openEvents))
    } catch {
      throw HostFailure("edge '\(edge)': \(error)")
    }
  }

  /// Takes what a core told, from its thread; does not wait and does not encode.
  public func take(_ effects: [EdgeEffect]) { waiting.put(effects) }

  /// What its end of delivery is doing.
  public var delivery: RunnerStatus { runner.status }

  /// Values of the core that were given up because the disk did not keep up: the newest summaries and scenes of a time
  /// in which it took nothing.
  public var givenUp: UInt64 { waiting.givenUp }

  /// Stores what was taken and ends. Call it once, after the edge has ended.
  public func stop() { runner.stop() }
}
