import Kernel
import RoadModel
import Scene
import Testing

@Suite("units anchored by lanes")
struct LaneAnchoringTests {
  /// A street to the east and one to the north, of one lane each.
  private static let map = LaneMap(lanes: [
    lane(upstream: 1, from: (-300, 0), to: (300, 0)), lane(upstream: 3, from: (40, -300), to: (40, 300)),
  ])

  private static func lane(upstream: UInt16, from: (Double, Double), to: (Double, Double)) -> Lane {
    Lane(
      upstreamNode: NodeID(region: nil, number: upstream), downstreamNode: NodeID(region: nil, number: 2),
      linkName: "", number: 1, type: .vehicle, width: 3.5, maneuvers: [], speedLimit: nil,
      centerLine: [LocalPoint(east: from.0, north: from.1), LocalPoint(east: to.0, north: to.1)], connections: [])
  }

  /// One unit alone that puts everything some metres off, over streets where cars pass one after the other, each to the
  /// left or the right of the middle by what its driver likes. Returns what the scene finds the unit to be off by, less
  /// what the drivers of that time were off by on average.
  private func found(shift: LocalVector, streets: Int = 2, hasMap: Bool = true) -> LocalVector {
    var street = Street()
    if hasMap { street.scene.setMap(Self.map) }
    street.scene.setUnit(UnitIndex(0), place: LocalPoint(east: 0, north: 0), range: 150)
    var random = SeededRandom(seed: 31)
    let habits = (0..<64).map { _ in 0.4 * random.normal() }
    for step in 0..<900 {
      var scan: [Observation] = []
      for car in 0..<64 {
        // Every car drives 160 m at 10 m/s, begun four seconds after the one before it on the same street.
        let seconds = Double(step) * 0.1 - Double(car / 2) * 4
        guard car % 2 < streets, seconds >= 0, seconds < 16 else { continue }
        let (ahead, aside) = (10 * seconds - 80, habits[car])
        var observation = Street.car(UInt16(car + 1), east: 0, at: street.now)
        let place =
          car % 2 == 0 ? LocalPoint(east: ahead, north: aside) : LocalPoint(east: 40 - aside, north: ahead)
        observation.heading = Angle(radians: car % 2 == 0 ? 0 : .pi / 2)
        observation.position =
          place + shift + LocalVector(east: 0.15 * random.normal(), north: 0.15 * random.normal())
        scan.append(observation)
      }
      street.apply(scan)
      street.tick()
    }
    // Those who have passed by the end, of each street.
    let passed = habits[..<42].enumerated()
    func mean(_ street: Int) -> Double {
      street < streets && hasMap ? passed.filter { $0.offset % 2 == street }.map(\.element).reduce(0, +) / 21 : 0
    }
    return street.scene.registration(of: UnitIndex(0)).shift - LocalVector(east: -mean(1), north: mean(0))
  }

  @Test("one that sees two streets which cross is found to be off by what it is, but for what its drivers are")
  func crossing() {
    let shift = LocalVector(east: 0.5, north: -0.4)
    #expect((found(shift: shift) - shift).length < 0.1)
  }

  @Test("one that sees a single street learns nothing along it")
  func single() {
    let shift = found(shift: LocalVector(east: 0.5, north: -0.4), streets: 1)
    #expect(shift.east.magnitude < 0.02)
    #expect((shift.north + 0.4).magnitude < 0.1)
  }

  @Test("without a map nothing is learnt of a unit alone")
  func mapless() {
    #expect(found(shift: LocalVector(east: 0.5, north: -0.4), hasMap: false).length == 0)
  }

  @Test("one that stands right is left where it is, but for what its drivers are")
  func right() {
    #expect(found(shift: .zero).length < 0.1)
  }
}
