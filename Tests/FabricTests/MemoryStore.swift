import Delivery
import Kernel
import Synchronization
import TierModel

/// A disk in memory that fails as a test says, from any thread.
final class MemoryStore: DeliveryStore, Sendable {
  /// What a consumer writes.
  final class Transaction {
    var log: [DeliveredMessage] = []
  }

  struct Contents {
    var outbox: [MessageNumber: NumberedMessage] = [:]
    var lanes = Lanes(repeating: LaneState())
    var senders: [String: SenderMarks] = [:]
    var log: [DeliveredMessage] = []
    var failure: StoreFailure.Kind?
    var epoch: UInt64 = 1 << 61
    /// Whether changes that only remove are made even so.
    var removes = true
    var commits = 0
  }

  let contents = Mutex(Contents())

  func fail(_ kind: StoreFailure.Kind?) { contents.withLock { $0.failure = kind } }
  var log: [DeliveredMessage] { contents.withLock { $0.log } }
  var held: Int { contents.withLock { $0.outbox.count } }

  func load() throws(StoreFailure) -> DeliveryState {
    contents.withLock { contents in
      var state = DeliveryState(epoch: contents.epoch)
      state.lanes = contents.lanes
      state.held = contents.outbox.keys.sorted().map {
        HeldMessage(number: $0, time: contents.outbox[$0]?.time ?? Instant(nanoseconds: 0), octets: 1)
      }
      state.senders = contents.senders.keys.sorted().compactMap { contents.senders[$0] }
      return state
    }
  }

  func renewEpoch() throws(StoreFailure) { contents.withLock { $0.epoch += 1 } }

  func commit(_ change: DeliveryChange, _ body: (Transaction) throws -> Void) throws(StoreFailure) {
    let transaction = Transaction()
    do { try body(transaction) } catch { throw StoreFailure(.refused, "\(error)") }
    let log = transaction.log
    let failure = contents.withLock { contents -> StoreFailure.Kind? in
      let isRemoval = change.appended.isEmpty && change.senders.isEmpty && change.lanes == nil
      if let failure = contents.failure, !(isRemoval && contents.removes) { return failure }
      contents.commits += 1
      contents.log += log
      for message in change.appended { contents.outbox[message.number] = message }
      for run in change.removed {
        contents.outbox = contents.outbox.filter {
          $0.key.priority != run.priority || !run.sequences.contains($0.key.sequence)
        }
      }
      if let lanes = change.lanes { contents.lanes = lanes }
      for marks in change.senders { contents.senders[marks.sender] = marks }
      return nil
    }
    if let failure { throw StoreFailure(failure, "the disk is \(failure.rawValue)") }
  }

  func messages(_ numbers: [MessageNumber]) throws(StoreFailure) -> [NumberedMessage] {
    contents.withLock { contents in numbers.compactMap { contents.outbox[$0] } }
  }
}
