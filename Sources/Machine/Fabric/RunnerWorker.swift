import Delivery
import Kernel
import LinuxIO
import TierModel

/// The loop of a runner's thread.
final class RunnerWorker<Store: DeliveryStore, Consumer: DeliveryConsumer>
where Store.Transaction == Consumer.Transaction {
  private var node: DeliveryNode
  private let superior: String?
  private let fabric: any Fabric
  private let queue: RunnerQueue
  private let report: RunnerReport
  private var store: Store
  private var consumer: Consumer
  /// Who waits for a message of the next change to be stored, and of the one under way.
  private var waiting: [Waiting] = []
  private var underWay: [Waiting] = []
  private var stuck: Stuck?
  private var jitter = SeededRandom(seed: .random(in: .min ... .max))
  private var sendersToldAt = Instant(nanoseconds: .min)
  private var isEnded = false
  private var impossibleSeen: UInt64 = 0
  /// How far the clock was from the monotonic one when the thread began. The node's time goes on from there: a clock
  /// that is set back must not put off what has to be sent again.
  private let origin = SystemClock.realtime() - SystemClock.monotonic()

  private struct Waiting {
    var number: MessageNumber
    var tell: @Sendable (MessageNumber) -> Void
  }

  /// A change that could not be committed.
  private struct Stuck {
    var since: Instant
    var retryAt: Instant
    var pause: Interval
  }

  /// The longest that the thread sleeps: the consumer wants to know of time.
  private static var turn: Interval { .milliseconds(50) }
  private static var firstPause: Interval { .milliseconds(20) }
  private static var longestPause: Interval { .milliseconds(1000) }

  init(
    node: DeliveryNode, superior: String?, fabric: any Fabric, queue: RunnerQueue, report: RunnerReport,
    store: Store, consumer: Consumer
  ) {
    self.node = node
    self.superior = superior
    self.fabric = fabric
    self.queue = queue
    self.report = report
    self.store = store
    self.consumer = consumer
  }

  func run() {
    while !isEnded {
      let contents = queue.take(waitingFor: sleep(), onlyAcknowledgements: stuck != nil)
      let now = steadyTime
      for frame in contents.acknowledgements { _ = node.receive(frame, at: now) }
      if stuck == nil { gather(contents, at: now) }
      commit(at: now)
      renewIfNeeded()
      publish(at: steadyTime)
      tell()
      if contents.isStopping { break }
    }
    // What is not stored was not told to be: its producers know.
    _ = queue.close()
    tell()
  }

  private var steadyTime: Instant { SystemClock.monotonic() + origin }

  private func sleep() -> Interval {
    var interval = Self.turn
    let now = steadyTime
    if let due = node.nextDue(isSending: superior != nil) { interval = min(interval, later(due, than: now)) }
    if let stuck { interval = min(interval, later(stuck.retryAt, than: SystemClock.monotonic())) }
    return max(.zero, interval)
  }

  /// The time until an instant, which may lie at the very beginning of time.
  private func later(_ due: Instant, than now: Instant) -> Interval { due <= now ? .zero : due - now }

  /// What came becomes part of the next change.
  private func gather(_ contents: RunnerQueue.Contents, at now: Instant) {
    var outgoing: [OutgoingMessage] = []
    let today = SystemClock.realtime()
    for frame in contents.messages {
      let accepted = node.receive(frame, at: now)
      if !accepted.isEmpty { outgoing += consumer.take(accepted, at: today) }
    }
    outgoing += consumer.advance(to: today)
    for message in outgoing { _ = try? node.append(message) }
    for priority in DeliveryPriority.allCases { node.giveUp(contents.givenUp[priority], of: priority) }
    for append in contents.appends {
      // One that is too long is counted by the node.
      guard let number = try? node.append(append.message), let tell = append.whenStored else { continue }
      waiting.append(Waiting(number: number, tell: tell))
    }
  }

  private func commit(at now: Instant) {
    if let stuck {
      if let removals = node.sealRemovals() { _ = try? store.commit(removals) { _ in } }
      if SystemClock.monotonic() < stuck.retryAt { return }
    } else {
      guard node.seal(at: now, evenIfEmpty: consumer.wantsToWrite) != nil else { return }
      underWay = waiting
      waiting = []
    }
    guard let change = node.sealed else { return }
    let begun = SystemClock.monotonic()
    do throws(StoreFailure) {
      try store.commit(change) { try consumer.write($0) }
    } catch {
      return failed(error, begun: begun)
    }
    stuck = nil
    node.committed(at: now)
    consumer.committed(at: SystemClock.realtime())
    let took = SystemClock.monotonic() - begun
    report.update { status in
      status.lastCommit = took
      status.longestCommit = max(status.longestCommit, took)
      status.storeFailure = nil
      status.stuckSince = nil
    }
    for waiting in underWay { waiting.tell(waiting.number) }
    underWay = []
  }

  /// The tier above has acknowledged what was never given here, so that it would take new messages for known ones.
  private func renewIfNeeded() {
    guard node.counters.impossibleAcknowledgements > impossibleSeen, node.sealed == nil, !isEnded else { return }
    impossibleSeen = node.counters.impossibleAcknowledgements
    do throws(StoreFailure) {
      try store.renewEpoch()
      node.renew(try store.load())
      report.update { $0.renewals += 1 }
    } catch {
      failed(error, begun: SystemClock.monotonic())
      // Nothing is under way that would have to be tried again: the next acknowledgement leads here again.
      stuck = nil
    }
  }

  private func failed(_ failure: StoreFailure, begun: Instant) {
    let pause = stuck.map { min(Interval(nanoseconds: $0.pause.nanoseconds * 2), Self.longestPause) } ?? Self.firstPause
    let since = stuck?.since ?? begun
    stuck = Stuck(since: since, retryAt: SystemClock.monotonic() + pause, pause: pause)
    // To try again helps against want of room and of access, not against damage.
    isEnded = failure.kind == .damaged || failure.kind == .refused
    report.update { status in
      status.storeFailures += 1
      status.storeFailure = failure.description
      status.stuckSince = since
      if isEnded { status.end = failure.description }
    }
  }

  private func publish(at now: Instant) {
    for frame in node.acknowledgements() { fabric.publish(frame.octets, to: frame.end) }
    guard let superior else { return }
    while let transmission = node.nextTransmission(at: now, jitter: jitter.unit()) {
      do throws(StoreFailure) {
        let messages = try store.messages(transmission.numbers)
        fabric.publish(node.frame(of: messages), to: superior)
      } catch {
        // What was not read is sent again later, as if the fabric had lost it.
        report.update { status in
          status.storeFailures += 1
          if error.kind == .damaged { status.end = error.description }
        }
        isEnded = isEnded || error.kind == .damaged
        return
      }
    }
  }

  private func tell() {
    let now = SystemClock.monotonic()
    let isDue = sendersToldAt.nanoseconds == .min || now - sendersToldAt > .milliseconds(500)
    if isDue { sendersToldAt = now }
    report.update { status in
      status.outbox = node.status
      status.counters = node.counters
      if isDue { status.senders = node.senders }
    }
  }
}
