import ArgumentParser
import EdgeCore
import EdgeHost
import Foundation
import Ingest
import Interpretation
import Kernel
import LinuxIO
import MessagesCSAE
import Recording
import RoadModel
import Scene
import Scoring

/// `luyun replay`.
struct Replay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replay recordings through real sockets, or straight into a core.",
    discussion: """
      Examples:
        luyun replay a.pcap.gz --to 127.0.0.1:30000           in real time, times moved to now
        luyun replay a.pcap.gz --speed max --to 127.0.0.1:30000
        luyun replay a.pcap.gz --offline                      prints the digest of every second and of the whole
        luyun replay a.pcap.gz --score truth.csv.gz           offline, scored against the truth
        luyun replay a.pcap.gz --score truth.csv.gz --report score.html   the same as a page with drawings
        luyun replay a.pcap.gz --score truth.csv.gz --json > before.json  to be compared with later:
        luyun replay a.pcap.gz --score truth.csv.gz --compare before.json --report score.html
      """)

  @Argument(help: "Recordings: pcap or pcapng, plain or gzip.") var files: [String]
  @Option(help: "How fast: 1 is real time, N is N times, max is without waiting.") var speed = "1"
  @Option(help: "Where to send, HOST:PORT.") var to: String?
  @Flag(help: "Run the datagrams through a core of this process with the times of the recording.") var offline = false
  @Option(help: "A table of truth to score against; implies --offline.") var score: String?
  @Option(help: "The list of units and their ranges, where it does not stand beside the truth.") var units: String?
  @Option(help: "When the truth begins, in milliseconds since 1970; otherwise the second of the first datagram.")
  var truthStart: Int64?
  @Option(help: "The configuration to replay with; otherwise every sender of the recording is admitted.") var config:
    String?
  @Option(help: "The edge of the configuration.") var edge: String?
  @Option(help: "The origin of the scene, LATITUDE,LONGITUDE, where the recording does not tell.") var origin: String?
  @Option(help: "The dialect of the senders, where there is no configuration.") var dialect = Dialect.ydt3709_2020.name
  @Flag(help: "Send the octets as recorded, without moving the times in them to now.") var verbatim = false
  @Flag(help: "Print the score as JSON.") var json = false
  @Flag(help: "Print also where the errors come from: by range, age, speed and source.") var details = false
  @Option(help: "Write the score as a page of HTML, with drawings and the moments to look at.") var report: String?
  @Option(help: "Put the score beside that of another run: a file that --json was stored in.") var compare: String?

  func run() async throws {
    guard offline || score != nil || to != nil else {
      throw ValidationError("say where to: --to HOST:PORT, --offline, or --score TRUTH")
    }
    guard to == nil || (!offline && score == nil) else {
      throw ValidationError("--to sends through sockets, --offline and --score do not: choose one")
    }
    guard score != nil || (report == nil && compare == nil && !details) else {
      throw ValidationError(
        "--report, --compare and --details tell of a score: say what the truth is with --score TRUTH")
    }
    let recording = try RecordingFiles(files)
    recording.printNotes()
    guard !recording.datagrams.isEmpty else {
      throw CommandFailure(description: "there is no datagram to replay", code: 2)
    }
    if let to { try send(recording.datagrams, to: to) } else { try runOffline(recording.datagrams) }
  }

  // MARK: Offline

  private func runOffline(_ datagrams: [RecordedDatagram]) throws {
    guard let dialect = MessageDialect(name: dialect) else { throw ValidationError("there is no dialect '\(dialect)'") }
    var configuration = try edgeConfiguration(datagrams, dialect)
    guard let truth = score else { return printCounters(replay(datagrams, configuration, nil).replay) }
    let senders = Set(configuration.devices.map(\.unit))
    let truthFiles = try ScoreFiles(truth: truth, units: units, senders: senders)
    configuration.origin = truthFiles.origin
    let start = truthStart ?? (datagrams[0].time.nanoseconds / 1_000_000_000) * 1000
    let (replay, evaluation) = replay(datagrams, configuration, (truthFiles, start))
    guard let evaluation, evaluation.score.instants > 0 else {
      throw CommandFailure(description: "no instant of the truth lies in the recording: see --truth-start", code: 2)
    }
    let result = ReplayScore(
      name: files.map { URL(filePath: $0).lastPathComponent }.joined(separator: ", "), evaluation: evaluation,
      names: truthFiles.truth.names,
      traffic: Replay.trafficScores(replay, truthFiles, start: Instant(milliseconds: start)))
    try tell(result)
    if !json { for event in replay.trafficEvents { Terminal.print(Replay.line(event, since: start)) } }
    printCounters(replay)
  }

  private func tell(_ result: ReplayScore) throws {
    let page = report != nil || compare != nil ? try result.page(beside: compare) : nil
    if json {
      Terminal.print(try result.json())
    } else {
      Terminal.print(result.text(withDetails: details))
      for (name, score) in result.traffic { Terminal.print("\n\(name) lanes, \(score.table)") }
      if let comparison = page?.comparison { Terminal.print("\n\(comparison)\n") }
    }
    if let page, let report {
      try ReplayScore.write(page, to: report)
      Terminal.note("the page is in \(report)")
    }
  }

  /// The traffic of motor lanes, bicycle lanes and sidewalks against the truth; groups without lanes are left out.
  private static func trafficScores(
    _ replay: OfflineReplay, _ files: ScoreFiles, start: Instant
  ) -> [(name: String, score: TrafficScore)] {
    let groups: [(name: String, types: [LaneType])] = [
      ("motor", [.vehicle]), ("bicycle", [.bicycle]), ("foot", [.sidewalk]),
    ]
    return groups.map { group in
      let score = TrafficScore(
        told: replay.summaries, truth: files.truth, start: start, map: replay.core.maps.map, areas: files.areas,
        types: group.types)
      return (group.name, score)
    }.filter { !$0.score.lanes.isEmpty }
  }

  private static func line(_ event: TrafficEvent, since start: Int64) -> String {
    let place = event.lane.map { " \($0.link.upstream.number)>\($0.link.downstream.number)/\($0.number)" } ?? ""
    return "event \(event.number) \(event.kind) \(event.stage) at \((event.time.milliseconds - start) / 1000) s"
      + "\(place), \(event.vehicles) vehicles"
  }

  private func edgeConfiguration(_ datagrams: [RecordedDatagram], _ dialect: MessageDialect) throws -> EdgeConfiguration
  {
    guard let config else {
      return try Discovery.configuration(of: datagrams, origin: try place(), dialect: dialect)
    }
    let file = try ConfigurationFiles.read(config)
    guard let found = edge == nil ? file.edges.first : file.edges.first(where: { $0.edge.id == edge }) else {
      throw CommandFailure(description: "\(config) has no edge '\(edge ?? "")'", code: 2)
    }
    return found.edge
  }

  private func place() throws -> GeodeticPosition? {
    guard let origin else { return nil }
    let parts = origin.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard parts.count == 2, (-85...85).contains(parts[0]), (-180...180).contains(parts[1]) else {
      throw ValidationError("an origin is LATITUDE,LONGITUDE in degrees, -85...85 and -180...180")
    }
    return GeodeticPosition(latitude: parts[0], longitude: parts[1])
  }

  private func replay(
    _ datagrams: [RecordedDatagram], _ configuration: EdgeConfiguration, _ truth: (files: ScoreFiles, start: Int64)?
  ) -> (replay: OfflineReplay, evaluation: Evaluation?) {
    var replay = OfflineReplay(configuration)
    var evaluation = truth.map { Evaluation(areas: $0.files.areas) }
    var next = 0
    replay.run(datagrams, progress: { Terminal.status("\(Terminal.bar($0)) \(Int($0 * 100)) %") }) { now, core in
      guard let truth else { return }
      let frames = truth.files.truth.frames
      while next < frames.count, truth.start + frames[next].milliseconds <= now.milliseconds {
        if truth.start + frames[next].milliseconds == now.milliseconds {
          evaluation?.add(truths: frames[next].objects, estimates: core.objects, forecasts: core.forecasts, at: now)
        }
        next += 1
      }
    }
    Terminal.endStatus()
    evaluation?.innovations = innovations(of: replay.core, configuration)
    return (replay, evaluation)
  }

  /// How well each source's observations agreed with the scene; those that told none are left out.
  private func innovations(of core: EdgeCore, _ configuration: EdgeConfiguration) -> [InnovationFigures] {
    var tallies = configuration.devices.enumerated().map { place, device in
      (device.unit, core.innovations(of: UnitIndex(UInt8(truncatingIfNeeded: place))))
    }
    tallies.append(("road users themselves", core.ownInnovations))
    return tallies.filter { $0.1.count > 0 }.map { name, tally in
      InnovationFigures(
        source: name, observations: Int(tally.count), positionNIS: tally.position,
        velocityNIS: tally.velocityCount > 0 ? tally.velocity : nil)
    }
  }

  private func printCounters(_ replay: OfflineReplay) {
    let counters = replay.core.ingest.counters
    if score == nil {
      for (at, value) in replay.secondDigests {
        Terminal.print("\(at.milliseconds / 1000) \(String(value, radix: 16))")
      }
    }
    var drops = DropReason.allCases.filter { counters[$0] > 0 }.map { "\($0.name) \(counters[$0])" }
    if drops.isEmpty { drops = ["nothing dropped"] }
    Terminal.print(
      "received \(counters.received), accepted \(counters.accepted), \(drops.joined(separator: ", "))")
    Terminal.print("digest \(String(replay.core.digest, radix: 16))")
  }

  // MARK: Through sockets

  private func send(_ datagrams: [RecordedDatagram], to target: String) throws {
    let endpoint: NetworkEndpoint
    do throws(NetworkAddressError) { endpoint = try NetworkEndpoint(parsing: target) } catch {
      throw ValidationError("'\(target)' is no HOST:PORT with a numeric address: \(error)")
    }
    let factor: Double? = speed == "max" ? nil : Double(speed)
    guard speed == "max" || (0.001...1000).contains(factor ?? 0) else {
      throw ValidationError("--speed takes a number from 0.001 to 1000, or max")
    }
    guard let sender = Dialect(name: dialect) else { throw ValidationError("there is no dialect '\(dialect)'") }
    StopRequest.listen()
    var player = try Player(datagrams, to: { _ in endpoint }, speed: factor, retimes: !verbatim, dialect: sender)
    try player.play { share, sent in Terminal.status("\(Terminal.bar(share)) \(sent) datagrams to \(target)") }
    Terminal.endStatus()
    Terminal.note("sent \(player.sent), refused \(player.refused)")
  }
}
