import Kernel
import RoadModel
import Scene
import Testing

@Suite("registration")
struct RegistrationTests {
  @Test("a unit whose clock is 35 ms ahead and whose place is half a metre off is found out within 30 s")
  func faults() {
    var street = Street()
    var random = SeededRandom(seed: 21)
    let ahead = Interval.milliseconds(35)
    for step in 0..<300 {
      let time = street.now
      var scans: [[Observation]] = [[], []]
      for car in 0..<8 {
        // Eight cars on a ring, so that they drive in all directions; every other one reports itself.
        let turn = Double(car) * .pi / 4 + Double(step) * 0.02
        let heading = Angle(radians: turn + .pi / 2)
        let place = LocalPoint(east: 60 * Trigonometry.cos(turn), north: 60 * Trigonometry.sin(turn))
        func seen(_ unit: UInt8, _ east: Double, _ north: Double, _ clock: Interval) -> Observation {
          var observation = Street.car(
            UInt16(car + 1), unit: unit, east: place.east + east + 0.15 * random.normal(),
            north: place.north + north + 0.15 * random.normal(), speed: 12, at: time + clock)
          observation.heading = heading
          return observation
        }
        scans[0].append(seen(0, 0, 0, .zero))
        scans[1].append(seen(1, 0.4, -0.3, ahead))
        if car % 2 == 0 {
          var own = seen(0, 0, 0, .zero)
          own.isSelfReport = true
          own.method = .selfReport
          own.temporaryID = UInt64(car)
          street.apply(own: own)
        }
      }
      street.apply(scans[0])
      street.apply(scans[1])
      street.tick()
    }
    let first = street.scene.registration(of: UnitIndex(0))
    let second = street.scene.registration(of: UnitIndex(1))
    #expect(((second.clockOffset - first.clockOffset).seconds - 0.035).magnitude < 0.005)
    #expect((second.shift - first.shift - LocalVector(east: 0.4, north: -0.3)).length < 0.05)
    #expect(first.shift.length < 0.2)
    #expect(street.objects.count == 8)
  }

  @Test("a unit that is turned by a third of a degree about its place is found out within 30 s")
  func turn() {
    var street = Street()
    var random = SeededRandom(seed: 22)
    for unit in 0..<2 { street.scene.setUnit(UnitIndex(UInt8(unit)), place: LocalPoint(east: 0, north: 0), range: 150) }
    for step in 0..<300 {
      var scans: [[Observation]] = [[], []]
      for car in 0..<12 {
        let east = Double(car) * 16 - 96 + Double(step) * 0.01
        let north = car % 2 == 0 ? 40.0 : -40.0
        let noise = { (r: inout SeededRandom) in r.normal() * 0.15 }
        scans[0].append(
          Street.car(
            UInt16(car), unit: 0, east: east + noise(&random), north: north + noise(&random), speed: 0.1,
            at: street.now))
        scans[1].append(
          Street.car(
            UInt16(car), unit: 1, east: east - 0.005 * north + noise(&random),
            north: north + 0.005 * east + noise(&random), speed: 0.1, at: street.now))
      }
      street.apply(scans[0])
      street.apply(scans[1])
      street.tick()
    }
    let first = street.scene.registration(of: UnitIndex(0)).turn
    let second = street.scene.registration(of: UnitIndex(1)).turn
    #expect((second - first - 0.005).magnitude < 0.001)
  }

  @Test("a unit that nothing compares with keeps its positions as they are")
  func alone() {
    var street = Street()
    for step in 0..<50 {
      street.apply([Street.car(1, east: Double(step), at: street.now)])
      street.tick()
    }
    #expect(street.scene.registration(of: UnitIndex(0)).shift == .zero)
    #expect(street.scene.registration(of: UnitIndex(0)).clockOffset == .zero)
  }
}
