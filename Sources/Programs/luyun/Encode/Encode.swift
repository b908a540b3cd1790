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
        luyun decode --json 0a... | luyun encode -
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
    let text = try read()
    let json: JSONValue
    do throws(JSONTextError) { json = try JSONValue(parsing: text) } catch {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let filled = lines.filter { $0.contains { !$0.isWhitespace } }
      guard filled.count > 1, (try? JSONValue(parsing: String(filled[0]))) != nil else {
        throw CommandFailure(description: "this is no JSON: \(error)", code: 2)
      }
      for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
        try encode(line: String(line), index + 1)
      }
      return
    }
    try encode(json, text, nil)
  }

  private func read() throws -> String {
    if input == "-" { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
    if input.contains("{") { return input }
    guard let data = FileManager.default.contents(atPath: input) else {
      throw CommandFailure(description: "\(input) cannot be read")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private func encode(line: String, _ number: Int) throws(CommandFailure) {
    let json: JSONValue
    do throws(JSONTextError) { json = try JSONValue(parsing: line) } catch {
      throw CommandFailure(description: "line \(number), column \(error.column): \(error.message)", code: 2)
    }
    try encode(json, line, number)
  }

  /// Encodes one message: a whole text, or its line of a number.
  private func encode(_ json: JSONValue, _ text: String, _ line: Int?) throws(CommandFailure) {
    do throws(SchemaJSONError) {
      let message = try MessageFromJSON(json, dialect: dialect, header: header)
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
    case .dsmp: aid.flatMap(ApplicationIdentifier.init).map { .dsmp($0, hasExtensions: false) }
    case .envelope:
      unit.flatMap { UInt64($0, radix: 16) }.map { .envelope(unit: $0, milliseconds: milliseconds ?? .max) }
    case .bare: .bare
    case .geonetworking, .ethernet, nil: nil
    }
  }
}
