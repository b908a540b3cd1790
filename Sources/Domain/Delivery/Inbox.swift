import Kernel
import TierModel

/// Decides which of the messages that come are new: by sender, epoch, priority and sequence, in whatever order.
///
/// It is a value: a receiver works on a copy, commits what changed together with what the messages do, and only then
/// speaks of it. It grows with the number of senders, never with what they send.
public struct Inbox: Sendable {
  /// How many senders are remembered; what further ones send is refused.
  public static let greatestSenders = 4096
  /// How many epochs of a sender are remembered. An epoch begins when an outbox is lost, so that this is much.
  public static let greatestEpochs = 64

  private var places: [String: Int] = [:]
  private var senders: [SenderMarks] = []
  private var changed: [Int] = []

  /// Makes an inbox from what a store has.
  public init(senders: [SenderMarks]) {
    for marks in senders where places[marks.sender] == nil {
      places[marks.sender] = self.senders.count
      self.senders.append(marks)
    }
  }

  /// Why something was not taken.
  public enum Rejection: String, CaseIterable, Sendable {
    /// It was taken before.
    case known
    /// Too many gaps lie before it; it is taken when it comes again and the gaps have closed.
    case gaps
    /// Its epoch is so old that nobody knows what was taken of it.
    case epoch
    /// More senders speak than are remembered.
    case senders
  }

  /// What became of a frame.
  public struct Outcome: Sendable {
    /// The messages that are new, in the order of the frame.
    public var accepted: [DeliveredMessage] = []
    /// Those that were not taken, by reason.
    public var rejected: [(reason: Rejection, count: Int)] = []
    /// How many messages the sender has given up since its last frame, by priority.
    public var missing = Lanes(repeating: UInt64(0))
  }

  /// Takes a frame.
  public mutating func take(_ frame: MessageFrame) -> Outcome {
    var outcome = Outcome()
    guard let place = place(of: frame.sender) else {
      outcome.rejected.append((.senders, max(1, frame.messages.count)))
      return outcome
    }
    let before = senders[place].epochs.first { $0.epoch == frame.epoch }
    guard let epoch = Self.index(of: frame, in: &senders[place]) else {
      outcome.rejected.append((.epoch, max(1, frame.messages.count)))
      return outcome
    }
    Self.pass(frame, in: &senders[place].epochs[epoch])
    Self.take(frame, in: &senders[place].epochs[epoch], &outcome)
    let after = senders[place].epochs[epoch]
    outcome.missing = Lanes { after.missing[$0] - (before?.missing[$0] ?? 0) }
    if after != before, !changed.contains(place) { changed.append(place) }
    return outcome
  }

  /// The senders whose marks changed since the last call, in the order in which they did.
  public mutating func takeChanged() -> [SenderMarks] {
    defer { changed.removeAll(keepingCapacity: true) }
    return changed.map { senders[$0] }
  }

  /// Puts marks in place of those of the same sender: they are durable now.
  mutating func replace(_ marks: [SenderMarks]) {
    for mark in marks {
      if let place = places[mark.sender] {
        senders[place] = mark
      } else {
        places[mark.sender] = senders.count
        senders.append(mark)
      }
    }
  }

  /// The marks of a sender; nil before its first frame.
  public func marks(of sender: String) -> SenderMarks? { places[sender].map { senders[$0] } }

  /// All senders, in the order in which they were first heard.
  public var all: [SenderMarks] { senders }

  private mutating func place(of sender: String) -> Int? {
    if let place = places[sender] { return place }
    if senders.count >= Self.greatestSenders { return nil }
    places[sender] = senders.count
    senders.append(SenderMarks(sender: sender))
    return senders.count - 1
  }

  /// Where the epoch of a frame is kept; nil where it is forgotten.
  private static func index(of frame: MessageFrame, in marks: inout SenderMarks) -> Int? {
    if let index = marks.epochs.firstIndex(where: { $0.epoch == frame.epoch }) { return index }
    if frame.epoch <= marks.forgotten { return nil }
    var begun = EpochMarks(epoch: frame.epoch)
    for priority in DeliveryPriority.allCases {
      // What this receiver never heard of is passed over; what of it was given up is known from the sender's count.
      let passed = begun.lanes[priority].raise(toFloor: frame.floors[priority])
      begun.missing[priority] = min(passed, frame.thinned[priority])
    }
    let index = marks.epochs.firstIndex { $0.epoch > frame.epoch } ?? marks.epochs.count
    marks.epochs.insert(begun, at: index)
    guard marks.epochs.count > greatestEpochs else { return index }
    marks.forgotten = marks.epochs.removeFirst().epoch
    return index > 0 ? index - 1 : nil
  }

  /// What lies below the sender's floors will never come.
  private static func pass(_ frame: MessageFrame, in marks: inout EpochMarks) {
    for priority in DeliveryPriority.allCases {
      marks.missing[priority] += marks.lanes[priority].raise(toFloor: frame.floors[priority])
    }
  }

  private static func take(_ frame: MessageFrame, in marks: inout EpochMarks, _ outcome: inout Outcome) {
    var known = 0
    var refused = 0
    for message in frame.messages {
      switch marks.lanes[message.number.priority].insert(message.number.sequence) {
      case .new:
        outcome.accepted.append(DeliveredMessage(sender: frame.sender, epoch: frame.epoch, message: message))
      case .known: known += 1
      case .refused: refused += 1
      }
    }
    if known > 0 { outcome.rejected.append((.known, known)) }
    if refused > 0 { outcome.rejected.append((.gaps, refused)) }
  }
}
