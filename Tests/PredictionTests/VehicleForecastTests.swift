import Kernel
import RoadModel
import Testing

@Suite("What vehicles are expected to do")
struct VehicleForecastTests {
  @Test("a car before red stops with its front at the line")
  func stopsAtRed() throws {
    var test = PredictionUnderTest()
    let forecast = test.hold([Traveller(lane: 1, along: 126, speed: 10, acceleration: -2)], Crossing.red)[0]
    let last = forecast.ways[0].points[9]
    let front = last.position.east + 2.3
    #expect(front < -19.5 && front > -25, "the line is at -20; its front is at \(front)")
    #expect(last.speed < 1)
  }

  @Test("the same car goes on at green, and is beyond the crossing within five seconds")
  func goesAtGreen() {
    var test = PredictionUnderTest()
    let forecast = test.hold([Traveller(lane: 1, along: 110, speed: 12)])[0]
    #expect(forecast.way(.straight)?.points[9].position.east ?? -99 > -5)
    #expect(forecast.way(.straight)?.points[9].speed ?? 0 > 10)
  }

  @Test("who waits at red stays until green, which is known to come in two seconds, and then drives off")
  func waitsForGreen() {
    var test = PredictionUnderTest()
    let waiting = Traveller(lane: 1, along: 147, speed: 0)
    let stays = test.hold([waiting], Crossing.red)[0]
    #expect(stays.ways[0].points[9].position.distance(to: waiting.position) < 1)
    let starts = test.hold([waiting], Crossing.signals([.red, .red, .red], remaining: 2), seconds: 0.2)[0]
    #expect(starts.ways[0].points[3].position.distance(to: waiting.position) < 0.5)
    #expect(starts.ways[0].points[9].position.distance(to: waiting.position) > 3)
  }

  @Test("a car far from the crossing keeps its lane, with one way")
  func keepsLane() {
    var test = PredictionUnderTest()
    let forecast = test.hold([Traveller(lane: 0, along: 10, speed: 12)])[0]
    #expect(forecast.count == 1)
    #expect(forecast.ways[0].manoeuvre == .keepLane)
    #expect((forecast.ways[0].points[9].position.north - 3.5).magnitude < 0.1)
  }

  @Test("a lane that leads straight on and to the left has two ways, and who does not slow down does not turn")
  func splitsBySpeed() {
    var test = PredictionUnderTest()
    let slow = test.hold([Traveller(lane: 0, along: 135, speed: 5, acceleration: -1.2)], seconds: 1)[0]
    var other = PredictionUnderTest()
    let fast = other.hold([Traveller(lane: 0, along: 135, speed: 14)], seconds: 1)[0]
    #expect(slow.probability(of: .turnLeft) > 0.15)
    #expect(slow.probability(of: .turnLeft) > 2 * fast.probability(of: .turnLeft))
    #expect(fast.probability(of: .turnLeft) < 0.1)
    #expect(fast.probability(of: .straight) > 0.8)
    #expect(abs(slow.total - 1) < 1e-9 && abs(fast.total - 1) < 1e-9)
  }

  @Test("the way to the left ends up in the north, the one to the right in the south")
  func turns() {
    var test = PredictionUnderTest()
    let left = test.hold([Traveller(lane: 0, along: 145, speed: 6, acceleration: -0.5)])[0]
    #expect(left.way(.turnLeft)?.points[9].position.north ?? 0 > 15)
    let right = test.hold([Traveller(lane: 1, along: 145, speed: 5, acceleration: -0.5)])[0]
    #expect(right.way(.turnRight)?.points[9].position.north ?? 0 < -10)
  }

  @Test("who stands at the line although straight on is green waits to turn left, whose light is red")
  func waitsForTheArrow() {
    var test = PredictionUnderTest()
    let lights = Crossing.signals([.protectedGreen, .red, .red])
    let forecast = test.hold([Traveller(lane: 0, along: 147, speed: 0)], lights, seconds: 5)[0]
    #expect(forecast.probability(of: .turnLeft) > 0.5)
  }

  @Test("which way is taken how often is learnt from those who took it")
  func habits() {
    var test = PredictionUnderTest()
    func asked(_ id: UInt64) -> Double {
      test.hold([Traveller(lane: 0, along: 120, speed: 8, id: id)])[0].probability(of: .turnLeft)
    }
    let before = asked(1)
    for id in 2...12 as ClosedRange<UInt64> {
      var driver = Traveller(lane: 0, along: 149, speed: 7, id: id)
      _ = test.hold([driver])
      driver.lane = 3
      driver.position = LocalPoint(east: 3.5, north: 25)
      driver.course = .pi / 2
      _ = test.hold([driver])
    }
    #expect(asked(13) > 1.8 * before)
  }

  @Test("what a vehicle announces becomes the most probable")
  func intention() {
    var test = PredictionUnderTest()
    var traveller = Traveller(lane: 0, along: 130, speed: 8, acceleration: -0.5)
    traveller.temporaryID = 77
    let told = VehicleIntention(
      unit: UnitIndex(0), vehicle: 77, scheme: .csae, time: Crossing.start, position: nil,
      behaviors: Manoeuvre.turnLeft.behaviors, toldAt: Crossing.start)
    let before = test.hold([traveller])[0].probability(of: .turnLeft)
    var other = PredictionUnderTest()
    let after = other.hold([traveller], intentions: [told])[0]
    #expect(after.ways[0].manoeuvre == .turnLeft)
    #expect(after.probability(of: .turnLeft) > before + 0.2)
  }

  @Test("who moves to the left within the right lane changes to the left one")
  func changesLane() {
    var test = PredictionUnderTest()
    var traveller = Traveller(lane: 1, along: 40, speed: 12, offset: 1.2)
    traveller.course = 0.1
    let forecast = test.hold([traveller])[0]
    #expect(forecast.ways[0].manoeuvre == .changeLeft)
    #expect((forecast.ways[0].points[9].position.north - 3.5).magnitude < 0.5)
  }

  @Test("a car behind one that waits stops behind it")
  func follows() {
    var test = PredictionUnderTest()
    let waiting = Traveller(lane: 1, along: 147, speed: 0, id: 1)
    let coming = Traveller(lane: 1, along: 115, speed: 9, acceleration: -1, id: 2)
    let forecasts = test.hold([waiting, coming], Crossing.red)
    let gap = forecasts[0].ways[0].points[9].position.east - forecasts[1].ways[0].points[9].position.east
    #expect(gap > 4.6 + 0.5 && gap < 14)
  }

  @Test("across the crossing, where no lane is drawn, a car goes on on the way that it is on")
  func acrossTheCrossing() {
    var test = PredictionUnderTest()
    _ = test.hold([Traveller(lane: 0, along: 149, speed: 7)])
    // A quarter of the way round, turned by thirty degrees.
    let inside = Traveller(kind: .car, at: LocalPoint(east: -8, north: 5), speed: 7, course: 0.45)
    let forecast = test.hold([inside], seconds: 1)[0]
    #expect(forecast.ways[0].manoeuvre == .turnLeft)
    #expect(forecast.ways[0].points[9].position.north > 25)
    #expect((forecast.ways[0].points[9].position.east - 3.5).magnitude < 2)
  }

  @Test("at amber who can stop well stops, and who cannot goes on; in between both are possible")
  func amber() {
    let amber = Crossing.signals([.yellow, .yellow, .yellow])
    func forecast(_ along: Double) -> Forecast {
      var test = PredictionUnderTest()
      return test.hold([Traveller(lane: 1, along: along, speed: 12)], amber)[0]
    }
    let stopping = forecast(95).ways[0].points[9]
    #expect(stopping.speed < 6 && stopping.position.east < -22.3)
    #expect(forecast(140).ways[0].points[9].position.east > 10)
    let torn = forecast(121)
    #expect(torn.probability(of: .stop) > 0.1 && torn.probability(of: .stop) < 0.9)
  }

  @Test("doubt grows with time, and more along the way than across it")
  func doubt() {
    var test = PredictionUnderTest()
    let points = test.hold([Traveller(lane: 1, along: 30, speed: 12)])[0].ways[0].points
    for point in 1..<10 { #expect(points[point].alongDeviation > points[point - 1].alongDeviation) }
    #expect(points[9].alongDeviation > points[9].acrossDeviation)
    #expect(points[0].alongDeviation < 1)
  }
}
