public import Delivery
public import Kernel

/// What a region or a center does with the messages that come. All of it is called on the runner's thread, one call at
/// a time.
///
/// The order is: `take` and `advance` as often as there is something, then `write`, again and again until it is
/// committed, then `committed`. What was taken and what was written are one transaction: after a crash either both
/// happened or neither, and what did not comes again.
public protocol DeliveryConsumer<Transaction>: SendableMetatype {
  /// Where the store lets it write.
  associatedtype Transaction

  /// Takes messages that are new, in the order of their sender's frames, and gives what is to be sent to the next tier.
  mutating func take(_ messages: [DeliveredMessage], at now: Instant) -> [OutgoingMessage]

  /// Time has passed, messages or not; gives what is to be sent to the next tier.
  mutating func advance(to now: Instant) -> [OutgoingMessage]

  /// Whether ``write(_:)`` has something to write although no message came.
  var wantsToWrite: Bool { get }

  /// Writes what the messages since the last commit do. It may be called several times for the same; only the last one
  /// counts.
  mutating func write(_ transaction: Transaction) throws

  /// What was written is durable.
  mutating func committed(at now: Instant)
}

/// The consumer of an edge, to which no messages come: they would be taken and forgotten.
public struct NoConsumer<Transaction>: DeliveryConsumer {
  /// Makes it.
  public init() {}
  /// Does nothing.
  public mutating func take(_ messages: [DeliveredMessage], at now: Instant) -> [OutgoingMessage] { [] }
  /// Does nothing.
  public mutating func advance(to now: Instant) -> [OutgoingMessage] { [] }
  /// Never.
  public var wantsToWrite: Bool { false }
  /// Does nothing.
  public mutating func write(_ transaction: Transaction) throws {}
  /// Does nothing.
  public mutating func committed(at now: Instant) {}
}
