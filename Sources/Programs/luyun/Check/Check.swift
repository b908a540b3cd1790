import ArgumentParser
import Conformance
import Interpretation
import Kernel
import LinuxIO
import Recording

/// `luyun check`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Grade a recording by the rules that senders are to keep.",
    discussion: """
      Rates against the expected periods, gaps, counters, clocks, values that cannot be, the rules of the profiles each by
      its name, whether MAP and SPAT go together, and which dialect and framing fit, for each source. What fails comes
      first, with the packet, the time and the octet to look at.

      Examples:
        luyun check capture.pcapng.gz
        luyun check --json morning.pcap evening.pcap     one object a recording
        luyun check --port 30000 --port 30001 all.pcap   what those ports sent or received, nothing else
        luyun check --rules                              every rule with its source

      A rule of which the sources are not sure is shown as LIKELY and fails no recording. Where messages come to some
      ports and none to others, what comes to the others is taken for other traffic and said to be.

      Exit codes: 0 messages were read, and every rule that is sure passes where it could be told; 1 failed; 2 a rule
      fails, no message could be read, or a recording cannot be read; 64 the command line is wrong.
      """)

  @Argument(help: "Recordings: pcap or pcapng, plain or gzip.") var files: [String] = []
  @Flag(help: "JSON, one object a recording on a line.") var json = false
  @Flag(help: "List the rules and end.") var rules = false
  @Option(
    help: "The dialect of all senders: \(MessageDialect.list). Found out by default.",
    transform: MessageDialect.argument)
  var dialect: MessageDialect?
  @Option(
    help: "What messages stand in: \(Encapsulation.Kind.list). Found out by default.",
    transform: Encapsulation.Kind.argument)
  var framing: Encapsulation.Kind?
  @OptionGroup var ports: PortSelection

  func validate() throws {
    guard rules || !files.isEmpty else { throw ValidationError("a recording is wanted") }
  }

  func run() throws {
    guard !rules else { return printRules() }
    var bad: [String] = []
    var empty: [String] = []
    for (index, file) in files.enumerated() {
      let report = try grade(file)
      if json {
        Terminal.print(report.json(named: file))
      } else {
        if index > 0 { Terminal.print("") }
        for line in report.lines(named: file) { Terminal.print(line) }
      }
      if let reason = report.emptiness {
        empty.append("\(file): \(reason)")
      } else if !report.isGood {
        bad.append(file)
      }
    }
    if !bad.isEmpty { empty.append("rules fail in \(bad.joined(separator: ", "))") }
    guard empty.isEmpty else { throw CommandFailure(description: empty.joined(separator: "\n"), code: 2) }
  }

  private func printRules() {
    for rule in Rule.all {
      let doubt = rule.isCertain ? "" : "; the sources are not sure of it"
      Terminal.print("\(rule.name)\n  \(rule.sentence) [\(rule.clause)]\(doubt)")
    }
  }

  private func grade(_ file: String) throws(CommandFailure) -> CaptureReport {
    let reader: RecordingReader
    do { reader = try RecordingReader(try FileSource(path: file)) } catch {
      throw CommandFailure(description: "\(file): \(error)", code: 2)
    }
    var grader = CaptureGrader(framing: framing, dialect: dialect)
    var others = 0
    do throws(RecordingError) {
      while let datagram = try reader.next() {
        guard ports.has(datagram) else {
          others += 1
          continue
        }
        grader.take(
          datagram.payload, packet: Int(reader.tally.packets), time: datagram.time, source: datagram.source.address,
          port: datagram.destination.port)
      }
    } catch {
      Terminal.note("\(file) breaks off: \(error)")
    }
    for sentence in reader.tally.sentences { Terminal.note("\(file): \(sentence)") }
    if others > 0 { Terminal.note("\(file): \(ports.sentence(leftOut: others))") }
    return grader.report()
  }
}
