import Kernel
import RoadModel

/// Passes on what roadside units announce: each announcement is an event from its first message to its end.
struct Announcements {
  private struct Known {
    var unit: UnitIndex
    var category: RoadEvent.Category
    var number: UInt64
    var event: UInt64

    func isOf(_ announced: RoadEvent) -> Bool {
      unit == announced.unit && category == announced.category && number == announced.number
    }
  }

  /// The most octets of a text that is not ASCII.
  static let textLimit = 512

  private var known: [Known] = []
  private var version: Int?

  /// Compares what is announced with what was, unless its version says that nothing changed.
  mutating func follow(
    _ announced: [RoadEvent], version: Int, frame: LocalFrame, at now: Instant, ledger: inout EventLedger,
    into effects: inout [TrafficEffect]
  ) {
    guard version != self.version else { return }
    var isComplete = true
    known.removeAll { entry in
      let isOver = !announced.contains { entry.isOf($0) }
      if isOver { ledger.end(entry.event, at: now, into: &effects) }
      return isOver
    }
    for event in announced {
      if let entry = known.first(where: { $0.isOf(event) }) {
        ledger.update(entry.event, at: now, isUrgent: true, into: &effects) {
          Announcements.describe(&$0, event, frame)
        }
      } else {
        var begun = TrafficEvent(number: 0, kind: .announcement, stage: .begin, time: now, since: now)
        Announcements.describe(&begun, event, frame)
        if let number = ledger.begin(begun, into: &effects) {
          known.append(Known(unit: event.unit, category: event.category, number: event.number, event: number))
        } else {
          isComplete = false
        }
      }
    }
    self.version = isComplete ? version : nil
  }

  private static func text(of announced: RoadEvent) -> String {
    guard announced.scheme == .itis, announced.text.isEmpty else { return announced.text }
    return "ITIS \(announced.code)"
  }

  private static func describe(_ event: inout TrafficEvent, _ announced: RoadEvent, _ frame: LocalFrame) {
    event.position = announced.position.map(frame.position(of:))
    // Tiers know the codes of GB/T 29100 and GB 5768.2; others say what they are in their text.
    event.code = announced.scheme == .gb ? announced.code : 0
    event.priority = min(announced.priority, 7)
    event.text = Announcements.text(of: announced)
    event.encodedText = Array(announced.encodedText.prefix(textLimit))
  }
}
