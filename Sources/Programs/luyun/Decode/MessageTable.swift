import Conformance
import Interpretation
import Recording
import SchemaModel

/// A line a message under a heading, in columns of fixed width.
struct MessageTable {
  private var hasHeading = false

  private static let columns = [
    ("time", 12), ("source", 24), ("framing", 13), ("dialect", 12), ("kind", 6), ("id", 17), ("count", 5),
    ("octets", 6),
  ]

  private static func line(_ cells: [String], _ rest: String) -> String {
    let padded = zip(cells, columns).map { cell, column in
      cell + String(repeating: " ", count: max(column.1 - cell.count, 0))
    }
    return padded.joined(separator: " ") + " " + rest
  }

  private mutating func headed(_ line: String) -> [String] {
    defer { hasHeading = true }
    return hasHeading ? [line] : [MessageTable.line(MessageTable.columns.map(\.0), "essentials"), line]
  }

  /// The line of a message, the heading before the first one.
  mutating func lines(
    _ octets: [UInt8], _ found: Interpretation, _ reading: Reading, at place: MessagePrinter.Place?
  ) -> [String] {
    let summary = MessageSummary(reading)
    let (time, source) = MessageTable.origin(place)
    return headed(
      MessageTable.line(
        [
          time, source, found.encapsulation.kind.name, reading.dialect.name, summary.kind,
          MessageTable.readable(summary.sender), summary.count.map(String.init) ?? "", "\(octets.count)",
        ], MessageEssentials.text(of: reading, summary)))
  }

  /// The line of a message that is rejected.
  mutating func lines(rejectedAt place: MessagePrinter.Place, _ sentence: String, _ octets: Int) -> [String] {
    let (time, source) = MessageTable.origin(place)
    return headed(MessageTable.line([time, source, "", "", "-", "", "", "\(octets)"], "rejected: \(sentence)"))
  }

  private static func origin(_ place: MessagePrinter.Place?) -> (time: String, source: String) {
    switch place {
    case .packet(_, let datagram): (datagram.time.timeOfDay, "\(datagram.source)")
    case .line(let number): ("line \(number)", "")
    case nil: ("", "")
    }
  }

  /// An identity as characters where it is made of them.
  private static func readable(_ sender: String) -> String {
    guard let octets = [UInt8](hex: sender), octets.count == 8, octets.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      return sender
    }
    return String(decoding: octets, as: UTF8.self)
  }
}
