import Kernel
import RoadModel
import Testing
import Traffic

@Suite("what vehicles did on a lane, by Edie's definitions")
struct SumsTests {
  @Test("a car of 4.6 m that stands on 100 m for ten seconds")
  func standing() throws {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: 50, isConnected: true)]
    street.publish()
    street.run(10)
    let sums = street.sums(Street.right)
    #expect(isClose(sums.time, 10))
    #expect(isClose(sums.distance, 0))
    #expect(isClose(sums.covered, 46))
    #expect(isClose(sums.observed, 1000))
    #expect(isClose(sums.delay, 10))
    #expect(sums.samples == 100)
    #expect(sums.stops == 0, "it never drove")
    #expect(isClose(try #require(sums.density), 0.01))
    #expect(isClose(try #require(sums.occupancy), 0.046))
    #expect(isClose(try #require(sums.connectedShare), 1))
    #expect(street.summaries.count == 10)
    #expect(street.summaries.allSatisfy { $0.duration == .seconds(1) && $0.time.nanoseconds % 1_000_000_000 == 0 })
  }

  @Test("two cars at 5 and 10 m/s for five seconds: the space-mean speed is 7.5 m/s, the slower loses half its time")
  func spaceMean() throws {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: 10, speed: 5), Vehicle(id: 2, at: 40, speed: 10, isConnected: true)]
    street.publish()
    street.run(5)
    let sums = street.sums(Street.right)
    #expect(isClose(sums.distance, 75))
    #expect(isClose(sums.time, 10))
    #expect(isClose(try #require(sums.speed), 7.5))
    #expect(isClose(try #require(sums.flow), 0.15))
    #expect(isClose(sums.delay, 2.5))
    #expect(isClose(try #require(sums.connectedShare), 0.5))
  }

  @Test("a stream of a car every six seconds is a flow of ten a minute at its speed")
  func stream() throws {
    var street = TrafficUnderTest()
    street.vehicles = fleet(12, from: 0, apart: 60, speed: 10, isOnBoth: false)
    street.publish()
    street.run(70)
    let minute = try #require(street.state.lastMinute?.lanes.first { $0.id == Street.right }?.minute)
    #expect(isClose(try #require(minute.flowPerMinute), 10, within: 0.3))
    #expect(isClose(try #require(minute.speed), 10))
    #expect(isClose(try #require(minute.densityPerKilometer), 1000.0 / 60, within: 0.6))
    #expect(isClose(try #require(minute.medianTravelTime), 10, within: 0.7))
    #expect(minute.traffic.travelTimes.total == 10)
  }

  @Test("who entered less who left is who is there, on lanes and on links, over lane changes")
  func conservation() {
    var street = TrafficUnderTest()
    street.vehicles = fleet(6, from: 0, apart: 30, speed: 9)
    street.publish()
    street.run(21) { street in
      // Everyone changes lanes half-way.
      for place in street.vehicles.indices where street.vehicles[place].at > 50 { street.vehicles[place].number = 2 }
    }
    for lane in [Street.left, Street.right] {
      let sums = street.sums(lane)
      #expect(sums.entered > 0)
      #expect(Int(sums.entered) - Int(sums.left) == street.state.vehicles(on: lane))
    }
    let link = street.summaries.reduce(into: TrafficSums()) { sum, summary in
      for entry in summary.links where entry.id == Street.link { sum += entry.traffic.sums }
    }
    #expect(link.entered == 6, "changes between its lanes do not enter a link")
    #expect(Int(link.entered) - Int(link.left) == street.state.vehicles(on: Street.link))
    #expect(street.sums(Street.right).entered > 3)
  }

  @Test("lanes add up to their link, and seconds to the minute")
  func addUp() throws {
    var street = TrafficUnderTest()
    street.vehicles = fleet(8, from: 80, apart: 11, speed: 0)
    for place in 4..<8 { street.vehicles[place].speed = 1 }
    street.publish()
    street.run(75)
    let last = try #require(street.summaries.last)
    var lanes = TrafficSums()
    for entry in last.lanes where entry.id.link == Street.link { lanes += entry.traffic.sums }
    let link = try #require(last.links.first { $0.id == Street.link }).traffic
    #expect(isClose(link.sums.time, lanes.time) && link.sums.time > 0)
    #expect(isClose(link.sums.distance, lanes.distance))
    #expect(isClose(link.sums.observed, lanes.observed))
    #expect(link.sums.samples == lanes.samples)
    let minute = try #require(street.state.lastMinute)
    #expect(minute.duration == .seconds(60))
    for (id, _, view) in minute.lanes {
      var sum = TrafficSums()
      for summary in street.summaries.suffix(60) {
        for entry in summary.lanes where entry.id == id { sum += entry.traffic.sums }
      }
      #expect(view.traffic.sums == sum)
    }
  }

  @Test("a bicycle on a motor lane and a pedestrian count nowhere; a motorcycle does")
  func users() {
    var street = TrafficUnderTest()
    street.vehicles = [
      Vehicle(id: 1, at: 20, speed: 1, kind: .bicycle), Vehicle(id: 2, at: 40, speed: 1, kind: .pedestrian),
      Vehicle(id: 3, at: 60, speed: 1, kind: .motorcycle),
    ]
    street.publish()
    street.run(5)
    #expect(isClose(street.sums(Street.right).time, 5))
  }

  @Test("a car that a scene puts on the next lane for a moment stays where it was")
  func flicker() {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: 0, speed: 5)]
    street.publish()
    var tick = 0
    street.run(18) { street in
      tick += 1
      street.vehicles[0].number = tick % 10 < 3 ? 1 : 2
    }
    #expect(street.sums(Street.left).time == 0)
    #expect(isClose(street.sums(Street.right).time, 18))
    #expect(street.sums(Street.right).entered == 1)
  }

  @Test("a car that is lost for a second, and found under another number, is one car on its way")
  func bridged() throws {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: -5, speed: 10)]
    street.publish()
    street.run(4)
    street.vehicles[0].isSeen = false
    street.run(1)
    street.vehicles[0].isSeen = true
    street.vehicles[0].id = 9
    street.run(7)
    let sums = street.sums(Street.right)
    #expect(sums.entered == 1)
    #expect(isClose(sums.distance, 98, within: 1.5))
    let times = street.summaries.flatMap { $0.lanes.filter { $0.id == Street.right } }.map(\.traffic.travelTimes)
    #expect(times.reduce(0) { $0 + $1.total } == 1)
  }
}
