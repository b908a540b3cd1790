import TierModel

/// What travels between two ends of a fabric.
public enum DeliveryFrame: Sendable, Hashable {
  /// Messages of a sender, on their way up.
  case messages(MessageFrame)
  /// What a receiver has of a sender, on its way back.
  case acknowledgement(AcknowledgementFrame)
}

/// Messages of one sender, with what the receiver needs in order to know what will never come.
public struct MessageFrame: Sendable, Hashable {
  /// Who sends; 1...64 octets.
  public var sender: String
  /// The epoch of its outbox.
  public var epoch: UInt64
  /// The lowest number that the sender still holds, or the next one that it will give where it holds none. What lies
  /// below it is acknowledged or given up, so that a receiver passes over it.
  public var floors: Lanes<UInt64>
  /// How many messages the sender gave up in this epoch, by priority.
  public var thinned: Lanes<UInt64>
  /// The messages; none in a frame that only tells the floors.
  public var messages: [NumberedMessage]

  /// Makes a frame.
  public init(
    sender: String, epoch: UInt64, floors: Lanes<UInt64>, thinned: Lanes<UInt64>, messages: [NumberedMessage]
  ) {
    self.sender = sender
    self.epoch = epoch
    self.floors = floors
    self.thinned = thinned
    self.messages = messages
  }
}

/// What a receiver has committed of one epoch of a sender.
public struct AcknowledgementFrame: Sendable, Hashable {
  /// Whose messages these are, not who acknowledges them.
  public var sender: String
  /// The epoch of that sender's outbox.
  public var epoch: UInt64
  /// What is done, by priority.
  public var lanes: Lanes<NumberMarks>

  /// Makes an acknowledgement.
  public init(sender: String, epoch: UInt64, lanes: Lanes<NumberMarks>) {
    self.sender = sender
    self.epoch = epoch
    self.lanes = lanes
  }
}

/// Why octets are no frame.
public struct DeliveryFrameError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: String, CaseIterable, Sendable {
    /// It ends before what it announces.
    case truncated
    /// Octets follow its end.
    case trailing
    /// It is of a version that this program does not know.
    case version
    /// It is of no known kind.
    case kind
    /// A name is empty, longer than 64 octets or no UTF-8.
    case name
    /// A priority is not known.
    case priority
    /// A number is 0 or beyond what any sender reaches.
    case number
    /// Marks are not ascending, or too many.
    case marks
    /// A message is longer than any may be.
    case payload
    /// It is longer than any frame may be.
    case size
  }

  /// What is wrong.
  public var reason: Reason
  /// The octet at which it was seen.
  public var offset: Int

  /// Makes an error.
  public init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// A sentence with the place.
  public var description: String { "no delivery frame: \(reason.rawValue) at octet \(offset)" }
}
