import CenterCore
import Kernel
import RoadModel
import Testing
import TierModel

/// A center with a store that does what its effects say.
private final class CenterUnderTest {
  /// A whole quarter of an hour: 2026-03-18T00:30:00Z.
  static let start = Instant(milliseconds: 1_773_793_800_000)
  static let configuration = CenterConfiguration(id: "center", name: "Center")
  private(set) var core = CenterCore(configuration: CenterUnderTest.configuration)
  var now = CenterUnderTest.start
  var records: [CenterRecord.Key: CenterRecord] = [:]
  var minutes: [MinuteTotal] = []
  var log: [EventLogEntry] = []
  private var sequence: UInt64 = 0

  func tell(_ message: TierMessage, from region: String = "north", made: Instant? = nil) {
    sequence += 1
    var effects: [CenterEffect] = []
    core.handle(
      TierEnvelope(sender: region, epoch: 1, sequence: sequence, time: made ?? now, message: message), at: now,
      into: &effects)
    perform(effects)
  }

  func advance(_ seconds: Double) {
    now = now + .seconds(seconds)
    var effects: [CenterEffect] = []
    core.advance(to: now, into: &effects)
    perform(effects)
  }

  func restart() {
    core = CenterCore(
      configuration: CenterUnderTest.configuration,
      state: CenterState(records: Array(records.values), minutes: minutes))
  }

  private func perform(_ effects: [CenterEffect]) {
    for effect in effects {
      switch effect {
      case .store(let region, let summary):
        minutes.removeAll { $0.region == region && $0.time == summary.time }
        minutes.append(
          MinuteTotal(region: region, time: summary.time, total: summary.total, handedOver: summary.handedOver))
      case .log(let entry): log.append(entry)
      case .keep(let record): records[record.key] = record
      case .drop(let key): records[key] = nil
      case .networkChanged, .eventsChanged, .summaryChanged: break
      }
    }
  }

  func minute(_ end: Instant, _ vehicles: UInt32, openEvents: Int = 0) -> TierMessage {
    var total = TrafficSums()
    total.entered = vehicles
    return .region(
      RegionSummary(
        name: "North", time: end, duration: .seconds(60), links: [], total: total, openEvents: openEvents,
        handedOver: 2, edges: [EdgeState(edge: "a", name: "A")]))
  }

  func event(
    _ number: UInt64, _ stage: TrafficEvent.Stage, edge: String = "a", after seconds: Double = 0
  ) -> TierMessage {
    .event(
      TrafficEvent(
        number: number, kind: .stoppedVehicle, stage: stage, time: CenterUnderTest.start + .seconds(seconds),
        since: CenterUnderTest.start, edge: edge))
  }
}

@Suite("the center")
struct CenterCoreTests {
  private let center = CenterUnderTest()

  @Test("knows its regions with their edges by their newest minute, whatever order the minutes come in")
  func regions() {
    center.advance(240)
    center.tell(center.minute(center.now - .seconds(60), 5, openEvents: 3))
    center.tell(center.minute(center.now - .seconds(120), 9, openEvents: 7))
    center.tell(center.minute(center.now, 1), from: "south")
    let view = center.core.view(at: center.now)
    #expect(view.regions.map(\.record.region) == ["north", "south"])
    #expect(view.regions[0].record.newest?.openEvents == 3)
    #expect(view.regions[0].record.newest?.edges.map(\.edge) == ["a"])
    #expect(view.total.entered == 6)
  }

  @Test("adds a day of minutes up to quarters of an hour, and a minute that is told again replaces itself")
  func trends() {
    for minute in 1...30 {
      center.advance(60)
      center.tell(center.minute(center.now, UInt32(minute)), from: "north")
      center.tell(center.minute(center.now, 100), from: "south")
    }
    center.tell(center.minute(CenterUnderTest.start + .seconds(900), 1015), from: "north")
    let view = center.core.view(at: center.now)
    #expect(view.regions[0].trend.map(\.total.entered) == [1120, 345])
    #expect(view.regions[0].trend.map(\.minutes) == [15, 15])
    #expect(view.trend.map(\.total.entered) == [2620, 1845])
    #expect(view.trend.map { ($0.time - CenterUnderTest.start).seconds } == [900, 1800])
    #expect(view.trend.map(\.handedOver) == [60, 60])
  }

  @Test("shows a trend of one day and no more, and keeps older minutes for the store alone")
  func day() {
    center.tell(center.minute(center.now, 5))
    center.advance(24 * 3600 + 60)
    #expect(center.core.view(at: center.now).trend.isEmpty)
    center.tell(center.minute(CenterUnderTest.start - .seconds(60), 5))
    #expect(center.core.view(at: center.now).trend.isEmpty)
    #expect(center.minutes.count == 2)
    #expect(center.core.counters[.beyondTrends] == 1)
  }

  @Test("logs each message of an event once, and shows what is open over all regions")
  func events() {
    center.tell(center.event(1, .begin), from: "north")
    center.tell(center.event(1, .begin), from: "south")
    center.tell(center.event(1, .begin, edge: "b"), from: "north")
    center.tell(center.event(1, .end, after: 9), from: "north")
    center.tell(center.event(2, .end, after: 9), from: "north")
    center.tell(center.event(2, .begin, after: 2), from: "north")
    let view = center.core.view(at: center.now)
    #expect(view.events.map { "\($0.region) \($0.event.origin.edge)" } == ["north b", "south a"])
    #expect(center.log.count == 6)
    #expect(center.core.counters[.staleEvent] == 1)
  }

  @Test("goes on after a kill with its regions, trends and events")
  func restart() {
    center.tell(center.minute(center.now, 5))
    center.tell(center.event(1, .begin))
    center.tell(center.event(2, .begin))
    center.tell(center.event(2, .end, after: 1))
    let digestable = center.core.view(at: center.now)
    center.restart()
    let view = center.core.view(at: center.now)
    #expect(view.trend == digestable.trend)
    #expect(view.events == digestable.events)
    #expect(view.regions[0].record.newest?.time == center.now)
    center.tell(center.event(2, .begin, after: 0.5))
    #expect(center.core.view(at: center.now).events.count == 1)
  }

  @Test("keeps a region's roads and devices, where it tells of them, by their newest message")
  func network() {
    let network = RoadNetwork(
      name: "North", origin: GeodeticPosition(latitude: 39.79, longitude: 116.51), map: LaneMap(version: 4))
    center.tell(.network(network))
    let old = RoadNetwork(name: "old", origin: network.origin, map: LaneMap())
    center.tell(.network(old), made: center.now - .seconds(9))
    center.tell(.devices([DeviceSummary(unit: "RSU1", name: "one", address: "10.0.0.1")]))
    let record = center.core.view(at: center.now).regions[0].record
    #expect(record.network?.name == "North")
    #expect(record.devices.map(\.unit) == ["RSU1"])
  }

  @Test("refuses what regions do not send, what is of the future, and regions without end, and counts it")
  func refusals() {
    center.tell(.scene(SceneDigest(time: center.now, origin: GeodeticPosition(latitude: 0, longitude: 0), objects: [])))
    center.tell(center.minute(center.now + .seconds(3600), 5))
    for number in 0..<CenterCore.regionLimit { center.tell(center.minute(center.now, 1), from: "r\(number)") }
    #expect(center.core.counters[.notOfARegion] == 1)
    #expect(center.core.counters[.fromTheFuture] == 1)
    #expect(center.core.counters[.overLimit] == 1)
  }

  @Test("is the same twice")
  func deterministic() {
    func run() -> UInt64 {
      let center = CenterUnderTest()
      var random = SeededRandom(seed: 5)
      for number in 0..<500 as Range<UInt64> {
        center.advance(Double(random.below(30)))
        center.tell(center.minute(center.now, UInt32(random.below(100))), from: "r\(random.below(5))")
        center.tell(center.event(number / 3, number % 3 == 2 ? .end : .begin, after: Double(number)), from: "r1")
      }
      return center.core.digest
    }
    #expect(run() == run())
  }

  @Test("the events of a region that is gone for a day are given up, once, and its own late end is not logged again")
  func goneRegion() {
    let center = CenterUnderTest()
    center.advance(1)
    center.tell(center.event(4, .begin))
    center.advance(23 * 3600)
    #expect(center.log.map(\.event.stage) == [.begin])
    center.advance(2 * 3600)
    #expect(center.log.map(\.event.stage) == [.begin, .end])
    center.tell(center.event(4, .end, after: 26 * 3600))
    center.restart()
    center.advance(3600)
    #expect(center.log.count == 2 && center.core.view(at: center.now).events.isEmpty)
  }

  @Test("after a day of its own absence the center gives nothing up before it has listened for ten minutes")
  func ownAbsence() {
    let center = CenterUnderTest()
    center.tell(center.event(4, .begin))
    center.now = center.now + .seconds(30 * 3600)
    center.restart()
    center.advance(1)
    center.advance(500)
    #expect(center.log.count == 1)
    center.advance(200)
    #expect(center.log.count == 2)
  }
}
