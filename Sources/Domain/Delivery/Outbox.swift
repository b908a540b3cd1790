import Kernel
import TierModel

/// What a sender holds, what of it is under way, and what is to be sent next.
///
/// Messages are here once they are durable; a number is given before. What is sent first: events, then the freshest
/// summaries and digests (at most half of a frame), then the backlog of summaries, then that of digests, each from the
/// oldest. Each priority has a window of its own, so that an event never waits for the acknowledgement of a summary.
///
/// An outbox over its bound gives up digests, then summaries, from the oldest. Every frame says for each priority from
/// which number on the outbox still holds messages: so the receiver passes over what was given up, and counts it. A
/// frame of its own says it where there is nothing else to send.
struct Outbox: Sendable {
  let limits: OutboxLimits
  var held: Lanes<OutboxLane>
  /// The counts, numbers included that are given and not yet durable.
  var counts: Lanes<LaneState>
  /// The greatest numbers that are durable.
  private(set) var durable: Lanes<UInt64>
  var flights = Lanes<[Flight]>(repeating: [])
  /// Numbers that are acknowledged and not yet taken out of the store.
  var done: [RemovedMessages] = []
  /// When the oldest of ``done`` came.
  var doneSince: Instant?
  /// What the receiver was heard to have done; less than ``counts`` after a restart and after thinning.
  var heard = Lanes(repeating: UInt64(0))
  /// That the receiver has to be told the floors; nil once it knows them.
  var announcement: Announcement?

  /// A message under way. Those of a lane ascend by number.
  struct Flight: BitwiseCopyable {
    var sequence: UInt64
    /// Whether it went before the backlog.
    var isFresh: Bool
    var sent: Instant
    var due: Instant
    var attempts: Int
  }

  /// That the receiver does not know the floors yet.
  struct Announcement: BitwiseCopyable {
    var due: Instant
    var attempts: Int
  }

  /// Makes an outbox from what a store has; `held` ascends by number.
  init(lanes: Lanes<LaneState>, held messages: [HeldMessage], limits: OutboxLimits) {
    self.limits = limits
    counts = lanes
    durable = Lanes(repeating: 0)
    held = Lanes { OutboxLane(after: lanes[$0].assigned) }
    for message in messages {
      held[message.number.priority].append(message.number.sequence, time: message.time, octets: message.octets)
      // A store never has a number that it did not give; if it has, the count follows.
      counts[message.number.priority].assigned = max(
        counts[message.number.priority].assigned, message.number.sequence)
    }
    durable = Lanes { [counts] in counts[$0].assigned }
    announcement = Announcement(due: Instant(nanoseconds: .min), attempts: 0)
  }

  /// The lowest number that is held, or the next that will be: nothing below it will ever be sent.
  var floors: Lanes<UInt64> {
    Lanes { held[$0].count == 0 ? durable[$0] + 1 : held[$0].first }
  }

  /// Takes messages that have become durable.
  mutating func insert(_ messages: [NumberedMessage]) {
    for message in messages {
      let number = message.number
      held[number.priority].append(number.sequence, time: message.time, octets: message.payload.count)
      durable[number.priority] = number.sequence
    }
  }

  /// Which messages have to go so that `messages` more of `octets` are within the bounds, as far as there are any but
  /// events.
  func thinning(for appended: [NumberedMessage]) -> [RemovedMessages] {
    var messages = appended.count - limits.messages
    var octets = -limits.octets
    for message in appended { octets += message.payload.count }
    for priority in DeliveryPriority.allCases {
      messages += held[priority].count
      octets += held[priority].octets
    }
    var removed: [RemovedMessages] = []
    for priority in [DeliveryPriority.digest, .summary] where messages > 0 || octets > 0 {
      // A little more than needed, so that a full outbox is not thinned with every change.
      let wanted = messages > 0 ? messages + limits.messages / 64 : 0
      guard let gone = held[priority].thinning(messages: wanted, octets: octets) else { continue }
      removed.append(RemovedMessages(priority: priority, sequences: held[priority].first...gone.through))
      messages -= gone.messages
      octets -= gone.octets
    }
    return removed
  }

  /// How many messages a run of numbers has that are still held.
  func count(_ run: RemovedMessages) -> UInt64 {
    run.sequences.reduce(0) { $0 + (held[run.priority].stage($1) == .gone ? 0 : 1) }
  }

  /// Lets go of runs that are durably given up.
  mutating func drop(_ runs: [RemovedMessages], at now: Instant) {
    for run in runs {
      held[run.priority].drop(through: run.sequences.upperBound)
      flights[run.priority].removeAll { $0.sequence <= run.sequences.upperBound }
    }
    if !runs.isEmpty { announcement = Announcement(due: now, attempts: 0) }
  }
}
