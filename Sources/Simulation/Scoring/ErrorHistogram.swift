/// How often errors of which size occur.
public struct ErrorHistogram: Sendable {
  /// The width of a bin, in the unit of the errors.
  public let width: Double
  /// How many errors lie in each bin; the last one holds all larger ones.
  public private(set) var counts: [Int]
  private var fine: [Int]
  private static let parts = 20

  /// Makes an empty one with bins from 0 to `count` times `width`, and one above.
  public init(width: Double, count: Int) {
    self.width = width
    counts = [Int](repeating: 0, count: count + 1)
    fine = [Int](repeating: 0, count: count * Self.parts + 1)
  }

  /// All errors.
  public var total: Int { counts.reduce(0, +) }

  /// Adds an error, at least 0.
  public mutating func add(_ error: Double) {
    counts[min(counts.count - 1, Int(min(error / width, 1e6)))] += 1
    fine[min(fine.count - 1, Int(min(error / width * Double(Self.parts), 1e6)))] += 1
  }

  /// The error that a share of all, 0...1, does not exceed, to a twentieth of a bin; nil where there is none, or where it
  /// lies above the last bin.
  public func quantile(_ share: Double) -> Double? {
    var left = Int((share * Double(total)).rounded(.up))
    guard left > 0 else { return nil }
    for (place, count) in fine.dropLast().enumerated() {
      left -= count
      if left <= 0 { return width * Double(place + 1) / Double(Self.parts) }
    }
    return nil
  }
}
