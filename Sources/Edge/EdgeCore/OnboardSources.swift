import Kernel
import RoadModel

/// The vehicles whose sensors an edge hears of, each with a source's index of its own behind those of the registered
/// devices, for as long as it is heard.
///
/// What a vehicle's sensors see has that vehicle's errors of place and clock, and not those of the unit that hands its
/// message on.
struct OnboardSources {
  /// A sender that was silent for so long gives its index to another one.
  static let silence = Interval.seconds(10)

  private struct Sender {
    var identity: UInt64
    var scheme: IdentityScheme
    var lastHeard: Instant
  }

  private let firstIndex: Int
  private var senders: [Sender] = []

  /// Makes a list for the indices from `firstIndex` on; room is taken once.
  init(firstIndex: Int) {
    self.firstIndex = firstIndex
    senders.reserveCapacity(UnitIndex.limit - firstIndex)
  }

  /// The index of a sender, and whether it stood for another sender before; nil where all are in use.
  mutating func index(
    of identity: UInt64, _ scheme: IdentityScheme, at now: Instant
  ) -> (index: UnitIndex, isReused: Bool)? {
    var oldest = 0
    for place in senders.indices {
      if senders[place].identity == identity && senders[place].scheme == scheme {
        senders[place].lastHeard = now
        return (UnitIndex(UInt8(firstIndex + place)), false)
      }
      if senders[place].lastHeard < senders[oldest].lastHeard { oldest = place }
    }
    let sender = Sender(identity: identity, scheme: scheme, lastHeard: now)
    if firstIndex + senders.count < UnitIndex.limit {
      senders.append(sender)
      return (UnitIndex(UInt8(firstIndex + senders.count - 1)), false)
    }
    guard !senders.isEmpty, now - senders[oldest].lastHeard > OnboardSources.silence else { return nil }
    senders[oldest] = sender
    return (UnitIndex(UInt8(firstIndex + oldest)), true)
  }
}
