import Foundation
import Interpretation
import Kernel
import LinuxIO
import Recording

/// What an argument stands for: messages as text, a file, the standard input.
enum MessageInput {
  /// One message.
  case one([UInt8])
  /// Messages of a text with their lines, and lines that are none.
  case several([MessageText.Entry])
  /// The datagrams of a recording, twice: what is learnt of its senders helps to read it.
  case recording(RecordingReader, preview: RecordingReader)

  /// The most octets of a file that is one message.
  private static let largestMessage = 1 << 20

  /// Throws ``CommandFailure``: a text that is no octets, a file that cannot be read, a line that holds no message.
  init(_ argument: String) throws(CommandFailure) {
    if argument == "-" {
      self = try MessageInput.content(MessageInput.standardInput(), "the standard input")
    } else if FileManager.default.fileExists(atPath: argument) {
      if let reader = try? RecordingReader(try FileSource(path: argument)),
        let preview = try? RecordingReader(try FileSource(path: argument))
      {
        self = .recording(reader, preview: preview)
      } else {
        self = try MessageInput.content(MessageInput.octets(ofFile: argument), argument)
      }
    } else if let octets = OctetText.octets(of: argument) {
      self = .one(octets)
    } else {
      let fault = OctetText.fault(of: argument)
      throw CommandFailure(description: "'\(argument.prefix(200))' is no file; as a text: \(fault)", code: 2)
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
    if let reader = try? RecordingReader(MemorySource(octets)),
      let preview = try? RecordingReader(MemorySource(octets))
    {
      return .recording(reader, preview: preview)
    }
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
    let entries = MessageText(text).entries
    guard entries.contains(where: { $0.octets != nil }) else {
      let fault = entries.first.map { "; line \($0.line): \($0.fault)" } ?? ""
      throw CommandFailure(description: "\(name) is a text, and no line of it is a message\(fault)", code: 2)
    }
    if entries.count == 1, let octets = entries[0].octets { return .one(octets) }
    return .several(entries)
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

  /// Datagrams of a sender from which it is learnt at most which dialect it speaks, and of all of them where fewer are
  /// printed.
  private static let (enough, several) = (300, 2000)

  /// Learns which dialects the senders of a recording speak, before `limit` datagrams of it are read: a message that
  /// fits several is then read as those are that fit one.
  mutating func learn(from recording: RecordingReader, limit: Int?) {
    guard dialect == nil else { return }
    var seen: [NetworkAddress: Int] = [:]
    var left = limit.map { max($0, MessageReader.several) } ?? .max
    // What is wrong with the recording is told where it is read.
    while left > 0, let datagram = try? recording.next() {
      left -= 1
      let address = datagram.source.address
      seen[address, default: 0] += 1
      guard seen[address, default: 0] <= MessageReader.enough, finders[address]?.candidates.count ?? 2 > 1 else {
        continue
      }
      _ = finders[address, default: DialectFinder()].interpret(datagram.payload, framing: framing)
    }
  }

  /// What a datagram is.
  mutating func read(_ octets: [UInt8], from source: NetworkEndpoint?) -> Interpretation {
    guard let source, dialect == nil else { return Interpretation(octets, framing: framing, dialect: dialect) }
    return finders[source.address, default: DialectFinder()].interpret(octets, framing: framing)
  }
}
