import Kernel
import SchemaModel

// The report for programs.
extension CaptureReport {
  /// The report as JSON on one line, under a name for the capture.
  public func json(named name: String) -> String {
    let rules = outcomes.map { outcome in
      "{\"name\": \(quoted(outcome.rule.name)), \"rule\": \(quoted(outcome.rule.sentence)), "
        + "\"clause\": \(quoted(outcome.rule.clause)), \"certain\": \(outcome.rule.isCertain), \"verdict\": \(quoted(verdict(outcome.rule).rawValue)), \(outcome.members)}"
    }
    let span = [("first", first), ("last", last)].map { "\"\($0.0)\": \($0.1.map(\.secondsText) ?? "null")" }
    let others = otherTraffic.map { "{\"port\": \($0.port), \"datagrams\": \($0.datagrams)}" }
    return "{\"capture\": \(quoted(name)), \"datagrams\": \(datagrams), \"messages\": \(messages), "
      + "\"otherTraffic\": [\(others.joined(separator: ", "))], "
      + "\(span.joined(separator: ", ")), \"good\": \(isGood), \"rules\": [\(rules.joined(separator: ", "))], "
      + "\"sources\": [\(sources.map(\.json).joined(separator: ", "))]}"
  }
}

extension SourceReport {
  fileprivate var json: String {
    let kinds = kinds.map {
      "{\"kind\": \(quoted($0.name)), \"messages\": \($0.messages), \"senders\": \($0.senders), "
        + "\"medianMilliseconds\": \($0.median.map(String.init) ?? "null")}"
    }
    let rules = outcomes.filter { $0.verdict != .notApplicable }.map {
      "{\"name\": \(quoted($0.rule.name)), \"verdict\": \(quoted($0.verdict.rawValue)), \($0.members)}"
    }
    return "{\"address\": \(quoted("\(address)")), \"datagrams\": \(datagrams), \"signed\": \(signed), "
      + "\"framings\": [\(framings.map(quoted).joined(separator: ", "))], "
      + "\"dialects\": [\(dialects.map(quoted).joined(separator: ", "))], "
      + "\"smallestAgeMilliseconds\": \(smallestAge.map(String.init) ?? "null"), "
      + "\"kinds\": [\(kinds.joined(separator: ", "))], \"rules\": [\(rules.joined(separator: ", "))]}"
  }
}

extension Outcome {
  fileprivate var members: String {
    let examples = examples.map {
      "{\"time\": \($0.time.secondsText), \"packet\": \($0.packet), \"octet\": \($0.octet), "
        + "\"field\": \(quoted($0.field)), \"text\": \(quoted($0.text))}"
    }
    return "\"checked\": \(checked), \"failed\": \(failed), \"unclear\": \(unclear), "
      + "\"questions\": [\(questions.map(quoted).joined(separator: ", "))], "
      + "\"examples\": [\(examples.joined(separator: ", "))]"
  }
}

extension Instant {
  /// Seconds since 1970 with six decimals.
  fileprivate var secondsText: String {
    let microseconds = nanoseconds / 1000
    let fraction = String((microseconds % 1_000_000).magnitude)
    let sign = microseconds < 0 ? "-" : ""
    return "\(sign)\((microseconds / 1_000_000).magnitude)." + String(repeating: "0", count: 6 - fraction.count)
      + fraction
  }
}

private func quoted(_ text: String) -> String {
  var quoted = ""
  quoted.appendQuoted(text)
  return quoted
}
