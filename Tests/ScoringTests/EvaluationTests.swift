import Foundation
import Kernel
import RoadModel
import Scoring
import Testing

/// A run of a few road users on a line, made instant by instant.
private struct Run {
  var evaluation = Evaluation(
    cutOff: 5, areas: [ScoredArea(center: LocalPoint(east: 0, north: 0), range: 100)])
  var tenths = 0

  /// Adds the next tenth of a second: who stands where, to the east of the unit.
  mutating func add(_ truths: [(vehicle: Int, east: Double)], _ estimates: [(id: UInt64, east: Double)]) {
    let now = Instant(milliseconds: 1_000_000 + Int64(tenths) * 100)
    tenths += 1
    evaluation.add(
      truths: truths.map {
        TruthObject(
          vehicle: $0.vehicle, kind: .car, position: LocalPoint(east: $0.east, north: 0),
          velocity: LocalVector(east: 10, north: 0))
      },
      estimates: estimates.map {
        SceneObject(
          id: TrackID($0.id), kind: .car, position: LocalPoint(east: $0.east, north: 0),
          velocity: LocalVector(east: 10, north: 1), heading: Angle(radians: 0), size: ParticipantKind.car.usualSize,
          positionDeviation: LocalVector(east: 0.5, north: 0.5), velocityDeviation: LocalVector(east: 0.5, north: 0.5),
          existence: 1, seenBy: UnitSet(bits: 1), isConnected: false, temporaryID: nil, lane: nil,
          since: now - .seconds(1), lastObserved: now - .seconds(0.1))
      }, at: now)
  }

  var figures: Figures { evaluation.figures(names: ["a", "b", "<c>"]) }
}

@Suite("the evaluation of a run")
struct EvaluationTests {
  @Test(
    "a road user that is first matched 0.3 s after it came counts with 0.3 s; who was there at first does not count")
  func beginnings() {
    var run = Run()
    run.add([(0, 0)], [])
    for tenth in 0..<3 { run.add([(0, 0), (1, 50)], tenth == 0 ? [] : [(7, 0)]) }
    run.add([(0, 0), (1, 50)], [(7, 0), (8, 50)])
    let latency = run.figures.latency
    #expect(latency.alreadyThere == 1)
    #expect(latency.beginnings == DurationFigures([0.3]))
    #expect(latency.neverFound == 0)
  }

  @Test("a road user that comes and goes without an estimate was never found, and has no ending")
  func neverFound() {
    var run = Run()
    run.add([], [])
    run.add([(0, 0)], [])
    run.add([], [])
    #expect(run.figures.latency.neverFound == 1)
    #expect(run.figures.latency.beginnings.count == 0)
    #expect(run.figures.latency.endings.count == 0)
  }

  @Test("an estimate that is still inside when its road user is across the border has not ended")
  func endingAcrossTheBorder() {
    var run = Run()
    run.add([(0, 99)], [(7, 99)])
    for tenth in 1...20 { run.add([(0, 99 + Double(tenth))], [(7, 99)]) }
    run.add([(0, 120)], [])
    // Outside from the second tenth on; explained by it for a while, false when it is 5 m away.
    #expect(run.evaluation.latency.endings.count == 1)
    #expect((run.evaluation.latency.endings[0] - 1.9).magnitude < 1e-9)
  }

  @Test("an estimate that stays for 0.2 s after its road user left counts with 0.2 s, one that goes with it with none")
  func endings() {
    var run = Run()
    run.add([(0, 0), (1, 50)], [(7, 0), (8, 50)])
    run.add([], [(7, 0)])
    run.add([], [(7, 0)])
    run.add([], [])
    #expect(run.evaluation.latency.endings.sorted() == [0, 0.2])
  }

  @Test("deviations of 0.5 m with an error of 0.5 m east give a NEES of 1; 1 m/s at 0.5 m/s gives 4")
  func consistency() {
    var run = Run()
    run.add([(0, 0), (1, 50)], [(7, 0.5), (8, 52)])
    let consistency = run.figures.consistency
    #expect(consistency.compared == 2)
    // 0.5 m and 2 m off: 1 and 16.
    #expect(consistency.positionNEES == 8.5)
    #expect(consistency.positionInsidePercent == 50)
    #expect(consistency.velocityNEES == 4)
    #expect(consistency.velocityInsidePercent == 100)
  }

  @Test("missed for 1 s is told once with its beginning and its length, missed for 0.9 s is not")
  func moments() throws {
    var run = Run()
    run.add([(0, 0), (1, 50)], [(7, 0), (8, 50)])
    for tenth in 0..<11 { run.add([(0, 0), (1, 50)], tenth == 10 ? [(8, 50)] : []) }
    run.add([(0, 0), (1, 50)], [(7, 0), (8, 50)])
    let moments = run.figures.moments
    #expect(moments.count == 1)
    let moment = try #require(moments.first)
    #expect(moment.event == .missed)
    #expect(moment.roadUser == "a")
    #expect(moment.startSeconds == 0.1)
    #expect(moment.durationSeconds == 1)
  }

  @Test("a false estimate beside a road user names it and how near it is; a change of identity names both")
  func falsesAndSwitches() throws {
    var run = Run()
    for _ in 0..<15 { run.add([(2, 0)], [(7, 0), (9, 3)]) }
    run.add([(2, 0)], [(9, 0)])
    let moments = run.figures.moments
    #expect(moments.map(\.event) == [.falseTrack, .identitySwitch])
    #expect(moments.first?.roadUser == "<c>")
    #expect(moments.first?.distanceMeters == 3)
    #expect(moments.last?.formerTrack == 7)
    #expect(moments.last?.track == 9)
  }

  @Test("estimates that stand where their road users were 20 ms ago lag by 20 ms")
  func lag() {
    var run = Run()
    for tenth in 0..<20 { run.add([(0, Double(tenth))], [(7, Double(tenth) - 0.2)]) }
    let lags = run.figures.breakdown.first?.bands.compactMap(\.lagSeconds)
    #expect(lags?.allSatisfy { ($0 - 0.02).magnitude < 1e-9 } == true)
    #expect(lags?.isEmpty == false)
  }

  @Test("seconds hold what happened in them, and one without a match has no error")
  func course() {
    var run = Run()
    for tenth in 0..<20 { run.add([(0, 0)], tenth < 10 ? [(7, 1)] : []) }
    let course = run.figures.course
    #expect(course.map(\.startSeconds) == [0, 1])
    #expect(course.map(\.positionErrorMeters) == [1, nil])
    #expect(course.map(\.missed) == [0, 1])
    #expect(course.map(\.gospaMeters) == [1, 3.535534])
  }

  @Test("quantiles are those of the errors, to a twentieth of a bin; above the bins there is none")
  func quantiles() {
    var histogram = ErrorHistogram(width: 0.1, count: 20)
    for place in 0..<100 { histogram.add(Double(place) * 0.01 + 0.001) }
    #expect(((histogram.quantile(0.5) ?? 0) - 0.495).magnitude < 1e-9)
    #expect(histogram.counts.prefix(10).allSatisfy { $0 == 10 })
    for _ in 0..<100 { histogram.add(3) }
    #expect(histogram.quantile(0.95) == nil)
    #expect(histogram.counts.last == 100)
  }
}

@Suite("the page of a score")
struct ScorePageTests {
  private func figures(_ offset: Double) throws -> ScoreFigures {
    var run = Run()
    for _ in 0..<30 { run.add([(0, 0), (2, 50)], [(7, offset), (9, 20)]) }
    let evaluation = String(decoding: try JSONEncoder().encode(run.figures), as: UTF8.self)
    let json = "\(run.evaluation.score.json.dropLast()),\"evaluation\":\(evaluation)}"
    return try JSONDecoder().decode(ScoreFigures.self, from: Data(json.utf8))
  }

  @Test("the figures come back from JSON as they were written")
  func roundTrip() throws {
    let figures = try figures(1)
    #expect(figures.all.matches == 30)
    #expect(figures.byKind["car"]?.missed == 30)
    #expect(figures.evaluation?.moments.count == 2)
    #expect(figures.evaluation?.course.count == 3)
  }

  @Test("names of road users cannot break the page, and all its tags are closed")
  func markup() throws {
    let page = ScorePage(ScorePage.Run(name: "a & b", figures: try figures(1))).html
    #expect(page.contains("&lt;c&gt;"))
    #expect(!page.contains("<c>"))
    #expect(page.contains("a &amp; b"))
    #expect(!page.contains("null") && !page.contains("nan"))
    for tag in ["section", "table", "svg", "tr", "div", "main"] {
      let opened = page.components(separatedBy: "<\(tag)>").count + page.components(separatedBy: "<\(tag) ").count - 2
      #expect(opened == page.components(separatedBy: "</\(tag)>").count - 1, "\(tag)")
      #expect(opened > 0 || tag == "div", "\(tag)")
    }
  }

  @Test("what the scene counts of its sources stands in the text and on the page, and nothing where it counts nothing")
  func innovations() throws {
    var run = Run()
    run.add([(0, 0)], [(7, 0)])
    #expect(!run.figures.text.contains("NIS of"))
    run.evaluation.innovations = [
      InnovationFigures(source: "rsu-1", observations: 12, positionNIS: 2.5, velocityNIS: nil)
    ]
    #expect(run.figures.text.contains("NIS of rsu-1: position 2.50, 12 observations"))
    var figures = try figures(1)
    #expect(!ScorePage(ScorePage.Run(name: "a", figures: figures)).html.contains("Agreement of the sources"))
    figures.evaluation?.innovations = run.evaluation.innovations
    #expect(ScorePage(ScorePage.Run(name: "a", figures: figures)).html.contains(">rsu-1</td><td>12</td><td>2.50</td>"))
  }

  @Test("beside another run, what is nearer is better, and what is the same says so")
  func comparison() throws {
    let better = ScorePage.Run(name: "new", figures: try figures(1))
    let worse = ScorePage.Run(name: "old", figures: try figures(2))
    let text = try #require(ScorePage(better, beside: worse).comparison)
    let lines = text.split(separator: "\n").map(String.init)
    let position = lines.first { $0.contains("position, RMSE m") }
    #expect(position?.split(separator: " ").suffix(4) == ["1.000", "2.000", "-1.000", "better"])
    let missed = lines.first { $0.contains("missed, %") }
    #expect(missed?.split(separator: " ").suffix(3) == ["50.00", "50.00", "0.00"])
    #expect(ScorePage(better, beside: worse).html.contains("class=\"better\">-1.000"))
    #expect(ScorePage(better).comparison == nil)
  }
}
