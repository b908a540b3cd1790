import EdgeCore
import Ingest
import Kernel
import PackedEncoding
import Recording
import RoadModel

/// Runs recorded datagrams straight through a core, with the times of the recording.
struct OfflineReplay {
  let core: EdgeCore
  /// A pause in the recording that is played tick by tick; a longer one is passed over.
  private static let longestSilence = Interval.seconds(60)
  private var effects: [EdgeEffect] = []
  private(set) var secondDigests: [(at: Instant, value: UInt64)] = []
  /// What the core told of the traffic, each second.
  private(set) var summaries: [TrafficSummary] = []
  /// What began, changed and ended on the road.
  private(set) var trafficEvents: [TrafficEvent] = []

  init(_ configuration: EdgeConfiguration) {
    core = EdgeCore(configuration: configuration)
    effects.reserveCapacity(64)
  }

  /// Replays all datagrams; the scene is published every 100 ms on whole tenths of a second, and `published` called.
  mutating func run(
    _ datagrams: [RecordedDatagram], progress: (Double) -> Void = { _ in }, published: (Instant, EdgeCore) -> Void
  ) {
    guard let first = datagrams.first, let last = datagrams.last else { return }
    let period = EdgeCore.period.nanoseconds
    var tick = Instant(nanoseconds: (first.time.nanoseconds / period) * period)
    var slot = [UInt8](repeating: 0, count: 2048)
    for (index, datagram) in datagrams.enumerated() {
      // Over a long pause there is nothing to publish but silence: go on a second before the next datagram.
      if datagram.time - tick > OfflineReplay.longestSilence {
        let resumed = (datagram.time - .seconds(1)).nanoseconds
        tick = Instant(nanoseconds: (resumed / period) * period)
      }
      while tick < datagram.time {
        advance(to: tick, published)
        tick = tick + EdgeCore.period
      }
      handle(datagram, &slot)
      if index % 4096 == 0 { progress(Double(index) / Double(datagrams.count)) }
    }
    while tick <= last.time + EdgeCore.period {
      advance(to: tick, published)
      tick = tick + EdgeCore.period
    }
    progress(1)
  }

  private mutating func handle(_ datagram: RecordedDatagram, _ slot: inout [UInt8]) {
    let count = datagram.payload.count
    if slot.count < count + DecodeContext.padding { slot = [UInt8](repeating: 0, count: count + DecodeContext.padding) }
    slot.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      datagram.payload.withUnsafeBufferPointer { source in
        if let start = source.baseAddress { base.update(from: start, count: count) }
      }
      (base + count).update(repeating: 0, count: DecodeContext.padding)
      core.handle(
        Datagram(octets: base, count: count, source: datagram.envelope.source.address, receivedAt: datagram.time),
        at: datagram.time, into: &effects)
    }
    effects.removeAll(keepingCapacity: true)
  }

  private mutating func advance(to now: Instant, _ published: (Instant, EdgeCore) -> Void) {
    core.advance(to: now, into: &effects)
    for effect in effects {
      switch effect {
      case .secondDigest(let at, let value): secondDigests.append((at, value))
      case .summary(let summary): summaries.append(summary)
      case .trafficEvent(let event): trafficEvents.append(event)
      default: break
      }
    }
    effects.removeAll(keepingCapacity: true)
    published(now, core)
  }
}
