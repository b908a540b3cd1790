import Delivery
public import EdgeCore
public import Fabric
import Foundation
import Kernel
import LinuxIO
import RoadModel
import Store
import Synchronization
import TierModel
import TierProtocol

/// The way up from an edge: what its core tells becomes numbered messages in its outbox, and goes to the region until
/// the region has it.
///
/// The core's thread only hands values over; encoding and storing are done by threads of the uplink.
public final class EdgeUplink: Sendable {
  /// The edge.
  public let edge: String
  /// The number of the first traffic event that the edge may tell in this life: never given before.
  public let firstEventNumber: UInt64
  /// What was found and done about a damaged outbox; nil where there was nothing.
  public let setAside: String?

  private let runner: DeliveryRunner
  private let waiting = Mutex<Waiting>(Waiting())
  private let thread = Mutex<DedicatedThread?>(nil)
  private let isStopping = Atomic<Bool>(false)
  private let book: EventNumbers

  private struct Waiting {
    var effects: [EdgeEffect] = []
    var givenUp: UInt64 = 0
  }

  /// How many effects may wait for the encoder; more are events only, the others are given up and counted.
  private static let room = 256

  /// Opens the outbox of an edge in a folder, which is made where it is missing, and starts.
  ///
  /// Throws ``HostFailure`` with one sentence.
  public init(edge: String, region: String, folder: String, fabric: any Fabric) throws(HostFailure) {
    self.edge = edge
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      book = try EventNumbers(path: folder + "/edge-\(edge).events", now: SystemClock.realtime())
      firstEventNumber = book.first
      let store = try TierStore(path: folder + "/edge-\(edge).sqlite")
      setAside = store.setAside
      runner = try DeliveryRunner(name: edge, superior: region, fabric: fabric, store: store, consumer: NoConsumer())
    } catch {
      throw HostFailure("edge '\(edge)': \(error)")
    }
    // What was open when the edge last ended is over for it: it will say anew what it finds.
    for event in book.openAtStart { append(.event(event), at: SystemClock.realtime()) }
    do {
      let started = try DedicatedThread(name: "uplink-\(edge)") { [self] in run() }
      thread.withLock { $0 = started }
    } catch {
      runner.stop()
      throw HostFailure("edge '\(edge)': \(error)")
    }
  }

  /// Takes what a core told, from its thread; does not wait and does not encode.
  public func take(_ effects: [EdgeEffect]) {
    waiting.withLock { waiting in
      for effect in effects {
        switch effect {
        case .trafficEvent, .network: waiting.effects.append(effect)
        case .summary, .sceneDigest, .devices:
          if waiting.effects.count < EdgeUplink.room {
            waiting.effects.append(effect)
          } else {
            waiting.givenUp += 1
          }
        case .scenePublished, .mapChanged, .eventsChanged, .secondDigest: break
        }
      }
    }
  }

  /// What its end of delivery is doing.
  public var delivery: RunnerStatus { runner.status }

  /// Values of the core that were given up because the encoder did not keep up.
  public var givenUp: UInt64 { waiting.withLock { $0.givenUp } }

  /// Stores what was taken and ends. Call it once, after the edge has ended.
  public func stop() {
    isStopping.store(true, ordering: .releasing)
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
    runner.stop()
  }

  private func run() {
    while true {
      let isLast = isStopping.load(ordering: .acquiring)
      let effects = waiting.withLock { waiting in
        defer { waiting.effects.removeAll(keepingCapacity: true) }
        return waiting.effects
      }
      for effect in effects { encode(effect) }
      if isLast { return }
      usleep(10_000)
    }
  }

  private func encode(_ effect: EdgeEffect) {
    let now = SystemClock.realtime()
    switch effect {
    case .summary(let summary): append(.summary(summary), at: summary.time)
    case .trafficEvent(let event):
      book.note(event)
      append(.event(event), at: event.time)
    case .sceneDigest(let digest): append(.scene(digest), at: digest.time)
    case .devices(let devices): append(.devices(devices), at: now)
    case .network(let network): append(.network(network), at: now)
    case .scenePublished, .mapChanged, .eventsChanged, .secondDigest: break
    }
  }

  private func append(_ message: TierMessage, at time: Instant) {
    let outgoing = OutgoingMessage(message.priority, time: time, payload: TierCodec.encode(message, at: time))
    // Events are refused only when tens of thousands wait for the disk: then this thread waits with them, and the core's
    // values pile up in `waiting`, where events are never given up.
    while case .refused = runner.append(outgoing), !isStopping.load(ordering: .acquiring) { usleep(20_000) }
  }
}
