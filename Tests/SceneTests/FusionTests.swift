import Kernel
import RoadModel
import Scene
import Testing

@Suite("fusion")
struct FusionTests {
  @Test("a car that drives past is one object, where it is, as fast as it is")
  func oneCar() throws {
    var street = Street()
    var random = SeededRandom(seed: 5)
    for step in 0..<50 {
      let time = street.now
      let noise = { (r: inout SeededRandom) in r.normal() * 0.2 }
      street.apply([
        Street.car(1, east: Double(step) + noise(&random), north: noise(&random), speed: 10, at: time)
      ])
      street.tick()
    }
    #expect(street.objects.count == 1)
    let object = try #require(street.objects.first)
    #expect(object.position.distance(to: LocalPoint(east: 50, north: 0)) < 0.3)
    #expect((object.velocity - LocalVector(east: 10, north: 0)).length < 0.3)
    #expect(object.kind == .car)
    #expect((object.size.length - 4.6).magnitude < 1e-9)
    #expect(object.seenBy.bits == 1)
    #expect(object.existence > 0.95)
    #expect(object.lastObserved == street.now - .milliseconds(100))
  }

  @Test("two units that see one car give one object that both see")
  func twoUnits() throws {
    var street = Street()
    for step in 0..<30 {
      let time = street.now
      street.apply([Street.car(7, unit: 0, east: Double(step), at: time)])
      street.apply([Street.car(3, unit: 1, east: Double(step) + 0.6, north: 0.4, at: time)])
      street.tick()
    }
    #expect(street.objects.count == 1)
    #expect(try #require(street.objects.first).seenBy.bits == 3)
  }

  @Test("two cars side by side stay two objects with their own identities", arguments: [2.5, 3.2])
  func sideBySide(gap: Double) {
    var street = Street()
    var random = SeededRandom(seed: 6)
    var first: [TrackID] = []
    for step in 0..<100 {
      let time = street.now
      let east = Double(step)
      var scan = [
        Street.car(1, east: east + 0.2 * random.normal(), north: 0.2 * random.normal(), at: time),
        Street.car(2, east: east + 0.2 * random.normal(), north: gap + 0.2 * random.normal(), at: time),
      ]
      if step % 2 == 1 { scan.reverse() }
      street.apply(scan)
      street.tick()
      if step == 10 { first = street.objects.map(\.id) }
    }
    #expect(street.objects.count == 2)
    #expect(street.objects.map(\.id) == first)
    #expect((street.objects[0].position.north - street.objects[1].position.north).magnitude > gap - 0.5)
  }

  @Test("messages of one instant that arrive in another order within the window give the same scene")
  func order() {
    func run(swapped: Bool) -> [SceneObject] {
      var street = Street()
      var random = SeededRandom(seed: 9)
      var held: [Observation] = []
      for step in 0..<60 {
        let time = street.now
        func car(_ unit: UInt8) -> Observation {
          Street.car(
            1, unit: unit, east: Double(step) + 0.2 * random.normal(), north: 0.2 * random.normal(), at: time)
        }
        let near = car(0)
        let far = car(1)
        // The far unit's message comes one tick late in one of the runs.
        street.apply([near])
        if swapped {
          if !held.isEmpty { street.apply(held, delay: .milliseconds(150)) }
          held = [far]
        } else {
          street.apply([far])
        }
        street.tick()
      }
      return street.objects
    }
    let inOrder = run(swapped: false)
    let late = run(swapped: true)
    #expect(inOrder.count == 1 && late.count == 1)
    #expect(inOrder[0].position.distance(to: late[0].position) < 0.15)
    #expect((inOrder[0].velocity - late[0].velocity).length < 0.15)
  }

  @Test("a vehicle's own messages and a unit's view of it are one object, and a unit's copy is not counted again")
  func ownMessages() throws {
    var street = Street()
    var copies = 0
    for step in 0..<40 {
      let time = street.now
      street.apply(own: Street.own(77, east: Double(step) + 0.5, north: -0.4, at: time))
      var copy = Street.car(4, unit: 1, east: Double(step) + 0.5, north: -0.4, at: time)
      copy.method = .selfReport
      copy.temporaryID = 77
      copies += street.apply([Street.car(9, unit: 1, east: Double(step), at: time), copy])[.heardDirectly]
      street.tick()
    }
    #expect(street.objects.count == 1)
    #expect(copies == 40)
    let object = try #require(street.objects.first)
    #expect(object.isConnected)
    #expect(object.temporaryID == 77)
  }

  @Test("a vehicle that changes its temporary identity keeps its track")
  func changedIdentity() throws {
    var street = Street()
    var ids: Set<TrackID> = []
    for step in 0..<60 {
      street.apply(own: Street.own(step < 30 ? 1 : 2, east: Double(step), at: street.now))
      street.tick()
      if step > 10 { for object in street.objects { ids.insert(object.id) } }
    }
    #expect(ids.count == 1)
    #expect(try #require(street.objects.first).temporaryID == 2)
  }

  @Test("two vehicles bumper to bumper that both report themselves are two")
  func twoSenders() {
    var street = Street()
    for step in 0..<40 {
      street.apply(own: Street.own(1, east: Double(step), at: street.now))
      street.apply(own: Street.own(2, east: Double(step) - 6, at: street.now))
      street.tick()
    }
    #expect(street.objects.count == 2)
  }

  @Test("a car whose place leaps by a lane's width under its unit's number keeps its identity")
  func leap() throws {
    var street = Street()
    var ids: Set<TrackID> = []
    for step in 0..<60 {
      street.apply([Street.car(1, east: Double(step), north: step < 30 ? 0 : 3.2, at: street.now)])
      street.tick()
      if step > 10 { for object in street.objects { ids.insert(object.id) } }
    }
    #expect(ids.count == 1)
    #expect((try #require(street.objects.first).position.north - 3.2).magnitude < 0.1)
  }
}
