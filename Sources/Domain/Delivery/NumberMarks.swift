/// Which numbers of a lane are done: all up to one, and some ranges beyond it.
///
/// The number of ranges is bounded, so that no choice of numbers makes it grow.
public struct NumberMarks: Hashable, Sendable {
  /// Everything up to this is done; 0 at the beginning.
  public private(set) var through: UInt64
  /// What is done beyond it: ascending, and between two of them something is not done.
  public private(set) var beyond: [ClosedRange<UInt64>]

  /// The most ranges that there may be beyond ``through``.
  public static let greatestRanges = 128

  /// Nothing is done yet.
  public init() {
    through = 0
    beyond = []
  }

  /// Takes marks that were stored or sent; nil where they are not ascending, touch each other, or are too many.
  public init?(through: UInt64, beyond: [ClosedRange<UInt64>]) {
    var last = through
    for range in beyond {
      // Adjacent ranges would be one.
      guard range.lowerBound > last, range.lowerBound - last > 1 else { return nil }
      last = range.upperBound
    }
    guard last <= MessageNumber.greatest, beyond.count <= Self.greatestRanges else { return nil }
    self.through = through
    self.beyond = beyond
  }

  /// The greatest number that is done; 0 where none is.
  public var last: UInt64 { beyond.last?.upperBound ?? through }

  /// Whether a number is done.
  public func contains(_ sequence: UInt64) -> Bool {
    if sequence <= through { return true }
    let index = firstRange(endingAtOrAfter: sequence)
    return index < beyond.count && beyond[index].contains(sequence)
  }

  /// What became of a number that was to be marked.
  public enum Insertion: Sendable {
    /// It was not done, and is now.
    case new
    /// It was done already.
    case known
    /// It would have begun a range too many: it is not marked, and can be when the gaps have closed.
    case refused
  }

  /// Marks a number, 1 or more, as done.
  public mutating func insert(_ sequence: UInt64) -> Insertion {
    if sequence <= through { return .known }
    if sequence == through + 1 {
      through = sequence
      absorb()
      return .new
    }
    let index = firstRange(endingAtOrAfter: sequence)
    if index < beyond.count, beyond[index].contains(sequence) { return .known }
    let touchesLower = index > 0 && beyond[index - 1].upperBound + 1 == sequence
    let touchesUpper = index < beyond.count && beyond[index].lowerBound == sequence + 1
    switch (touchesLower, touchesUpper) {
    case (true, true):
      beyond[index - 1] = beyond[index - 1].lowerBound...beyond[index].upperBound
      beyond.remove(at: index)
    case (true, false): beyond[index - 1] = beyond[index - 1].lowerBound...sequence
    case (false, true): beyond[index] = sequence...beyond[index].upperBound
    case (false, false):
      if beyond.count >= Self.greatestRanges { return .refused }
      beyond.insert(sequence...sequence, at: index)
    }
    return .new
  }

  /// Marks everything below `floor` as done, and gives how many numbers of it were not.
  public mutating func raise(toFloor floor: UInt64) -> UInt64 {
    guard floor > through + 1 else { return 0 }
    var missing = floor - 1 - through
    var covered = 0
    for range in beyond where range.lowerBound < floor {
      missing -= min(range.upperBound, floor - 1) - range.lowerBound + 1
      if range.upperBound < floor { covered += 1 }
    }
    beyond.removeFirst(covered)
    through = floor - 1
    if let first = beyond.first, first.lowerBound <= through {
      through = first.upperBound
      beyond.removeFirst()
    }
    absorb()
    return missing
  }

  /// The first range joins what is done where nothing is between them.
  private mutating func absorb() {
    while let first = beyond.first, first.lowerBound <= through + 1 {
      through = max(through, first.upperBound)
      beyond.removeFirst()
    }
  }

  private func firstRange(endingAtOrAfter sequence: UInt64) -> Int {
    var low = 0
    var high = beyond.count
    while low < high {
      let middle = (low + high) / 2
      if beyond[middle].upperBound < sequence { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
