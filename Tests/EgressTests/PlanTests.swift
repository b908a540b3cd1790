import EdgeFixtures
@testable import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding
import RoadModel
import Testing

@testable import Egress

@Suite("what road users are expected to do goes out too")
struct PlanTests {
  /// A forecast of one way or several with the same points: straight on to the north at 10 m/s from a place.
  static func forecast(_ object: SceneObject, _ ways: [(Manoeuvre, Double)], at time: Instant) -> Forecast {
    var forecast = Forecast(id: object.id, time: time)
    forecast.count = ways.count
    for (place, way) in ways.enumerated() {
      let points = InlineArray<10, PredictedPoint> { step in
        PredictedPoint(
          position: object.position + LocalVector(east: 0, north: 5 * Double(step + 1)), speed: 10,
          heading: Angle(radians: .pi / 2), alongDeviation: 1, acrossDeviation: 0.5)
      }
      forecast.ways[place] = PredictedWay(manoeuvre: way.0, probability: way.1, points: points)
    }
    return forecast
  }

  @Test("an SSM has the probable ways with their points, times and manoeuvres")
  func plans() throws {
    let units = EgressUnderTest { $0.kinds = .ssm }
    let object = EgressUnderTest.object(1)
    let now = EgressUnderTest.start + .milliseconds(100)
    let forecast = Self.forecast(object, [(.turnLeft, 0.7), (.straight, 0.2), (.stop, 0.1)], at: now)
    units.egress.advance(objects: [object], forecasts: [forecast], obstacles: [], at: now) { _ in
      LocalPoint(east: 0, north: 0)
    }
    let message = try #require(units.datagrams(.ssm).first)
    let ways = try units.plans(message)
    #expect(ways.count == 2 && ways.map(\.confidence) == [140, 40] && ways.map(\.duration) == [50, 50])
    #expect(ways.map(\.behaviors) == [Manoeuvre.turnLeft.behaviors, Manoeuvre.straight.behaviors])
    for way in ways {
      #expect(way.points.count == 10)
      for (step, point) in way.points.enumerated() {
        let ahead = 0.5 * Double(step + 1)
        #expect(abs((point.secondsAhead ?? 0) - ahead) < 1e-9 && point.speed == 10)
        #expect(point.position.distance(to: LocalPoint(east: 20, north: 10 * ahead)) < 0.012)
      }
    }
  }

  @Test("a forecast of another road user, of no way or of no number does no harm")
  func nonsense() throws {
    let units = EgressUnderTest { $0.kinds = .ssm }
    let object = EgressUnderTest.object(1, velocity: LocalVector(east: 3, north: 0))
    let now = EgressUnderTest.start
    var broken = Self.forecast(object, [(.straight, .nan)], at: now)
    broken.ways[0].points[3] = PredictedPoint(
      position: LocalPoint(east: .nan, north: .infinity), speed: .nan, heading: Angle(radians: 0), alongDeviation: .nan,
      acrossDeviation: -1)
    let forecasts = [
      Self.forecast(EgressUnderTest.object(9), [(.straight, 1)], at: now), Forecast(id: object.id, time: now), broken,
    ]
    for (number, forecast) in forecasts.enumerated() {
      units.egress.advance(objects: [object], forecasts: [forecast], obstacles: [], at: now) { _ in
        LocalPoint(east: 0, north: 0)
      }
      let message = try #require(units.datagrams(.ssm).first)
      let ways = try units.plans(message)
      #expect(number == 2 ? ways.map(\.points.count) == [3] : ways.isEmpty)
    }
    #expect(units.egress.counters(of: 0).unwritten == 0)
  }

  @Test("a conflict is one of the ways that are expected, not of the way on as it goes")
  func conflict() {
    let member = EgressUnderTest.object(1, 20, 30, heading: .pi / 2, isConnected: true)
    let comes = EgressUnderTest.object(2, 20, 0, velocity: LocalVector(east: 10, north: 0))
    let units = EgressUnderTest()
    units.cycle([member, comes])
    #expect(units.egress.conflicts.times[1] == .infinity)
    let now = units.now + .milliseconds(100)
    units.egress.advance(
      objects: [member, comes],
      forecasts: [Forecast(id: member.id, time: now), Self.forecast(comes, [(.turnLeft, 1)], at: now)], obstacles: [],
      at: now
    ) { _ in LocalPoint(east: 0, north: 0) }
    let time = units.egress.conflicts.times[1]
    #expect(time > 2 && time <= 3)
  }
}

/// A way of an SSM.
struct ToldWay {
  var duration: UInt16?
  var confidence: UInt8?
  var behaviors: DrivingBehaviors
  var points: [PlannedPoint]
}

extension EgressUnderTest {
  /// The ways of the first participant of an SSM.
  func plans(_ octets: [UInt8]) throws -> [ToldWay] {
    let decoder = MessageDecoder()
    let room = octets + [UInt8](repeating: 0, count: DecodeContext.padding)
    return room.withUnsafeBufferPointer { room in
      guard let base = room.baseAddress, let frame = decoder.decode(base, count: octets.count, as: .ydt3709_2020),
        case .msgFrameExt(let part) = frame.pointee, case .sensorSharingMsg(let message) = part.value.value,
        let reference = WireQuantities.position(
          latitude: message.value.sensorPos.lat, longitude: message.value.sensorPos.long)
      else { return [] }
      let first = message.value.participants?.first
      return (first?.planningList ?? PackedList()).map { plan in
        ToldWay(
          duration: plan.duration, confidence: plan.planConfidence,
          behaviors: RoadReferences.behaviors(plan.drivingBehavior),
          points: RoadReferences.plan(plan.pathPlanning, reference, MessageWriter.frame))
      }
    }
  }
}
