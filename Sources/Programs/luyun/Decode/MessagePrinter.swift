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
  private var table = MessageTable()
  private var trees: [MessageDialect: ValueExplanation] = [:]
  /// How many messages were printed, and how many rejected.
  private(set) var read = 0
  private(set) var rejected = 0

  /// Makes it.
  init(form: Decode.Form, isOneLine: Bool) {
    self.form = form
    self.isOneLine = isOneLine
  }

  /// Prints a datagram that stands alone: its messages without a heading, what was found beside them.
  ///
  /// Throws ``CommandFailure`` with the whole explanation where a message of it is rejected.
  mutating func printAlone(_ octets: [UInt8], _ found: Interpretation) throws(CommandFailure) {
    var failure: CommandFailure?
    for (range, message) in zip(found.encapsulation.messages, found.messages) {
      switch message {
      case .success(let reading):
        switch form {
        case .json: Terminal.print(isOneLine ? reading.value.json : JSONLayout.indented(reading.value.json))
        case .tree: for line in tree(reading) { Terminal.print(line) }
        case .table: for line in table.lines(octets, found, reading, at: nil) { Terminal.print(line) }
        }
        for notice in reading.notices { Terminal.note(notice) }
        if reading.trailing > 0 { Terminal.note("\(reading.trailing) octets follow the message") }
        for doubt in LikelyCause.doubts(about: reading, Array(octets[range]), in: octets) {
          Terminal.note("more likely: \(doubt)")
        }
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
    if let failure { throw failure }
  }

  /// Prints one of several datagrams, each with where it comes from; rejections are counted.
  mutating func print(_ octets: [UInt8], _ found: Interpretation, at place: Place) {
    for message in found.messages {
      switch message {
      case .success(let reading):
        read += 1
        print(reading, octets, found, place)
      case .failure(let rejection):
        rejected += 1
        print(rejection, octets, found, place)
      }
    }
  }

  /// Prints that a line of a text is no octets.
  mutating func print(unreadableLine number: Int) {
    rejected += 1
    let sentence = "the line is neither hexadecimal digits nor base64 nor JSON with hex"
    switch form {
    case .json: Terminal.print("{\(Place.line(number).json)\"rejected\": \"\(sentence)\"}")
    case .tree: Terminal.print("\(Place.line(number).text)\n  rejected: \(sentence)")
    case .table: for line in table.lines(rejectedAt: .line(number), sentence, 0) { Terminal.print(line) }
    }
  }

  private mutating func print(_ reading: Reading, _ octets: [UInt8], _ found: Interpretation, _ place: Place) {
    switch form {
    case .json:
      let framing = "\"framing\": \(found.encapsulation.header.json), \"dialect\": \"\(reading.dialect.name)\""
      Terminal.print("{\(place.json)\(framing), \"message\": \(reading.value.json)}")
    case .tree:
      Terminal.print("\(place.text)  \(found.encapsulation.text)  \(reading.dialect.name)")
      for line in tree(reading) { Terminal.print("  " + line) }
      for notice in reading.notices { Terminal.print("  note: \(notice)") }
      if reading.trailing > 0 { Terminal.print("  note: \(reading.trailing) octets follow the message") }
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
