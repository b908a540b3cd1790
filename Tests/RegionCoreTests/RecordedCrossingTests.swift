import EdgeFixtures
import Kernel
import RegionCore
import Testing

@Suite("vehicles that drive from one recorded edge into the other")
struct RecordedCrossingTests {
  @Test("keep their identity, on the larger recordings",
    .enabled(if: Fixtures.shared != nil, "the recordings are not beside the project; set LUYUN_SHARED"))
  func shared() throws {
    guard let folder = Fixtures.shared else { return }
    let origin = GeodeticPosition(latitude: 39.795, longitude: 116.506)
    let edges = try TwoEdges(
      folder: folder, files: [("a", "corridor-a.pcap.gz"), ("b", "corridor-b.pcap.gz")],
      truth: "corridor.truth.csv.gz", origin: origin)
    let score = CrossingScore(edges, configuration: RegionConfiguration(id: "r", name: "R", origin: origin))
    print(score.crossings, score.kept, score.joins, score.wrong)
    print(score.lines.joined(separator: "\n"))
    #expect(score.crossings > 50)
  }
}

extension RecordedCrossingTests {
  @Test("keep their identity, on the project's own recording")
  func own() throws {
    let origin = GeodeticPosition(latitude: 39.79, longitude: 116.51)
    let edges = try TwoEdges(
      folder: Fixtures.recording, files: [("west", "west.pcapng.gz"), ("east", "east.pcapng.gz")],
      truth: "truth.csv.gz", origin: origin)
    let score = CrossingScore(edges, configuration: RegionConfiguration(id: "r", name: "R", origin: origin))
    print("OWN", score.crossings, score.kept, score.joins, score.wrong)
    print(score.lines.joined(separator: "\n"))
    #expect(score.crossings > 5)
  }
}
