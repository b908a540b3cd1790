public import Kernel

/// Counts lengths of time in 1024 cells of 4 octets each, with a relative error of at most 1/64 in what it gives back.
///
/// Hot path: recording is a count of leading zeros, a shift and an increment, and allocates nothing. Lengths below
/// 64 ns have a cell each; above, every doubling has 32 cells. Lengths of 67.6 s and more share the last cell, their
/// largest is kept exactly; negative ones (a clock that was set) count as 0. It belongs to one thread.
public final class LatencyHistogram {
  @usableFromInline static let cellCount = 1024

  @usableFromInline let cells: UnsafeMutablePointer<UInt32>
  @usableFromInline var recorded: UInt64 = 0
  @usableFromInline var totalNanoseconds: UInt64 = 0
  @usableFromInline var largestNanoseconds: UInt64 = 0

  /// Makes an empty histogram.
  public init() {
    cells = .allocate(capacity: Self.cellCount)
    cells.initialize(repeating: 0, count: Self.cellCount)
  }

  deinit { cells.deallocate() }

  /// Counts a length of time.
  @inlinable public func record(_ length: Interval) {
    let nanoseconds = UInt64(max(0, length.nanoseconds))
    let cell = cells + Self.cell(of: nanoseconds)
    // A full cell stays full: at a million a second that takes more than an hour in one cell of one window.
    if cell.pointee != .max { cell.pointee &+= 1 }
    recorded &+= 1
    totalNanoseconds &+= nanoseconds
    if nanoseconds > largestNanoseconds { largestNanoseconds = nanoseconds }
  }

  /// How many lengths were recorded.
  public var count: UInt64 { recorded }
  /// The sum of all lengths in nanoseconds.
  public var sumNanoseconds: UInt64 { totalNanoseconds }
  /// The largest length, zero where there is none.
  public var largest: Interval { Interval(nanoseconds: Int64(clamping: largestNanoseconds)) }

  /// Adds what another histogram recorded.
  public func merge(_ other: LatencyHistogram) {
    for index in 0..<Self.cellCount {
      let (sum, overflow) = cells[index].addingReportingOverflow(other.cells[index])
      cells[index] = overflow ? .max : sum
    }
    recorded &+= other.recorded
    totalNanoseconds &+= other.totalNanoseconds
    largestNanoseconds = max(largestNanoseconds, other.largestNanoseconds)
  }

  /// Forgets everything.
  public func clear() {
    cells.update(repeating: 0, count: Self.cellCount)
    recorded = 0
    totalNanoseconds = 0
    largestNanoseconds = 0
  }

  /// What can be said of the lengths.
  public func summary() -> LatencySummary { LatencySummary(self, nil) }

  /// The cell of a length: with e doublings beyond 63, the 6 highest bits after shifting by e, moved on by 32 e.
  @inlinable static func cell(of nanoseconds: UInt64) -> Int {
    let bounded = min(nanoseconds, 1 << 36 - 1)
    let shift = 58 &- (bounded | 32).leadingZeroBitCount
    return shift &* 32 &+ Int(truncatingIfNeeded: bounded &>> UInt64(truncatingIfNeeded: shift))
  }

  /// The middle of a cell in nanoseconds.
  static func middle(ofCell index: Int) -> UInt64 {
    if index < 64 { return UInt64(index) }
    let shift = UInt64(index / 32 - 1)
    let first = UInt64(index % 32 + 32) << shift
    return first + (1 << shift - 1) / 2
  }
}

/// What a histogram says of the lengths it counted.
public struct LatencySummary: Hashable, Sendable, BitwiseCopyable {
  /// How many there are.
  public let count: UInt64
  /// Their sum in nanoseconds.
  public let sumNanoseconds: UInt64
  /// The length that half of them do not exceed; zero where there are none. Relative error at most 1/64.
  public let median: Interval
  /// The length that 99 % of them do not exceed.
  public let percentile99: Interval
  /// The length that 99.9 % of them do not exceed.
  public let percentile999: Interval
  /// The largest of them, exact.
  public let largest: Interval

  /// Summarises one histogram or two together.
  init(_ first: LatencyHistogram, _ second: LatencyHistogram?) {
    count = first.count &+ (second?.count ?? 0)
    sumNanoseconds = first.sumNanoseconds &+ (second?.sumNanoseconds ?? 0)
    let largest = max(first.largest, second?.largest ?? .zero)
    self.largest = largest
    var walk = QuantileWalk(first, second)
    func quantile(_ perMille: UInt64) -> Interval {
      min(largest, Interval(nanoseconds: Int64(clamping: walk.next(perMille: perMille))))
    }
    median = quantile(500)
    percentile99 = quantile(990)
    percentile999 = quantile(999)
  }
}

/// Walks the cells of one or two histograms once for quantiles that ascend.
private struct QuantileWalk {
  private let first: LatencyHistogram
  private let second: LatencyHistogram?
  private var total: UInt64 = 0
  private var passed: UInt64 = 0
  private var cell = 0

  init(_ first: LatencyHistogram, _ second: LatencyHistogram?) {
    self.first = first
    self.second = second
    for index in 0..<LatencyHistogram.cellCount { total += count(index) }
    passed = count(0)
  }

  private func count(_ index: Int) -> UInt64 { UInt64(first.cells[index]) + UInt64(second?.cells[index] ?? 0) }

  /// The middle of the first cell up to which so many in a thousand lie, in nanoseconds.
  mutating func next(perMille: UInt64) -> UInt64 {
    if total == 0 { return 0 }
    // Rounded up and at least one: the smallest rank that covers the share.
    let rank = max(1, (total * perMille + 999) / 1000)
    while passed < rank, cell < LatencyHistogram.cellCount - 1 {
      cell += 1
      passed += count(cell)
    }
    // The last cell has no upper end: its largest says more than its middle.
    if cell == LatencyHistogram.cellCount - 1 { return .max }
    return LatencyHistogram.middle(ofCell: cell)
  }
}
