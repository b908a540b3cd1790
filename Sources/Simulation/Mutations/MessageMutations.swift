import Kernel
import SchemaModel

/// Messages that nobody encoded, given to both decoders: the generated one and the careful one that is its oracle.
///
/// A run is a function of its seed, so that what it finds can be found again.
public struct MessageMutations {
  /// What a run found.
  public struct Result: Sendable {
    /// How many messages were decoded by both.
    public var compared = 0
    /// How many of them both accepted.
    public var accepted = 0
    /// What they disagreed on, each as one line with the octets; at most ``MessageMutations/mostDisagreements``.
    public var disagreements: [String] = []
  }

  /// A run stops after so many disagreements.
  public static let mostDisagreements = 20

  private static let leftovers: [UInt8] = [0xff, 0x02, 0x00, 0x5a]

  private let seeds: [[UInt8]]
  private let comparison: MessageComparison
  private var random: SeededRandom

  /// Prepares a run: `seeds` are valid and broken messages to begin from, none of them empty.
  public init(of seeds: [[UInt8]], with codecs: CodecsUnderTest, seed: UInt64) {
    self.seeds = seeds.filter { !$0.isEmpty }
    comparison = MessageComparison(codecs)
    random = SeededRandom(seed: seed)
  }

  /// Mutates, decodes and compares `count` messages: verdict and value of each, and of what both accept the encodings.
  public mutating func run(_ count: Int) -> Result {
    var result = Result()
    guard !seeds.isEmpty else { return result }
    for round in 0..<count where result.disagreements.count < MessageMutations.mostDisagreements {
      let octets = mutated(seeds[random.below(seeds.count)])
      compare(octets, MessageMutations.leftovers[round % MessageMutations.leftovers.count], &result)
    }
    return result
  }

  /// Decodes and compares every message that is one of the seeds without one component, over two kinds of leftovers.
  public func runThinned() -> Result {
    var result = Result()
    for octets in seeds.lazy.flatMap(comparison.thinned) {
      guard result.disagreements.count < MessageMutations.mostDisagreements else { break }
      for leftovers in MessageMutations.leftovers.prefix(2) { compare(octets, leftovers, &result) }
    }
    return result
  }

  private func compare(_ octets: [UInt8], _ leftovers: UInt8, _ result: inout Result) {
    result.compared += 1
    switch comparison.verdict(on: octets, leftovers: leftovers) {
    case .refused: break
    case .accepted: result.accepted += 1
    case .disagreement(let text): result.disagreements.append("\(octets.hex): \(text)")
    }
  }

  private mutating func mutated(_ octets: [UInt8]) -> [UInt8] {
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
    }
    return result
  }
}
