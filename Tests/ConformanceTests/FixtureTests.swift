import Conformance
import Foundation
import Kernel
import Recording
import Testing

@Suite("the project's own recording")
struct FixtureTests {
  @Test("keeps all rules that can be judged in twenty seconds of it", arguments: ["west", "east"])
  func rules(edge: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "fixtures/recording/\(edge).pcapng.gz")
    let reader = try RecordingReader(MemorySource(Array(Data(contentsOf: file))))
    var grader = CaptureGrader()
    var end: Instant?
    while let datagram = try reader.next(), datagram.time < end ?? datagram.time + .seconds(1) {
      end = end ?? datagram.time + .seconds(20)
      grader.take(
        datagram.payload, packet: Int(reader.tally.packets), time: datagram.time, source: datagram.source.address)
    }
    let report = grader.report()
    #expect(report.isGood, "\(report.lines(named: edge).joined(separator: "\n"))")
    #expect(report.outcomes(of: .pass).count > 35)
  }
}
