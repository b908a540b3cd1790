import CityStore
import Delivery
import EdgeCore
import Fabric
import GRDB
import Kernel
import RoadModel
import Synchronization
import TierModel
import TierProtocol

/// The runner's end of an edge: turns what its core tells into messages, and keeps in the same transaction which events
/// are open.
///
/// What the last life left open is over for the edge, which will say anew what it finds: the ends are told first. They
/// are told once, however often the edge starts, because an event leaves the table with the message that ends it.
struct EdgeConsumer: DeliveryConsumer {
  typealias Transaction = Database

  private let waiting: WaitingEffects
  /// The events that the last life left open, until they are told to have ended.
  private var left: [TrafficEvent]
  /// What was told of events since the last commit.
  private var told: [TrafficEvent] = []

  init(waiting: WaitingEffects, left: [TrafficEvent]) {
    self.waiting = waiting
    self.left = left
  }

  /// Nothing comes to an edge from below.
  mutating func take(_ messages: [DeliveredMessage], at now: Instant) -> [OutgoingMessage] { [] }

  mutating func advance(to now: Instant) -> [OutgoingMessage] {
    var messages: [OutgoingMessage] = []
    for var event in left {
      event.stage = .end
      event.time = max(now, event.time)
      messages.append(tell(event))
    }
    left = []
    for effect in waiting.take() {
      switch effect {
      case .trafficEvent(let event): messages.append(tell(event))
      case .summary(let summary): messages.append(OutgoingMessage(.summary(summary), at: summary.time))
      case .sceneDigest(let digest): messages.append(OutgoingMessage(.scene(digest), at: digest.time))
      case .devices(let devices): messages.append(OutgoingMessage(.devices(devices), at: now))
      case .network(let network): messages.append(OutgoingMessage(.network(network), at: now))
      case .scenePublished, .messagesReady, .mapChanged, .eventsChanged, .secondDigest: break
      }
    }
    return messages
  }

  private mutating func tell(_ event: TrafficEvent) -> OutgoingMessage {
    told.append(event)
    return OutgoingMessage(.event(event), at: event.time)
  }

  /// Whatever there is to write comes with a message.
  var wantsToWrite: Bool { false }

  mutating func write(_ transaction: Database) throws {
    for event in told { try EdgeTables.keep(event, in: transaction) }
  }

  mutating func committed(at now: Instant) { told.removeAll(keepingCapacity: true) }
}

/// What a core told and the uplink has not turned into messages yet: the core's thread puts in, the runner's takes out.
final class WaitingEffects: Sendable {
  /// How many effects may wait; of more, events only are taken and the others are given up and counted.
  static let room = 256
  /// How many effects may wait before events are given up too: far more than an edge tells in a day on which its disk
  /// takes nothing.
  static let roomForEvents = 65_536

  private struct State {
    var effects: [EdgeEffect] = []
    var givenUp: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Values that were given up because the disk did not keep up.
  var givenUp: UInt64 { state.withLock { $0.givenUp } }

  func put(_ effects: [EdgeEffect]) {
    state.withLock { state in
      for effect in effects {
        let room: Int
        switch effect {
        case .trafficEvent, .network: room = WaitingEffects.roomForEvents
        case .summary, .sceneDigest, .devices: room = WaitingEffects.room
        case .scenePublished, .messagesReady, .mapChanged, .eventsChanged, .secondDigest: continue
        }
        if state.effects.count < room { state.effects.append(effect) } else { state.givenUp += 1 }
      }
    }
  }

  func take() -> [EdgeEffect] {
    state.withLock { state in
      if state.effects.isEmpty { return [] }
      defer { state.effects = [] }
      return state.effects
    }
  }
}

extension OutgoingMessage {
  /// A message to the tier above that speaks of an instant.
  init(_ message: TierMessage, at time: Instant) {
    self.init(message.priority, time: time, payload: TierCodec.encode(message, at: time))
  }
}
