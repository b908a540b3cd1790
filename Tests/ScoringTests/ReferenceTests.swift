import Foundation
import Kernel
import RoadModel
import Scoring
import Testing

/// Runs of known measures, as programs of other authors computed them: see make-references.
private struct References: Decodable {
  struct TrackEval: Decodable {
    var HOTA, DetA, AssA, LocA, MOTA, MOTP, IDSW, IDF1, IDP, IDR: Double
    var HOTAByLimit: [Double]
  }
  struct SetDistance: Decodable {
    var order, window: Int
    var values: [Double]
  }
  struct Moment: Decodable {
    var truths, tracks: [[Double]]
  }
  struct Case: Decodable {
    var name: String
    var instants: [Moment]
    var trackEval: TrackEval
    var gospa: [Double]
    var ospa2: SetDistance
  }
  var zeroDistance, cutOff: Double
  var cases: [Case]

  static func read() throws -> References {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "references.json")
    return try JSONDecoder().decode(References.self, from: Data(contentsOf: file))
  }

  func sequence(_ one: Case) -> TrackSequence {
    var sequence = TrackSequence(zeroDistance: zeroDistance, reach: cutOff)
    for moment in one.instants {
      sequence.add(truths: moment.truths.map(References.sight), tracks: moment.tracks.map(References.sight))
    }
    return sequence
  }

  private static func sight(_ row: [Double]) -> TrackSequence.Sight {
    TrackSequence.Sight(identity: UInt64(row[0]), position: LocalPoint(east: row[1], north: row[2]))
  }
}

@Suite("the measures against programs of other authors, to a millionth")
struct ReferenceTests {
  private func isNear(_ left: Double, _ right: Double) -> Bool { (left - right).magnitude < 1e-6 }

  @Test("HOTA, DetA, AssA and LocA are TrackEval's")
  func higherOrder() throws {
    let references = try References.read()
    #expect(references.cases.count == 4)
    for one in references.cases {
      let accuracy = HigherOrderAccuracy(references.sequence(one))
      #expect(isNear(accuracy.hota, one.trackEval.HOTA), "\(one.name)")
      #expect(isNear(accuracy.detection, one.trackEval.DetA), "\(one.name)")
      #expect(isNear(accuracy.association, one.trackEval.AssA), "\(one.name)")
      #expect(isNear(accuracy.localisation, one.trackEval.LocA), "\(one.name)")
      #expect(accuracy.hotaByLimit.count == one.trackEval.HOTAByLimit.count)
      for (mine, theirs) in zip(accuracy.hotaByLimit, one.trackEval.HOTAByLimit) {
        #expect(isNear(mine, theirs), "\(one.name)")
      }
    }
  }

  @Test("IDF1, IDP and IDR are TrackEval's")
  func identity() throws {
    let references = try References.read()
    for one in references.cases {
      let accuracy = IdentityAccuracy(references.sequence(one))
      #expect(isNear(accuracy.f1, one.trackEval.IDF1), "\(one.name)")
      #expect(isNear(accuracy.precision, one.trackEval.IDP), "\(one.name)")
      #expect(isNear(accuracy.recall, one.trackEval.IDR), "\(one.name)")
    }
  }

  @Test("MOTA, MOTP and identity switches are TrackEval's")
  func clear() throws {
    let references = try References.read()
    for one in references.cases {
      let accuracy = ClearAccuracy(references.sequence(one))
      #expect(isNear(accuracy.accuracy, one.trackEval.MOTA), "\(one.name)")
      #expect(isNear(accuracy.precision, one.trackEval.MOTP), "\(one.name)")
      #expect(accuracy.switches == Int(one.trackEval.IDSW), "\(one.name)")
    }
  }

  @Test("OSPA(2) at every instant is what Stone Soup's OSPA and SciPy's assignment make")
  func setDistance() throws {
    let references = try References.read()
    for one in references.cases {
      let distance = TrackSetDistance(
        references.sequence(one), cutOff: references.cutOff, order: one.ospa2.order, window: one.ospa2.window)
      #expect(distance.values.count == one.ospa2.values.count)
      for (instant, (mine, theirs)) in zip(distance.values, one.ospa2.values).enumerated() {
        #expect(isNear(mine, theirs), "\(one.name), instant \(instant)")
      }
    }
  }

  @Test("GOSPA at every instant is Stone Soup's")
  func gospa() throws {
    let references = try References.read()
    for one in references.cases {
      for (instant, theirs) in one.gospa.enumerated() {
        var score = Score(cutOff: references.cutOff)
        score.add(
          truths: one.instants[instant].truths.map(ReferenceTests.truth),
          estimates: one.instants[instant].tracks.map(ReferenceTests.estimate))
        #expect(isNear(score.gospa, theirs), "\(one.name), instant \(instant)")
      }
    }
  }

  private static func truth(_ row: [Double]) -> TruthObject {
    TruthObject(
      vehicle: Int(row[0]), kind: .car, position: LocalPoint(east: row[1], north: row[2]), velocity: .zero)
  }

  private static func estimate(_ row: [Double]) -> SceneObject {
    SceneObject(
      id: TrackID(UInt64(row[0])), kind: .car, position: LocalPoint(east: row[1], north: row[2]), velocity: .zero,
      heading: Angle(radians: 0), size: ParticipantKind.car.usualSize, positionDeviation: .zero,
      velocityDeviation: .zero, existence: 1, seenBy: UnitSet(), isConnected: false, temporaryID: nil, lane: nil,
      since: Instant(nanoseconds: 0), lastObserved: Instant(nanoseconds: 0))
  }
}

@Suite("the measures of tracking on runs small enough to reckon")
struct TrackMeasureTests {
  private func at(_ identity: UInt64, _ east: Double) -> TrackSequence.Sight {
    TrackSequence.Sight(identity: identity, position: LocalPoint(east: east, north: 0))
  }

  private func run(
    _ count: Int, truths: (Int) -> [TrackSequence.Sight], tracks: (Int) -> [TrackSequence.Sight]
  ) -> TrackSequence {
    var sequence = TrackSequence()
    for instant in 0..<count { sequence.add(truths: truths(instant), tracks: tracks(instant)) }
    return sequence
  }

  @Test("a perfect run is perfect by every measure")
  func perfect() {
    let sequence = run(20, truths: { [at(1, Double($0)), at(2, 50)] }, tracks: { [at(7, Double($0)), at(8, 50)] })
    #expect((HigherOrderAccuracy(sequence).hota - 1).magnitude < 1e-12)
    #expect(IdentityAccuracy(sequence).f1 == 1)
    #expect(ClearAccuracy(sequence).accuracy == 1)
    #expect(ClearAccuracy(sequence).meanDistance == 0)
    #expect(TrackSetDistance(sequence).mean == 0)
  }

  @Test("an identity that changes half-way halves the association and IDF1, costs MOTA one switch and OSPA(2) a window")
  func change() {
    let sequence = run(20, truths: { _ in [at(1, 0)] }, tracks: { [at($0 < 10 ? 7 : 8, 0)] })
    #expect((HigherOrderAccuracy(sequence).association - 0.5).magnitude < 1e-12)
    #expect((HigherOrderAccuracy(sequence).detection - 1).magnitude < 1e-12)
    #expect(IdentityAccuracy(sequence).f1 == 0.5)
    #expect(ClearAccuracy(sequence).accuracy == 0.95)
    let distance = TrackSetDistance(sequence, cutOff: 5, order: 1, window: 10)
    #expect(distance.values[9] == 0)
    // Five instants of each: the better one is 5 m off half of the time, the other is one too many.
    #expect(distance.values[14] == 3.75)
    #expect(distance.values[19] == 0)
  }

  @Test("nobody on one side: nothing is right, and nothing divides by zero")
  func emptiness() {
    let alone = run(1, truths: { _ in [at(1, 0)] }, tracks: { _ in [] })
    let invented = run(1, truths: { _ in [] }, tracks: { _ in [at(7, 0)] })
    for sequence in [alone, invented, TrackSequence()] {
      #expect(HigherOrderAccuracy(sequence).hota == 0)
      #expect(IdentityAccuracy(sequence).f1 == 0)
      #expect(ClearAccuracy(sequence).right == 0)
      #expect(TrackSetDistance(sequence).mean.isFinite)
    }
    #expect(TrackSetDistance(alone, cutOff: 5).mean == 5)
  }
}
