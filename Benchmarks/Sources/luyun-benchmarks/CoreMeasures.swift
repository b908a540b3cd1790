import EdgeCore
import Foundation
import Ingest
import Kernel
import Peers

/// Drives a core through datagrams with the times that they have, as the daemon does: one after the other, the scene
/// published every 100 ms.
struct CoreDrive {
  let core: EdgeCore
  private(set) var effects: [EdgeEffect] = []
  private(set) var tick: Instant?
  /// Effects so far that carry values: summaries, scenes and events for the region.
  private(set) var told = 0

  init(_ configuration: EdgeConfiguration) {
    core = EdgeCore(configuration: configuration)
    effects.reserveCapacity(64)
  }

  /// Lets time pass up to an instant.
  mutating func advance(to time: Instant) {
    let period = EdgeCore.period.nanoseconds
    var next = tick ?? Instant(nanoseconds: time.nanoseconds / period * period)
    while next < time {
      effects.removeAll(keepingCapacity: true)
      core.advance(to: next, into: &effects)
      for effect in effects where effect.carriesValues { told += 1 }
      next = next + EdgeCore.period
    }
    tick = next
  }

  /// Takes a datagram.
  mutating func handle(_ datagram: Datagram) {
    effects.removeAll(keepingCapacity: true)
    core.handle(datagram, at: datagram.receivedAt, into: &effects)
  }

  /// Takes datagrams, and lets time pass between them.
  mutating func run(_ datagrams: ArraySlice<Datagram>) {
    for index in datagrams.indices {
      advance(to: datagrams[index].receivedAt)
      handle(datagrams[index])
    }
  }
}

extension EdgeEffect {
  fileprivate var carriesValues: Bool {
    switch self {
    case .summary, .trafficEvent, .sceneDigest, .devices, .network: true
    case .scenePublished, .messagesReady, .mapChanged, .eventsChanged, .secondDigest: false
    }
  }
}

/// The allocations of a core over a recording, once it is warm.
struct CoreAllocations {
  /// The kinds of datagrams in the order of the frame's alternatives, and what is no datagram.
  static let kinds = ["BSM", "MAP", "RSM", "SPAT", "RSI", "Day II"]
  var datagrams = [Int](repeating: 0, count: 6)
  var allocations = [Int](repeating: 0, count: 6)
  /// Datagrams with news: a road map or an announcement that was not known.
  var news = 0
  var newsAllocations = 0
  var ticks = 0
  var tickAllocations = 0
  /// Ticks that gave out what the region is told: about three values a second, which are memory of their own.
  var tellingTicks = 0
  var tellingAllocations = 0

  /// All but what news cost, and the values for the region.
  var total: Int { allocations.reduce(0, +) + tickAllocations }
  var count: Int { datagrams.reduce(0, +) }

  /// Warms a core with the first half of a recording and counts over the second.
  static func measure(_ traffic: CoreTraffic) -> CoreAllocations {
    var result = CoreAllocations()
    var drive = CoreDrive(traffic.configuration)
    let middle = traffic.datagrams.count / 2
    drive.run(traffic.datagrams[..<middle])
    for index in middle..<traffic.datagrams.count {
      let start = allocationCount()
      let (tick, told) = (drive.tick, drive.told)
      drive.advance(to: traffic.datagrams[index].receivedAt)
      let afterTick = allocationCount()
      drive.handle(traffic.datagrams[index])
      let end = allocationCount()
      if drive.told != told {
        result.tellingTicks += 1
        result.tellingAllocations += Int(afterTick - start)
      } else {
        if drive.tick != tick { result.ticks += 1 }
        result.tickAllocations += Int(afterTick - start)
      }
      if drive.effects.isEmpty {
        let kind = min(Int(traffic.datagrams[index].octets[0] >> 4), 5)
        result.datagrams[kind] += 1
        result.allocations[kind] += Int(end - afterTick)
      } else {
        result.news += 1
        result.newsAllocations += Int(end - afterTick)
      }
    }
    return result
  }

  func print() {
    Swift.print(
      "\nCORE  (the second half of a recording through the whole core, \(count) datagrams and \(ticks + tellingTicks) ticks)"
    )
    for (kind, name) in CoreAllocations.kinds.enumerated() where datagrams[kind] > 0 {
      line(name, datagrams[kind], allocations[kind])
    }
    line("ticks", ticks, tickAllocations)
    line("telling", tellingTicks, tellingAllocations)
    if news > 0 { line("with news", news, newsAllocations) }
  }

  private func line(_ name: String, _ number: Int, _ allocations: Int) {
    Swift.print(
      "  " + name.padding(toLength: 10, withPad: " ", startingAt: 0)
        + String(
          format: "%7d   allocations %6d   each %.3f", number, allocations,
          Double(allocations) / Double(max(number, 1))))
  }
}

/// What the core costs in steady state.
enum CoreMeasures {
  /// The tracks of the measure of instructions, and the two run lengths whose difference is taken, in cycles.
  static let tracks = 256
  static let cycles = (warm: 30, short: 10, long: 60)

  /// Runs self-reports of 256 cars under callgrind, with the publications between them and without.
  static func runForInstructions() {
    let all = cycles.warm + 2 * (cycles.short + cycles.long)
    let traffic = CoreTraffic.street(.init(cars: tracks, units: 0, connected: 1, cycles: all))
    var drive = CoreDrive(traffic.configuration)
    var next = cycles.warm * tracks
    drive.run(traffic.datagrams[..<next])
    precondition(drive.core.trackCount == tracks, "\(drive.core.trackCount) tracks")
    for length in [cycles.short, cycles.long] {
      let end = next + length * tracks
      markInstructions("start")
      drive.run(traffic.datagrams[next..<end])
      markInstructions("core|with ticks|\(length)")
      next = end
    }
    let later = traffic.datagrams[next].receivedAt
    drive.advance(to: later)
    for length in [cycles.short, cycles.long] {
      let end = next + length * tracks
      markInstructions("start")
      for index in next..<end { drive.handle(traffic.datagrams[index]) }
      markInstructions("core|without|\(length)")
      next = end
    }
    precondition(drive.core.ingest.counters.dropped == 0, "datagrams were dropped")
  }

  /// What was counted, instructions or anything else, of each BSM by callgrind; nil where its files are not there.
  static func perMessage(_ counts: [String: Int], _ name: String) -> Double? {
    guard let few = counts["core|\(name)|\(cycles.short)"], let many = counts["core|\(name)|\(cycles.long)"] else {
      return nil
    }
    return Double(many - few) / Double((cycles.long - cycles.short) * tracks)
  }

  /// Milliseconds of the processor that each cycle of a street takes, datagrams to publication, once it is warm.
  static func cycleTimes(_ street: CoreTraffic.Street, warm: Int) -> (milliseconds: [Double], core: EdgeCore) {
    let traffic = CoreTraffic.street(street)
    var drive = CoreDrive(traffic.configuration)
    var times: [Double] = []
    var next = 0
    for cycle in 0..<street.cycles {
      let end = CoreTraffic.streetStart + Interval.milliseconds(Int64(cycle + 1) * 100)
      let start = processorNanoseconds()
      while next < traffic.datagrams.count, traffic.datagrams[next].receivedAt < end {
        drive.handle(traffic.datagrams[next])
        next += 1
      }
      drive.advance(to: end)
      if cycle >= warm { times.append(Double(processorNanoseconds() - start) * 1e-6) }
    }
    return (times, drive.core)
  }

  private static func processorNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// Prints the rows of the core and the goals that they belong to.
  static func print(_ recording: CoreTraffic, counts: [String: Int], retains: [String: Int]) {
    let allocations = CoreAllocations.measure(recording)
    allocations.print()
    let with = perMessage(counts, "with ticks")
    let without = perMessage(counts, "without")
    func text(_ value: Double?) -> String { value.map { String(format: "%.0f", $0) } ?? "-" }
    Swift.print(
      "\nA BSM THROUGH THE CORE  (\(tracks) tracks, each by its own BSM ten times a second; user-space instructions)")
    Swift.print("  datagram to scene                    \(text(without))")
    Swift.print("  with its share of the publication    \(text(with))")
    let kept = perMessage(retains, "with ticks").map { String(format: "%.3f", $0) } ?? "-"
    Swift.print("  retains and releases with it         \(kept)")
    let half = cycleTimes(.init(cars: 1000, units: 4, seen: 0.5, connected: 0.4, cycles: 130), warm: 30)
    let full = cycleTimes(.init(cars: 1000, units: 4, seen: 1, connected: 0.4, cycles: 130), warm: 30)
    let served = cycleTimes(
      .init(cars: 1000, units: 4, seen: 0.5, connected: 0.4, cycles: 130, served: true), warm: 30)
    Swift.print("\nFUSION CYCLE  (100 ms of 1000 cars, datagrams decoded, fused and published; ms of the processor)")
    cycleLine("4 units that see 500 each, 400 BSM", half)
    cycleLine("4 units that see all, 400 BSM", full)
    cycleLine("as the first, and all 4 are served", served)
    Swift.print("\nCOST BY NUMBER  (as the first, of other numbers of cars)")
    var least = Double.nan
    for cars in [10, 100, 1000, 3000] {
      let result = cycleTimes(.init(cars: cars, units: 4, seen: 0.5, connected: 0.4, cycles: 80), warm: 30)
      let each = median(result.milliseconds) * 1e3 / Double(cars)
      if cars == 100 { least = each }
      cycleLine("\(cars) cars", result)
      Swift.print(String(format: "    microseconds a car %.2f, to that of 100: %.2f", each, each / least))
    }
    Swift.print("\nGOALS OF THE CORE")
    Swift.print("  3  allocations over \(allocations.count) datagrams   \(allocations.total)   0")
    Swift.print("     retains and releases a BSM         \(kept)   0")
    Swift.print(
      "  7  instructions a BSM, 256 tracks     \(text(without)) (with the publication: \(text(with)))   at most 3000")
    Swift.print(
      String(
        format: "  10 cycle of 1000 objects, 4 units     %.2f (all in the view of all: %.2f)   at most 2 ms",
        median(half.milliseconds), median(full.milliseconds)))
  }

  private static func cycleLine(_ name: String, _ result: (milliseconds: [Double], core: EdgeCore)) {
    let sorted = result.milliseconds.sorted()
    Swift.print(
      "  " + name.padding(toLength: 36, withPad: " ", startingAt: 0)
        + String(
          format: "median %.2f   p5 %.2f   p95 %.2f   %d cycles, %d tracks, %d published", median(sorted),
          sorted[sorted.count / 20], sorted[sorted.count * 19 / 20], sorted.count, result.core.trackCount,
          result.core.objects.count))
  }
}
