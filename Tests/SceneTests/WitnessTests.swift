import Kernel
import RoadModel
import Testing

@testable import Scene

@Suite("what units say by not listing something")
struct WitnessTests {
  @Test("a unit's field of view is learnt by direction and distance, and nothing is known beyond")
  func view() {
    var view = FieldOfView()
    // It looks east, to 60 m; of what is behind it, it lists nothing.
    for step in 0..<400 {
      let distance = 5 + Double(step % 55)
      view.learn(LocalVector(east: distance, north: 3), isFound: step % 20 != 0)
      view.learn(LocalVector(east: -distance, north: 3), isFound: false)
    }
    #expect(view.detection(at: LocalVector(east: 30, north: 2)) > 0.85)
    #expect(view.detection(at: LocalVector(east: -30, north: 2)) < 0.1)
    #expect(view.detection(at: LocalVector(east: 130, north: 2)) == 0)
    #expect(view.detection(at: LocalVector(east: 0, north: 30)) == 0)
    #expect(FieldOfView().detection(at: LocalVector(east: 10, north: 0)) == 0)
  }

  /// A street whose two units have seen cars at all places of 100 m for half a minute.
  private func learntStreet(units: Int) -> Street {
    var street = Street()
    for unit in 0..<units {
      street.scene.setUnit(UnitIndex(UInt8(unit)), place: LocalPoint(east: 0, north: -5 - Double(unit)), range: nil)
    }
    for step in 0..<300 {
      for unit in 0..<units {
        street.apply(
          (0..<5).map {
            Street.car(
              UInt16($0), unit: UInt8(unit), east: Double($0) * 20 - 40 + 0.05 * Double(step), speed: 0.5,
              at: street.now)
          })
      }
      street.tick()
    }
    return street
  }

  private func row(_ unit: UInt8, at time: Instant) -> [Observation] {
    (0..<5).map { Street.car(UInt16($0), unit: unit, east: Double($0) * 20 - 25, speed: 0, at: time) }
  }

  @Test("what one unit alone shows for a second where two others always see is not published; where one does, it is")
  func ghost() {
    for (units, isPublished) in [(2, true), (3, false)] {
      var street = learntStreet(units: units)
      let before = street.objects.count
      for _ in 0..<40 {
        for unit in 0..<UInt8(units) {
          var seen = row(unit, at: street.now)
          if unit == 0 { seen.append(Street.car(30, east: 12, north: 6, speed: 0, at: street.now)) }
          street.apply(seen)
        }
        street.tick()
      }
      #expect(before == 5)
      #expect(street.objects.count == (isPublished ? 6 : 5), "\(units) units")
    }
  }

  @Test("a car that drives in behind a truck, hidden from all units but one, is published")
  func hidden() {
    var street = learntStreet(units: 3)
    for _ in 0..<40 {
      for unit in 0..<3 as Range<UInt8> {
        var truck = Street.car(20, unit: unit, east: 12, north: 3, speed: 0, at: street.now)
        truck.kind = .truck
        truck.size = BodySize(length: 12, width: 2.5, height: 3.8)
        var seen = row(unit, at: street.now) + [truck]
        if unit == 0 { seen.append(Street.car(30, east: 14, north: 6.5, speed: 0, at: street.now)) }
        street.apply(seen)
      }
      street.tick()
    }
    #expect(street.objects.contains { $0.position.distance(to: LocalPoint(east: 14, north: 6.5)) < 0.5 })
  }

  @Test("a unit that shows an old picture under new times is not believed alone, and is again when it is right again")
  func oldPicture() {
    var street = learntStreet(units: 2)
    func cars(_ unit: UInt8, _ shown: Int, _ time: Instant) -> [Observation] {
      (0..<5).map {
        Street.car(UInt16($0 + 40), unit: unit, east: 10 * Double(shown) * 0.1 - Double($0) * 18, at: time)
      }
    }
    var most = 0
    for step in 0..<160 {
      street.apply(cars(0, step, street.now))
      // From 3 s to 8 s the second unit shows where they were three seconds before.
      let isOld = (30..<80).contains(step)
      street.apply(cars(1, isOld ? step - 30 : step, street.now))
      street.tick()
      if (70..<80).contains(step) { most = max(most, street.objects.filter { $0.speed > 5 }.count) }
    }
    #expect(most <= 6)
    #expect(street.objects.filter { $0.speed > 5 }.count == 5)
  }

  @Test("the innovations of an honest unit are as large as the scene expects")
  func innovations() {
    var street = Street()
    var random = SeededRandom(seed: 6)
    for step in 0..<400 {
      var car = Street.car(1, east: Double(step) + 0.2 * random.normal(), north: 0.2 * random.normal(), at: street.now)
      car.speed = 10 + 0.3 * random.normal()
      car.speedDeviation = 0.3
      street.apply([car])
      street.tick()
    }
    let tally = street.scene.innovations(of: UnitIndex(0))
    #expect(tally.count == 399 && tally.velocityCount == 399)
    #expect((1.0...2.6).contains(tally.position), "\(tally.position)")
    #expect((0.5...2.6).contains(tally.velocity), "\(tally.velocity)")
    #expect(street.scene.ownInnovations.count == 0)
  }
}

extension SceneObject {
  fileprivate var speed: Double { velocity.length }
}
