import Kernel
import RegionCore
import RoadModel
import Testing
import TierModel

@Suite("the history of a region")
struct HistoryTests {
  private let region = RegionUnderTest()
  private let link = Stretch.link(Road.link(1, 2))
  private let start = RegionUnderTest.start

  /// When a minute ended, in whole seconds from the start.
  private func seconds(_ summary: RegionSummary) -> Int64 { (summary.time - start).nanoseconds / 1_000_000_000 }

  /// Tells seconds of an edge, each when it is over.
  private func play(_ seconds: Int, vehicles: (Int) -> Int = { $0 % 7 }) {
    for second in 1...seconds {
      region.advance(1)
      region.tell(Road.summary(region.now, vehicles(second), queue: UInt16(second % 60), left: [Double(second % 30)]))
    }
  }

  @Test("a minute is the sum of its seconds, a quarter that of its minutes, the longest queue and all travel times")
  func sums() {
    play(900)
    region.advance(70)
    let seconds = region.sum(.second, link)
    #expect(seconds.entered == UInt32((1...900).reduce(0) { $0 + $1 % 7 }))
    #expect(region.sum(.minute, link) == seconds)
    #expect(region.sum(.quarter, link) == seconds)
    let quarter = region.rows.first { $0.key.step == .quarter && $0.key.stretch == link }?.value
    #expect(quarter?.queue == Queue(vehicles: 59, length: 413))
    #expect(quarter?.travelTimes.total == 900)
    #expect(region.rows.keys.filter { $0.step == .minute && $0.stretch == link }.count == 15)
    #expect(region.rows.keys.filter { $0.step == .second && $0.stretch == link }.count == 900)
  }

  @Test("the second that ends on a minute belongs to the minute that it ends")
  func boundary() {
    region.advance(60)
    region.tell(Road.summary(region.now, 3))
    region.advance(70)
    #expect(region.sum(.minute, link) { $0 == start.nanoseconds / 60_000_000_000 }.entered == 3)
  }

  @Test("the center is told every minute once, five seconds after its end")
  func told() {
    play(200)
    let ends = region.summaries.map { seconds($0) }
    #expect(ends == [60, 120, 180])
    #expect(region.summaries.map(\.total.entered).allSatisfy { $0 > 100 })
    #expect(region.summaries[0].links.map(\.id) == [Road.link(1, 2)])
  }

  @Test("seconds that come an hour late are added to their minutes, which are told again")
  func late() {
    play(300)
    region.advance(3600)
    let before = region.summaries.count
    for second in 301...420 { region.tell(Road.summary(start + .seconds(Double(second)), 5)) }
    region.advance(60)
    #expect(region.sum(.minute, link) == region.sum(.second, link))
    #expect(region.sum(.quarter, link) == region.sum(.second, link))
    let again = region.summaries[before...].map { seconds($0) }
    #expect(again.prefix(2) == [360, 420])
    #expect(again.count == 3)
    #expect(region.summaries[before].total.entered == 300)
    #expect(region.core.view(at: region.now).stretches.isEmpty, "the live picture went back")
  }

  @Test("seconds that come a day late are added by the store, and counted")
  func veryLate() {
    play(60)
    region.advance(120)
    region.advance(24 * 3600, step: 60)
    region.tell(Road.summary(start + .seconds(30), 4))
    #expect(region.sum(.minute, link) == region.sum(.second, link))
    #expect(region.sum(.quarter, link) == region.sum(.second, link))
    #expect(region.core.counters[.beyondMemory] == 2)
  }

  @Test("the order in which seconds come does not matter", arguments: [1, 2, 3] as [UInt64])
  func order(seed: UInt64) {
    var seconds = Array(1...300)
    var random = SeededRandom(seed: seed)
    seconds.shuffle(using: &random)
    region.advance(300)
    for second in seconds {
      region.tell(Road.summary(start + .seconds(Double(second)), second % 7))
      if second % 3 == 0 { region.advance(1) }
    }
    region.advance(400)
    #expect(region.sum(.second, link).entered == UInt32((1...300).reduce(0) { $0 + $1 % 7 }))
    #expect(region.sum(.minute, link).entered == region.sum(.second, link).entered)
    #expect(region.sum(.quarter, link).entered == region.sum(.second, link).entered)
  }

  @Test("a kill at any second changes nothing of the minutes", arguments: [1, 59, 60, 63, 66, 119, 245])
  func restart(second: Int) {
    for step in 1...300 {
      region.advance(1)
      region.tell(Road.summary(region.now, step % 7))
      if step == second { region.restart() }
    }
    region.advance(70)
    #expect(region.sum(.second, link).entered == UInt32((1...300).reduce(0) { $0 + $1 % 7 }))
    #expect(region.sum(.minute, link).entered == region.sum(.second, link).entered)
    #expect(region.sum(.quarter, link).entered == region.sum(.second, link).entered)
    #expect(region.summaries.map { seconds($0) } == [60, 120, 180, 240, 300, 360])
  }

  @Test("a minute that changed and was not told again before a kill is told after it")
  func changedOverRestart() {
    play(130)
    region.tell(Road.summary(start + .seconds(20), 100))
    region.restart()
    region.advance(60)
    let first = region.summaries.filter { seconds($0) == 60 }
    #expect(first.count == 2)
    #expect(first.last?.total.entered == (first.first?.total.entered ?? 0) + 100)
  }

  @Test("of two edges that report one link, the one whose node it leads to counts")
  func owner() {
    region.tell(.network(Road.network([(2, 0, 0)], [Road.lane(1, 2, [(-90, 0), (0, 0)])])), from: "b")
    region.advance(1)
    region.tell(Road.summary(region.now, 5), from: "a")
    region.tell(Road.summary(region.now, 3), from: "b")
    #expect(region.sum(.second, link).entered == 3)
    #expect(region.core.counters[.stretchOfAnotherEdge] == 2)
  }

  @Test("what is remembered does not grow: 75 s, and the minutes of nine quarters of an hour at most")
  func memory() {
    for _ in 1...500 {
      region.advance(60, step: 20)
      region.tell(Road.summary(region.now, 1))
    }
    #expect(region.core.rememberedRows <= 2 * (75 + 9 * 15))
    #expect(region.core.rememberedRows > 2 * 8 * 15)
    region.advance(3 * 3600, step: 60)
    #expect(region.core.rememberedRows == 0)
  }

  @Test("a summary from the future is refused")
  func future() {
    region.tell(Road.summary(region.now + .seconds(3600), 5))
    #expect(region.rows.isEmpty)
    #expect(region.core.counters[.fromTheFuture] == 1)
  }

  @Test("the live picture is the last minute, and empty when an edge falls silent")
  func live() {
    play(100) { _ in 2 }
    let view = region.core.view(at: region.now)
    #expect(view.total.entered == 120)
    #expect(view.stretches.map(\.stretch) == [.lane(LaneID(link: Road.link(1, 2), number: 1)), link])
    #expect(view.stretches[1].queue.vehicles == 40)
    #expect(view.stretches[1].minute.queue.vehicles == 59)
    region.advance(61)
    #expect(region.core.view(at: region.now).total.entered == 0)
  }
}
