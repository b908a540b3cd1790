import Kernel
import RoadModel
import Scene
import Testing

@Suite("lanes")
struct LaneTests {
  /// Two lanes to the east, one to the west, and a crosswalk.
  private static let map = LaneMap(lanes: [
    lane(1, .vehicle, from: (-200, 3.2), to: (0, 3.2)), lane(2, .vehicle, from: (-200, 0), to: (0, 0)),
    lane(1, .vehicle, from: (0, 6.4), to: (-200, 6.4)), lane(3, .crosswalk, from: (-5, -5), to: (-5, 12)),
  ])

  private static func lane(
    _ number: UInt8, _ type: LaneType, from: (Double, Double), to: (Double, Double)
  ) -> Lane {
    Lane(
      upstreamNode: NodeID(region: nil, number: 1), downstreamNode: NodeID(region: nil, number: 2), linkName: "",
      number: number, type: type, width: 3.2, maneuvers: [], speedLimit: nil,
      centerLine: [LocalPoint(east: from.0, north: from.1), LocalPoint(east: to.0, north: to.1)], connections: [])
  }

  private func lane(_ car: (Instant, Double) -> Observation) -> LanePosition? {
    var street = Street()
    street.scene.setMap(Self.map)
    for step in 0..<30 {
      street.apply([car(street.now, Double(step) * 0.1)])
      street.tick()
    }
    return street.objects.first?.lane
  }

  @Test("a car is on the lane that it drives along, with its distance along it")
  func alongLane() throws {
    let lane = try #require(lane { Street.car(1, east: -100 + 10 * $1, north: 0.3, at: $0) })
    #expect(lane.lane == 1)
    #expect((lane.along - 130).magnitude < 0.5)
    #expect((lane.offset - 0.3).magnitude < 0.1)
  }

  @Test("direction decides between neighbouring lanes of opposite ways")
  func opposite() throws {
    let lane = try #require(
      lane { time, seconds in
        var car = Street.car(1, east: -100 - 10 * seconds, north: 5.2, at: time)
        car.heading = Angle(radians: .pi)
        return car
      })
    #expect(lane.lane == 2)
    #expect((lane.offset - 1.2).magnitude < 0.1)
  }

  @Test("a car between two lanes does not hop at every breath of noise")
  func hysteresis() {
    var street = Street()
    street.scene.setMap(Self.map)
    var hops = 0
    var last: Int?
    for step in 0..<150 {
      let north = step < 10 ? 0.8 : 1.6 + (step % 2 == 0 ? 0.15 : -0.15)
      street.apply([Street.car(1, east: -190 + Double(step), north: north, at: street.now)])
      street.tick()
      if let lane = street.objects.first?.lane?.lane {
        if last != nil && last != lane { hops += 1 }
        last = lane
      }
    }
    #expect(last == 1)
    #expect(hops == 0)
  }

  @Test("someone on foot walks on the crosswalk, not on the lane that it crosses")
  func onFoot() throws {
    let lane = try #require(
      lane { time, seconds in
        var walker = Street.car(1, east: -5, north: -4 + 1.2 * seconds, speed: 1.2, at: time)
        walker.kind = .pedestrian
        walker.size = BodySize(length: 0.5, width: 0.5, height: nil)
        walker.heading = Angle(radians: .pi / 2)
        return walker
      })
    #expect(lane.lane == 3)
  }

  @Test("far from any lane there is none")
  func none() { #expect(lane { Street.car(1, east: -100 + 10 * $1, north: 40, at: $0) } == nil) }

  @Test("a car is matched on lanes that run in any direction", arguments: Array(stride(from: 0, to: 360, by: 15)))
  func anyDirection(degrees: Int) throws {
    let along = Angle(headingDegrees: Double(degrees)).unitVector
    let middle = LocalPoint(east: 40, north: -25)
    let (start, end) = (middle + along * -150, middle + along * 150)
    var street = Street()
    street.scene.setMap(
      LaneMap(lanes: [Self.lane(1, .vehicle, from: (start.east, start.north), to: (end.east, end.north))]))
    for step in 0..<30 {
      let place = middle + along * (Double(step) - 15)
      var car = Street.car(1, east: place.east, north: place.north, at: street.now)
      car.heading = Angle(headingDegrees: Double(degrees))
      car.speed = 10
      street.apply([car])
      street.tick()
    }
    let lane = try #require(street.objects.first?.lane)
    #expect(lane.offset.magnitude < 0.5)
    #expect((lane.along - 164).magnitude < 3)
  }

  @Test("thousands of lanes across the whole area are indexed in bounded room")
  func hugeMap() {
    var street = Street()
    let lanes = (0..<8000).map { number in
      let shift = Double(number)
      return Self.lane(1, .vehicle, from: (-15_000 + shift, -15_000), to: (15_000, 15_000 - shift))
    }
    street.scene.setMap(LaneMap(lanes: lanes))
    street.apply([Street.car(1, east: 0, north: 0, at: street.now)])
    street.tick()
    #expect(street.scene.trackCount == 1)
  }
}
