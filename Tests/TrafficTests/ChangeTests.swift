import Kernel
import RoadModel
import Testing
import Traffic

@Suite("when clocks, maps and units change")
struct ChangeTests {
  @Test("a pause of the edge is in the summary's duration, and is not observed")
  func pause() throws {
    var street = TrafficUnderTest()
    street.vehicles = waiting(2)
    street.publish()
    street.run(5)
    street.now = street.now + .seconds(30)
    street.run(5)
    let after = try #require(street.summaries.first { $0.duration > .seconds(1) })
    #expect(after.duration == .seconds(31) || after.duration == .seconds(30))
    let total = street.sums(Street.right)
    #expect(isClose(total.observed, 1000, within: 11))
    #expect(isClose(total.time, 20, within: 0.3))
    #expect(Int(total.entered) - Int(total.left) == street.state.vehicles(on: Street.right))
    #expect(street.queue(Street.right)?.vehicles == 2)
    let minute = try #require(street.state.lastMinute)
    #expect(minute.duration <= .seconds(60))
  }

  @Test("a clock that is set back loses and doubles nothing")
  func setBack() throws {
    var street = TrafficUnderTest()
    street.vehicles = waiting(2)
    street.publish()
    street.run(5.5)
    street.now = street.now - .seconds(3600)
    street.run(5.5)
    let total = street.sums(Street.right)
    #expect(street.summaries.count == 10 || street.summaries.count == 11)
    #expect(street.summaries.allSatisfy { $0.duration > .zero && $0.duration <= .seconds(2) })
    #expect(isClose(total.observed, 1090, within: 15))
    #expect(Int(total.entered) - Int(total.left) == street.state.vehicles(on: Street.right))
    #expect(street.queue(Street.right)?.vehicles == 2)
    #expect(street.events.isEmpty)
    let minute = try #require(street.state.lastMinute)
    #expect(minute.duration <= .seconds(6), "seconds that lie ahead of the clock are not of the last minute")
  }

  @Test("a new map keeps lanes' minutes and vehicles, and lets go of what is on lanes that are gone")
  func map() throws {
    var street = TrafficUnderTest()
    street.vehicles = waiting(3) + [Vehicle(id: 9, at: 50, number: 1)]
    street.publish()
    street.run(5.5)
    let before = street.sums(Street.right)
    // The left lane goes, one comes in before the others: places change, identities do not.
    var map = Street.map
    map.lanes.removeFirst()
    map.version = 2
    street.state.setMap(map)
    #expect(street.state.vehicles(on: Street.right) == 3)
    #expect(street.state.vehicles(on: Street.left) == nil)
    #expect(street.state.vehicles(on: Street.link) == 3)
    var effects: [TrafficEffect] = []
    for _ in 0..<10 {
      street.now = street.now + .milliseconds(100)
      let objects = street.vehicles.prefix(3).map { vehicle in
        var object = vehicle.object(at: street.now)
        object.lane?.lane = 0
        return object
      }
      street.state.advance(
        objects, signals: street.signals, announced: street.announced, at: street.now, into: &effects)
    }
    guard case .summary(let summary)? = effects.first else {
      Issue.record("no summary")
      return
    }
    let sums = try #require(summary.lanes.first { $0.id == Street.right }).traffic.sums
    #expect(isClose(sums.time, 3), "the half second before the change is there")
    #expect(sums.entered == 0)
    let minute = try #require(street.state.lastMinute?.lanes.first { $0.id == Street.right }?.minute)
    #expect(isClose(minute.traffic.sums.time, before.time + 3))
  }

  @Test("what lies beyond the sight of all units is not observed, and not counted")
  func reach() throws {
    var street = TrafficUnderTest { $0.seesAllWithoutUnits = false }
    street.state.setUnit(UnitIndex(0), place: LocalPoint(east: 100, north: 10))
    // A unit that sees 60 m: a car drives through its view, and one that speaks for itself stands beyond it.
    street.vehicles = [Vehicle(id: 1, at: -20, speed: 5), Vehicle(id: 2, at: 10, isConnected: true)]
    street.publish()
    street.run(50) { street in street.vehicles[0].isSeen = (street.vehicles[0].at - 100).magnitude < 59 }
    let parts = try #require(street.state.observedParts(of: Street.right))
    #expect(parts.count == 1)
    #expect(isClose(parts[0].lowerBound, 41, within: 2))
    #expect(parts[0].upperBound == 100)
    #expect(street.state.vehicles(on: Street.right) == 0, "the connected car is out of sight")
    let last = try #require(street.summaries.last?.lanes.first { $0.id == Street.right }).traffic
    #expect(isClose(last.sums.observed, 59, within: 2))
  }

  @Test("two runs of a busy street are the same to the digest")
  func determinism() {
    func digests() -> [UInt64] {
      var street = TrafficUnderTest()
      var random = SeededRandom(seed: 11)
      street.vehicles = fleet(40, from: 0, apart: 12, speed: 5)
      street.noise = 0.8
      street.gaps = 0.01
      street.publish()
      var digests: [UInt64] = []
      street.run(90) { street in
        let place = random.below(40)
        street.vehicles[place].speed = Double(random.below(12))
        var digest = StateDigest()
        street.state.digest(into: &digest)
        digests.append(digest.value)
      }
      return digests
    }
    let first = digests()
    #expect(Set(first).count > 800)
    #expect(first == digests())
  }

  @Test("what is remembered does not grow with time")
  func bounded() {
    var street = TrafficUnderTest()
    street.publish()
    var next: UInt64 = 1
    street.run(600) { street in
      // A stream of tracks that live for a moment, and tracks that vanish in the middle of the road.
      street.vehicles.removeAll { $0.at > 150 || ($0.id % 3 == 0 && $0.at > 40) }
      if next % 4 == 0 || street.vehicles.count < 5 {
        street.vehicles.append(Vehicle(id: next, at: 0, speed: 9, number: UInt8(next % 2 + 1)))
      }
      next += 1
    }
    let left = street.sums(Street.left)
    #expect(left.entered > 50)
    #expect(Int(left.entered) - Int(left.left) == street.state.vehicles(on: Street.left))
    #expect((street.state.vehicles(on: Street.left) ?? 0) < 40)
    #expect(street.state.travellerCount < 80)
  }
}
