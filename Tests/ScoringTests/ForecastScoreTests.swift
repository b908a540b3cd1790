import Kernel
import RoadModel
import Scoring
import Testing

/// Somebody who drives east at 10 m/s for two seconds and then turns to the north at once, with forecasts of both ways.
private struct Turner {
  static let start = Instant(milliseconds: 1_000_000)

  static func place(_ seconds: Double) -> LocalPoint {
    LocalPoint(east: min(20, seconds * 10), north: max(0, seconds * 10 - 20))
  }

  static func object(_ seconds: Double) -> SceneObject {
    SceneObject(
      id: TrackID(1), kind: .car, position: place(seconds), velocity: LocalVector(east: 10, north: 0),
      heading: Angle(radians: 0), size: ParticipantKind.car.usualSize, positionDeviation: .zero,
      velocityDeviation: .zero, existence: 1, seenBy: UnitSet(bits: 1), isConnected: false, temporaryID: nil, lane: nil,
      since: start, lastObserved: start)
  }

  /// The way that turns, with a probability, and the one that goes on.
  static func forecast(turns probability: Double) -> Forecast {
    var forecast = Forecast(id: TrackID(1), time: start)
    forecast.count = 2
    let (turn, onward) = probability > 0.5 ? (0, 1) : (1, 0)
    for point in 0..<10 {
      let seconds = Double(point + 1) * 0.5
      forecast.ways[turn].points[point] = PredictedPoint(
        position: place(seconds), speed: 10, heading: Angle(radians: 0), alongDeviation: 1, acrossDeviation: 1)
      forecast.ways[onward].points[point] = PredictedPoint(
        position: LocalPoint(east: seconds * 10, north: 0), speed: 10, heading: Angle(radians: 0), alongDeviation: 1,
        acrossDeviation: 1)
    }
    forecast.ways[turn].manoeuvre = .turnLeft
    forecast.ways[turn].probability = probability
    forecast.ways[onward].manoeuvre = .straight
    forecast.ways[onward].probability = 1 - probability
    return forecast
  }

  /// What comes of a forecast of the first instant.
  static func figures(_ forecast: Forecast) -> ForecastFigures? {
    var score = ForecastScore()
    for tenth in 0...50 {
      let truth = TruthObject(
        vehicle: 0, kind: .car, position: place(Double(tenth) / 10), velocity: LocalVector(east: 10, north: 0))
      score.add(
        truths: [truth], matches: [(0, 0)], estimates: [object(Double(tenth) / 10)],
        forecasts: tenth == 0 ? [forecast] : [], at: start + .milliseconds(Int64(tenth) * 100))
    }
    return score.figures
  }
}

@Suite("the score of forecasts")
struct ForecastScoreTests {
  @Test("a forecast that turns out right has no error, while constant velocity has that of the corner cut")
  func right() throws {
    let figures = try #require(Turner.figures(Turner.forecast(turns: 0.9)))
    let all = figures.horizons.filter { $0.group == "all" }
    #expect(all.map(\.seconds) == [1, 3, 5])
    #expect(all.map(\.forecasts) == [1, 1, 1])
    #expect(all.allSatisfy { $0.averageErrorMeters < 1e-9 && $0.finalErrorMeters < 1e-9 && $0.missedPercent == 0 })
    #expect(all[0].constantFinalErrorMeters < 1e-9)
    #expect((all[2].constantFinalErrorMeters - 30 * 2.0.squareRoot()).magnitude < 1e-9)
    #expect(all[2].constantMissedPercent == 100)
    #expect(all[2].insidePercent == 100)
    let chance = try #require(figures.probabilities.first)
    #expect((chance.surprise + Trigonometry.log(0.9)).magnitude < 1e-9)
    #expect((chance.brier - 0.02).magnitude < 1e-9)
    #expect((chance.evenBrier - 0.5).magnitude < 1e-9)
  }

  @Test("where another way was the most probable, the best of the ways is still right, and the probability is punished")
  func wrong() throws {
    let figures = try #require(Turner.figures(Turner.forecast(turns: 0.2)))
    let last = try #require(figures.horizons.last { $0.group == "motor" })
    #expect((last.finalErrorMeters - 30 * 2.0.squareRoot()).magnitude < 1e-9)
    #expect(last.leastFinalErrorMeters < 1e-9)
    #expect(last.probableMissedPercent == 100 && last.missedPercent == 0 && last.insidePercent == 0)
    #expect((try #require(figures.probabilities.first).surprise + Trigonometry.log(0.2)).magnitude < 1e-9)
  }

  @Test("without forecasts there are no figures, and the table of an evaluation has no such lines")
  func none() {
    #expect(ForecastScore().figures == nil)
    #expect(!Evaluation().figures(names: []).text.contains("forecast"))
  }
}
