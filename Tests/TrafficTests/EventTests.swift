import Kernel
import RoadModel
import Testing
import Traffic

@Suite("what is told of on the road")
struct EventTests {
  @Test(
    "a car that breaks down in its lane: begun once after half a minute, updated with who stands behind, ended once")
  func breakdown() throws {
    var street = TrafficUnderTest { $0.firstEventNumber = 41 }
    street.vehicles = [Vehicle(id: 1, at: 5, speed: 8)]
    street.publish()
    street.run(4)
    street.vehicles[0].speed = 0
    street.noise = 0.6
    street.run(25)
    #expect(street.events.isEmpty)
    street.run(20)
    #expect(street.stages(.stoppedVehicle) == [.begin])
    let begun = try #require(street.events.first)
    #expect(begun.number == 41)
    #expect(begun.lane == Street.right)
    #expect(begun.vehicles == 1)
    #expect(begun.since < begun.time)
    street.vehicles.append(Vehicle(id: 2, at: 29))
    street.run(60)
    #expect(street.stages(.stoppedVehicle) == [.begin, .update], "who stands behind is no event of its own")
    #expect(street.events.last?.vehicles == 2)
    #expect(street.state.openEvents.map(\.number) == [41])
    street.vehicles[0].speed = 8
    street.vehicles[1].speed = 8
    street.run(6)
    #expect(street.stages(.stoppedVehicle) == [.begin, .update, .end])
    #expect(Set(street.events.map(\.number)) == [41])
    #expect(street.state.openEvents.isEmpty)
    #expect(street.state.nextEventNumber == 42)
  }

  @Test("a car that is not seen for two seconds goes on standing; a new number of its track changes nothing")
  func flapping() {
    var street = TrafficUnderTest()
    street.vehicles = [Vehicle(id: 1, at: 30)]
    street.publish()
    street.run(40)
    street.vehicles[0].isSeen = false
    street.run(2)
    street.vehicles[0].isSeen = true
    street.run(5)
    street.vehicles[0].id = 7
    street.run(20)
    #expect(street.stages(.stoppedVehicle) == [.begin])
  }

  @Test(
    "is silent about what has a cause",
    arguments: [
      ("cars before a red light", waiting(5), SignalLight.red),
      ("the first before a green light, which gives way", waiting(1), .protectedGreen),
      ("a car beside its lane", [Vehicle(id: 1, at: 30, offset: -1.6)], .protectedGreen),
      ("a bus with passengers", [Vehicle(id: 1, at: 30, kind: .bus)], .protectedGreen),
      (
        "bicycles and people", [Vehicle(id: 1, at: 30, kind: .bicycle), Vehicle(id: 2, at: 50, kind: .pedestrian)], .red
      ),
    ])
  func silent(name: String, vehicles: [Vehicle], light: SignalLight) {
    var street = TrafficUnderTest()
    street.signals = Street.signals(light)
    street.vehicles = vehicles
    street.publish()
    street.run(80)
    #expect(street.stages(.stoppedVehicle) == [], "\(name)")
  }

  @Test("the first before a stop line that stands through greens of ninety seconds in all is told of")
  func stopLine() {
    var street = TrafficUnderTest()
    street.vehicles = waiting(2)
    street.publish()
    for _ in 0..<3 {
      street.signals = Street.signals(.red)
      street.run(30)
      #expect(street.events.isEmpty)
      street.signals = Street.signals(.protectedGreen)
      street.run(35)
    }
    #expect(street.stages(.stoppedVehicle) == [.begin])
    #expect(street.events.first?.vehicles == 2)
  }

  @Test(
    "a queue that reaches back to the beginning of its link: begun after it has stood there, ended when it is short")
  func spillback() {
    var street = TrafficUnderTest()
    street.signals = Street.signals(.red)
    street.vehicles = waiting(14)
    street.publish()
    street.run(2)
    #expect(street.events.isEmpty)
    street.run(10)
    #expect(street.stages(.queueSpillback) == [.begin])
    #expect(street.events.first?.vehicles == 14)
    // Its back wavers about the bound: nothing flaps.
    var tick = 0
    street.run(60) { street in
      tick += 1
      street.vehicles[13].isSeen = tick / 100 % 2 == 0
    }
    #expect(street.events.filter { $0.stage != .update }.map(\.stage) == [.begin])
    street.vehicles.removeLast(8)
    street.run(20)
    #expect(street.stages(.queueSpillback).last == .end)
    #expect(street.stages(.queueSpillback).filter { $0 == .end }.count == 1)
  }

  @Test("a queue that ends before the beginning of its link is no event")
  func shortQueue() {
    var street = TrafficUnderTest()
    street.signals = Street.signals(.red)
    street.vehicles = waiting(9)
    street.publish()
    street.run(60)
    #expect(street.events.isEmpty)
  }

  static func announcement(_ number: UInt8, code: UInt16) -> RoadEvent {
    RoadEvent(
      category: .event, unit: UnitIndex(0), number: UInt64(number), code: code, position: LocalPoint(east: 0, north: 0),
      radius: nil, text: "road works", encodedText: Array(repeating: 7, count: 600), paths: [], priority: 3,
      since: Street.start, lastAnnounced: Street.start)
  }

  @Test("an announcement is passed on from its first message to its end, once for each change")
  func announced() throws {
    var street = TrafficUnderTest { $0.firstEventNumber = 7 }
    street.announced = ([Self.announcement(1, code: 501), Self.announcement(2, code: 38)], 1)
    street.publish()
    street.run(5)
    #expect(street.events.map(\.number) == [7, 8])
    #expect(street.events.allSatisfy { $0.kind == .announcement && $0.stage == .begin })
    #expect(street.events.first?.code == 501)
    #expect(street.events.first?.encodedText.count == 512)
    let place = try #require(street.events.first?.position)
    #expect(isClose(place.latitude, 39.79) && isClose(place.longitude, 116.51))
    street.announced = ([Self.announcement(1, code: 502), Self.announcement(2, code: 38)], 2)
    street.run(3)
    #expect(street.events.dropFirst(2).map { [$0.number, UInt64($0.code)] } == [[7, 502]])
    street.announced = ([Self.announcement(2, code: 38)], 3)
    street.run(3)
    #expect(street.events.last?.stage == .end && street.events.last?.number == 7)
    street.announced = ([Self.announcement(1, code: 501), Self.announcement(2, code: 38)], 4)
    street.run(3)
    #expect(street.events.last?.number == 9, "a number is never used again")
    #expect(street.state.openEvents.map(\.number) == [8, 9])
  }
}
