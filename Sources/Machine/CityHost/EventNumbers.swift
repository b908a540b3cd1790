import Foundation
import Kernel
import RoadModel
import Synchronization
import TierModel
import TierProtocol

/// A small file beside an edge's outbox: from which number on its events may be counted, and which are open.
///
/// Numbers are given out in blocks that grow with the clock, and never fall behind what the file says, so that a number
/// is never used twice, be the clock set back or the file lost.
final class EventNumbers: Sendable {
  /// The first number of this life.
  let first: UInt64
  /// The ends of the events that were open when the last life ended.
  let openAtStart: [TrafficEvent]

  private let path: String
  private let open: Mutex<[TrafficEvent]>

  private struct Content: Codable {
    var next: UInt64
    var open: [[UInt8]]
  }

  /// Reads the file, where there is one, and reserves the next block.
  init(path: String, now: Instant) throws {
    self.path = path
    let content = (try? Data(contentsOf: URL(filePath: path))).flatMap {
      try? JSONDecoder().decode(Content.self, from: $0)
    }
    // A thousand numbers a millisecond: more than an edge can use before its next start.
    first = max(content?.next ?? 1, UInt64(max(now.milliseconds, 0)) * 1024)
    openAtStart = (content?.open ?? []).compactMap { octets in
      guard case .event(var event) = try? TierCodec.decode(octets).message else { return nil }
      event.stage = .end
      event.time = max(now, event.time)
      return event
    }
    open = Mutex([])
    try write([])
  }

  /// Notes what becomes of an event.
  func note(_ event: TrafficEvent) {
    open.withLock { open in
      open.removeAll { $0.number == event.number }
      if event.stage != .end { open.append(event) }
      // Lost where the disk is full: then the region ends the event by its own rule.
      try? write(open)
    }
  }

  private func write(_ open: [TrafficEvent]) throws {
    let next = max(first, open.map(\.number).max() ?? 0) + (1 << 20)
    let content = Content(next: next, open: open.map { TierCodec.encode(.event($0), at: $0.time) })
    try JSONEncoder().encode(content).write(to: URL(filePath: path), options: .atomic)
  }
}
