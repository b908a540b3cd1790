import ArgumentParser
import CityHost
import EdgeCore
import EdgeHost
import Foundation
import Gateway
import Kernel
import LinuxIO
import Logging
import Scene
import Traffic

/// `luyun edge`.
struct Edge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the edges of a configuration, with the page and the API.",
    discussion: """
      Examples:
        luyun edge --config edge.yaml
        luyun edge --config edge.yaml --record /var/lib/luyun/today.pcapng.gz
      The page is at http://127.0.0.1:8480/ unless the configuration says otherwise.
      """)

  @Option(help: "The configuration, YAML.") var config: String
  @Option(help: "Record what the edges receive; with several edges the edge's name is put before the ending.")
  var record: String?
  @Option(help: "Stop after so many seconds.") var duration: Double?

  func run() async throws {
    let file = try ConfigurationFiles.read(config)
    guard !file.edges.isEmpty else {
      throw CommandFailure(description: "\(config) has no edges; run `luyun region` or `luyun center` with it", code: 2)
    }
    StopRequest.listen()
    let tiers = try RunningTiers(file)
    defer { tiers.stop() }
    var running: [RunningEdge] = []
    defer { for edge in running { edge.stop() } }
    for edge in file.edges {
      running.append(
        try RunningEdge(
          edge, record: record.map { name($0, edge.edge.id, file.edges.count) },
          uplink: try tiers.uplink(of: edge.edge.id)))
    }
    let deadline = duration.map { SystemClock.monotonic() + .seconds($0) }
    try await Serving.serve(running.map(\.daemon), tiers.served(running), at: file.http) {
      while !StopRequest.isAsked {
        if let deadline, SystemClock.monotonic() >= deadline { return }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  private func name(_ path: String, _ edge: String, _ count: Int) -> String {
    guard count > 1 else { return Edge.free(path) }
    let url = URL(filePath: path)
    let parts = url.lastPathComponent.split(separator: ".", maxSplits: 1)
    let ending = parts.count > 1 ? "." + parts[1] : ""
    return Edge.free(url.deletingLastPathComponent().appending(path: "\(parts[0])-\(edge)\(ending)").path)
  }

  /// A name that no file has: a recording is never written over, and a service that starts again begins another.
  private static func free(_ path: String) -> String {
    let url = URL(filePath: path)
    let parts = url.lastPathComponent.split(separator: ".", maxSplits: 1)
    let ending = parts.count > 1 ? "." + parts[1] : ""
    var candidate = path
    var number = 2
    while FileManager.default.fileExists(atPath: candidate), number < 100_000 {
      candidate = url.deletingLastPathComponent().appending(path: "\(parts.first ?? "")-\(number)\(ending)").path
      number += 1
    }
    return candidate
  }
}

/// A daemon that runs, with its recorder.
struct RunningEdge {
  let daemon: EdgeDaemon
  let recorder: Recorder?
  let uplink: EdgeUplink?

  /// Starts an edge, which tells its region by `uplink`.
  ///
  /// Throws ``CommandFailure`` with one sentence.
  init(
    _ configuration: DaemonConfiguration, record: String? = nil, uplink: EdgeUplink? = nil
  ) throws(CommandFailure) {
    self.uplink = uplink
    var configuration = configuration
    if let uplink {
      configuration.edge.traffic.firstEventNumber = uplink.firstEventNumber
      configuration.edge.scene.firstTrack = RunningEdge.firstTrack(at: SystemClock.realtime())
    }
    var begun: Recorder?
    do {
      begun = try record.map { try Recorder(path: $0) }
      recorder = begun
      daemon = try EdgeDaemon(configuration, recorder: begun) { uplink?.take($0) }
      try daemon.start()
    } catch {
      // An edge that does not start leaves no empty recording behind, which would stand in the way of the next try.
      if let begun, let record {
        begun.stop()
        try? FileManager.default.removeItem(atPath: record)
      }
      throw CommandFailure(description: "edge '\(configuration.edge.id)': \(error)")
    }
  }

  /// A number that no track of an earlier life has: a thousand for each second since the start of 2026, far more than
  /// an edge begins. The region keeps the past of tracks by their numbers.
  private static func firstTrack(at now: Instant) -> UInt64 {
    UInt64(max(now.milliseconds - 1_767_225_600_000, 0)) + 1
  }

  /// Drains and stops; what was recorded is closed.
  func stop() {
    daemon.stop()
    uplink?.stop()
    RunningTiers.noteLoss("edge '\(daemon.configuration.edge.id)'", uplink?.delivery)
    guard let recorder else { return }
    recorder.stop()
    let progress = recorder.progress
    if let failure = progress.failure { Terminal.note("the recording ended early: \(failure)") }
    if progress.missed > 0 {
      let reason = progress.failure == nil ? "the disk is too slow" : "the recording had ended"
      Terminal.note("\(progress.missed) datagrams were not recorded: \(reason)")
    }
    Terminal.note("recorded \(progress.written) datagrams")
  }
}

/// Serving the page beside other work.
enum Serving {
  /// Says on the terminal when delivery begins to fail, and when it goes on.
  private static func noteFailures(of tiers: Tiers) async {
    var known: [String: String] = [:]
    while !Task.isCancelled {
      let failures = tiers.failures
      for (tier, failure) in failures where known[tier] != failure { Terminal.note("\(tier): \(failure)") }
      for tier in known.keys.sorted() where failures[tier] == nil { Terminal.note("\(tier): goes on") }
      known = failures
      try? await Task.sleep(for: .seconds(1))
    }
  }

  /// Serves until `work` returns.
  ///
  /// Throws what serving throws, such as a port in use, and what `work` throws.
  static func serve(
    _ daemons: [EdgeDaemon], _ tiers: Tiers = Tiers(), at endpoint: NetworkEndpoint,
    while work: @escaping @Sendable () async throws -> Void
  ) async throws {
    var logger = Logger(label: "luyun.http", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .warning
    let gateway = Gateway(edges: daemons, tiers: tiers, endpoint: endpoint, logger: logger) {
      Terminal.note("The page is at http://\(endpoint)/")
    }
    let watch = Task { await noteFailures(of: tiers) }
    defer { watch.cancel() }
    try await gateway.run(while: work)
  }
}
