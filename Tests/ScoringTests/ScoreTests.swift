import Kernel
import RoadModel
import Scoring
import Testing

@Suite("the score")
struct ScoreTests {
  private func truth(_ vehicle: Int, _ east: Double, _ north: Double = 0, kind: ParticipantKind = .car) -> TruthObject {
    TruthObject(
      vehicle: vehicle, kind: kind, position: LocalPoint(east: east, north: north),
      velocity: LocalVector(east: 1, north: 0))
  }

  private func estimate(
    _ id: UInt64, _ east: Double, _ north: Double = 0, kind: ParticipantKind = .car
  ) -> SceneObject {
    SceneObject(
      id: TrackID(id), kind: kind, position: LocalPoint(east: east, north: north),
      velocity: LocalVector(east: 1, north: 2), heading: Angle(radians: 0), size: kind.usualSize,
      positionDeviation: .zero, velocityDeviation: .zero, existence: 1, seenBy: UnitSet(), isConnected: false,
      temporaryID: nil, lane: nil, since: Instant(nanoseconds: 0), lastObserved: Instant(nanoseconds: 0))
  }

  @Test("one match at 3 m, one missed, one false: GOSPA is the root of 9 + 12.5 + 12.5")
  func gospa() {
    var score = Score(cutOff: 5)
    score.add(truths: [truth(0, 0), truth(1, 100)], estimates: [estimate(1, 3), estimate(2, 50)])
    #expect((score.gospa - 34.0.squareRoot()).magnitude < 1e-12)
    #expect(score.gospaLocalisation == 9)
    #expect(score.gospaMissed == 12.5)
    #expect(score.gospaFalse == 12.5)
    #expect(score.total.positionError == 3)
    #expect(score.total.velocityError == 2)
    #expect(score.total.missedPercent == 50)
    #expect(score.total.falsePercent == 50)
  }

  @Test("what is 5 m off is missed and false, not matched")
  func cutOff() {
    var score = Score(cutOff: 5)
    score.add(truths: [truth(0, 0)], estimates: [estimate(1, 5)])
    #expect(score.total.matches == 0)
    #expect(score.gospa == 5)
  }

  @Test("the sum decides, not the nearest pair first")
  func global() {
    var score = Score(cutOff: 5)
    // Nearest first would match 0 with the estimate at 1.9 and leave the truth at 4 with the one at -2.5: none.
    let comparison = score.add(
      truths: [truth(0, 0), truth(1, 4)], estimates: [estimate(1, 1.9), estimate(2, -2.5)])
    #expect(comparison.matches.count == 2)
    let least = 2.5 * 2.5 + 2.1 * 2.1
    #expect((score.total.squaredDistance - least).magnitude < 1e-12)
  }

  @Test("an identity that changes is one switch, also after a gap; one that comes back is another")
  func switches() {
    var score = Score(cutOff: 5)
    for id in [1, 1, nil, 2, 2, 1] as [UInt64?] {
      score.add(truths: [truth(0, 0)], estimates: id.map { [estimate($0, 0)] } ?? [])
    }
    #expect(score.total.switches == 2)
    #expect(score.total.missed == 1)
  }

  @Test("only road users and estimates within an area count")
  func areas() {
    var score = Score(cutOff: 5, areas: [ScoredArea(center: LocalPoint(east: 0, north: 0), range: 10)])
    score.add(truths: [truth(0, 9), truth(1, 50)], estimates: [estimate(1, 9), estimate(2, 70)])
    #expect(score.total.truths == 1)
    #expect(score.total.matches == 1)
    #expect(score.total.falses == 0)
  }

  @Test("who is told of across the border of an area is neither missed nor false")
  func border() {
    var score = Score(cutOff: 5, areas: [ScoredArea(center: LocalPoint(east: 0, north: 0), range: 10)])
    let comparison = score.add(
      truths: [truth(0, 9.9), truth(1, -10.1), truth(2, 0, 11)],
      estimates: [estimate(1, 10.1), estimate(2, -9.9), estimate(3, 0, 30)])
    #expect(comparison.matches.count == 1)
    #expect(comparison.missed.isEmpty)
    #expect(comparison.falses.isEmpty)
    // Nobody stands for these: one inside is missed, one inside is false, those outside do not count.
    score.add(
      truths: [truth(0, 9.9), truth(1, -10.1)], estimates: [estimate(1, 3), estimate(2, -15.2), estimate(3, 0, -12)])
    #expect(score.total.missed == 1)
    #expect(score.total.falses == 1)
  }

  @Test("an estimate outside that belongs to somebody outside does not stand for one inside, however near")
  func competitors() {
    var score = Score(cutOff: 5, areas: [ScoredArea(center: LocalPoint(east: 0, north: 0), range: 10)])
    score.add(truths: [truth(0, 9.5), truth(1, 15.5)], estimates: [estimate(1, 14)])
    #expect(score.total.missed == 1)
    score.add(truths: [truth(0, 14)], estimates: [estimate(1, 9.5), estimate(2, 15.5)])
    #expect(score.total.falses == 1)
  }

  @Test("kinds are counted apart, and a wrong kind shows")
  func kinds() {
    var score = Score()
    score.add(
      truths: [truth(0, 0), truth(1, 20, kind: .bus), truth(2, 40, kind: .pedestrian)],
      estimates: [estimate(1, 0), estimate(2, 20, kind: .truck)])
    #expect(score.byKind[Int(ParticipantKind.car.rawValue)].rightKindPercent == 100)
    #expect(score.byKind[Int(ParticipantKind.bus.rawValue)].rightKinds == 0)
    #expect(score.byKind[Int(ParticipantKind.pedestrian.rawValue)].missedPercent == 100)
  }

  @Test("an empty instant costs nothing and counts")
  func empty() {
    var score = Score()
    score.add(truths: [], estimates: [])
    #expect(score.gospa == 0)
    #expect(score.instants == 1)
  }

  @Test("the table and the JSON say the same numbers")
  func report() {
    var score = Score(cutOff: 5)
    score.add(truths: [truth(0, 0), truth(1, 100)], estimates: [estimate(1, 3), estimate(2, 50)])
    #expect(score.table.contains("GOSPA 5.831 m"))
    #expect(score.json.contains("\"gospaMeters\":5.830952"))
    #expect(score.json.contains("\"all\":{\"truths\":2,\"matches\":1,\"missed\":1,\"false\":1,\"switches\":0"))
    #expect(score.json.contains("\"byKind\":{\"car\":{"))
  }

  @Test("the matching is the cheapest of all on random crowds of five")
  func optimal() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<300 {
      let truths = (0..<5).map { truth($0, random.unit() * 8, random.unit() * 8) }
      let estimates = (0..<5).map { estimate(UInt64($0), random.unit() * 8, random.unit() * 8) }
      var score = Score(cutOff: 5)
      score.add(truths: truths, estimates: estimates)
      #expect((score.gospa * score.gospa - least(truths, estimates)).magnitude < 1e-9)
    }
  }

  /// The square of GOSPA by trying all ways.
  private func least(_ truths: [TruthObject], _ estimates: [SceneObject], row: Int = 0, taken: Int = 0) -> Double {
    if row == truths.count { return 12.5 * Double(estimates.count - taken.nonzeroBitCount) }
    var best = 12.5 + least(truths, estimates, row: row + 1, taken: taken)
    for (column, estimate) in estimates.enumerated() where taken >> column & 1 == 0 {
      let square = (truths[row].position - estimate.position).squaredLength
      if square < 25 { best = min(best, square + least(truths, estimates, row: row + 1, taken: taken | 1 << column)) }
    }
    return best
  }
}
