public import Kernel
public import TierModel

/// What a disk must do for delivery: a change is there whole or not at all, and once ``commit(_:_:)`` has returned it
/// outlasts a crash and a loss of power.
public protocol DeliveryStore: SendableMetatype {
  /// Where the owner of a store writes what belongs to the same change: history, events, a log.
  associatedtype Transaction

  /// All that delivery keeps, as of the last change.
  mutating func load() throws(StoreFailure) -> DeliveryState

  /// Makes a change and what `body` writes durable together. Where it throws, nothing of it is visible, and the same
  /// change may be tried again; what `body` throws becomes a ``StoreFailure`` too.
  mutating func commit(
    _ change: DeliveryChange, _ body: (Transaction) throws -> Void
  ) throws(StoreFailure)

  /// Gives the outbox a new epoch, greater than the last. What it holds keeps its numbers.
  mutating func renewEpoch() throws(StoreFailure)

  /// Messages that the outbox holds, in the order of the numbers; those that it does not hold are left out.
  mutating func messages(_ numbers: [MessageNumber]) throws(StoreFailure) -> [NumberedMessage]
}

/// Why a store did not do what it was asked.
public struct StoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Kind: String, CaseIterable, Sendable {
    /// No room is left: try again later.
    case full
    /// Another holds it, or it does not answer: try again later.
    case unavailable
    /// What is in it contradicts itself: it has to be set aside.
    case damaged
    /// The change itself cannot be made; to try again is in vain.
    case refused
  }

  /// What kind of failure it is.
  public var kind: Kind
  /// One sentence for the operator.
  public var description: String

  /// Makes a failure.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}

/// What is kept of a lane of an outbox beside its messages.
public struct LaneState: Hashable, Sendable, BitwiseCopyable {
  /// The greatest number that was given to a message; 0 before the first.
  public var assigned: UInt64 = 0
  /// How many messages were given up because the outbox was over its bound.
  public var thinned: UInt64 = 0

  /// Makes the state of a lane that is new.
  public init() {}
}

/// A message of an outbox without its payload.
public struct HeldMessage: Hashable, Sendable {
  /// Its number.
  public var number: MessageNumber
  /// When it was made.
  public var time: Instant
  /// The size of its payload.
  public var octets: Int

  /// Makes a message.
  public init(number: MessageNumber, time: Instant, octets: Int) {
    self.number = number
    self.time = time
    self.octets = octets
  }
}

/// All that delivery keeps, as a store has it after a restart.
public struct DeliveryState: Sendable {
  /// The epoch of the outbox, minted when the store was made.
  public var epoch: UInt64
  /// The counts of the outbox.
  public var lanes = Lanes(repeating: LaneState())
  /// What the outbox holds, ascending by number.
  public var held: [HeldMessage] = []
  /// What was received, by sender.
  public var senders: [SenderMarks] = []

  /// The state of a store that is new. No two outboxes of one sender may ever have the same epoch, which is 1 or more and
  /// fits 63 bits.
  public init(epoch: UInt64) { self.epoch = epoch }
}

/// What one transaction changes.
public struct DeliveryChange: Sendable {
  /// Messages that enter the outbox.
  public var appended: [NumberedMessage] = []
  /// Messages that leave it, because they are acknowledged or given up.
  public var removed: [RemovedMessages] = []
  /// The counts of the outbox after it; nil where they stay.
  public var lanes: Lanes<LaneState>?
  /// Senders whose marks are others now, each whole.
  public var senders: [SenderMarks] = []

  /// A change of nothing.
  public init(lanes: Lanes<LaneState>?) { self.lanes = lanes }
}

/// A run of messages that leave an outbox.
public struct RemovedMessages: Hashable, Sendable {
  /// The lane.
  public var priority: DeliveryPriority
  /// Its numbers; some of them may have left before.
  public var sequences: ClosedRange<UInt64>

  /// Makes a run.
  public init(priority: DeliveryPriority, sequences: ClosedRange<UInt64>) {
    self.priority = priority
    self.sequences = sequences
  }
}
