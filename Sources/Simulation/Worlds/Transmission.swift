package import Kernel
package import RoadModel

/// One message on its way to the edge.
package struct Transmission: Sendable {
  /// The unit that sent it, from 0; -1 for road users' own.
  package var unit: Int
  /// When it was measured, seconds of the world, by the true clock.
  package var measuredAt: Double
  /// When it arrives.
  package var arrival: Instant
  /// What it tells; one row for a self-report.
  package var rows: [Observation]
}

/// What happens to the messages of a unit.
struct FaultedChannel {
  private let faults: [Fault]
  private var random: SeededRandom
  private var history: [Transmission] = []
  private var frozen: Transmission?

  /// The channel of a unit with the faults that concern it.
  init(unit: Int, faults: [Fault], seed: UInt64) {
    self.faults = faults.filter { $0.unit == unit && $0.kind != .invention }
    random = SeededRandom(seed: seed)
  }

  /// Seconds back that a unit repeats.
  static let age = 3.0

  /// What arrives of a message that was sent.
  mutating func pass(_ sent: Transmission) -> [Transmission] {
    history.append(sent)
    var arriving = [sent]
    for fault in faults {
      guard fault.span.contains(sent.measuredAt) else {
        if fault.kind == .freezesWithNewTimes || fault.kind == .freezesWithOldTimes { frozen = nil }
        continue
      }
      arriving = arriving.flatMap { alter($0, sent, by: fault) }
    }
    return arriving
  }

  private mutating func alter(_ message: Transmission, _ sent: Transmission, by fault: Fault) -> [Transmission] {
    switch fault.kind {
    case .reordering: return [random.unit() < 0.3 ? late(message, by: 0.25 * random.unit()) : message]
    case .duplication:
      return random.unit() < 0.4 ? [message, late(message, by: 0.005 + 0.2 * random.unit())] : [message]
    case .loss: return random.unit() < 0.125 ? [] : [message]
    case .bursts:
      let within = sent.measuredAt - fault.span.lowerBound
      return within - (within / 2).rounded(.down) * 2 < 0.8 ? [] : [message]
    case .delay: return [late(message, by: 0.15)]
    case .restart: return sent.measuredAt < fault.span.lowerBound + 0.5 ? [] : [message]
    case .freezesWithOldTimes, .freezesWithNewTimes:
      if frozen == nil { frozen = message }
      return [repeated(frozen ?? message, as: message, isFresh: fault.kind == .freezesWithNewTimes)]
    case .repeatsWithOldTimes, .repeatsWithNewTimes:
      guard let old = history.last(where: { $0.measuredAt <= sent.measuredAt - Self.age }) else { return [] }
      return [repeated(old, as: message, isFresh: fault.kind == .repeatsWithNewTimes)]
    // These befall what a sensor sees and not its messages.
    case .splitting, .invention: return [message]
    }
  }

  private func late(_ message: Transmission, by seconds: Double) -> Transmission {
    var message = message
    message.arrival = message.arrival + .seconds(seconds)
    return message
  }

  /// An old message that arrives in the place of another, with its own times or with the other's.
  private func repeated(_ old: Transmission, as message: Transmission, isFresh: Bool) -> Transmission {
    var again = old
    again.arrival = message.arrival
    if isFresh {
      let shift = Interval.seconds(message.measuredAt - old.measuredAt)
      for row in again.rows.indices { again.rows[row].time = again.rows[row].time + shift }
    }
    return again
  }
}
