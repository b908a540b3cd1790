import ArgumentParser
import Foundation
import Framing
import Interpretation
import PackedEncoding
import SchemaModel

/// `luyun encode`.
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn messages as JSON into octets: what decode prints, the other way round.",
    discussion: """
      The input is a message as JSON, or several of them, one a line: a message alone, or an object with "message",
      "dialect" and "framing", as decode prints them.

      Examples:
        luyun decode --framed 802a0010274c1919999998181819c9f4991999999818181980000000100000000c80001919999998181819a6 |
          luyun encode -
        luyun encode message.json --dialect csae53-2020 --framing dsmp --aid 3618
        luyun decode --json capture.pcapng.gz | luyun encode - --as base64

      Exit codes: 0 done; 1 failed; 2 the JSON is not a message, with the way to the part and the reason;
      64 the command line is wrong.
      """)

  /// How octets are printed.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case hex, base64, binary
  }

  @Argument(help: "A file, the JSON itself, or - for the standard input.") var input = "-"
  @Option(name: .customLong("as"), help: "hex, base64 or binary.") var form = Form.hex
  @Option(
    help: "The dialect: \(MessageDialect.list). By default what the JSON says, or the first that it fits.",
    transform: MessageDialect.argument)
  var dialect: MessageDialect?
  @Option(
    help: "What the message is to stand in: bare, dsmp or envelope. By default what the JSON says, or nothing.",
    transform: Encapsulation.Kind.argument)
  var framing: Encapsulation.Kind?
  @Option(help: "The application identifier of a DSMP frame.") var aid: UInt32?
  @Option(help: "The unit of an envelope, sixteen hexadecimal digits.") var unit: String?
  @Option(help: "The time of an envelope in milliseconds since 1970; by default none.") var milliseconds: UInt64?

  func validate() throws {
    guard aid == nil || framing == .dsmp else { throw ValidationError("--aid goes with --framing dsmp") }
    guard unit == nil && milliseconds == nil || framing == .envelope else {
      throw ValidationError("--unit and --milliseconds go with --framing envelope")
    }
    guard framing != .dsmp || aid.flatMap(ApplicationIdentifier.init) != nil else {
      throw ValidationError("--framing dsmp wants --aid 0...\(ApplicationIdentifier.greatest)")
    }
    guard framing != .envelope || unit.map({ $0.utf8.count == 16 && UInt64($0, radix: 16) != nil }) ?? false else {
      throw ValidationError("--framing envelope wants --unit with sixteen hexadecimal digits")
    }
    guard framing != .geonetworking, framing != .ethernet else {
      throw ValidationError(
        "the headers of \(framing?.name ?? "") cannot be made up; they come with the JSON of decode")
    }
  }

  func run() throws {
    let text = TextLines.unmarked(try read())
    var datagrams = DatagramsFromJSON(dialect: dialect, header: header)
    let json: JSONValue
    do throws(JSONTextError) { json = try JSONValue(parsing: String(text)) } catch {
      let lines = TextLines(String(text)).filled
      guard lines.count > 1, (try? JSONValue(parsing: String(lines[0].text))) != nil else {
        throw CommandFailure(description: "this is no JSON: \(error)", code: 2)
      }
      guard form != .binary else {
        throw CommandFailure(
          description: "octets of several messages would run into each other: take hex or base64", code: 64)
      }
      for line in lines { try encode(line: String(line.text), line.number, &datagrams) }
      return try finish(datagrams)
    }
    try encode(json, String(text), nil, &datagrams)
    try finish(datagrams)
  }

  private func read() throws -> String {
    if input == "-" { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
    if input.contains("{") { return input }
    guard let data = FileManager.default.contents(atPath: input) else {
      throw CommandFailure(description: "\(input) cannot be read")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private func finish(_ datagrams: DatagramsFromJSON) throws(CommandFailure) {
    do throws(SchemaJSONError) { try datagrams.finish() } catch {
      throw CommandFailure(description: "the input ends: \(error)", code: 2)
    }
  }

  private func encode(line: String, _ number: Int, _ datagrams: inout DatagramsFromJSON) throws(CommandFailure) {
    let json: JSONValue
    do throws(JSONTextError) { json = try JSONValue(parsing: line) } catch {
      throw CommandFailure(description: "line \(number), column \(error.column): \(error.message)", code: 2)
    }
    try encode(json, line, number, &datagrams)
  }

  /// Encodes one message: a whole text, or its line of a number.
  private func encode(
    _ json: JSONValue, _ text: String, _ line: Int?, _ datagrams: inout DatagramsFromJSON
  ) throws(CommandFailure) {
    do throws(SchemaJSONError) {
      guard let message = try datagrams.take(json) else { return }
      if !message.others.isEmpty {
        let others = message.others.map(\.name).joined(separator: ", ")
        let place = line.map { "line \($0): " } ?? ""
        Terminal.note("\(place)encoded as \(message.dialect.name); other bits as \(others), see --dialect")
      }
      switch form {
      case .hex: Terminal.print(message.octets.hex)
      case .base64: Terminal.print(OctetText.base64(message.octets))
      case .binary: FileHandle.standardOutput.write(Data(message.octets))
      }
    } catch {
      let place = JSONTextError("", at: error.offset, of: Array(text.utf8))
      throw CommandFailure(description: "line \(line ?? place.line), column \(place.column): \(error)", code: 2)
    }
  }

  private var header: Encapsulation.Header? {
    switch framing {
    case .dsmp: aid.flatMap(ApplicationIdentifier.init).map { .dsmp($0, options: [0]) }
    case .envelope:
      unit.flatMap { UInt64($0, radix: 16) }.map { .envelope(unit: $0, milliseconds: milliseconds ?? .max) }
    case .bare: .bare
    case .geonetworking, .ethernet, nil: nil
    }
  }
}
