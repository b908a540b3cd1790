public import Kernel

/// How much an outbox holds, and how it sends.
public struct OutboxLimits: Sendable, Hashable {
  /// How many messages it holds before digests, then summaries go. Events are held in any number.
  public var messages = 500_000
  /// How many octets of payload it holds before digests, then summaries go.
  public var octets = 1 << 30
  /// How many messages of one priority are under way at a time.
  public var window = 256
  /// How many messages a frame has at most.
  public var batchMessages = 64
  /// How many octets of messages a frame has at most, where it has more than one.
  public var batchOctets = 256 << 10
  /// How long it waits for an acknowledgement before it sends again; twice as long after each time.
  public var firstRetry = Interval.milliseconds(500)
  /// How long it waits at most.
  public var longestRetry = Interval.milliseconds(5000)
  /// After how many attempts without an answer only the lowest numbers are tried.
  public var patience = 3
  /// How many of a priority are tried then.
  public var probe = 8
  /// Summaries and digests younger than this go before the backlog, in at most half of a frame.
  public var fresh = Interval.milliseconds(10_000)
  /// How long acknowledged messages may stay in the store where no other change takes them along.
  public var removal = Interval.milliseconds(250)

  /// The usual limits: a day of summaries and digests.
  public init() {}
}
