public import Kernel
public import TierModel

/// The number of a message: its place among the messages of one priority, within one epoch of one sender.
///
/// Each priority counts by itself and without holes. So events need not wait for older summaries, an outbox that gives
/// messages up gives up a beginning of the count, and one number a priority says what is held and what is done.
public struct MessageNumber: Hashable, Comparable, Sendable {
  /// What counts.
  public var priority: DeliveryPriority
  /// From 1, at most ``greatest``.
  public var sequence: UInt64

  /// No sender comes this far: a billion a second for thirty years. Greater ones are refused.
  public static let greatest: UInt64 = 1 << 60

  /// Makes a number.
  public init(_ priority: DeliveryPriority, _ sequence: UInt64) {
    self.priority = priority
    self.sequence = sequence
  }

  public static func < (left: MessageNumber, right: MessageNumber) -> Bool {
    left.priority == right.priority ? left.sequence < right.sequence : left.priority < right.priority
  }
}

/// One value for each priority.
public struct Lanes<Value> {
  /// That of events.
  public var event: Value
  /// That of summaries.
  public var summary: Value
  /// That of digests.
  public var digest: Value

  /// Makes lanes that all begin with the same.
  public init(repeating value: Value) {
    event = value
    summary = value
    digest = value
  }

  /// Makes a value for each priority.
  public init<Failure: Error>(_ make: (DeliveryPriority) throws(Failure) -> Value) throws(Failure) {
    event = try make(.event)
    summary = try make(.summary)
    digest = try make(.digest)
  }

  /// The value of a priority.
  public subscript(priority: DeliveryPriority) -> Value {
    get {
      switch priority {
      case .event: event
      case .summary: summary
      case .digest: digest
      }
    }
    _modify {
      switch priority {
      case .event: yield &event
      case .summary: yield &summary
      case .digest: yield &digest
      }
    }
  }
}

extension Lanes: Sendable where Value: Sendable {}
extension Lanes: Equatable where Value: Equatable {}
extension Lanes: Hashable where Value: Hashable {}

/// A message as a producer hands it over, before it has a number.
public struct OutgoingMessage: Sendable, Hashable {
  /// How much it matters.
  public var priority: DeliveryPriority
  /// When it was made.
  public var time: Instant
  /// What it says, at most ``greatestPayload`` octets; delivery does not look into it.
  public var payload: [UInt8]

  /// The most that a message may have, in octets: with its frame it fits into the megabyte of common brokers.
  public static let greatestPayload = 768 << 10

  /// Makes a message.
  public init(_ priority: DeliveryPriority, time: Instant, payload: [UInt8]) {
    self.priority = priority
    self.time = time
    self.payload = payload
  }
}

/// A message with its number, as an outbox holds it and as a frame carries it.
public struct NumberedMessage: Sendable, Hashable {
  /// Its number.
  public var number: MessageNumber
  /// When it was made.
  public var time: Instant
  /// What it says.
  public var payload: [UInt8]

  /// Makes a message.
  public init(number: MessageNumber, time: Instant, payload: [UInt8]) {
    self.number = number
    self.time = time
    self.payload = payload
  }
}

/// A message that a receiver takes for the first and only time.
public struct DeliveredMessage: Sendable, Hashable {
  /// Who sent it.
  public var sender: String
  /// The epoch of the sender's outbox.
  public var epoch: UInt64
  /// The message.
  public var message: NumberedMessage

  /// Makes a message.
  public init(sender: String, epoch: UInt64, message: NumberedMessage) {
    self.sender = sender
    self.epoch = epoch
    self.message = message
  }
}
