import Kernel
import Testing

@Suite("intervals")
struct IntervalTests {
  @Test(
    "seconds of any size make an interval",
    arguments: [(1.5, 1_500_000_000), (1e300, Int64.max), (-1e300, .min), (.nan, 0)])
  func seconds(count: Double, nanoseconds: Int64) {
    #expect(Interval.seconds(count).nanoseconds == nanoseconds)
  }
}

@Suite("the local frame")
struct LocalFrameTests {
  let frame = LocalFrame(origin: GeodeticPosition(latitude: 39.795, longitude: 116.506))

  @Test("a position goes to metres and back within a tenth of a millimetre", arguments: [0.0, 100, 5_000])
  func roundTrip(distance: Double) {
    var random = SeededRandom(seed: 7)
    for _ in 0..<1000 {
      let point = LocalPoint(east: random.normal() * distance, north: random.normal() * distance)
      let back = frame.point(of: frame.position(of: point))
      #expect(back.distance(to: point) < 1e-4)
    }
  }

  @Test("a minute of latitude at 39.8 degrees is 1850.6 m long")
  func meridian() {
    let north = frame.point(of: GeodeticPosition(latitude: 39.795 + 1.0 / 60, longitude: 116.506))
    #expect((north.north - 1850.6).magnitude < 0.2)
    #expect(north.east == 0)
  }

  @Test("headings are clockwise from north outside and counter-clockwise from east inside")
  func headings() {
    #expect(Angle(headingDegrees: 90).radians == 0)
    #expect((Angle(headingDegrees: 0).radians - Double.pi / 2).magnitude < 1e-15)
    #expect((Angle(headingDegrees: 225).headingDegrees - 225).magnitude < 1e-9)
    #expect(
      (Angle(headingDegrees: 359).difference(from: Angle(headingDegrees: 1)) - 2 * Double.pi / 180).magnitude < 1e-12)
  }
}
