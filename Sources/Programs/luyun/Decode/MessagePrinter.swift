import Conformance
import Explanation
import Interpretation
import Kernel
import Recording
import SchemaModel

/// Prints messages in the form that was asked for.
struct MessagePrinter {
  /// Where a message comes from.
  enum Place {
    case line(Int)
    case packet(Int, RecordedDatagram)

    /// The first members of a JSON object.
    var json: String {
      switch self {
      case .line(let number): "\"line\": \(number), "
      case .packet(_, let datagram):
        "\"time\": \(Double(datagram.time.nanoseconds / 1000) / 1e6), \"source\": \"\(datagram.source)\", "
      }
    }

    /// A heading over a tree.
    var text: String {
      switch self {
      case .line(let number): "line \(number)"
      case .packet(let number, let datagram): "packet \(number)  \(datagram.time.timeOfDay)  \(datagram.source)"
      }
    }
  }

  private let form: Decode.Form
  private let isOneLine: Bool
  /// Whether the JSON of a datagram that stands alone is that of its message alone.
  private let isValueAlone: Bool
  private var table = MessageTable()
  private var trees: [MessageDialect: ValueExplanation] = [:]
  /// How many messages were printed, and how many rejected.
  private(set) var read = 0
  private(set) var rejected = 0

  /// Makes it; JSON may have each message on one line, and be that of the message alone where one stands alone.
  init(form: Decode.Form, isOneLine: Bool, isValueAlone: Bool) {
    self.form = form
    self.isOneLine = isOneLine
    self.isValueAlone = isValueAlone
  }

  /// Prints a datagram that stands alone: its messages without a heading, what was found beside them.
  ///
  /// Throws ``CommandFailure`` with the whole explanation where a message of it is rejected.
  mutating func printAlone(_ octets: [UInt8], _ found: Interpretation) throws(CommandFailure) {
    var failure: CommandFailure?
    for (index, (range, message)) in zip(found.encapsulation.messages, found.messages).enumerated() {
      switch message {
      case .success(let reading):
        switch form {
        case .json:
          let text = isValueAlone ? reading.json : json(reading, octets, found, index, before: "")
          // Several values follow each other only a line each.
          Terminal.print(isOneLine || found.messages.count > 1 ? text : JSONLayout.indented(text))
        case .tree: for line in tree(reading) { Terminal.print(line) }
        case .table: for line in table.lines(octets, found, reading, at: nil) { Terminal.print(line) }
        }
        note(reading, Array(octets[range]), octets)
      case .failure(let rejection):
        let lines = RejectionText(rejection, in: octets, found.encapsulation).lines
        failure = CommandFailure(description: lines.joined(separator: "\n"), code: 2)
      }
    }
    if case .success(let reading) = found.messages.first {
      let others = found.alternatives(for: octets).map(\.name)
      let also = others.isEmpty ? "" : " (\(others.joined(separator: ", ")) fits as well)"
      Terminal.note("found: \(found.encapsulation.text); \(reading.dialect.name)\(also)")
    }
    if found.encapsulation.trailing > 0 { Terminal.note(follow(found.encapsulation.trailing, "frame")) }
    if let failure { throw failure }
  }

  /// Says what was found beside a message.
  private func note(_ reading: Reading, _ message: [UInt8], _ datagram: [UInt8]) {
    for notice in reading.notices { Terminal.note(notice) }
    if reading.trailing > 0 { Terminal.note(follow(reading.trailing, "message")) }
    for doubt in LikelyCause.doubts(about: reading, message, in: datagram) { Terminal.note("more likely: \(doubt)") }
  }

  private func follow(_ octets: Int, _ what: String) -> String {
    "\(Counted.text(octets, "octet")) \(octets == 1 ? "follows" : "follow") the \(what)"
  }

  /// Prints one of several datagrams, each with where it comes from; rejections are counted.
  mutating func print(_ octets: [UInt8], _ found: Interpretation, at place: Place) {
    for (index, message) in found.messages.enumerated() {
      switch message {
      case .success(let reading):
        read += 1
        print(reading, octets, found, index, place)
      case .failure(let rejection):
        rejected += 1
        print(rejection, octets, found, place)
      }
    }
  }

  /// Prints that a line of a text is no octets.
  mutating func print(unreadable entry: MessageText.Entry) {
    rejected += 1
    let place = Place.line(entry.line)
    switch form {
    case .json: Terminal.print("{\(place.json)\"rejected\": \"\(entry.fault)\"}")
    case .tree: Terminal.print("\(place.text)\n  rejected: \(entry.fault)")
    case .table: for line in table.lines(rejectedAt: place, entry.fault, 0) { Terminal.print(line) }
    }
  }

  private func json(
    _ reading: Reading, _ octets: [UInt8], _ found: Interpretation, _ index: Int, before: String
  ) -> String {
    let message = Array(octets[found.encapsulation.messages[index]])
    return reading.json(
      in: found.encapsulation.header, message: index + 1, of: found.messages.count, octets: message, before: before)
  }

  private mutating func print(
    _ reading: Reading, _ octets: [UInt8], _ found: Interpretation, _ index: Int, _ place: Place
  ) {
    switch form {
    case .json: Terminal.print(json(reading, octets, found, index, before: place.json))
    case .tree:
      Terminal.print("\(place.text)  \(found.encapsulation.text)  \(reading.dialect.name)")
      for line in tree(reading) { Terminal.print("  " + line) }
      for notice in reading.notices { Terminal.print("  note: \(notice)") }
      if reading.trailing > 0 { Terminal.print("  note: \(follow(reading.trailing, "message"))") }
    case .table: for line in table.lines(octets, found, reading, at: place) { Terminal.print(line) }
    }
  }

  private mutating func print(
    _ rejection: Interpretation.Rejection, _ octets: [UInt8], _ found: Interpretation, _ place: Place
  ) {
    let text = RejectionText(rejection, in: octets, found.encapsulation)
    switch form {
    case .json:
      var members = ""
      members.appendQuoted(text.sentence)
      for (name, value) in text.members { members += ", \"\(name)\": \(value)" }
      Terminal.print("{\(place.json)\"rejected\": \(members), \"hex\": \"\(octets.hex)\"}")
    case .tree:
      Terminal.print(place.text)
      for line in text.lines { Terminal.print("  " + line) }
    case .table:
      for line in table.lines(rejectedAt: place, text.sentence, octets.count) { Terminal.print(line) }
    }
  }

  private mutating func tree(_ reading: Reading) -> [String] {
    let explanation =
      trees[reading.dialect]
      ?? ValueExplanation(schema: reading.dialect.schema, chineseText: ChineseText.decode)
    trees[reading.dialect] = explanation
    return ValueTree(explanation).lines(of: reading.value, as: reading.type)
  }
}
