import Kernel
import RoadModel

/// The events that are open, and the numbers that they get.
struct EventLedger {
  /// How many events are open at once; what goes beyond waits for room.
  static let limit = 2048

  /// Events that have begun and not ended, in the order of their numbers.
  private(set) var open: [TrafficEvent] = []
  /// The number of the next event.
  private(set) var nextNumber: UInt64
  private let updatePause: Interval

  init(firstNumber: UInt64, updatePause: Double) {
    nextNumber = max(1, firstNumber)
    self.updatePause = .seconds(updatePause)
  }

  /// Begins an event; its number, or nil where there is no room.
  mutating func begin(_ event: TrafficEvent, into effects: inout [TrafficEffect]) -> UInt64? {
    guard open.count < EventLedger.limit else { return nil }
    var begun = event
    begun.number = nextNumber
    begun.stage = .begin
    nextNumber += 1
    open.append(begun)
    effects.append(.event(begun))
    return begun.number
  }

  /// The place of an open event.
  private func place(of number: UInt64) -> Int? { open.firstIndex { $0.number == number } }

  /// Tells what changed of an event. Counts that change are told no oftener than each ``updatePause``.
  mutating func update(
    _ number: UInt64, at now: Instant, isUrgent: Bool, into effects: inout [TrafficEffect],
    _ change: (inout TrafficEvent) -> Void
  ) {
    guard let place = place(of: number) else { return }
    var changed = open[place]
    change(&changed)
    guard changed != open[place], isUrgent || (now - open[place].time).magnitude >= updatePause else { return }
    changed.stage = .update
    changed.time = now
    open[place] = changed
    effects.append(.event(changed))
  }

  /// Ends an event.
  mutating func end(_ number: UInt64, at now: Instant, into effects: inout [TrafficEffect]) {
    guard let place = place(of: number) else { return }
    var ended = open.remove(at: place)
    ended.stage = .end
    ended.time = now
    effects.append(.event(ended))
  }

  func digest(into digest: inout StateDigest) {
    digest.fold(nextNumber)
    for event in open {
      digest.fold(event.number)
      digest.fold(Int(event.vehicles) << 8 | Int(event.stage.rawValue))
    }
  }
}
