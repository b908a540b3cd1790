import ArgumentParser
import Interpretation
import Recording

/// `luyun decode`.
struct Decode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print messages as JSON, as a tree with units and meanings, or as a table.",
    discussion: """
      The input is a message as hexadecimal digits or base64, or a file: a recording (pcap, pcapng, also gzip), one
      message as octets, or a text: a message a line (digits, base64, or JSON with a member "hex"), or messages as xxd,
      xxd -p, hexdump -C or base64 print them; - is the standard input. Dialect and framing are found out where they are
      not given, and said. JSON of recordings and texts has each message with its dialect and framing, as luyun encode
      wants it; that of one message only with --framed.

      Examples:
        luyun decode 802a0010274c1919999998181819c9f4991999999818181980000000100000000c80001919999998181819a6
        luyun decode --as tree gCoAECdMGRmZmZgYGBnJ9JkZmZmYGBgZgAAAABAAAAAMgAAZGZmZmBgYGaY=
        luyun decode --as table capture.pcapng.gz    one line a message
        luyun decode --json capture.pcapng.gz        one object a line: time, source, and the message
        luyun decode --framing dsmp --dialect csae53-2020 04008da2001417a40560003fffc000300000000d693a3fe3ad00

      Exit codes: 0 all messages decoded; 1 failed; 2 a message is rejected, with the field, the bit, the octets around
      it and the likely cause, or a recording holds none; 64 the command line is wrong.
      """)

  /// How messages are printed.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case json, tree, table
  }

  @Argument(help: "Hexadecimal digits, base64, a file, or - for the standard input.") var input: String
  @Flag(help: "JSON on one line a message.") var json = false
  @Option(name: .customLong("as"), help: "json, tree or table.") var form = Form.json
  @Option(
    help: "The dialect of the senders: \(MessageDialect.list). Found out by default.",
    transform: MessageDialect.argument)
  var dialect: MessageDialect?
  @Option(
    help: "What messages stand in: \(Encapsulation.Kind.list). Found out by default.",
    transform: Encapsulation.Kind.argument)
  var framing: Encapsulation.Kind?
  @Flag(
    help: """
      JSON of a message that stands alone with its dialect and what stands around it, as those of recordings and texts \
      have it: what luyun encode turns back to the bit.
      """) var framed = false
  @Option(help: "No more than so many datagrams.") var limit: Int?
  @OptionGroup var ports: PortSelection

  func validate() throws {
    guard !json || form == .json else { throw ValidationError("--json and --as \(form.rawValue) exclude each other") }
    guard !framed || form == .json else { throw ValidationError("--framed goes with JSON") }
    guard limit ?? 1 > 0 else { throw ValidationError("--limit is 1 or more") }
  }

  func run() throws {
    var printer = MessagePrinter(form: form, isOneLine: json, isValueAlone: !framed)
    var reader = MessageReader(dialect: dialect, framing: framing)
    switch try MessageInput(input) {
    case .one(let octets): try printOne(octets, &printer, &reader)
    case .several(let entries):
      for entry in entries.prefix(limit ?? .max) {
        if let octets = entry.octets {
          printer.print(octets, reader.read(octets, from: nil), at: .line(entry.line))
        } else {
          printer.print(unreadable: entry)
        }
      }
      try finish(printer)
    case .recording(let recording, let preview):
      reader.learn(from: preview, limit: limit)
      try printAll(recording, &printer, &reader)
      try finish(printer)
    }
  }

  private func printOne(
    _ octets: [UInt8], _ printer: inout MessagePrinter, _ reader: inout MessageReader
  ) throws(CommandFailure) {
    do throws(CommandFailure) {
      try printer.printAlone(octets, reader.read(octets, from: nil))
    } catch {
      // What was meant as the name of a file may happen to be base64.
      let isName = octets == OctetText.octets(of: input) && OctetText.hexadecimal(input) == nil
      let doubt = isName ? "\nlikely: '\(input)' is no file and was read as base64" : ""
      throw CommandFailure(description: error.description + doubt, code: error.code)
    }
  }

  private func printAll(
    _ recording: RecordingReader, _ printer: inout MessagePrinter, _ reader: inout MessageReader
  ) throws {
    var left = limit ?? .max
    var others = 0
    do throws(RecordingError) {
      while left > 0, let datagram = try recording.next() {
        guard ports.has(datagram) else {
          others += 1
          continue
        }
        left -= 1
        let found = reader.read(datagram.payload, from: datagram.source)
        printer.print(datagram.payload, found, at: .packet(Int(recording.tally.packets), datagram))
      }
    } catch {
      throw CommandFailure(description: "\(input) breaks off: \(error)", code: 2)
    }
    for sentence in recording.tally.sentences { Terminal.note(sentence) }
    if others > 0 { Terminal.note(ports.sentence(leftOut: others)) }
    guard printer.read + printer.rejected > 0 else {
      throw CommandFailure(description: "\(input): there is not one message among its packets", code: 2)
    }
  }

  private func finish(_ printer: MessagePrinter) throws {
    guard printer.rejected > 0 else { return }
    let total = printer.rejected + printer.read
    throw CommandFailure(
      description: "\(printer.rejected) of \(Counted.text(total, "message")) \(total == 1 ? "was" : "were") rejected",
      code: 2)
  }
}

extension MessageDialect {
  /// The dialect that an argument names.
  static func argument(_ text: String) throws -> MessageDialect {
    guard let dialect = MessageDialect(name: text) else { throw ValidationError("a dialect is one of \(list)") }
    return dialect
  }

  /// The names for a help text.
  static var list: String { allCases.map(\.name).joined(separator: ", ") }
}

extension Encapsulation.Kind {
  /// The framing that an argument names.
  static func argument(_ text: String) throws -> Encapsulation.Kind {
    guard let kind = Encapsulation.Kind(name: text) else { throw ValidationError("a framing is one of \(list)") }
    return kind
  }

  /// The names for a help text.
  static var list: String { allCases.map(\.name).joined(separator: ", ") }
}
