/// Which dialect one sender speaks, as its messages tell one after the other. Single messages often fit several; what
/// fits all of them is likely right.
public struct DialectFinder: Sendable {
  /// After so many messages that fit, other dialects are asked about again only where the found one fails.
  private static let enough = 50

  /// The dialects that fitted every message of which it is known.
  public private(set) var candidates: [MessageDialect]
  /// How many messages each fitted alone, by raw value.
  public private(set) var decisive = [Int](repeating: 0, count: MessageDialect.allCases.count)
  private var seen = 0
  private let known: [MessageDialect]

  /// Knows nothing but which dialects there may be, in the order in which they are likely.
  public init(among known: [MessageDialect] = MessageDialect.allCases) {
    self.known = known
    candidates = known
  }

  /// The dialects in the order in which they are to be tried.
  public var order: [MessageDialect] { candidates + known.filter { !candidates.contains($0) } }

  /// Reads a datagram of the sender, and learns from it.
  public mutating func interpret(_ octets: [UInt8], framing: Encapsulation.Kind? = nil) -> Interpretation {
    let result = Interpretation(octets, framing: framing, preferred: order, expected: seen > 0 ? candidates.first : nil)
    // A kind that no schema has says little about the dialect.
    guard case .success(let reading) = result.messages.first, reading.fit <= .newer, !reading.isUnknown else {
      return result
    }
    seen += 1
    guard seen <= DialectFinder.enough || reading.dialect != candidates.first else { return result }
    let fitting = [reading.dialect] + result.alternatives(among: known, for: octets)
    if fitting.count == 1 { decisive[Int(reading.dialect.rawValue)] += 1 }
    let rest = known.filter { candidates.contains($0) && fitting.contains($0) }
    candidates = rest.isEmpty ? known.filter { fitting.contains($0) } : rest
    return result
  }
}
