/// What a receiver keeps of a sender.
public struct SenderMarks: Hashable, Sendable {
  /// The sender's name.
  public var sender: String
  /// Epochs up to this are forgotten; what still comes of them is refused, because nobody knows what was taken of it.
  public var forgotten: UInt64 = 0
  /// The epochs that are remembered, ascending.
  public var epochs: [EpochMarks] = []

  /// Makes the marks of a sender that was never heard.
  public init(sender: String) { self.sender = sender }
}

/// What was taken of one epoch of a sender.
public struct EpochMarks: Hashable, Sendable {
  /// The epoch.
  public var epoch: UInt64
  /// What is done, by priority.
  public var lanes = Lanes(repeating: NumberMarks())
  /// How many messages the sender gave up before they came, by priority.
  public var missing = Lanes(repeating: UInt64(0))

  /// Makes the marks of an epoch of which nothing was taken.
  public init(epoch: UInt64) { self.epoch = epoch }
}
