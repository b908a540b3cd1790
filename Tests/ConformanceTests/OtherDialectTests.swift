import Conformance
import Foundation
import Interpretation
import Kernel
import SchemaModel
import Testing

@Suite("captures of SAE and ETSI")
struct OtherDialectTests {
  /// The first good vector of a file beside another room's tests.
  private func vector(_ folder: String, _ file: String) throws -> [UInt8] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: folder)
      .appending(path: "Vectors").appending(path: file)
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      let json = try JSONValue(parsing: String(line))
      if json["expect"]?.text == "ok", let octets = json["hex"]?.text.flatMap({ [UInt8](hex: $0) }) { return octets }
    }
    throw CocoaError(.fileReadCorruptFile)
  }

  private func report(
    _ octets: [UInt8], as dialect: MessageDialect, every milliseconds: Int, _ edit: (inout SchemaValue, Int) -> Void
  ) throws -> CaptureReport {
    var grader = CaptureGrader()
    let reading = try Reading(octets, as: dialect)
    for index in 0..<40 {
      var value = reading.value
      let time = 1000 + index * milliseconds
      edit(&value, time)
      grader.take(
        try dialect.encode(value), packet: index + 1,
        time: TestCapture.start + Interval.milliseconds(Int64(time)), source: TestCapture.first)
    }
    return grader.report()
  }

  /// TAI since 2004 modulo 65536, 30 ms before a time of the test's capture.
  private static func delta(_ time: Int) -> Int64 {
    (TestCapture.start.milliseconds + Int64(time) - 30 - 1_072_915_200_000 + 5_000) & 0xffff
  }

  private func cam(every milliseconds: Int) throws -> CaptureReport {
    let octets = try vector("MessagesETSITests", "etsi.CAM.jsonl")
    return try report(octets, as: .etsiITS, every: milliseconds) { value, time in
      value.set("cam.generationDeltaTime", .integer(OtherDialectTests.delta(time)))
    }
  }

  @Test("a station's CAM ten times a second break no rule, and China's rules do not speak of them")
  func etsi() throws {
    let report = try cam(every: 100)
    #expect(report.isGood, "\(report.lines(named: "cam").joined(separator: "\n"))")
    #expect(report.sources.first?.dialects == ["etsi-its"])
    for outcome in report.outcomes where outcome.rule.scope == .chinese {
      #expect(report.verdict(outcome.rule) == .notApplicable, "\(outcome.rule.name)")
    }
  }

  @Test("CAM every two seconds are too few")
  func slow() throws {
    #expect(try cam(every: 2000).outcomes(of: .fail).map(\.rule.name) == ["period-cam"])
  }

  @Test("the numbers of J2735's BSM are counted and their clock is read")
  func sae() throws {
    let octets = try vector("MessagesSAETests", "sae-j2735.BasicSafetyMessage.jsonl")
    func capture(_ edit: (inout SchemaValue, Int) -> Void) throws -> CaptureReport {
      try report(octets, as: .saeJ2735, every: 100) { value, time in
        let core = "value.BasicSafetyMessage.coreData"
        value.set(core + ".msgCnt", .integer(Int64(time / 100 % 128)))
        value.set(core + ".secMark", .integer(Int64(TestCapture.stated(time))))
        value.set(core + ".size", .sequence([.init("width", .integer(180)), .init("length", .integer(450))]))
        value.set(core + ".speed", .integer(500))
        value.set(core + ".lat", .integer(397_900_000))
        edit(&value, time)
      }
    }
    let good = try capture { _, _ in }
    #expect(good.isGood, "\(good.lines(named: "sae").joined(separator: "\n"))")
    let stuck = try capture { value, _ in value.set("value.BasicSafetyMessage.coreData.msgCnt", .integer(7)) }
    #expect(stuck.outcomes(of: .fail).map(\.rule.name) == ["count-increments"])
  }
}
