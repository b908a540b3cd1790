import Kernel
import RegionCore
import RoadModel
import Testing
import TierModel

@Suite("the events of a region")
struct RegionEventTests {
  private let region = RegionUnderTest()
  private let place = RegionUnderTest.origin

  private func event(
    _ number: UInt64, _ stage: TrafficEvent.Stage, after seconds: Double = 0, at position: GeodeticPosition? = nil,
    kind: TrafficEvent.Kind = .stoppedVehicle
  ) -> TierMessage {
    let time = RegionUnderTest.start + .seconds(seconds)
    return .event(
      TrafficEvent(
        number: number, kind: kind, stage: stage, time: time, since: RegionUnderTest.start,
        position: position ?? place))
  }

  @Test("are told to the center at once, each message once, unchanged but for the edge's name")
  func told() {
    region.tell(event(4, .begin), from: "west")
    region.tell(event(4, .update, after: 5), from: "west")
    region.tell(event(4, .end, after: 9), from: "west")
    #expect(region.events.map(\.stage) == [.begin, .update, .end])
    #expect(region.events.allSatisfy { $0.edge == "west" && $0.number == 4 })
    #expect(region.core.events.open.isEmpty)
  }

  @Test(
    "have one life however their messages are ordered", arguments: [[0, 2, 1], [2, 0, 1], [2, 1, 0], [1, 2, 0]])
  func order(order: [Int]) {
    let life = [event(4, .begin), event(4, .update, after: 5), event(4, .end, after: 9)]
    for place in order { region.tell(life[place]) }
    #expect(region.core.events.open.isEmpty)
    #expect(region.events.count == 3)
  }

  @Test("of one number at two edges are two")
  func numbers() {
    region.tell(event(4, .begin), from: "a")
    region.tell(event(4, .begin), from: "b")
    region.tell(event(4, .end, after: 3), from: "a")
    #expect(region.core.events.open.map(\.origin) == [EventOrigin(edge: "b", number: 4)])
  }

  @Test("that two edges see in the same place are shown as one, with both numbers")
  func shown() {
    let near = LocalFrame(origin: place).position(of: LocalPoint(east: 20, north: 0))
    let far = LocalFrame(origin: place).position(of: LocalPoint(east: 200, north: 0))
    region.tell(event(4, .begin), from: "b")
    region.tell(event(9, .begin, after: 1, at: near), from: "a")
    region.tell(event(7, .begin, after: 1, at: far), from: "c")
    region.tell(event(8, .begin, after: 1, kind: .queueSpillback), from: "d")
    let shown = region.core.view(at: region.now).events
    #expect(shown.count == 3)
    #expect(shown[0].event.origin == EventOrigin(edge: "a", number: 9))
    #expect(shown[0].alsoKnownAs == [EventOrigin(edge: "b", number: 4)])
    #expect(region.core.events.open.count == 4)
  }

  @Test("that an edge's new epoch does not tell again within two minutes are given up, and the center is told")
  func newEpoch() {
    region.tell(event(4, .begin))
    region.tell(event(5, .begin))
    region.advance(10)
    region.tell(event(5, .update, after: 10), epoch: 2)
    region.advance(119)
    #expect(region.core.events.open.count == 2)
    region.advance(3)
    #expect(region.core.events.open.map(\.origin.number) == [5])
    #expect(region.events.last?.number == 4)
    #expect(region.events.last?.stage == .end)
    #expect(region.events.last?.edge == "a")
  }

  @Test("of an edge that is silent for a day are given up, and open again when it tells of them after all")
  func silence() {
    region.tell(event(4, .begin))
    region.advance(23 * 3600, step: 60)
    #expect(region.core.events.open.count == 1)
    region.advance(2 * 3600, step: 60)
    #expect(region.core.events.open.isEmpty)
    #expect(region.events.map(\.stage) == [.begin, .end])
    region.tell(event(4, .update, after: 25 * 3600))
    #expect(region.core.events.open.count == 1)
  }

  @Test("that were given up end once, however late their edge tells of the end itself")
  func endsOnce() {
    region.tell(event(4, .begin))
    region.advance(25 * 3600, step: 60)
    region.restart()
    region.advance(5 * 3600, step: 600)
    region.tell(event(4, .end, after: 30 * 3600))
    #expect(region.events.map(\.stage) == [.begin, .end])
    region.tell(event(4, .end, after: 30 * 3600 + 1))
    #expect(region.core.events.open.isEmpty)
  }

  @Test("are not given up for a silence in which the region itself was away")
  func ownAbsence() {
    region.tell(event(4, .begin))
    region.advance(10)
    region.now = region.now + .seconds(30 * 3600)
    region.restart()
    region.advance(100)
    region.tell(event(4, .end, after: 30 * 3600))
    #expect(region.events.map(\.stage) == [.begin, .end])
  }

  @Test("outlive a restart, those that are over too")
  func restart() {
    region.tell(event(4, .begin))
    region.tell(event(5, .end, after: 9))
    region.restart()
    region.tell(event(5, .begin))
    #expect(region.core.events.open.map(\.origin.number) == [4])
    region.tell(event(4, .end, after: 20))
    #expect(region.core.events.open.isEmpty)
    #expect(region.events.count == 4)
    #expect(!region.records.keys.contains(.openEvent(EventOrigin(edge: "a", number: 4))))
  }

  @Test("that are over are forgotten after two hours, and never more than 4096 are kept")
  func memory() {
    for number in 0..<5000 as Range<UInt64> { region.tell(event(number, .end, after: 1)) }
    region.advance(2)
    #expect(region.core.events.closed.count == EventBook.closedLimit)
    region.advance(7300, step: 100)
    #expect(region.core.events.closed.isEmpty)
    #expect(!region.records.keys.contains { if case .closedEvent = $0 { true } else { false } })
  }
}
