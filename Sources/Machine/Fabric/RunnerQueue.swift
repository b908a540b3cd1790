import Delivery
import Glibc
import Kernel
import TierModel

/// What waits for a runner's thread. Every part of it is bounded, and what there is no room for is counted.
final class RunnerQueue: @unchecked Sendable {
  // Proof of safety: `contents` is read and written only between locking and unlocking `mutex`, and nothing that comes
  // from outside is called in between. The two pointers never change.

  /// A message of a producer.
  struct Append {
    var message: OutgoingMessage
    var whenStored: (@Sendable (MessageNumber) -> Void)?
  }

  /// What is taken out at a time.
  struct Contents {
    var appends: [Append] = []
    /// Frames with messages.
    var messages: [[UInt8]] = []
    var acknowledgements: [[UInt8]] = []
    /// Messages of which there is nothing left to store, by priority.
    var givenUp = Lanes(repeating: 0)
    var isStopping = false
  }

  /// What did not get in.
  struct Dropped {
    var frames: UInt64 = 0
    var refusedEvents: UInt64 = 0
    var givenUp = Lanes(repeating: UInt64(0))
  }

  private var contents = Contents()
  private var dropped = Dropped()
  private var eventOctets = 0
  private var waitingEvents = 0
  private var frameOctets = 0
  private var isClosed = false
  private let bounds: RunnerBounds
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(bounds: RunnerBounds) {
    self.bounds = bounds
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Puts a producer's message in.
  func put(_ append: Append) -> AppendOutcome {
    locked {
      if isClosed { return refuse(append.message.priority) }
      if append.message.priority == .event {
        guard waitingEvents < bounds.events, eventOctets < bounds.eventOctets else { return refuse(.event) }
        waitingEvents += 1
        eventOctets += append.message.payload.count
      } else if contents.appends.count - waitingEvents >= bounds.others {
        return refuse(append.message.priority)
      }
      contents.appends.append(append)
      pthread_cond_signal(condition)
      return .queued
    }
  }

  private func refuse(_ priority: DeliveryPriority) -> AppendOutcome {
    if priority == .event {
      dropped.refusedEvents += 1
      return .refused
    }
    dropped.givenUp[priority] += 1
    if !isClosed { contents.givenUp[priority] += 1 }
    return .givenUp
  }

  /// Puts a frame in; where there is no room, it is lost like one that the fabric has lost.
  func put(frame octets: [UInt8]) {
    let isAcknowledgement = DeliveryFrame.isAcknowledgement(octets)
    locked {
      let waiting = isAcknowledgement ? contents.acknowledgements.count : contents.messages.count
      guard waiting < bounds.frames, frameOctets + octets.count <= bounds.frameOctets, !isClosed else {
        dropped.frames += 1
        return
      }
      if !isAcknowledgement { frameOctets += octets.count }
      if isAcknowledgement { contents.acknowledgements.append(octets) } else { contents.messages.append(octets) }
      pthread_cond_signal(condition)
    }
  }

  /// Lets the thread end.
  func stop() {
    locked {
      contents.isStopping = true
      pthread_cond_signal(condition)
    }
  }

  /// Lets nothing more in, and gives what was left.
  func close() -> Contents {
    locked {
      isClosed = true
      defer { contents = Contents() }
      return contents
    }
  }

  /// What did not get in so far.
  var losses: Dropped { locked { dropped } }

  /// How many events wait to be stored.
  var pendingEvents: Int { locked { waitingEvents } }

  /// Waits until something is there that may be taken, or for `interval` at most, and takes it. While a change cannot be
  /// committed only acknowledgements are taken.
  func take(waitingFor interval: Interval, onlyAcknowledgements: Bool) -> Contents {
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    let end = Int64(deadline.tv_nsec) + max(0, min(interval.nanoseconds, 60_000_000_000))
    deadline.tv_sec += Int(end / 1_000_000_000)
    deadline.tv_nsec = Int(end % 1_000_000_000)
    return locked {
      while !isReady(onlyAcknowledgements) {
        if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT { break }
      }
      var taken = Contents()
      taken.isStopping = contents.isStopping
      swap(&taken.acknowledgements, &contents.acknowledgements)
      if onlyAcknowledgements { return taken }
      swap(&taken.appends, &contents.appends)
      swap(&taken.messages, &contents.messages)
      swap(&taken.givenUp, &contents.givenUp)
      waitingEvents = 0
      eventOctets = 0
      frameOctets = 0
      return taken
    }
  }

  private func isReady(_ onlyAcknowledgements: Bool) -> Bool {
    if contents.isStopping || !contents.acknowledgements.isEmpty { return true }
    return !onlyAcknowledgements && !(contents.appends.isEmpty && contents.messages.isEmpty)
  }
}
