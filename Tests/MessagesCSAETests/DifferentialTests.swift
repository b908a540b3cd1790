import Foundation
import MessageVectors
import MessagesCSAE
import Mutations
import Testing

/// The fast decoder against the careful one on octets that nobody encoded. `luyun-mutations` does the same for millions.
@Suite("arbitrary octets")
struct DifferentialTests {
  static let messages = 30_000

  @Test("mutated messages never trap, and both decoders say the same of each", arguments: Dialect.allCases)
  func mutations(dialect: Dialect) throws {
    let prefix = dialect == .ydt3709_2020 ? "csae157" : "csae53"
    let seeds = try Vectors.names(in: Vectors.fixtures).filter { $0.hasPrefix(prefix) }
      .flatMap { try Vectors.load(Vectors.fixtures.appending(path: $0)) }.map(\.octets).filter { $0.count < 400 }
    var mutations = MessageMutations(of: seeds, with: .csae(dialect), seed: 1 + UInt64(dialect.rawValue))
    let thinned = mutations.runThinned()
    #expect(thinned.disagreements == [], "messages with one component less")
    #expect(thinned.accepted > 1000)
    let result = mutations.run(DifferentialTests.messages)
    #expect(result.disagreements == [])
    #expect(result.compared == DifferentialTests.messages)
    #expect(result.accepted > DifferentialTests.messages / 50 && result.accepted < DifferentialTests.messages)
  }
}
