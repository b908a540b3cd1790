import EdgeFixtures
import Ingest
import Kernel
import RoadModel
import Testing

@testable import Egress

@Suite("who is told of first")
struct RelevanceTests {
  /// The places of the tracks in the order in which RSMs tell of them.
  static func order(_ units: EgressUnderTest, _ objects: [SceneObject]) -> [UInt64] {
    units.cycle(objects)
    return units.perceived().flatMap { part in
      part.participants.compactMap { data in
        units.observation(data, from: part.message).flatMap { seen in
          objects.first { $0.position.distance(to: seen.position) < 0.012 }?.id.rawValue
        }
      }
    }
  }

  @Test("those who may hit somebody, then those on foot, then those of whom only the unit tells, then the rest")
  func classes() {
    let objects = [
      EgressUnderTest.object(1, 0, 0, velocity: LocalVector(east: 10, north: 0), isConnected: true),
      EgressUnderTest.object(2, -60, 40),
      EgressUnderTest.object(3, -80, 40, kind: .pedestrian),
      // It comes from the right and is where the first is in three seconds.
      EgressUnderTest.object(4, 30, -30, velocity: LocalVector(east: 0, north: 10), heading: .pi / 2),
      EgressUnderTest.object(5, -100, 40, isConnected: true),
    ]
    let order = Self.order(EgressUnderTest(), objects)
    #expect(order.prefix(3) == [4, 3, 2] && Set(order.suffix(2)) == [1, 5])
  }

  @Test("of several conflicts the sooner one, of others the one nearer to who hears")
  func sooner() {
    let objects = [
      EgressUnderTest.object(1, 0, 0, velocity: LocalVector(east: 10, north: 0), isConnected: true),
      EgressUnderTest.object(2, 40, -40, velocity: LocalVector(east: 0, north: 10), heading: .pi / 2),
      EgressUnderTest.object(3, 20, -20, velocity: LocalVector(east: 0, north: 10), heading: .pi / 2),
      EgressUnderTest.object(4, -90, 60), EgressUnderTest.object(5, -30, 60),
    ]
    #expect(Self.order(EgressUnderTest(), objects) == [3, 2, 5, 4, 1])
  }

  @Test("who passes on the next lane, follows at a distance or drives away is no conflict")
  func peaceful() {
    let objects = [
      EgressUnderTest.object(1, 0, 0, velocity: LocalVector(east: 15, north: 0), isConnected: true),
      EgressUnderTest.object(2, 60, 3.5, velocity: LocalVector(east: -15, north: 0), heading: .pi),
      EgressUnderTest.object(3, -20, 0, velocity: LocalVector(east: 15, north: 0)),
      EgressUnderTest.object(4, 0, 12, velocity: LocalVector(east: 0, north: 10), heading: .pi / 2),
    ]
    let units = EgressUnderTest()
    units.cycle(objects)
    units.egress.selection.begin()
    #expect(units.egress.conflicts.times[0] == .infinity && units.egress.conflicts.times[1] == .infinity)
    #expect(units.egress.conflicts.times[2] == .infinity && units.egress.conflicts.times[3] == .infinity)
  }

  @Test("the time of a conflict is that of the closest approach", arguments: [1.0, 2.2, 3.7, 4.9])
  func time(seconds: Double) {
    let objects = [
      EgressUnderTest.object(1, -12 * seconds, 0, velocity: LocalVector(east: 12, north: 0), isConnected: true),
      EgressUnderTest.object(2, 0, -8 * seconds, velocity: LocalVector(east: 0, north: 8), heading: .pi / 2),
    ]
    let units = EgressUnderTest()
    units.cycle(objects)
    // The bodies touch before their middles meet, so a step before may count.
    let found = units.egress.conflicts.times[1]
    #expect(found <= seconds + 0.01 && found >= seconds - 0.8)
    #expect(units.egress.conflicts.times[0] == .infinity, "who hears is told of nobody who cannot")
  }

  @Test("where nobody says that he hears, any vehicle may")
  func silent() {
    let objects = [
      EgressUnderTest.object(1, 0, 0, velocity: LocalVector(east: 10, north: 0)),
      EgressUnderTest.object(2, 30, -30, kind: .pedestrian, velocity: LocalVector(east: 0, north: 10)),
    ]
    let units = EgressUnderTest()
    units.cycle(objects)
    #expect(units.egress.conflicts.times[1].isFinite && units.egress.conflicts.times[0] == .infinity)
  }

  @Test("who is beyond the audience is told of where he may hit one of it")
  func beyond() {
    let units = EgressUnderTest { $0.audienceRadius = 50 }
    let member = EgressUnderTest.object(1, 45, 0, isConnected: true)
    let comes = EgressUnderTest.object(2, 95, 0, velocity: LocalVector(east: -20, north: 0), heading: .pi)
    let leaves = EgressUnderTest.object(3, 75, 5, velocity: LocalVector(east: 20, north: 0))
    #expect(Self.order(units, [member, comes, leaves]) == [2, 1])
    #expect(units.egress.counters(of: 0).offered == 2)
  }

  @Test(
    "where not all fit, each goes out within a second as long as the room allows it on average",
    arguments: [60, 150, 300])
  func turns(count: Int) {
    // Two RSMs a cycle have room for 31.
    let units = EgressUnderTest { ($0.kinds, $0.messagesPerCycle) = (.rsm, 2) }
    let objects = (1...count).map { EgressUnderTest.object(UInt64($0), Double($0 % 20) * 8 - 80, Double($0 / 20) * 8) }
    for _ in 0..<30 { units.cycle(objects) }
    var waited: [UInt16: Int] = [:]
    var longest = 0
    for cycle in 0..<40 {
      units.cycle(objects)
      let numbers = units.numbers
      #expect(numbers.count == 31 && Set(numbers).count == 31)
      for number in numbers {
        if let last = waited[number] { longest = max(longest, cycle - last) }
        waited[number] = cycle
      }
    }
    #expect(waited.count == count && longest <= 10)
    let counters = units.egress.counters(of: 0)
    #expect(counters.offered == UInt64(count * 70))
    #expect(counters.perception.objects + counters.perception.leftOut == counters.offered)
  }

  @Test("a conflict goes out in every cycle, however many others wait")
  func crowd() {
    let units = EgressUnderTest { ($0.kinds, $0.messagesPerCycle) = (.rsm, 1) }
    var objects = [
      EgressUnderTest.object(1, 0, 0, velocity: LocalVector(east: 10, north: 0), isConnected: true),
      EgressUnderTest.object(2, 30, -30, velocity: LocalVector(east: 0, north: 10), heading: .pi / 2),
    ]
    objects += (3...1000).map {
      EgressUnderTest.object(UInt64($0), Double($0 % 30) * 6 - 250, Double($0 / 30) * 6 + 40)
    }
    units.cycle(objects)
    let number = units.egress.book.record(units.egress.book.slots[1]).pointee.number
    for _ in 0..<20 {
      units.cycle(objects)
      #expect(units.numbers.contains(number))
    }
  }
}
