import Kernel
import Telemetry
import Testing

@Suite("latency histograms")
struct LatencyTests {
  /// The smallest value that so many in a thousand do not exceed.
  func exact(_ sorted: [Int64], _ perMille: Int) -> Int64 {
    sorted[max(1, (sorted.count * perMille + 999) / 1000) - 1]
  }

  func isWithin(_ interval: Interval, of value: Int64) -> Bool {
    (interval.nanoseconds - value).magnitude * 64 <= value.magnitude
  }

  @Test("quantiles lie within 1/64 of the true ones, whatever the distribution", arguments: 0..<12 as Range<UInt64>)
  func quantiles(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let histogram = LatencyHistogram()
    let scale = [8.0, 60, 1000, 40_000, 1e6, 1e9][Int(seed) % 6]
    let values = (0..<20_000).map { index -> Int64 in
      // A narrow body with a long tail, as latencies have.
      let body = scale * (1 + 0.2 * random.unit())
      return Int64(index % 97 == 0 ? body * (1 + 50 * random.unit()) : body)
    }
    for value in values { histogram.record(Interval(nanoseconds: value)) }
    let sorted = values.sorted()
    let summary = histogram.summary()
    #expect(isWithin(summary.median, of: exact(sorted, 500)))
    #expect(isWithin(summary.percentile99, of: exact(sorted, 990)))
    #expect(isWithin(summary.percentile999, of: exact(sorted, 999)))
    #expect(summary.largest.nanoseconds == sorted.last)
    #expect(summary.count == 20_000)
    #expect(summary.sumNanoseconds == UInt64(values.reduce(0, +)))
  }

  @Test("every length comes back within 1/64, and below 64 ns exactly")
  func cells() {
    var random = SeededRandom(seed: 2)
    let small = (0..<2000).map { Int64($0) }
    let edges = (6..<36).flatMap { (power: Int) -> [Int64] in [(1 << power) - 1, 1 << power, (1 << power) + 1] }
    let others = (0..<5000).map { _ -> Int64 in Int64(random.next() >> UInt64(28 + random.below(30))) }.filter {
      $0 < 63 << 30
    }
    for value in small + edges + others {
      let histogram = LatencyHistogram()
      histogram.record(Interval(nanoseconds: value))
      // A larger one, so that the median is not bounded by the largest.
      histogram.record(Interval(nanoseconds: 1 << 40))
      let median = histogram.summary().median
      #expect(value < 64 ? median.nanoseconds == value : isWithin(median, of: value))
    }
  }

  @Test("what is too long or negative is counted at the ends")
  func ends() {
    let histogram = LatencyHistogram()
    histogram.record(Interval(nanoseconds: -5))
    #expect(histogram.summary().largest == .zero)
    for _ in 0..<9 { histogram.record(Interval(nanoseconds: .max)) }
    let summary = histogram.summary()
    #expect(summary.count == 10)
    #expect(summary.median.nanoseconds == .max)
    #expect(summary.largest.nanoseconds == .max)
  }

  @Test("an empty histogram is all zeros")
  func empty() {
    let summary = LatencyHistogram().summary()
    #expect(summary.count == 0 && summary.median == .zero && summary.percentile999 == .zero)
  }

  @Test("merged histograms are one of all values")
  func merge() {
    var random = SeededRandom(seed: 4)
    let parts = (0..<3).map { _ in LatencyHistogram() }
    let whole = LatencyHistogram()
    for index in 0..<3000 {
      let length = Interval(nanoseconds: Int64(random.below(1_000_000)))
      parts[index % 3].record(length)
      whole.record(length)
    }
    let merged = LatencyHistogram()
    for part in parts { merged.merge(part) }
    #expect(merged.summary() == whole.summary())
    merged.clear()
    #expect(merged.summary() == LatencyHistogram().summary())
  }

  @Test("a window shows the last half to whole of its length, and totals go on")
  func rolling() {
    let latency = RollingLatency(window: .seconds(10))
    let start = Instant(milliseconds: 1000)
    func at(_ seconds: Double) -> Instant { start + .seconds(seconds) }
    func record(_ count: Int, microseconds: Int64) {
      for _ in 0..<count { latency.record(Interval(nanoseconds: microseconds * 1000)) }
    }
    latency.advance(to: at(0))
    record(100, microseconds: 10)
    latency.advance(to: at(4.9))
    #expect(latency.summary().count == 100)
    latency.advance(to: at(5))
    record(50, microseconds: 1000)
    #expect(latency.summary().count == 150)
    #expect(latency.summary().largest == .milliseconds(1))
    latency.advance(to: at(10.2))
    #expect(latency.summary().count == 50)
    #expect(isWithin(latency.summary().median, of: 1_000_000))
    // The turns stay where they were, although the call came late.
    latency.advance(to: at(14.9))
    #expect(latency.summary().count == 50)
    latency.advance(to: at(15))
    #expect(latency.summary().count == 0)
    record(7, microseconds: 1)
    latency.advance(to: at(1000))
    #expect(latency.summary().count == 0)
    #expect(latency.totalCount == 157)
    #expect(latency.totalNanoseconds == 100 * 10_000 + 50 * 1_000_000 + 7 * 1000)
  }

  @Test("windows of several stages add up")
  func mergedWindows() {
    let latency = RollingLatency(window: .seconds(2))
    latency.advance(to: Instant(milliseconds: 0))
    latency.record(.milliseconds(1))
    latency.advance(to: Instant(milliseconds: 1000))
    latency.record(.milliseconds(2))
    let all = LatencyHistogram()
    latency.merge(into: all)
    latency.merge(into: all)
    #expect(all.count == 4)
    #expect(all.largest == .milliseconds(2))
  }
}
