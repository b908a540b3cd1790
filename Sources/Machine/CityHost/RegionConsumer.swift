import CityStore
import Delivery
import Fabric
import GRDB
import Kernel
import RegionCore
import RoadModel
import Synchronization
import TierModel
import TierProtocol

/// Hands what edges tell to a region's core, and what the core wants to its tables and to the center.
struct RegionConsumer: DeliveryConsumer {
  typealias Transaction = Database

  private let core: RegionCore
  private let shared: RegionShared
  private let retention: RegionTables.Retention
  private var effects: [RegionEffect] = []
  private var shownAt = Instant(nanoseconds: 0)
  private var prunedAt = Instant(nanoseconds: 0)
  private var toldDevicesAt = Instant(nanoseconds: 0)
  private var now = Instant(nanoseconds: 0)

  init(core: RegionCore, shared: RegionShared, retention: RegionTables.Retention) {
    self.core = core
    self.shared = shared
    self.retention = retention
  }

  mutating func take(_ messages: [DeliveredMessage], at now: Instant) -> [OutgoingMessage] {
    let start = effects.count
    for delivered in messages {
      do throws(TierProtocolError) {
        let envelope = try delivered.envelope()
        core.handle(envelope, at: now, into: &effects)
        if case .summary(let summary) = envelope.message { shared.note(summary, of: envelope.sender) }
      } catch {
        shared.countUnreadable(error, from: delivered.sender)
      }
    }
    return outgoing(effects[start...], at: now)
  }

  mutating func advance(to now: Instant) -> [OutgoingMessage] {
    self.now = now
    let start = effects.count
    core.advance(to: now, into: &effects)
    show(at: now)
    tellDevices(at: now)
    return outgoing(effects[start...], at: now)
  }

  /// Tells the center of all devices every half minute.
  private mutating func tellDevices(at now: Instant) {
    guard now - toldDevicesAt >= .seconds(30) || now < toldDevicesAt else { return }
    toldDevicesAt = now
    let devices = core.edges.flatMap(\.devices)
    if !devices.isEmpty { effects.append(.send(.devices(devices))) }
  }

  /// What is only to be shown is no reason to write.
  var wantsToWrite: Bool { effects.contains(where: \.isForStore) || now - prunedAt >= .seconds(60) }

  mutating func write(_ transaction: Database) throws {
    for effect in effects { try RegionTables.apply(effect, in: transaction) }
    guard now - prunedAt >= .seconds(60) else { return }
    let isMore = try RegionTables.prune(at: now, retention, in: transaction)
    // Where the commit fails, the next pruning deletes what this one would have.
    if !isMore { prunedAt = now }
  }

  mutating func committed(at now: Instant) { effects.removeAll(keepingCapacity: true) }

  /// Shows the live picture five times a second.
  private mutating func show(at now: Instant) {
    guard now - shownAt >= .milliseconds(200) || now < shownAt else { return }
    shownAt = now
    shared.show(core.view(at: now))
  }

  private func outgoing(_ effects: ArraySlice<RegionEffect>, at now: Instant) -> [OutgoingMessage] {
    effects.compactMap { effect in
      guard case .send(let message) = effect else { return nil }
      return OutgoingMessage(message.priority, time: now, payload: TierCodec.encode(message, at: message.time ?? now))
    }
  }
}

extension RegionEffect {
  /// Whether the tables change by it.
  var isForStore: Bool {
    switch self {
    case .store, .add, .storeScene, .storeSighting, .keep, .drop, .send(.event): true
    case .send, .networkChanged, .eventsChanged, .sceneAdvanced: false
    }
  }
}

extension TierMessage {
  /// The instant that it speaks of, where it has one of its own.
  var time: Instant? {
    switch self {
    case .summary(let summary): summary.time
    case .event(let event): event.time
    case .scene(let digest): digest.time
    case .region(let summary): summary.time
    case .devices, .network: nil
    }
  }
}

extension DeliveredMessage {
  /// What was said, by whom and under which number.
  func envelope() throws(TierProtocolError) -> TierEnvelope {
    let (time, body) = try TierCodec.decode(message.payload)
    return TierEnvelope(
      sender: sender, epoch: epoch, sequence: message.number.sequence, time: time, message: body)
  }
}

/// What a region's thread shares with the others.
final class RegionShared: Sendable {
  private struct State {
    var view: RegionView?
    var unreadable = UnreadableMessages()
    /// The newest second of each edge, ordered by edge.
    var summaries: [(edge: String, summary: TrafficSummary)] = []
  }

  private let state = Mutex(State())

  var view: RegionView? { state.withLock { $0.view } }
  var unreadable: UnreadableMessages { state.withLock { $0.unreadable } }
  var summaries: [(edge: String, summary: TrafficSummary)] { state.withLock { $0.summaries } }

  func note(_ summary: TrafficSummary, of edge: String) {
    state.withLock { state in
      guard let place = state.summaries.firstIndex(where: { $0.edge >= edge }) else {
        return state.summaries.append((edge, summary))
      }
      if state.summaries[place].edge != edge {
        state.summaries.insert((edge, summary), at: place)
      } else if state.summaries[place].summary.time < summary.time {
        state.summaries[place].summary = summary
      }
    }
  }

  func show(_ view: RegionView) { state.withLock { $0.view = view } }

  func countUnreadable(_ error: TierProtocolError, from sender: String) {
    state.withLock { $0.unreadable.count(error, from: sender) }
  }
}
