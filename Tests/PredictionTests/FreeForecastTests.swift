import Kernel
import Prediction
import RoadModel
import Testing

@Suite("What is expected where no lane helps")
struct FreeForecastTests {
  @Test("without a map a car goes on as it moves, and one that turns goes round a little")
  func withoutMap() {
    var test = PredictionUnderTest(LaneMap())
    let straight = Traveller(kind: .car, at: LocalPoint(east: 0, north: 0), speed: 10)
    let forecast = test.hold([straight])[0]
    #expect(forecast.count == 1)
    #expect(forecast.ways[0].manoeuvre == .freeMotion)
    #expect((forecast.ways[0].points[9].position.east - 50).magnitude < 0.1)
    var turning = straight
    turning.id = 2
    turning.turnRate = 0.3
    let round = test.hold([turning])[0]
    #expect(round.ways[0].points[9].position.north > 3)
  }

  @Test("something that brakes comes to rest and does not go back")
  func brakes() {
    var test = PredictionUnderTest(LaneMap())
    var traveller = Traveller(kind: .car, at: LocalPoint(east: 0, north: 0), speed: 3)
    traveller.acceleration = -4
    let points = test.hold([traveller])[0].ways[0].points
    #expect(points[9].speed == 0)
    for point in 1..<10 { #expect(points[point].position.east >= points[point - 1].position.east) }
  }

  @Test("a pedestrian on a crosswalk crosses along it, and may stop")
  func crosswalk() {
    var test = PredictionUnderTest()
    let walker = Traveller(
      kind: .pedestrian, at: LocalPoint(east: -12, north: -4), speed: 1.4, course: .pi / 2 + 0.2, lane: 5)
    let forecast = test.hold([walker])[0]
    #expect(forecast.ways[0].manoeuvre == .cross)
    #expect(forecast.probability(of: .stop) > 0)
    let end = forecast.ways[0].points[9].position
    #expect(end.north > 2)
    // Half of what the heading is off the crosswalk by is taken for noise.
    #expect((end.east + 12).magnitude < 1)
  }

  @Test("a pedestrian that stands will most probably stand")
  func stands() {
    var test = PredictionUnderTest()
    let walker = Traveller(kind: .pedestrian, at: LocalPoint(east: -12, north: -12), speed: 0.1)
    let forecast = test.hold([walker])[0]
    #expect(forecast.ways[0].manoeuvre == .stop)
    #expect(forecast.ways[0].probability > 0.5)
    #expect(abs(forecast.total - 1) < 1e-9)
  }

  @Test("maps with loops, lanes without length and ways to nowhere do no harm")
  func brokenMaps() {
    let node = Crossing.middle
    let loop = Crossing.lane(
      node, node, 1, [(0, 0), (5, 0)], [Crossing.connection(to: node, 1, 1, .straight)])
    let point = Crossing.lane(
      Crossing.west, node, 2, [(0, 0), (0, 0)], [Crossing.connection(to: node, 1, 1, .left)])
    let nowhere = Crossing.lane(
      Crossing.west, node, 3, [(0, 0), (40, 0)],
      (1...9).map { Crossing.connection(to: NodeID(region: nil, number: $0), $0 > 4 ? nil : 200, nil, .right) })
    let strange = Crossing.lane(Crossing.west, node, 4, [(0, .nan), (.infinity, 0), (3, 3)])
    var test = PredictionUnderTest(LaneMap(nodes: [], lanes: [loop, point, nowhere, strange], version: 1))
    for lane in 0..<4 {
      var traveller = Traveller(kind: .car, at: LocalPoint(east: 1, north: 0), speed: 20)
      traveller.id = UInt64(lane + 1)
      var object = traveller.object(at: test.now)
      object.lane = LanePosition(lane: lane, along: 1, offset: 0)
      test.prediction.advance([object], signals: Crossing.green, at: test.now + .milliseconds(100))
      test.now = test.now + .milliseconds(100)
      let forecast = test.prediction.all[0]
      #expect(forecast.count >= 1)
      for way in 0..<forecast.count {
        for place in 0..<10 {
          let position = forecast.ways[way].points[place].position
          #expect(position.east.isFinite && position.north.isFinite)
          #expect(forecast.ways[way].points[place].alongDeviation.isFinite)
        }
      }
    }
  }

  @Test("road users come and go: each keeps its own forecast, and beyond the capacity there is none")
  func comeAndGo() {
    var prediction = Prediction(capacity: 3)
    func objects(_ ids: [UInt64], _ now: Instant) -> [SceneObject] {
      ids.map { id in
        var traveller = Traveller(kind: .car, at: LocalPoint(east: Double(id) * 10, north: 0), speed: 1)
        traveller.id = id
        return traveller.object(at: now)
      }
    }
    var now = Crossing.start
    for ids in [[1, 2, 3], [2, 3], [2, 5, 6], [7, 8, 9], [], [1, 2, 3, 4]] as [[UInt64]] {
      now = now + .milliseconds(100)
      prediction.advance(objects(ids, now), signals: [], at: now)
      let forecasts = prediction.all
      #expect(forecasts.map(\.id.rawValue) == Array(ids.prefix(3)))
      for forecast in forecasts {
        #expect((forecast.ways[0].points[1].position.east - Double(forecast.id.rawValue) * 10).magnitude < 2)
      }
    }
  }

  @Test("the same calls give the same forecasts to the bit")
  func repeats() {
    func run() -> UInt64 {
      var test = PredictionUnderTest()
      var digest = StateDigest()
      for step in 0..<60 {
        let along = 90 + Double(step)
        _ = test.hold([Traveller(lane: 0, along: min(149, along), speed: 10)], Crossing.green, seconds: 0.1)
        test.prediction.digest(into: &digest)
      }
      return digest.value
    }
    #expect(run() == run())
  }
}
