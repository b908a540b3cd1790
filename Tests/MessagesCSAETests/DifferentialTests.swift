import Foundation
import Kernel
import MessagesCSAE
import PackedEncoding
import SchemaModel
import Testing

/// The fast decoder against the careful one on octets that nobody encoded.
@Suite("arbitrary octets")
struct DifferentialTests {
  static let rounds = Int(ProcessInfo.processInfo.environment["LUYUN_MUTATIONS"] ?? "") ?? 1_000_000

  @Test("mutated messages never trap, and both decoders say the same of each", arguments: Dialect.allCases)
  func mutations(dialect: Dialect) throws {
    let prefix = dialect == .ydt3709_2020 ? "csae157" : "csae53"
    let seeds = try Vectors.names(in: Vectors.fixtures).filter { $0.hasPrefix(prefix) }
      .flatMap { try Vectors.load(Vectors.fixtures.appending(path: $0)) }.map(\.octets).filter {
        !$0.isEmpty && $0.count < 400
      }
    let decoder = MessageDecoder()
    let encoder = MessageEncoder()
    var random = SeededRandom(seed: UInt64(dialect.rawValue) + 11)
    var accepted = 0
    for round in 0..<DifferentialTests.rounds {
      let octets = mutate(seeds[random.below(seeds.count)], &random)
      // The careful pass is slow: every sixteenth message is compared, all are decoded.
      let fast = octets.withPadding { decoder.decode($0, count: octets.count, as: dialect)?.pointee }
      if round % 16 == 0 { try compare(octets, fast, dialect, encoder) }
      accepted += fast == nil ? 0 : 1
    }
    #expect(accepted > DifferentialTests.rounds / 50)
    #expect(accepted < DifferentialTests.rounds)
  }

  private func compare(_ octets: [UInt8], _ fast: MessageFrame?, _ dialect: Dialect, _ encoder: MessageEncoder) throws {
    let careful = try? MessageSchema.decode(octets, as: dialect).value
    let value = fast?.schemaValue(as: dialect)
    #expect(value == careful, "\(octets.hex)")
    guard let fast, let value, !octets.isEmpty else { return }
    let encoded = try encoder.octets(of: fast, as: dialect)
    #expect(try MessageSchema.encode(value, as: dialect) == encoded, "\(octets.hex): two encodings")
    #expect(
      try MessageSchema.decode(encoded, as: dialect).value == value, "\(octets.hex): the encoding means something else")
  }

  private func mutate(_ octets: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var result = octets
    for _ in 0...random.below(3) {
      switch random.below(8) {
      case 0: result.removeLast(random.below(result.count))
      case 1: result.append(UInt8(truncatingIfNeeded: random.next()))
      case 2: result[random.below(result.count)] = UInt8(truncatingIfNeeded: random.next())
      case 3:
        let start = random.below(result.count)
        for index in start..<min(start + 8, result.count) { result[index] = random.below(2) == 0 ? 0 : 0xff }
      default: result[random.below(result.count)] ^= 1 << UInt8(random.below(8))
      }
      if result.isEmpty { return result }
    }
    return result
  }
}

extension [UInt8] {
  /// Calls `body` with the octets followed by the padding that the fast decoder wants, filled with ones.
  func withPadding<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    (self + [UInt8](repeating: 0xff, count: DecodeContext.padding)).withUnsafeBufferPointer { buffer in
      body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }
}
