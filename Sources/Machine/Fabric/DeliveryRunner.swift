public import Delivery
import Kernel
import LinuxIO
import Synchronization
import TierModel

/// Runs a tier's end of delivery on a thread of its own: producers' messages into the store, from there to the tier
/// above until that has committed them; frames from below into the consumer and the store, and back the acknowledgement.
///
/// It commits in groups: all that came while the last commit was under way is the next one. A disk that is full or
/// slow makes it wait and try again; meanwhile what is stored goes on being sent and acknowledged, and producers of
/// events are refused only when tens of thousands wait.
public final class DeliveryRunner: Sendable {
  private let queue: RunnerQueue
  private let thread: DedicatedThread
  private let subscription: any FabricSubscription
  private let report: RunnerReport

  /// Starts it. The store is already open, and is used from the runner's thread alone from now on.
  ///
  /// - Parameters:
  ///   - name: The tier's name, which is that of its end of the fabric; 1...64 octets.
  ///   - superior: The end of the tier above; nil for none.
  ///   - store: Where all is kept.
  ///   - consumer: What is done with messages from below.
  ///
  /// Throws ``StoreFailure`` where the store cannot be read, ``FabricError`` where the end cannot be listened at, and
  /// ``ByteStreamError`` where no thread can be had.
  public init<Store: DeliveryStore, Consumer: DeliveryConsumer>(
    name: String, superior: String?, fabric: any Fabric, limits: OutboxLimits = OutboxLimits(),
    bounds: RunnerBounds = RunnerBounds(), store: sending Store, consumer: sending Consumer
  ) throws where Store.Transaction == Consumer.Transaction {
    guard (1...DeliveryFrame.greatestName).contains(name.utf8.count) else {
      throw FabricError("'\(name)' is no name for an end: it needs 1 to \(DeliveryFrame.greatestName) octets")
    }
    var store = store
    let node = DeliveryNode(name: name, state: try store.load(), limits: limits)
    let queue = RunnerQueue(bounds: bounds)
    let report = RunnerReport(RunnerStatus(of: node))
    // Safe to hand over: `store` and `consumer` were sent here and this is the only thing that has them; the thread
    // alone uses it.
    nonisolated(unsafe) let worker = RunnerWorker(
      node: node, superior: superior, fabric: fabric, queue: queue, report: report, store: store, consumer: consumer)
    self.queue = queue
    self.report = report
    subscription = try fabric.subscribe(name) { queue.put(frame: $0) }
    thread = try DedicatedThread(name: "delivery") { worker.run() }
  }

  /// Takes a message from a producer, from any thread, without waiting. `whenStored` is called once it outlasts a loss
  /// of power, on the runner's thread: from then on it will reach the tier above, once.
  @discardableResult
  public func append(
    _ message: OutgoingMessage, whenStored: (@Sendable (MessageNumber) -> Void)? = nil
  ) -> AppendOutcome { queue.put(RunnerQueue.Append(message: message, whenStored: whenStored)) }

  /// What it is doing.
  public var status: RunnerStatus {
    var status = report.status
    let losses = queue.losses
    status.droppedFrames = losses.frames
    status.refusedEvents = losses.refusedEvents
    status.givenUp = losses.givenUp
    status.pendingEvents = queue.pendingEvents
    return status
  }

  /// Stores what was taken, as far as the disk lets it, and ends. Call it once.
  public func stop() {
    subscription.cancel()
    queue.stop()
    thread.join()
  }
}

/// What a runner's thread shares with the others.
final class RunnerReport: Sendable {
  private let shared: Mutex<RunnerStatus>

  init(_ status: RunnerStatus) { shared = Mutex(status) }

  var status: RunnerStatus { shared.withLock { $0 } }

  func update(_ body: (inout RunnerStatus) -> Void) { shared.withLock { body(&$0) } }
}
