import Conformance
import Interpretation
import Kernel
import SchemaModel
import Testing

@Suite("what is judged, and what is not")
struct JudgementTests {
  private static let state = "spatFrame.intersections.[0].phases.[0].phaseStates.[0]"

  private func verdict(_ name: String, _ report: CaptureReport) throws -> Outcome.Verdict {
    report.verdict(try #require(Rule.all.first { $0.name == name }))
  }

  /// Half a minute of signals whose first phase is still to last as long as a function of the message's number says.
  private func signals(left: @escaping (Int) -> Int) throws -> CaptureReport {
    var capture = TestCapture()
    capture.kinds = ["SPAT", "MAP"]
    return try capture.report { message in
      guard message.kind == "SPAT" else { return }
      message.value.set(JudgementTests.state + ".timing.counting.minEndTime", nil)
      message.value.set(JudgementTests.state + ".timing.counting.maxEndTime", nil)
      message.value.set(JudgementTests.state + ".timing.counting.likelyEndTime", .integer(Int64(left(message.index))))
    }
  }

  @Test("a green that vehicles prolong again and again counts down in between")
  func actuated() throws {
    #expect(try verdict("spat-countdown-runs", signals { 40 - $0 % 15 }) == .pass)
  }

  @Test("a countdown in whole seconds runs")
  func wholeSeconds() throws {
    #expect(try verdict("spat-countdown-runs", signals { 400 - $0 / 10 * 10 }) == .pass)
  }

  @Test("a countdown that goes two steps up for one down does not run")
  func rising() throws {
    #expect(try verdict("spat-countdown-runs", signals { 100 + $0 / 3 + $0 % 3 }) == .fail)
  }

  @Test("an end that is said to be unknown stands still without a fault")
  func unknown() throws {
    #expect(try verdict("spat-countdown-runs", signals { _ in 36_001 }) == .pass)
  }

  @Test("a phase that gives its current light alone with a countdown is likely at fault and fails nothing")
  func currentLight() throws {
    let report = try TestCapture(seconds: 6).report { message in
      if message.kind == "SPAT" {
        message.value.set("spatFrame.intersections.[0].phases.[0].phaseStates.[1]", nil)
      }
    }
    #expect(try verdict("spat-permanent", report) == .likelyFault)
    #expect(report.isGood)
    #expect(report.lines(named: "x").contains { $0.hasPrefix("LIKELY") && $0.contains("spat-permanent") })
  }

  @Test("signals of a node without a MAP, while those of others are heard, are named")
  func otherNode() throws {
    let report = try TestCapture(seconds: 6).report { message in
      if message.kind == "SPAT" { message.value.set("spatFrame.intersections.[0].intersectionId.id", .integer(1003)) }
    }
    let outcome = try #require(report.outcomes.first { $0.rule.name == "phase-without-lane" })
    #expect(outcome.questions == ["no MAP of node 110.1003, but of 110.1001, 110.1002"])
    #expect(report.lines(named: "x").contains { $0.contains("no MAP of node 110.1003") })
  }

  @Test("what never is a message on a port, while messages come to another, is other traffic and fails nothing")
  func otherTraffic() throws {
    let query: [UInt8] =
      [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + Array("\u{3}www\u{7}example\u{3}com".utf8) + [0, 0, 1, 0, 1]
    func report(queryPort: UInt16) throws -> CaptureReport {
      var grader = CaptureGrader()
      for (number, message) in try TestCapture(seconds: 6, kinds: ["BSM1"]).messages().enumerated() {
        let time = TestCapture.start + Interval.milliseconds(Int64(message.time))
        grader.take(
          try message.dialect.encode(message.value), packet: number + 1, time: time, source: message.source,
          port: 30_000)
        if number % 10 == 0 {
          grader.take(query, packet: number + 1, time: time, source: message.source, port: queryPort)
        }
      }
      return grader.report()
    }
    let apart = try report(queryPort: 53)
    #expect(apart.isGood, "\(apart.lines(named: "apart").joined(separator: "\n"))")
    #expect(apart.otherTraffic.map(\.port) == [53])
    #expect(apart.otherTraffic.map(\.datagrams) == [6])
    #expect(apart.lines(named: "apart").contains { $0.contains("port 53") })
    let among = try report(queryPort: 30_000)
    #expect(among.outcomes(of: .fail).map(\.rule.name) == ["rejected-messages"])
    #expect(among.otherTraffic.isEmpty)
  }

  @Test("a vehicle in reverse gear may head against its course")
  func reverse() throws {
    let report = try TestCapture(seconds: 6).report { message in
      if message.kind == "BSM1" {
        message.value.set("bsmFrame.heading", .integer(14_400))
        message.value.set("bsmFrame.transmission", .enumerated("reverseGears"))
      }
    }
    #expect(report.isGood)
  }

  @Test("signals that overtake one another on their way do not flicker")
  func overtaken() throws {
    var grader = CaptureGrader()
    var messages = try TestCapture(seconds: 6, kinds: ["SPAT"]).messages()
    for place in messages.indices where messages[place].index >= 30 {
      messages[place].value.set(JudgementTests.state + ".light", .enumerated("yellow"))
    }
    for place in stride(from: 1, to: messages.count - 1, by: 4) { messages.swapAt(place, place + 1) }
    for (number, message) in messages.enumerated() {
      grader.take(
        try message.dialect.encode(message.value), packet: number + 1,
        time: TestCapture.start + Interval.milliseconds(Int64(1000 + number * 100)), source: message.source)
    }
    #expect(try verdict("spat-light-lasts", grader.report()) == .pass)
  }
}
