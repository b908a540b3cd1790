import Foundation
import Interpretation
import Kernel
import LinuxIO
import Recording
import SchemaModel

/// What an argument stands for: messages as text, a file, the standard input.
enum MessageInput {
  /// One message.
  case one([UInt8])
  /// Lines with a message each, with their numbers from 1; nil for those that are no octets.
  case several([(line: Int, octets: [UInt8]?)])
  /// The datagrams of a recording.
  case recording(RecordingReader)

  /// The most octets of a file that is one message.
  private static let largestMessage = 1 << 20

  /// Throws ``CommandFailure``: a text that is no octets, a file that cannot be read, a line that holds no message.
  init(_ argument: String) throws(CommandFailure) {
    if argument == "-" {
      self = try MessageInput.content(MessageInput.standardInput(), "the standard input")
    } else if FileManager.default.fileExists(atPath: argument) {
      if let reader = try? RecordingReader(try FileSource(path: argument)) {
        self = .recording(reader)
      } else {
        self = try MessageInput.content(MessageInput.octets(ofFile: argument), argument)
      }
    } else if let octets = OctetText.octets(of: argument) {
      self = .one(octets)
    } else {
      throw CommandFailure(
        description: "'\(argument)' is neither a file nor an even number of hexadecimal digits nor base64", code: 2)
    }
  }

  private static func standardInput() -> [UInt8] { Array(FileHandle.standardInput.readDataToEndOfFile()) }

  private static func octets(ofFile path: String) throws(CommandFailure) -> [UInt8] {
    do { return try UncompressedOctets.read(try FileSource(path: path)) } catch {
      throw CommandFailure(description: "\(path): \(error)", code: 2)
    }
  }

  /// Octets of a file or pipe: a recording, a text, or a message.
  private static func content(_ octets: [UInt8], _ name: String) throws(CommandFailure) -> MessageInput {
    guard !octets.isEmpty else { throw CommandFailure(description: "\(name) is empty", code: 2) }
    if let reader = try? RecordingReader(MemorySource(octets)) { return .recording(reader) }
    let isText = octets.allSatisfy { (32...126).contains($0) || $0 >= 128 || [9, 10, 13].contains($0) }
    guard isText, let text = String(validating: octets, as: UTF8.self) else {
      guard octets.count <= largestMessage else {
        throw CommandFailure(
          description: "\(name) is neither a recording nor a text, and too large for a message", code: 2)
      }
      return .one(octets)
    }
    return try lines(text, name)
  }

  private static func lines(_ text: String, _ name: String) throws(CommandFailure) -> MessageInput {
    var messages: [(line: Int, octets: [UInt8]?)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.contains(where: { !$0.isWhitespace }) {
      messages.append((index + 1, octets(ofLine: line)))
    }
    guard messages.contains(where: { $0.octets != nil }) else {
      throw CommandFailure(
        description: "\(name) is a text, and no line of it is hexadecimal digits, base64, or JSON with hex", code: 2)
    }
    if messages.count == 1, let octets = messages[0].octets { return .one(octets) }
    return .several(messages)
  }

  private static func octets(ofLine line: Substring) -> [UInt8]? {
    guard line.first(where: { !$0.isWhitespace }) == "{" else { return OctetText.octets(of: line) }
    guard let hex = (try? JSONValue(parsing: String(line)))?["hex"]?.text else { return nil }
    return hex.isEmpty ? [] : OctetText.octets(of: hex)
  }
}

/// Interprets datagrams, with what was learnt of each sender.
struct MessageReader {
  private let dialect: MessageDialect?
  private let framing: Encapsulation.Kind?
  private var finders: [NetworkAddress: DialectFinder] = [:]

  /// Makes it with what is known beforehand.
  init(dialect: MessageDialect?, framing: Encapsulation.Kind?) {
    self.dialect = dialect
    self.framing = framing
  }

  /// What a datagram is.
  mutating func read(_ octets: [UInt8], from source: NetworkEndpoint?) -> Interpretation {
    guard let source, dialect == nil else { return Interpretation(octets, framing: framing, dialect: dialect) }
    return finders[source.address, default: DialectFinder()].interpret(octets, framing: framing)
  }
}
