import ArgumentParser
import Foundation
import MessagesCSAE
import Mutations

/// Drives mutated messages through both decoders and compares all that they say.
@main
struct MutationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "luyun-mutations",
    abstract: "Mutates messages, decodes each with the fast and the careful decoder, and compares verdict and value.",
    discussion: """
      Files hold one JSON object a line with the octets as "hex". Those whose name begins with csae53 are of the dialect
      of T/CSAE 53-2020, with sae of SAE J2735, with etsi of ETSI, the others of YD/T 3709-2020.

      Example: luyun-mutations --messages 1000000 Tests/MessagesCSAETests/Vectors/*.jsonl

      Ends with 0 where the decoders agree on every message, with 1 where they do not.
      """)

  @Option(help: "How many messages of each kind of file.")
  var messages = 1_000_000

  @Option(help: "What the mutations are drawn from; the same seed gives the same messages.")
  var seed: UInt64 = 11

  @Argument(help: "Files of messages to begin from.")
  var files: [String]

  private struct Line: Decodable {
    var hex: String
  }

  func validate() throws {
    if messages < 1 { throw ValidationError("--messages must be 1 or more") }
  }

  func run() throws {
    var failed = false
    for (place, messages) in Messages.allCases.enumerated() {
      let named = files.filter { Messages(file: $0) == messages }
      let seeds = try named.flatMap(Self.octets(in:)).filter { $0.count < 400 }
      guard !seeds.isEmpty else { continue }
      var mutations = MessageMutations(of: seeds, with: messages.codecs, seed: seed &+ UInt64(place))
      for (name, result) in [("thinned", mutations.runThinned()), ("mutated", mutations.run(self.messages))] {
        print("\(messages.rawValue), \(name): \(result.compared) compared, \(result.accepted) accepted by both")
        for line in result.disagreements { print("  \(line)") }
        failed = failed || !result.disagreements.isEmpty || result.accepted == 0
      }
    }
    if failed { throw ExitCode.failure }
  }

  /// What a file's messages are of.
  private enum Messages: String, CaseIterable {
    case ydt3709 = "ydt3709-2020"
    case csae53 = "csae53-2020"
    case sae = "sae-j2735"
    case etsi

    init(file: String) {
      let name = URL(filePath: file).lastPathComponent
      let known: [(prefix: String, messages: Messages)] = [("csae53", .csae53), ("sae", .sae), ("etsi", .etsi)]
      self = known.first { name.hasPrefix($0.prefix) }?.messages ?? .ydt3709
    }

    var codecs: CodecsUnderTest {
      switch self {
      case .ydt3709: .csae(.ydt3709_2020)
      case .csae53: .csae(.csae53_2020)
      case .sae: .sae()
      case .etsi: .etsi()
      }
    }
  }

  private static func octets(in file: String) throws -> [[UInt8]] {
    let text: String
    do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
      throw ValidationError("\(file) cannot be read: \(error.localizedDescription)")
    }
    return try text.split(separator: "\n").enumerated().map { number, line in
      guard let hex = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)).hex, hex.utf8.count % 2 == 0 else {
        throw ValidationError("\(file), line \(number + 1): no object with octets as \"hex\"")
      }
      let digits = hex.utf8.map { UInt8(truncatingIfNeeded: Character(UnicodeScalar($0)).hexDigitValue ?? 0) }
      return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
  }
}
