import EdgeFixtures
import Kernel
import RegionCore
import Testing

@Suite("vehicles that drive from one recorded edge into the other")
struct RecordedCrossingTests {
  /// Measured by this test: OWN_FIGURES.
  @Test("keep their identity and take no other's, on the project's own recording; the same twice")
  func own() throws {
    let edges = try TwoEdges(
      folder: Fixtures.recording, files: [("west", "west.pcapng.gz"), ("east", "east.pcapng.gz")],
      truth: "truth.csv.gz", origin: RegionUnderTest.origin)
    let score = CrossingScore(edges, configuration: RegionUnderTest.configuration)
    print("OWN", score.crossings, score.kept, score.joins, score.wrong, score.remarks)
    #expect(score.crossings >= 20)
    #expect(Double(score.kept) >= 0.8 * Double(score.crossings), "\(score.remarks)")
    #expect(score.wrong == 0, "\(score.remarks)")
    let again = CrossingScore(edges, configuration: RegionUnderTest.configuration)
    #expect(again.digest == score.digest)
    // Held for longer than they travel, scenes are joined alike however late they come.
    let slower = CrossingScore(edges, configuration: RegionUnderTest.configuration, latency: .milliseconds(700))
    #expect(slower.kept == score.kept && slower.joins == score.joins)
  }

  /// Measured by this test: SHARED_FIGURES.
  @Test(
    "keep their identity, on the larger recordings",
    .enabled(if: Fixtures.shared != nil, "the recordings are not beside the project; set LUYUN_SHARED"))
  func shared() throws {
    guard let folder = Fixtures.shared else { return }
    let origin = GeodeticPosition(latitude: 39.795, longitude: 116.506)
    let edges = try TwoEdges(
      folder: folder, files: [("a", "corridor-a.pcap.gz"), ("b", "corridor-b.pcap.gz")],
      truth: "corridor.truth.csv.gz", origin: origin)
    let score = CrossingScore(edges, configuration: RegionConfiguration(id: "r", name: "R", origin: origin))
    print("SHARED", score.crossings, score.kept, score.joins, score.wrong, score.remarks)
    #expect(score.crossings >= 80)
    #expect(Double(score.kept) >= 0.75 * Double(score.crossings), "\(score.remarks)")
    #expect(Double(score.wrong) <= 0.03 * Double(score.joins), "\(score.remarks)")
  }
}
