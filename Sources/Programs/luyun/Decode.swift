import ArgumentParser
import Foundation
import Ingest
import Kernel
import LinuxIO
import MessagesCSAE
import PackedEncoding
import Recording
import SchemaModel

/// `luyun decode`.
struct Decode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print messages as JSON.",
    discussion: """
      Examples:
        luyun decode 802a0010274c1919999998181819c9f4991999999818181980000000100000000c80001919999998181819a6
        luyun decode --json capture.pcapng.gz        one object a line: time, source, and the message
      The exit code is 2 where a message is rejected, with the field, the bit and the reason.
      """)

  @Argument(help: "A message as hexadecimal digits, or a file: a recording, or one message as octets.") var input:
    String
  @Flag(help: "JSON on one line a message (the form is always JSON; this keeps it to one line).") var json = false
  @Option(help: "The dialect of the sender.") var dialect = Dialect.ydt3709_2020.name

  func run() throws {
    guard let dialect = Dialect(name: dialect) else {
      throw ValidationError("a dialect is one of \(Dialect.allCases.map(\.name).joined(separator: ", "))")
    }
    if let octets = Hexadecimal.octets(of: input), !FileManager.default.fileExists(atPath: input) {
      return try print(octets, dialect)
    }
    guard FileManager.default.fileExists(atPath: input) else {
      throw CommandFailure(
        description: "'\(input)' is neither a file nor an even number of hexadecimal digits", code: 2)
    }
    try decodeFile(dialect)
  }

  private func print(_ octets: [UInt8], _ dialect: Dialect) throws {
    do throws(MessageDecodingError) {
      let result = try MessageSchema.decode(octets, as: dialect)
      Terminal.print(json ? result.value.json : JSONLayout.indented(result.value.json))
      for notice in result.notices { Terminal.note(notice) }
      let used = max((result.bits + 7) / 8, 1)
      if used < octets.count { Terminal.note("\(octets.count - used) octets follow the message") }
    } catch {
      throw CommandFailure(description: "rejected: \(error)\(Decode.hint(octets, dialect))", code: 2)
    }
  }

  /// Whether the other dialect fits.
  private static func hint(_ octets: [UInt8], _ dialect: Dialect) -> String {
    let other = Dialect.allCases.first { $0 != dialect && (try? MessageSchema.decode(octets, as: $0)) != nil }
    return other.map { " (it decodes as \($0.name))" } ?? ""
  }

  private func decodeFile(_ dialect: Dialect) throws {
    let reader: RecordingReader
    do { reader = try RecordingReader(try FileSource(path: input)) } catch {
      guard let data = FileManager.default.contents(atPath: input), !data.isEmpty, data.count <= 65_535 else {
        throw CommandFailure(description: "\(input): \(error)", code: 2)
      }
      return try print(Array(data), dialect)
    }
    var rejected = 0
    do {
      while let datagram = try reader.next() { rejected += printLine(datagram, dialect) ? 0 : 1 }
    } catch {
      throw CommandFailure(description: "\(input) breaks off: \(error)", code: 2)
    }
    for (reason, count) in reader.tally.unreadPackets { Terminal.note("\(count) packets left out: \(reason.sentence)") }
    if rejected > 0 { throw CommandFailure(description: "\(rejected) messages were rejected", code: 2) }
  }

  private func printLine(_ datagram: RecordedDatagram, _ dialect: Dialect) -> Bool {
    let head =
      "{\"time\": \(Double(datagram.time.nanoseconds / 1000) / 1e6), \"source\": \"\(datagram.envelope.source)\", "
    do throws(MessageDecodingError) {
      let result = try MessageSchema.decode(datagram.payload, as: dialect)
      Terminal.print(head + "\"message\": \(result.value.json)}")
      return true
    } catch {
      var reason = ""
      reason.appendQuoted("\(error)")
      Terminal.print(head + "\"rejected\": \(reason), \"hex\": \"\(datagram.payload.hex)\"}")
      return false
    }
  }
}

/// Octets written as digits.
enum Hexadecimal {
  /// The octets of an even number of digits, white space left out; nil for anything else.
  static func octets(of text: String) -> [UInt8]? {
    let digits = text.utf8.filter { $0 != 32 && $0 != 10 && $0 != 13 && $0 != 9 }
    guard !digits.isEmpty, digits.count % 2 == 0 else { return nil }
    var octets: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      octets.append(high << 4 | low)
    }
    return octets
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 65...70: digit - 55
    case 97...102: digit - 87
    default: nil
    }
  }
}

/// JSON for people.
enum JSONLayout {
  /// JSON on one line with a line for each member instead.
  static func indented(_ text: String) -> String {
    var result = ""
    var depth = 0
    var isQuoted = false
    var previous: Character = " "
    for character in text {
      if character == "\"" && previous != "\\" { isQuoted.toggle() }
      if isQuoted || character == "\"" {
        result.append(character)
      } else {
        add(character, previous, &depth, &result)
      }
      // Two backslashes are one that is quoted, not one that quotes.
      previous = previous == "\\" && character == "\\" ? " " : character
    }
    return result
  }

  private static func add(_ character: Character, _ previous: Character, _ depth: inout Int, _ result: inout String) {
    let line = { (depth: Int) in "\n" + String(repeating: "  ", count: depth) }
    switch character {
    case "{", "[":
      depth += 1
      result += String(character) + line(depth)
    case "}", "]":
      depth -= 1
      result += line(depth) + String(character)
    case ",": result += "," + line(depth)
    case " " where previous == ",": break
    default: result.append(character)
    }
  }
}
