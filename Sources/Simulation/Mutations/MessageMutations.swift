import Kernel
import PackedEncoding
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

  private let seeds: [[UInt8]]
  private let codecs: CodecsUnderTest
  private var random: SeededRandom

  /// Prepares a run: `seeds` are valid and broken messages to begin from, none of them empty.
  public init(of seeds: [[UInt8]], with codecs: CodecsUnderTest, seed: UInt64) {
    self.seeds = seeds.filter { !$0.isEmpty }
    self.codecs = codecs
    random = SeededRandom(seed: seed)
  }

  /// Mutates, decodes and compares `count` messages: verdict and value of each, and of what both accept the encodings.
  public mutating func run(_ count: Int) -> Result {
    var result = Result()
    guard !seeds.isEmpty else { return result }
    for _ in 0..<count where result.disagreements.count < MessageMutations.mostDisagreements {
      let octets = mutated(seeds[random.below(seeds.count)])
      compare(octets, &result)
    }
    return result
  }

  private func compare(_ octets: [UInt8], _ result: inout Result) {
    // What stands behind a message must not matter: the padding is ones here.
    let padded = octets + [UInt8](repeating: 0xff, count: DecodeContext.padding)
    let fast = padded.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { codecs.decode($0, octets.count) }
    }
    let careful = codecs.decodeCarefully(octets)
    result.compared += 1
    if fast?.value != careful {
      return result.disagreements.append("\(octets.hex): the decoders disagree")
    }
    guard let fast else { return }
    result.accepted += 1
    guard let encoded = fast.encoded else {
      return result.disagreements.append("\(octets.hex): accepted, and cannot be encoded")
    }
    if codecs.encodeCarefully(fast.value) != encoded {
      result.disagreements.append("\(octets.hex): two encodings")
    } else if codecs.decodeCarefully(encoded) != fast.value {
      result.disagreements.append("\(octets.hex): the encoding means something else")
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
