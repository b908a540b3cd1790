public import Kernel
import TierModel

/// What has happened at a node since it was made.
public struct DeliveryCounters: Sendable {
  /// Messages of others that were taken.
  public var accepted: UInt64 = 0
  /// Messages that came again.
  public var known: UInt64 = 0
  /// Messages refused because too many gaps lie before them; they come again.
  public var gaps: UInt64 = 0
  /// Messages refused because their epoch is forgotten.
  public var forgottenEpochs: UInt64 = 0
  /// Messages refused because too many senders speak.
  public var tooManySenders: UInt64 = 0
  /// Messages that their senders gave up before they came.
  public var missing = Lanes(repeating: UInt64(0))
  /// Octets that are no frame.
  public var malformed: UInt64 = 0
  /// What was wrong with the last of them.
  public var lastMalformed: DeliveryFrameError?
  /// Acknowledgements that were taken.
  public var acknowledgements: UInt64 = 0
  /// Acknowledgements for another sender or another epoch.
  public var foreignAcknowledgements: UInt64 = 0
  /// Acknowledgements of numbers that were never given: the outbox has gone back in time.
  public var impossibleAcknowledgements: UInt64 = 0
  /// Messages longer than any may be, refused at their producer.
  public var tooLong: UInt64 = 0
  /// Changes that became durable.
  public var commits: UInt64 = 0
  /// Frames that were sent, acknowledgements not counted.
  public var frames: UInt64 = 0
  /// Messages in them, repeats counted.
  public var sent: UInt64 = 0

  /// Everything is zero.
  public init() {}

  mutating func count(_ reason: Inbox.Rejection, _ count: Int) {
    switch reason {
    case .known: known += UInt64(count)
    case .gaps: gaps += UInt64(count)
    case .epoch: forgottenEpochs += UInt64(count)
    case .senders: tooManySenders += UInt64(count)
    }
  }
}

/// An outbox as operators see it.
public struct OutboxStatus: Sendable {
  /// One priority.
  public struct Lane: Sendable {
    /// Messages that are held.
    public var messages: Int
    /// The octets of their payloads.
    public var octets: Int
    /// When the oldest was made; nil with none.
    public var oldest: Instant?
    /// How many are sent and not acknowledged.
    public var underWay: Int
    /// The greatest number that is durable.
    public var assigned: UInt64
    /// Everything up to this is committed at the receiver, or given up.
    public var acknowledged: UInt64
    /// How many were given up.
    public var thinned: UInt64
  }

  /// The epoch.
  public var epoch: UInt64
  /// Each priority.
  public var lanes: Lanes<Lane>

  init(of outbox: Outbox, epoch: UInt64) {
    self.epoch = epoch
    let floors = outbox.floors
    lanes = Lanes { priority in
      Lane(
        messages: outbox.held[priority].count, octets: outbox.held[priority].octets,
        oldest: outbox.held[priority].oldest, underWay: outbox.flights[priority].count,
        assigned: outbox.durable[priority], acknowledged: floors[priority] - 1,
        thinned: outbox.counts[priority].thinned)
    }
  }

  /// Messages that are held.
  public var messages: Int { lanes.event.messages + lanes.summary.messages + lanes.digest.messages }

  /// The octets of their payloads.
  public var octets: Int { lanes.event.octets + lanes.summary.octets + lanes.digest.octets }

  /// How long the oldest message has waited; zero with none.
  public func age(at now: Instant) -> Interval {
    let oldest = DeliveryPriority.allCases.compactMap { lanes[$0].oldest }.min()
    return oldest.map { now - $0 } ?? .zero
  }
}
