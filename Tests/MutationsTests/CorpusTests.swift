import Foundation
import MessagesCSAE
import Mutations
import Testing

/// What fuzzing reached new code with, and what it once found, as `fixtures/corpus` keeps it.
@Suite("the corpus of the fuzzing")
struct CorpusTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../fixtures/corpus").standardized

  static func inputs(_ name: String) throws -> [[UInt8]] {
    try String(contentsOf: folder.appending(path: "\(name).hex"), encoding: .utf8).split(separator: "\n").map { line in
      let digits = Array(line.utf8)
      return try stride(from: 0, to: digits.count - 1, by: 2).map { place in
        try #require(UInt8(String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16))
      }
    }
  }

  @Test(
    "both decoders and both encoders say the same of each input", arguments: ["ydt3709", "csae53", "sae", "etsi"])
  func oneAnswer(name: String) throws {
    let codecs: CodecsUnderTest =
      switch name {
      case "ydt3709": .csae(.ydt3709_2020)
      case "csae53": .csae(.csae53_2020)
      case "sae": .sae()
      default: .etsi()
      }
    let comparison = MessageComparison(codecs)
    let inputs = try CorpusTests.inputs(name)
    #expect(!inputs.isEmpty)
    for octets in inputs {
      for leftovers: UInt8 in [0xff, 0x02] {
        let verdict = comparison.verdict(on: octets, leftovers: leftovers)
        #expect(verdict == .accepted || verdict == .refused, "\(octets.count) octets, \(octets.prefix(40))")
      }
    }
  }
}
