import Kernel
import RoadModel
import Testing
import Traffic

@Suite("who waits before a stop line")
struct QueueTests {
  @Test("three cars behind one another: three vehicles, from the stop line to the rear of the last")
  func counted() throws {
    var street = TrafficUnderTest()
    street.vehicles = waiting(3)
    street.publish()
    street.run(3)
    let queue = try #require(street.queue(Street.right))
    #expect(queue.vehicles == 3)
    #expect(isClose(queue.length, 100 - (82 - 2.3)))
    #expect(street.queue(Street.left) == Queue())
    let link = try #require(street.summaries.last?.links.first { $0.id == Street.link })
    #expect(link.traffic.queue == queue)
  }

  @Test("stays what it is under the noise of a scene and gaps of a second in detection")
  func noisy() {
    var street = TrafficUnderTest()
    street.vehicles = waiting(4)
    street.signals = Street.signals(.red)
    street.noise = 0.6
    street.gaps = 0.02
    street.publish()
    street.run(120)
    let queues = street.summaries.dropFirst().compactMap { $0.lanes.first { $0.id == Street.right }?.traffic.queue }
    #expect(queues.count == 119)
    #expect(queues.allSatisfy { $0.vehicles == 4 })
    #expect(queues.allSatisfy { isClose($0.length, 27.3, within: 1) })
    #expect(street.sums(Street.right).stops == 0)
    #expect(street.sums(Street.right).entered == 4)
    #expect(street.events.isEmpty)
  }

  @Test("a car that stands alone in the middle of a lane is no queue, and one that drives none either")
  func alone() {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: 30), Vehicle(id: 2, at: 50, speed: 8)]
    street.publish()
    street.run(4)
    #expect(street.queue(Street.right)?.vehicles == 0)
  }

  @Test("while a queue discharges, what still stands far from the stop line is the queue")
  func discharging() {
    var street = TrafficUnderTest()
    street.vehicles = waiting(8)
    street.publish()
    street.run(5)
    var seconds = 0.0
    var counts: [UInt16] = []
    street.run(12) { street in
      seconds += 0.1
      // A car drives off each 1.5 s.
      for place in street.vehicles.indices where Double(place) * 1.5 <= seconds { street.vehicles[place].speed = 10 }
      if let queue = street.queue(Street.right) { counts.append(queue.vehicles) }
    }
    #expect(counts.first == 8)
    #expect(counts.last == 0)
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 }, "it only shrinks")
    #expect(counts.contains(3))
  }

  @Test("a car that stops and goes has one stop for each time")
  func stops() {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: 0, speed: 8)]
    street.publish()
    street.run(4)
    street.vehicles[0].speed = 0
    street.run(5)
    street.vehicles[0].speed = 8
    street.run(3)
    street.vehicles[0].speed = 0
    street.run(3)
    #expect(street.sums(Street.right).stops == 2)
  }

  @Test("a car that creeps between 5 and 10 km/h goes on waiting: nothing flaps")
  func hysteresis() {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: 60, speed: 8)]
    street.publish()
    street.run(3)
    street.vehicles[0].speed = 0
    street.run(2)
    var tick = 0
    street.run(8) { street in
      tick += 1
      street.vehicles[0].speed = tick % 10 < 5 ? 0.2 : 2.2
    }
    #expect(street.sums(Street.right).stops == 1)
    #expect(street.queue(Street.right)?.vehicles == 1)
  }
}
