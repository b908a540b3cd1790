import Kernel
import RoadModel
import Scoring
import Testing

@Suite("where errors come from")
struct ErrorBreakdownTests {
  private static let now = Instant(milliseconds: 100_000)

  private func truth(_ vehicle: Int, east: Double, speed: Double) -> TruthObject {
    TruthObject(
      vehicle: vehicle, kind: .car, position: LocalPoint(east: east, north: 0),
      velocity: LocalVector(east: speed, north: 0))
  }

  private func estimate(
    _ id: UInt64, east: Double, north: Double = 0, age: Double, units: UInt64 = 1, isConnected: Bool = false
  ) -> SceneObject {
    SceneObject(
      id: TrackID(id), kind: .car, position: LocalPoint(east: east, north: north),
      velocity: LocalVector(east: 5, north: 0), heading: Angle(radians: 0), size: ParticipantKind.car.usualSize,
      positionDeviation: .zero, velocityDeviation: .zero, existence: 1, seenBy: UnitSet(bits: units),
      isConnected: isConnected, temporaryID: nil, lane: nil, since: Self.now - .seconds(10),
      lastObserved: Self.now - .seconds(age))
  }

  private func breakdown(_ truths: [TruthObject], _ estimates: [SceneObject]) -> ErrorBreakdown {
    let areas = [ScoredArea(center: LocalPoint(east: 0, north: 0), range: 300)]
    var evaluation = Evaluation(cutOff: 5, areas: areas)
    evaluation.add(truths: truths, estimates: estimates, at: Self.now)
    return evaluation.breakdown
  }

  private func band(_ name: String, _ bands: [ErrorBand]) -> ErrorBand? { bands.first { $0.name == name } }

  @Test("a match counts in the band of its truth's distance, of its estimate's age and of its truth's speed")
  func bands() throws {
    let found = breakdown([truth(0, east: 50, speed: 6)], [estimate(1, east: 53, north: 4, age: 0.25)])
    let range = try #require(band("40-60 m", found.byRange))
    #expect(range.tally.matches == 0 && range.tally.missed == 1)
    let near = breakdown([truth(0, east: 50, speed: 6)], [estimate(1, east: 52, north: 1, age: 0.25)])
    #expect(band("40-60 m", near.byRange)?.tally.squaredDistance == 5)
    #expect(band("0.2-0.3 s", near.byAge)?.tally.matches == 1)
    #expect(band("3-8 m/s", near.bySpeed)?.tally.velocityError == 1)
    #expect(band("one unit", near.bySource)?.tally.matches == 1)
    #expect(band("5-20 s", near.byTrackAge)?.tally.matches == 1)
  }

  @Test("an estimate 2 m before and 1 m beside a moving truth is 2 m ahead and 1 m across")
  func direction() throws {
    let found = breakdown([truth(0, east: 50, speed: -6)], [estimate(1, east: 48, north: 1, age: 0)])
    let speed = try #require(band("3-8 m/s", found.bySpeed))
    #expect(speed.meanAhead == 2)
    #expect(speed.alongError == 2)
    #expect(speed.acrossError == 1)
  }

  @Test("what stands still has no direction of travel")
  func standing() throws {
    let found = breakdown([truth(0, east: 50, speed: 0)], [estimate(1, east: 48, age: 0)])
    let standing = try #require(band("< 0.3 m/s", found.bySpeed))
    #expect(standing.tally.matches == 1)
    #expect(standing.moving == 0)
  }

  @Test("a false estimate counts where it claims to be, and by who saw it")
  func falses() {
    let found = breakdown([], [estimate(1, east: 110, age: 3, units: 0, isConnected: true)])
    #expect(band("100-120 m", found.byRange)?.tally.falses == 1)
    #expect(band(">= 2 s", found.byAge)?.tally.falses == 1)
    #expect(band("itself", found.bySource)?.tally.falses == 1)
  }

  @Test("the table leaves empty bands out and shows no missed road users where they have no value")
  func table() {
    let text = breakdown([truth(0, east: 50, speed: 6)], [estimate(1, east: 52, age: 0.25)]).table
    #expect(text.contains("40-60 m"))
    #expect(!text.contains("60-80 m"))
    let line = text.split(separator: "\n").first { $0.hasPrefix("0.2-0.3 s") }
    #expect(line?.split(separator: " ").suffix(3) == ["-", "-", "0"])
  }
}
