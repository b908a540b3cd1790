public import Kernel

// The report for people: what fails first, then what could not be told, the rest in a line.
extension CaptureReport {
  /// The most sources that are shown one by one.
  private static let maximumSources = 12
  private static let width = 110

  /// The lines of the report under a name for the capture.
  public func lines(named name: String) -> [String] {
    let failing = outcomes(of: .fail) + outcomes(of: .likelyFault)
    var lines = heading(name) + emptinessLines + otherTrafficLines + [""]
    let column = max(failing.map(\.rule.name.count).max() ?? 0, 24) + 2
    for outcome in failing { lines += self.lines(of: outcome, column: column) + [""] }
    for (verdict, word) in [(Outcome.Verdict.unclear, "unclear"), (.pass, "pass"), (.notApplicable, "n/a")] {
      lines += list(word, outcomes(of: verdict))
      if verdict == .unclear { lines += questionLines }
    }
    return lines + [""] + sourceLines
  }

  private var emptinessLines: [String] { emptiness.map { [$0] } ?? [] }

  private var otherTrafficLines: [String] {
    otherTraffic.prefix(CaptureReport.maximumSources).map { other in
      let place = other.port == 0 ? "without a port" : "to port \(other.port)"
      return "\(counted(other.datagrams, "datagram")) \(place), none of them a message: other traffic, not judged"
    }
  }

  /// Why rules could not be told, also those that hold elsewhere.
  private var questionLines: [String] {
    outcomes.filter { !$0.questions.isEmpty }.flatMap { outcome in
      CaptureReport.wrapped("- \(outcome.rule.name): \(outcome.questions.joined(separator: "; "))", indent: 2)
    }
  }

  private func heading(_ name: String) -> [String] {
    let span = first.flatMap { first in last.map { ($0 - first).seconds } } ?? 0
    let counts = [
      (outcomes(of: .fail).count, "failed"), (outcomes(of: .likelyFault).count, "likely at fault"),
      (outcomes(of: .unclear).count, "unclear"),
      (outcomes(of: .pass).count, "passed"), (outcomes(of: .notApplicable).count, "not applicable"),
    ].map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let tenths = Int((span * 10).rounded())
    let what = [counted(datagrams, "datagram"), counted(messages, "message"), counted(sources.count, "source")]
    return [
      "\(name): \(what.joined(separator: ", ")), \(tenths / 10).\(tenths % 10) s", "rules: \(counts)",
    ]
  }

  private func lines(of outcome: Outcome, column: Int) -> [String] {
    let name = outcome.rule.name + String(repeating: " ", count: column - outcome.rule.name.count)
    let count = "\(outcome.failed) of \(outcome.checked)"
    let failing = sources.filter { source in source.outcomes.contains { $0.rule == outcome.rule && $0.isFaulty }
    }
    let at =
      failing.count == sources.count && sources.count > 1
      ? "all sources"
      : failing.prefix(3).map { "\($0.address)" }.joined(separator: ", ")
        + (failing.count > 3 ? " and \(failing.count - 3) more" : "")
    let word = outcome.rule.isCertain ? "FAIL  " : "LIKELY"
    var lines = ["\(word)\(outcome.rule.isCertain ? "" : "  ")\(name)\(count)  \(at)"]
    let doubt = outcome.rule.isCertain ? "" : "; the sources are not sure of this rule"
    lines += CaptureReport.wrapped("\(outcome.rule.sentence) [\(outcome.rule.clause)]\(doubt)", indent: 6)
    return lines + examples(outcome.examples)
  }

  /// The examples; those that say the same as the one before stand in one line.
  private func examples(_ examples: [Outcome.Example]) -> [String] {
    var lines: [String] = []
    var place = 0
    while place < examples.count {
      let example = examples[place]
      let same = examples[place...].prefix { $0.text == example.text && $0.field == example.field }
      let head = "packet \(example.packet)  \(example.time.timeOfDay)  octet 0x\(String(example.octet, radix: 16))"
      let field = example.field.isEmpty ? "" : "\(example.field): "
      lines += CaptureReport.wrapped("- \(head)  \(field)\(example.text)", indent: 6)
      if same.count > 1 {
        let others = same.dropFirst().map { "packet \($0.packet) at \($0.time.timeOfDay)" }
        lines.append("        also \(others.joined(separator: ", "))")
      }
      place += same.count
    }
    return lines
  }

  private func list(_ word: String, _ outcomes: [Outcome]) -> [String] {
    guard !outcomes.isEmpty else { return [] }
    let text = outcomes.map(\.rule.name).joined(separator: ", ")
    return CaptureReport.wrapped("\(word) (\(outcomes.count)): \(text)", indent: 0)
  }

  /// Text in lines of a width, cut at spaces, those behind the first two more to the right.
  static func wrapped(_ text: String, indent: Int) -> [String] {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isEmpty = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !isEmpty, line.count + word.count + 1 > width {
        lines.append(line)
        line = String(repeating: " ", count: indent + 2)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }

  // MARK: Sources

  private var sourceLines: [String] {
    let worst = sources.enumerated().sorted { left, right in
      (right.element.failures, left.offset) < (left.element.failures, right.offset)
    }.map(\.element)
    var lines: [String] = []
    for source in worst.prefix(CaptureReport.maximumSources) { lines += source.lines }
    if worst.count > CaptureReport.maximumSources {
      lines.append("and \(worst.count - CaptureReport.maximumSources) more sources; --json has them all")
    }
    return lines
  }
}

extension SourceReport {
  /// How many rules fail for it.
  var failures: Int { outcomes.count { $0.verdict == .fail } }

  /// The source in a few lines.
  fileprivate var lines: [String] {
    let age = smallestAge.map { ", youngest message \($0) ms old" } ?? ""
    let secured = signed > 0 ? ", \(signed) signed" : ""
    var lines = [
      "\(address): \(counted(datagrams, "datagram"))\(secured), \(framings.joined(separator: " and ")), fits \(dialects.isEmpty ? "no dialect" : dialects.joined(separator: ", "))\(age)"
    ]
    for kind in kinds {
      let interval = kind.median.map { "every \($0) ms" } ?? ""
      let senders = "\(kind.senders) sender\(kind.senders == 1 ? "" : "s")"
      lines.append(
        "  \(kind.name.padded(8))\("\(kind.messages)".padded(8, right: true))  \(senders.padded(14))\(interval)")
    }
    for (verdict, word) in [(Outcome.Verdict.fail, "fails"), (.likelyFault, "likely at fault")] {
      let failing = outcomes.filter { $0.verdict == verdict }.map { "\($0.rule.name) \($0.failed)/\($0.checked)" }
      if !failing.isEmpty { lines += CaptureReport.wrapped("\(word): \(failing.joined(separator: ", "))", indent: 2) }
    }
    return lines
  }
}

extension String {
  /// Spaces added to a width, behind or in front.
  fileprivate func padded(_ width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(width - count, 0))
    return right ? space + self : self + space
  }
}

extension Instant {
  /// Hours, minutes, seconds and milliseconds of the day, UTC.
  public var timeOfDay: String {
    let milliseconds = (milliseconds % 86_400_000 + 86_400_000) % 86_400_000
    func digits(_ value: Int64, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(count - text.count, 0)) + text
    }
    let seconds = milliseconds / 1000
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }.joined(separator: ":")
    return "\(clock).\(digits(milliseconds % 1000, 3))"
  }
}
