import Delivery
import Kernel
import TierModel

/// A disk in memory with the promises of a real one: a change is there whole or not at all, and what is there survives
/// every crash. It may be full.
struct SimulatedDisk: DeliveryStore {
  /// What a tier writes beside delivery's own: the messages that it took.
  final class Transaction {
    var log: [[UInt8]] = []
  }

  private(set) var epoch: UInt64
  private(set) var lanes = Lanes(repeating: LaneState())
  private(set) var outbox = Lanes<[NumberedMessage]>(repeating: [])
  private(set) var senders: [SenderMarks] = []
  /// Everything that was taken, in order.
  private(set) var log: [[UInt8]] = []
  var isFull = false
  /// The sabotage that loses events of an outbox.
  var losesEvents = false

  init(epoch: UInt64) { self.epoch = epoch }

  func load() throws(StoreFailure) -> DeliveryState {
    var state = DeliveryState(epoch: epoch)
    state.lanes = lanes
    for priority in DeliveryPriority.allCases {
      state.held += outbox[priority].map { HeldMessage(number: $0.number, time: $0.time, octets: $0.payload.count) }
    }
    state.senders = senders
    return state
  }

  mutating func commit(_ change: DeliveryChange, _ body: (Transaction) throws -> Void) throws(StoreFailure) {
    if isFull { throw StoreFailure(.full, "the simulated disk is full") }
    let transaction = Transaction()
    do { try body(transaction) } catch { throw StoreFailure(.refused, "\(error)") }
    log += transaction.log
    for message in change.appended { outbox[message.number.priority].append(message) }
    for run in change.removed { outbox[run.priority].removeAll { run.sequences.contains($0.number.sequence) } }
    if losesEvents, outbox.event.count > 4 { outbox.event.removeFirst() }
    if let lanes = change.lanes { self.lanes = lanes }
    for marks in change.senders {
      if let place = senders.firstIndex(where: { $0.sender == marks.sender }) {
        senders[place] = marks
      } else {
        senders.append(marks)
      }
    }
  }

  mutating func renewEpoch() throws(StoreFailure) { epoch += 1 }

  func messages(_ numbers: [MessageNumber]) throws(StoreFailure) -> [NumberedMessage] {
    numbers.compactMap { number in outbox[number.priority].first { $0.number == number } }
  }
}
