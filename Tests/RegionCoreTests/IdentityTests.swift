import Kernel
import RegionCore
import RoadModel
import Testing
import TierModel

@Suite("a vehicle of two edges")
struct IdentityTests {
  private func play(_ road: TwoEdgeRoad, _ seconds: Int = 90) -> [Int: (a: UInt64?, b: UInt64?)] {
    road.play(RegionUnderTest(), seconds: seconds)
  }

  /// Travellers that kept their identity, and those that got another's.
  private func score(_ ids: [Int: (a: UInt64?, b: UInt64?)]) -> (kept: Int, wrong: Int) {
    var (kept, wrong) = (0, 0)
    for (name, id) in ids.sorted(by: { $0.key < $1.key }) {
      guard let b = id.b else { continue }
      if id.a == b { kept += 1 } else if ids.contains(where: { $0.key != name && $0.value.a == b }) { wrong += 1 }
    }
    return (kept, wrong)
  }

  @Test("that its edge saw beside another is never that other, though both sent under one temporary identity")
  func besideEachOther() {
    let region = RegionUnderTest()
    // The second sends under the identity of the first, which has driven on and out of sight.
    let travellers = [
      Traveller(name: 1, passes: 0, speed: 10, temporaryID: 77, vanishes: 100),
      Traveller(name: 2, passes: 2, speed: 10, temporaryID: 78, vanishes: 190),
      Traveller(name: 3, passes: 11, speed: 10, temporaryID: 77, appears: 5),
    ]
    _ = TwoEdgeRoad(travellers: travellers).play(region, seconds: 40)
    let own = region.sightings.filter { $0.edge == "a" }
    for one in own {
      for other in own where other.track != one.track && other.vehicle == one.vehicle {
        #expect(min(one.until, other.until) - max(one.since, other.since) <= .seconds(1))
      }
    }
  }

  @Test("is gone from the picture when no edge tells of anything any more")
  func silence() {
    let region = RegionUnderTest()
    let parked = Traveller(name: 1, passes: 2, speed: 12, parksAt: 100)
    _ = TwoEdgeRoad(travellers: [parked]).play(region, seconds: 20)
    #expect(region.core.vehicles.count == 1)
    region.advance(20)
    #expect(region.core.vehicles.isEmpty)
  }

  @Test("alone on a road keeps its identity over a gap of 150 m", arguments: 1...10 as ClosedRange<UInt64>)
  func alone(seed: UInt64) {
    let road = TwoEdgeRoad(travellers: [Traveller(name: 1, passes: 5, speed: 14)], seed: seed)
    #expect(score(play(road)) == (1, 0))
  }

  @Test("is the same vehicle at once where both edges see it, two that queue there stay two")
  func overlap() {
    let travellers = [
      Traveller(name: 1, passes: 2, speed: 12, parksAt: 170), Traveller(name: 2, passes: 6, speed: 12, parksAt: 163),
      Traveller(name: 3, passes: 5, speed: 12, lane: 2, parksAt: 168),
    ]
    let ids = play(TwoEdgeRoad(travellers: travellers, begin: 120), 40)
    #expect(score(ids) == (3, 0))
    #expect(Set(ids.values.compactMap(\.b)).count == 3)
  }

  @Test("is shown once where both edges see it")
  func shown() {
    let region = RegionUnderTest()
    _ = TwoEdgeRoad(travellers: [Traveller(name: 1, passes: 2, speed: 12, parksAt: 170)], begin: 120)
      .play(region, seconds: 40)
    #expect(region.core.vehicles.map(\.edges) == [2])
    #expect(region.core.counters.joins[Int(JoinEvidence.overlap.rawValue)] == 1)
  }

  @Test("that sends under one temporary identity is known after minutes in a gap that nobody sees")
  func temporaryIdentity() {
    let slow = Traveller(name: 1, passes: 1, speed: 2, temporaryID: 77)
    #expect(score(play(TwoEdgeRoad(travellers: [slow], begin: 450), 300)) == (1, 0))
    let silent = Traveller(name: 1, passes: 1, speed: 2)
    #expect(score(play(TwoEdgeRoad(travellers: [silent], begin: 450), 300)) == (0, 0))
  }

  @Test("and another in a different place under the same temporary identity stay two, and are counted")
  func temporaryIdentityTwice() {
    let region = RegionUnderTest()
    let travellers = [
      Traveller(name: 1, passes: 0, speed: 1, temporaryID: 77, parksAt: 20),
      Traveller(name: 2, passes: -300, speed: 2, temporaryID: 77, parksAt: 640),
    ]
    let ids = TwoEdgeRoad(travellers: travellers).play(region, seconds: 30)
    #expect(ids[1]?.a != ids[2]?.b)
    #expect(region.core.counters[.temporaryIdentityTwice] > 0)
  }

  @Test(
    "in a platoon of equal cars is known after a gap of 60 m, and not taken for its neighbour after one of 150 m",
    arguments: 1...10 as ClosedRange<UInt64>)
  func platoon(seed: UInt64) {
    let cars = (0..<12).map { Traveller(name: $0, passes: 3 + 2 * Double($0), speed: 13) }
    #expect(score(play(TwoEdgeRoad(travellers: cars, begin: 260, seed: seed))) == (12, 0))
    #expect(score(play(TwoEdgeRoad(travellers: cars, seed: seed))).wrong == 0)
  }

  @Test("in a platoon whose first car ends in the gap is not taken for it", arguments: 1...10 as ClosedRange<UInt64>)
  func leaderGone(seed: UInt64) {
    var cars = (0..<8).map { Traveller(name: $0, passes: 3 + 2 * Double($0), speed: 13) }
    cars[0].parksAt = 280
    #expect(score(play(TwoEdgeRoad(travellers: cars, seed: seed))).wrong == 0)
  }

  @Test("may change its lane in the gap", arguments: 1...5 as ClosedRange<UInt64>)
  func laneChange(seed: UInt64) {
    let cars = [
      Traveller(name: 1, passes: 3, speed: 14, laneAfter: 2), Traveller(name: 2, passes: 8, speed: 14),
      Traveller(name: 3, passes: 13, speed: 14, lane: 2, laneAfter: 1),
    ]
    let result = score(play(TwoEdgeRoad(travellers: cars, seed: seed)))
    #expect(result.wrong == 0)
    #expect(result.kept >= 2)
  }

  /// One that parks between the edges, and one that drives out of a yard there `after` seconds after the first should
  /// have come; the identities that were taken wrongly.
  private func yard(_ seed: UInt64, speed: Double, after: Double) -> Int {
    let parking = Traveller(name: 1, passes: 3, speed: speed, parksAt: 290)
    let other = Traveller(name: 2, passes: 3 + 350 / speed + after - 350 / 12, speed: 12, appears: 330)
    return score(play(TwoEdgeRoad(travellers: [parking, other], seed: seed), 70)).wrong
  }

  @Test("that parks in the gap lends its identity to nobody who comes out of it seconds too early or too late")
  func parked() {
    for seed in 1...8 as ClosedRange<UInt64> {
      #expect(yard(seed, speed: 12, after: 8) == 0)
      #expect(yard(seed, speed: 12, after: -8) == 0)
    }
  }

  /// Nothing that the edges see tells these from each other: 13 of 40 are wrong.
  @Test("that parks in the gap is taken for one that leaves a yard there just when it should have come, at times")
  func parkedWorst() {
    var wrong = 0
    var random = SeededRandom(seed: 1)
    for seed in 1...40 as ClosedRange<UInt64> {
      wrong += yard(seed, speed: 8 + 4 * random.unit(), after: -10 + 20 * random.unit())
    }
    #expect(wrong <= 16, "\(wrong) of 40 that come at random within 10 s of when it should have")
  }

  @Test("between a bus and a car is told from them by its kind and size")
  func kinds() {
    let road = TwoEdgeRoad(travellers: [
      Traveller(name: 1, passes: 3, speed: 13, kind: .bus, length: 12),
      Traveller(name: 2, passes: 3.6, speed: 13, lane: 2),
      Traveller(name: 3, passes: 6, speed: 13, kind: .bus, length: 12),
    ])
    #expect(score(play(road)) == (3, 0))
  }

  @Test("of random traffic is rarely lost and hardly ever another", arguments: 1...6 as ClosedRange<UInt64>)
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var passes = 0.0
    let cars = (0..<40).map { name in
      passes += 1.5 + 4 * random.unit()
      return Traveller(
        name: name, passes: passes, speed: 12 + 3 * random.unit(), lane: UInt8(1 + random.below(2)),
        laneAfter: random.below(10) == 0 ? UInt8(1 + random.below(2)) : nil)
    }
    let result = score(play(TwoEdgeRoad(travellers: cars, seed: seed), 220))
    #expect(result.wrong <= 1)
    #expect(result.kept >= 16)
  }

  @Test("keeps its identity when the region is killed while it is in the gap")
  func restart() {
    let road = TwoEdgeRoad(travellers: [Traveller(name: 1, passes: 5, speed: 14)])
    #expect(score(road.play(RegionUnderTest(), seconds: 90, restartAt: 22)) == (1, 0))
  }

  @Test("is found the same in which order the edges' scenes come, within the second that they are held")
  func order() {
    func digest(_ delays: [Int64]) -> UInt64 {
      let core = RegionCore(configuration: RegionUnderTest.configuration)
      var effects: [RegionEffect] = []
      var messages: [(at: Instant, TierEnvelope)] = []
      for second in 0..<60 {
        for (index, edge) in ["a", "b"].enumerated() {
          let time = RegionUnderTest.start + .seconds(Double(second))
          let east = Double(second) * 12 + (index == 0 ? 0 : 0.4)
          let object = DigestObject(
            track: TrackID(4), kind: .car, position: LocalPoint(east: east, north: 0), speed: 12,
            heading: Angle(radians: 0), length: 4.6, width: 1.8)
          let scene = SceneDigest(time: time, origin: RegionUnderTest.origin, objects: [object])
          let envelope = TierEnvelope(
            sender: edge, epoch: 1, sequence: UInt64(second + 1), time: time, message: .scene(scene))
          messages.append((time + .milliseconds(delays[index]), envelope))
        }
      }
      messages.sort { $0.at < $1.at }
      for (at, envelope) in messages {
        core.handle(envelope, at: at, into: &effects)
        core.advance(to: at, into: &effects)
      }
      core.advance(to: RegionUnderTest.start + .seconds(62), into: &effects)
      #expect(core.vehicles.count == 1)
      return core.digest
    }
    #expect(digest([100, 700]) == digest([700, 100]))
  }
}

@Suite("the live scene of a region")
struct LiveSceneTests {
  private func scene(_ time: Instant, _ tracks: [UInt64]) -> TierMessage {
    .scene(
      SceneDigest(
        time: time, origin: RegionUnderTest.origin,
        objects: tracks.map {
          DigestObject(
            track: TrackID($0), kind: .car, position: LocalPoint(east: Double($0) * 20, north: 0), speed: 0,
            heading: Angle(radians: 0), length: 4, width: 2)
        }))
  }

  @Test("does not go back when an old scene comes late, which is kept for the history")
  func late() {
    let region = RegionUnderTest()
    region.advance(10)
    region.tell(scene(region.now, [1, 2]))
    region.advance(2)
    var effects: [RegionEffect] = []
    for age in [5.0, 3600] {
      let made = region.now - .seconds(age)
      region.core.handle(
        TierEnvelope(sender: "a", epoch: 1, sequence: UInt64(age), time: made, message: scene(made, [3])),
        at: region.now, into: &effects)
    }
    let kept = effects.count { if case .storeScene = $0 { true } else { false } }
    #expect(kept == 2)
    region.advance(2)
    #expect(region.core.vehicles.map(\.seen.track.rawValue) == [1, 2])
    #expect(region.core.counters[.lateScene] == 2)
  }

  @Test("loses the vehicles of an edge that is silent for three seconds and forgets them after a minute")
  func silence() {
    let region = RegionUnderTest()
    region.tell(scene(region.now, [1, 2]), from: "a")
    for _ in 0..<70 {
      region.advance(1)
      region.tell(scene(region.now, [5]), from: "b")
    }
    #expect(region.core.vehicles.map(\.seen.edge) == ["b"])
    guard case .vehicles(let kept)? = region.records[.vehicles] else {
      Issue.record("no vehicles were kept")
      return
    }
    #expect(kept.map(\.edge) == ["b"])
  }

  @Test("gives a track's number to another vehicle when an edge that began anew uses it again somewhere else")
  func reused() {
    let region = RegionUnderTest()
    region.tell(scene(region.now, [1]))
    region.advance(2)
    let before = region.core.vehicles.map(\.id)
    var moved = scene(region.now, [1])
    if case .scene(var digest) = moved {
      digest.objects[0].position = LocalPoint(east: 900, north: 0)
      moved = .scene(digest)
    }
    region.tell(moved)
    region.advance(2)
    #expect(region.core.vehicles.count == 1)
    #expect(region.core.vehicles.map(\.id) != before)
  }

  @Test("takes no more of a scene than the limit and counts the rest")
  func surplus() {
    let region = RegionUnderTest()
    region.tell(scene(region.now, Array(1...5000)))
    region.advance(2)
    #expect(region.core.vehicles.count == 4096)
    #expect(region.core.counters[.overLimit] == 904)
  }
}
