import Kernel
import RoadModel
import Scene
import Testing

@Suite("the life of a track")
struct LifeTests {
  @Test("tracks that began apart and turn out to be one car are merged into the older")
  func duplicates() throws {
    var street = Street()
    for step in 0..<65 {
      // The second unit is 7 m off at first, as one with a loose mount would be, and slides to where it is right.
      let time = street.now
      let fault = max(0.2, 7 - 0.2 * Double(max(0, step - 20)))
      street.apply([Street.car(1, unit: 0, east: Double(step), at: time)])
      street.apply([
        Street.car(1, unit: 1, east: Double(step) + fault, speed: step > 20 && fault > 0.2 ? 8 : 10, at: time)
      ])
      street.tick()
      if step == 15 { #expect(street.objects.count == 2) }
    }
    #expect(street.objects.count == 1)
    #expect(try #require(street.objects.first).id == TrackID(1))
    #expect(try #require(street.objects.first).seenBy.bits == 3)
  }

  @Test("two people who walk arm in arm stay two, because their unit lists them apart")
  func armInArm() {
    var street = Street()
    var random = SeededRandom(seed: 12)
    for step in 0..<80 {
      street.apply(
        (1...2 as ClosedRange<UInt16>).map { number in
          var walker = Street.car(
            number, east: Double(step) * 0.12 + 0.05 * random.normal(),
            north: Double(number) * 0.5 + 0.05 * random.normal(), speed: 1.2, at: street.now)
          walker.kind = .pedestrian
          walker.size = BodySize(length: 0.5, width: 0.5, height: 1.7)
          return walker
        })
      street.tick()
    }
    #expect(street.objects.map(\.id) == [TrackID(1), TrackID(2)])
  }

  @Test("a ghost that shows twice without a class is never published and dies")
  func ghost() {
    var street = Street()
    var published = 0
    for step in 0..<20 {
      var ghost = Street.car(1, east: 40, speed: 0, at: street.now)
      ghost.kind = .unknown
      ghost.size = nil
      street.apply(step < 2 ? [ghost] : [])
      street.tick()
      published += street.objects.count
    }
    #expect(published == 0)
    #expect(street.scene.trackCount == 0)
  }

  @Test("a car hidden for two seconds lives on under its identity, where it would be")
  func occlusion() throws {
    var street = Street()
    street.scene.setUnit(UnitIndex(0), place: LocalPoint(east: 30, north: 20), range: 120)
    for step in 0..<80 {
      let isHidden = step >= 40 && step < 60
      let other = Street.car(2, east: 90, north: 8, speed: 0, at: street.now)
      street.apply(isHidden ? [other] : [Street.car(1, east: Double(step), at: street.now), other])
      street.tick()
      if step == 59 {
        #expect(try #require(street.objects.first).position.distance(to: LocalPoint(east: 60, north: 0)) < 1)
      }
    }
    #expect(street.objects.map(\.id) == [TrackID(1), TrackID(2)])
  }

  @Test("a car that is gone is forgotten")
  func gone() {
    var street = Street()
    for step in 0..<80 {
      street.apply(step < 30 ? [Street.car(1, east: Double(step), at: street.now)] : [])
      street.tick()
    }
    #expect(street.objects.isEmpty)
    #expect(street.scene.trackCount == 0)
  }

  @Test("the second piece of a bus in one scan is no vehicle of its own")
  func pieces() {
    var street = Street()
    var absorbed = 0
    for step in 0..<30 {
      var bus = Street.car(1, east: Double(step), at: street.now)
      bus.kind = .bus
      bus.size = BodySize(length: 12, width: 2.5, height: 3)
      var piece = Street.car(2, east: Double(step) - 5, at: street.now)
      piece.kind = .bus
      piece.size = BodySize(length: 2, width: 2.5, height: 3)
      absorbed += street.apply([bus, piece])[.partOfLargerBody]
      street.tick()
    }
    #expect(street.objects.count == 1)
    #expect(absorbed == 30)
  }

  @Test("a message that comes twice, at once or three scans later, changes nothing and is counted by name")
  func repetition() {
    var street = Street()
    var scans: [[Observation]] = []
    for step in 0..<30 {
      let near = Street.car(1, east: Double(step), at: street.now)
      let far = Street.car(2, east: Double(step) - 12, at: street.now)
      scans.append([near, far])
      street.apply(scans[step])
      let copy = street.apply(scans[step])
      #expect(copy[.alreadyTold] == 2 && copy.applied == 0)
      if step > 5 {
        #expect(street.apply(scans[step - 3], delay: .milliseconds(350))[.alreadyTold] == 2)
      }
      street.tick()
    }
    #expect(street.objects.map(\.id) == [TrackID(1), TrackID(2)])
    #expect(street.scene.trackCount == 2)
  }

  @Test("a unit that sends a hundred times a second has one track of one car")
  func haste() {
    var street = Street()
    for step in 0..<300 {
      let time = street.now + .milliseconds(Int64(step % 10) * 10)
      let report = street.apply([Street.car(1, east: 0.1 * Double(step), at: time)])
      #expect(report.applied + report[.alreadyTold] == 1)
      #expect(street.scene.trackCount == 1)
      if step % 10 == 9 { street.tick() }
    }
    #expect(street.objects.map(\.id) == [TrackID(1)])
  }

  @Test("a sender in plain view of two units that neither sees is not published but named")
  func inventedSender() {
    var street = Street()
    for unit in 0..<2 {
      street.scene.setUnit(UnitIndex(UInt8(unit)), place: LocalPoint(east: 0, north: Double(unit) * 10), range: 100)
    }
    for _ in 0..<60 {
      for unit in 0..<2 { street.apply([Street.car(1, unit: UInt8(unit), east: 50, speed: 0, at: street.now)]) }
      street.apply(own: Street.own(99, east: 20, north: 5, speed: 0, at: street.now))
      street.tick()
    }
    #expect(street.objects.map(\.id) == [TrackID(1)])
    var senders: [UInt64] = []
    street.scene.listUnseenSenders(into: &senders)
    #expect(senders == [99])
  }

  @Test("nobody need tell how far units see: it is learnt, and an invented sender is found out all the same")
  func learntReach() {
    var street = Street()
    for unit in 0..<2 {
      street.scene.setUnit(UnitIndex(UInt8(unit)), place: LocalPoint(east: 0, north: Double(unit) * 10), range: nil)
    }
    for step in 0..<400 {
      for unit in 0..<2 {
        street.apply([
          Street.car(1, unit: UInt8(unit), east: 80, speed: 0, at: street.now),
          Street.car(2, unit: UInt8(unit), east: 40, north: 20, speed: 0, at: street.now),
        ])
      }
      if step > 340 { street.apply(own: Street.own(99, east: 20, north: 5, speed: 0, at: street.now)) }
      street.tick()
    }
    #expect(street.objects.map(\.id) == [TrackID(1), TrackID(2)])
    var senders: [UInt64] = []
    street.scene.listUnseenSenders(into: &senders)
    #expect(senders == [99])
  }

  @Test("a picture that stands still while its cars are said to drive is found out, and believed again when it moves")
  func frozen() {
    var street = Street()
    var frozen = 0
    for step in 0..<90 {
      // From 3 s to 6 s the same three places again and again, with new times and a speed of 10 m/s.
      let shown = step < 30 ? step : step < 60 ? 29 : step
      let report = street.apply(
        (0..<3).map { Street.car(UInt16($0), east: Double(shown) - 15 * Double($0), at: street.now) })
      frozen += report[.frozenPicture]
      if step < 30 { #expect(report[.frozenPicture] == 0) }
      street.tick()
    }
    #expect(frozen > 40)
    #expect(street.objects.count == 3)
    #expect(street.objects.allSatisfy { ($0.velocity.east - 10).magnitude < 1 })
  }

  @Test("a unit that tells a second of its past again as if it were new is found out at once, and believed afterwards")
  func repeating() {
    var street = Street()
    var random = SeededRandom(seed: 4)
    var told: [[Observation]] = []
    for step in 0..<120 {
      var scan = (0..<6).map {
        Street.car(
          UInt16($0 + 1), east: Double(step) - 15 * Double($0) + 0.1 * random.normal(), north: 0.1 * random.normal(),
          at: street.now)
      }
      told.append(scan)
      let isRepeating = step >= 60 && step < 80
      if isRepeating {
        scan = told[50 + step % 10]
        for row in scan.indices { scan[row].time = street.now }
      }
      let report = street.apply(scan)
      // What is looked at is one in four: five scans are enough to be sure.
      if step < 60 || step > 100 { #expect(report[.frozenPicture] == 0, "\(step)") }
      if step > 65 && isRepeating { #expect(report.applied == 0, "\(step)") }
      let trust = street.scene.trust(of: UnitIndex(0))
      if step == 79 { #expect(trust.isFrozen && trust.repetition > UnitTrust.repetitionBound) }
      street.tick()
    }
    #expect(street.objects.count == 6)
  }

  @Test("a sensor half as fast as its messages, and a recording played again, are no repetitions")
  func playedAgain() {
    var street = Street()
    for step in 0..<400 {
      let shown = step % 200 / 2 * 2
      let report = street.apply(
        (0..<6).map { Street.car(UInt16($0 + 1), east: Double(shown) - 15 * Double($0), at: street.now) })
      #expect(report[.frozenPicture] == 0, "\(step)")
      street.tick()
    }
    #expect(street.scene.trust(of: UnitIndex(0)).repetition == 0)
  }

  @Test("the head and the tail of a bus, told as two, are one bus in its middle, and it does not shrink")
  func headAndTail() throws {
    var street = Street()
    for step in 0..<60 {
      var bus = Street.car(1, east: Double(step), at: street.now)
      bus.kind = .bus
      bus.size = BodySize(length: 12, width: 2.5, height: 3)
      var scan = [bus]
      if step >= 20 {
        var head = bus
        head.position = LocalPoint(east: Double(step) + 3, north: 0)
        head.size = BodySize(length: 6, width: 2.5, height: 3)
        var tail = head
        tail.localNumber = 2
        tail.position = LocalPoint(east: Double(step) - 3, north: 0)
        scan = [head, tail]
      }
      street.apply(scan)
      street.tick()
    }
    let only = try #require(street.objects.first)
    #expect(street.objects.count == 1 && only.id == TrackID(1))
    #expect((only.size.length - 12).magnitude < 0.5)
    #expect((only.position.east - 60).magnitude < 1.5)
  }
}
