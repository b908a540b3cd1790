public import Kernel
public import TierModel

/// One tier's end of delivery: an inbox for what comes from below, an outbox for what goes up. An edge uses the outbox
/// alone, a center the inbox alone, a region both.
///
/// It does nothing itself. Its owner hands it frames and messages, commits what ``seal(at:)`` gives in one transaction
/// together with what the messages do, says ``committed(at:)``, and publishes what it is given. Nothing that the node
/// gives out speaks of anything that is not durable: no acknowledgement, no message, no floor.
public struct DeliveryNode: Sendable {
  /// Its name: that of the end at which it is reached.
  public let name: String
  /// The epoch of its outbox.
  public private(set) var epoch: UInt64
  /// What has happened.
  public private(set) var counters = DeliveryCounters()
  var outbox: Outbox
  /// What is durable.
  private var inbox: Inbox
  /// What is durable, and what will be with the changes that are sealed or being gathered.
  private var draft: Inbox
  private var appended: [NumberedMessage] = []
  private var underWay: DeliveryChange?
  /// What the change that is under way gives up.
  private var givenUp: [(run: RemovedMessages, count: UInt64)] = []
  /// Senders that wait for an acknowledgement, in order.
  private var owed: [Owed] = []

  private struct Owed: Hashable {
    var sender: String
    var epoch: UInt64
  }

  /// Makes a node from what its store has.
  public init(name: String, state: DeliveryState, limits: OutboxLimits = OutboxLimits()) {
    self.name = name
    epoch = state.epoch
    outbox = Outbox(lanes: state.lanes, held: state.held, limits: limits)
    inbox = Inbox(senders: state.senders)
    draft = inbox
  }

  /// Goes on from what the store has after its epoch was renewed. To be called between changes, with nothing appended
  /// since the last.
  public mutating func renew(_ state: DeliveryState) {
    epoch = state.epoch
    outbox = Outbox(lanes: state.lanes, held: state.held, limits: outbox.limits)
  }

  // MARK: what comes in

  /// Gives a message its number; it becomes part of the next change. The producer may be told that it is stored once
  /// that change is committed. Throws ``DeliveryPayloadError`` where it is too long.
  public mutating func append(_ message: OutgoingMessage) throws(DeliveryPayloadError) -> MessageNumber {
    guard message.payload.count <= OutgoingMessage.greatestPayload else {
      counters.tooLong += 1
      throw DeliveryPayloadError(octets: message.payload.count)
    }
    outbox.counts[message.priority].assigned += 1
    let number = MessageNumber(message.priority, outbox.counts[message.priority].assigned)
    appended.append(NumberedMessage(number: number, time: message.time, payload: message.payload))
    return number
  }

  /// Counts messages of which nothing is kept, because they could not even wait for the store. They get numbers, so that
  /// the receiver learns of them as of any that are given up. Never for events.
  public mutating func giveUp(_ count: Int, of priority: DeliveryPriority) {
    guard priority != .event, count > 0 else { return }
    outbox.counts[priority].assigned += UInt64(count)
    outbox.counts[priority].thinned += UInt64(count)
  }

  /// Takes a frame, and gives the messages in it that are new: what they do belongs into the next change. What cannot
  /// be taken is counted.
  public mutating func receive(_ octets: [UInt8], at now: Instant) -> [DeliveredMessage] {
    do throws(DeliveryFrameError) {
      switch try DeliveryFrame(octets) {
      case .messages(let frame): return take(frame)
      case .acknowledgement(let frame):
        acknowledge(frame, at: now)
        return []
      }
    } catch {
      counters.malformed += 1
      counters.lastMalformed = error
      return []
    }
  }

  private mutating func take(_ frame: MessageFrame) -> [DeliveredMessage] {
    let outcome = draft.take(frame)
    counters.accepted += UInt64(outcome.accepted.count)
    for (reason, count) in outcome.rejected { counters.count(reason, count) }
    for priority in DeliveryPriority.allCases { counters.missing[priority] += outcome.missing[priority] }
    owe(Owed(sender: frame.sender, epoch: frame.epoch))
    return outcome.accepted
  }

  private mutating func acknowledge(_ frame: AcknowledgementFrame, at now: Instant) {
    guard frame.sender == name, frame.epoch == epoch else {
      counters.foreignAcknowledgements += 1
      return
    }
    if outbox.acknowledge(frame.lanes, at: now) {
      counters.acknowledgements += 1
    } else {
      counters.impossibleAcknowledgements += 1
    }
  }

  // MARK: what becomes durable

  /// What is to be committed now: what was appended and accepted since the last change, thinning, and acknowledged
  /// messages that may leave the store. Nil where there is nothing, unless the owner has something of its own to write,
  /// or where a change is under way.
  public mutating func seal(at now: Instant, evenIfEmpty: Bool = false) -> DeliveryChange? {
    if underWay != nil { return nil }
    let senders = draft.takeChanged()
    let isDue = outbox.doneSince.map { now - $0 >= outbox.limits.removal } ?? false
    guard !appended.isEmpty || !senders.isEmpty || isDue || evenIfEmpty else { return nil }
    givenUp = outbox.thinning(for: appended).map { ($0, outbox.count($0)) }
    var lanes = outbox.counts
    for (run, count) in givenUp { lanes[run.priority].thinned += count }
    var change = DeliveryChange(lanes: lanes)
    change.appended = appended
    change.senders = senders
    change.removed = outbox.done + givenUp.map(\.run)
    appended.removeAll()
    outbox.done.removeAll()
    outbox.doneSince = nil
    underWay = change
    return change
  }

  /// A change that only takes acknowledged messages out of the store, which may make room for the one under way; nil
  /// where there are none. It need not be committed: what stays in the store is sent again and found to be known.
  public mutating func sealRemovals() -> DeliveryChange? {
    guard underWay != nil, !outbox.done.isEmpty else { return nil }
    var change = DeliveryChange(lanes: nil)
    change.removed = outbox.done
    outbox.done.removeAll()
    outbox.doneSince = nil
    return change
  }

  /// The change that is under way, for its owner to try again.
  public var sealed: DeliveryChange? { underWay }

  /// The change that was under way is durable.
  public mutating func committed(at now: Instant) {
    guard let change = underWay else { return }
    underWay = nil
    outbox.insert(change.appended)
    outbox.drop(givenUp.map(\.run), at: now)
    for (run, count) in givenUp { outbox.counts[run.priority].thinned += count }
    givenUp = []
    inbox.replace(change.senders)
    counters.commits += 1
  }

  // MARK: what goes out

  /// The acknowledgements that are owed, of what is durable, each for the end that has the name of the sender.
  public mutating func acknowledgements() -> [AddressedFrame] {
    let due = owed
    owed = due.filter(isPending)
    return due.compactMap { owed in
      guard let marks = inbox.marks(of: owed.sender)?.epochs.first(where: { $0.epoch == owed.epoch }) else {
        return nil
      }
      let frame = AcknowledgementFrame(sender: owed.sender, epoch: owed.epoch, lanes: marks.lanes)
      return AddressedFrame(end: owed.sender, octets: DeliveryFrame.acknowledgement(frame).octets)
    }
  }

  /// Whether what a sender is owed an acknowledgement for is not durable yet.
  private func isPending(_ owed: Owed) -> Bool {
    func marks(_ inbox: Inbox) -> EpochMarks? {
      inbox.marks(of: owed.sender)?.epochs.first { $0.epoch == owed.epoch }
    }
    return marks(inbox) != marks(draft)
  }

  private mutating func owe(_ sender: Owed) {
    if !owed.contains(sender) { owed.append(sender) }
  }

  /// What to send now, or nil; ask until it is nil. `jitter` is 0..<1.
  public mutating func nextTransmission(at now: Instant, jitter: Double) -> Transmission? {
    let transmission = outbox.nextTransmission(at: now, jitter: jitter)
    if let transmission {
      counters.frames += 1
      counters.sent += UInt64(transmission.numbers.count)
    }
    return transmission
  }

  /// The frame of a transmission, with what the store has of its messages.
  public func frame(of messages: [NumberedMessage]) -> [UInt8] {
    let frame = MessageFrame(
      sender: name, epoch: epoch, floors: outbox.floors, thinned: Lanes { outbox.counts[$0].thinned },
      messages: messages)
    return DeliveryFrame.messages(frame).octets
  }

  /// When its owner has to come back even if nothing happens; nil for never.
  public func nextDue(isSending: Bool) -> Instant? {
    let removal = outbox.doneSince.map { $0 + outbox.limits.removal }
    guard isSending, let sending = outbox.nextSending else { return removal }
    return min(sending, removal ?? sending)
  }

  // MARK: what can be seen

  /// What was taken of each sender, durably.
  public var senders: [SenderMarks] { inbox.all }

  /// The outbox as it is.
  public var status: OutboxStatus { OutboxStatus(of: outbox, epoch: epoch) }
}

/// A frame and where it goes.
public struct AddressedFrame: Sendable, Hashable {
  /// The name of the end.
  public var end: String
  /// The octets of the frame.
  public var octets: [UInt8]
}

/// A message is too long to be delivered.
public struct DeliveryPayloadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Its size.
  public var octets: Int

  /// A sentence with the bound.
  public var description: String {
    "a message of \(octets) octets is longer than the \(OutgoingMessage.greatestPayload) that delivery carries"
  }
}
