public import Delivery
public import Kernel
import TierModel

/// What became of a message that was handed to a runner.
public enum AppendOutcome: Sendable {
  /// It will be stored; the callback says when it is.
  case queued
  /// A summary or a digest for which there was no room: it is counted, and the receiver will know that it is missing.
  case givenUp
  /// An event that was not taken, because the store has not kept up for long, or the runner has ended. Whoever has it
  /// keeps it.
  case refused
}

/// How much may wait for a runner's thread.
public struct RunnerBounds: Sendable {
  /// Events that are not stored yet.
  public var events = 65_536
  /// The octets of their payloads.
  public var eventOctets = 64 << 20
  /// Summaries and digests that are not stored yet.
  public var others = 4096
  /// Frames of each kind that have come and are not looked at.
  public var frames = 512
  /// The octets of those with messages.
  public var frameOctets = 64 << 20

  /// The usual ones.
  public init() {}
}

/// What a runner is doing.
public struct RunnerStatus: Sendable {
  /// The outbox.
  public var outbox: OutboxStatus
  /// What has happened at the node.
  public var counters: DeliveryCounters
  /// What was taken of each sender, as of at most a second ago.
  public var senders: [SenderMarks] = []
  /// How often the store could not commit.
  public var storeFailures: UInt64 = 0
  /// Why it cannot now, as a sentence for the operator; nil while it can.
  public var storeFailure: String?
  /// Since when it cannot, on the scale of the monotonic clock.
  public var stuckSince: Instant?
  /// How often the outbox was given a new epoch, because the tier above knew greater numbers than it: it had been put
  /// back from a copy, or the disk had lost what it had acknowledged.
  public var renewals: UInt64 = 0
  /// Why the runner has ended by itself; nil while it goes on.
  public var end: String?
  /// How long the last commit took.
  public var lastCommit = Interval.zero
  /// How long the longest one took.
  public var longestCommit = Interval.zero
  /// Frames for which there was no room; they come again.
  public var droppedFrames: UInt64 = 0
  /// Events that were not taken from their producers.
  public var refusedEvents: UInt64 = 0
  /// Messages that were given up before they could be stored, by priority.
  public var givenUp = Lanes(repeating: UInt64(0))
  /// Events that wait to be stored.
  public var pendingEvents = 0

  /// Why it does not work, as a sentence for the operator; nil while it does.
  public var failure: String? { end ?? storeFailure }

  init(of node: DeliveryNode) {
    outbox = node.status
    counters = node.counters
  }
}
