import Kernel
import RoadModel
import Scene
import Testing

@Suite("what a scene takes in")
struct IntakeTests {
  @Test("a full scene says so and keeps what it has")
  func full() {
    var street = Street { $0.trackCapacity = 3 }
    let scan = (0..<5).map { Street.car(UInt16($0), east: Double($0) * 20, at: street.now) }
    let report = street.apply(scan)
    #expect(report.applied == 3)
    #expect(report.born == 3)
    #expect(report[.capacityFull] == 2)
    #expect(street.scene.trackCount == 3)
  }

  @Test("every number that is not finite is rejected by name", arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(number: Double) {
    var street = Street()
    let changes: [(inout Observation) -> Void] = [
      { $0.position.east = number }, { $0.position.north = number }, { $0.speed = number },
      { $0.positionDeviation = number }, { $0.speedDeviation = number }, { $0.headingDeviation = number },
      { $0.size = BodySize(length: number, width: 1, height: nil) },
      { $0.size = BodySize(length: 1, width: 1, height: number) },
    ]
    for change in changes {
      var observation = Street.car(1, east: 0, at: street.now)
      change(&observation)
      #expect(street.apply([observation])[.nonFinite] == 1)
      observation.isSelfReport = true
      #expect(street.apply(own: observation)[.nonFinite] == 1)
    }
    #expect(street.scene.trackCount == 0)
  }

  @Test("a negative speed is rejected by name")
  func negative() {
    var street = Street()
    #expect(street.apply([Street.car(1, east: 0, speed: -1, at: street.now)])[.nonFinite] == 1)
  }

  @Test("what is too old, from the future or far away is rejected by name")
  func outside() {
    var street = Street()
    #expect(street.apply([Street.car(1, east: 0, at: street.now)], delay: .milliseconds(700))[.tooOld] == 1)
    #expect(street.apply([Street.car(1, east: 0, at: street.now)], delay: .milliseconds(-300))[.fromFuture] == 1)
    #expect(street.apply([Street.car(1, east: 30_000, at: street.now)])[.outsideArea] == 1)
    #expect(street.scene.trackCount == 0)
  }

  @Test("a scan of more rows than one problem holds is taken in whole")
  func longScan() {
    var street = Street()
    for _ in 0..<5 {
      street.apply((0..<150).map { Street.car(UInt16($0), east: Double($0) * 10, speed: 0, at: street.now) })
      street.tick()
    }
    #expect(street.objects.count == 150)
  }

  @Test("a row that came by V2X in the middle of a scan leaves the rows around it as they were")
  func relayedRow() {
    var street = Street()
    for _ in 0..<10 {
      var relayed = Street.own(7, east: 50, speed: 0, at: street.now)
      relayed.isSelfReport = false
      street.apply([
        Street.car(1, east: 0, speed: 0, at: street.now), relayed, Street.car(2, east: 100, speed: 0, at: street.now),
      ])
      street.tick()
    }
    let places = street.objects.map { $0.position.east.rounded() }.sorted()
    #expect(places == [0, 50, 100])
  }

  @Test("arbitrary observations never stop the scene, and every one is accounted for", arguments: UInt64(1)...8)
  func arbitrary(seed: UInt64) {
    var street = Street { $0.trackCapacity = 64 }
    var random = SeededRandom(seed: seed)
    for step in 0..<300 {
      let scan = (0..<random.below(40)).map { _ in Self.arbitraryObservation(&random, at: street.now) }
      for observation in scan where observation.isSelfReport { street.apply(own: observation) }
      street.apply(scan)
      if step % 3 == 0 { street.tick() }
      #expect(street.scene.trackCount <= 64)
    }
    #expect(street.totals.offered == street.totals.applied + street.totals.rejected)
    for object in street.objects {
      #expect(object.position.east.isFinite && object.position.north.isFinite)
      #expect(object.velocity.length.isFinite && object.positionDeviation.length.isFinite)
    }
  }

  /// An observation of which anything may be wrong.
  private static func arbitraryObservation(_ random: inout SeededRandom, at now: Instant) -> Observation {
    func number(_ scale: Double) -> Double {
      switch random.below(40) {
      case 0: .nan
      case 1: .infinity
      case 2: 1e300
      case 3: -scale
      default: random.unit() * scale
      }
    }
    let time = random.below(50) == 0 ? Instant(nanoseconds: .min) : now + .milliseconds(Int64(random.below(900)) - 700)
    var observation = Observation(
      unit: UnitIndex(UInt8(random.below(64))), method: SensingMethod(rawValue: UInt8(random.below(8))) ?? .unknown,
      isSelfReport: random.below(5) == 0, localNumber: UInt16(random.below(20)), time: time,
      position: LocalPoint(east: number(60), north: number(60)),
      kind: ParticipantKind(rawValue: UInt8(random.below(8))) ?? .unknown)
    if random.below(2) == 0 { observation.temporaryID = UInt64(random.below(5)) }
    if random.below(2) == 0 { observation.positionDeviation = number(3) }
    if random.below(2) == 0 { observation.speed = number(40) }
    if random.below(2) == 0 { observation.heading = Angle(radians: random.unit() * 7) }
    if random.below(2) == 0 { observation.size = BodySize(length: number(20), width: number(3), height: nil) }
    return observation
  }

  @Test("the same input twice gives the same digest, and another input another")
  func determinism() {
    func run(seed: UInt64) -> UInt64 {
      var street = Street()
      var random = SeededRandom(seed: seed)
      for step in 0..<100 {
        for unit in 0..<3 {
          street.apply(
            (0..<10).map {
              Street.car(
                UInt16($0), unit: UInt8(unit), east: Double(step) + Double($0) * 7 + random.normal() * 0.3,
                north: random.normal() * 0.3, at: street.now)
            })
        }
        street.tick()
      }
      return street.digest()
    }
    #expect(run(seed: 1) == run(seed: 1))
    #expect(run(seed: 1) != run(seed: 2))
  }
}
