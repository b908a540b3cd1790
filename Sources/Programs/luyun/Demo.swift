import ArgumentParser
import CenterCore
import EdgeCore
import EdgeHost
import Egress
import Foundation
import Ingest
import Interpretation
import Kernel
import LinuxIO
import MessagesCSAE
import Recording
import RegionCore
import RoadModel
import Telemetry

/// `luyun demo`.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Two edges, their region and the center, on recorded traffic that comes through real sockets, and the page.",
    discussion: """
      Examples:
        luyun demo
        luyun demo --duration 20 --http 127.0.0.1:9000
      Open http://127.0.0.1:8480/ and stop with Ctrl-C. The recording starts again when it ends.
      """)

  @Option(help: "Where the page is served.") var http = "\(ConfigurationFile.usualHTTP)"
  @Option(help: "The UDP port of the first edge; the second takes the next one.") var port: UInt16 = DaemonConfiguration
    .usualPort
  @Option(help: "The UDP port at which the recorded units are given what their edge sees; 0 for none.")
  var downlinkPort: UInt16 = 30_100
  @Option(help: "Stop after so many seconds.") var duration: Double?
  @Option(help: "The folder with west.pcapng.gz and east.pcapng.gz; otherwise fixtures/recording of the project.")
  var fixtures: String?

  func run() async throws {
    let endpoint: NetworkEndpoint
    do throws(NetworkAddressError) { endpoint = try NetworkEndpoint(parsing: http) } catch {
      throw ValidationError("'\(http)' is no ADDRESS:PORT: \(error)")
    }
    guard port < .max else { throw ValidationError("--port is 0...65534: the second edge takes the next one") }
    StopRequest.listen()
    let folder = try DemoFolder.find(fixtures)
    let data = FileManager.default.temporaryDirectory.appending(
      path: "luyun-demo-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: data) }
    let tiers = try RunningTiers(
      region: RegionConfiguration(
        id: "corridor", name: "Corridor", origin: GeodeticPosition(latitude: 39.79, longitude: 116.51)),
      center: CenterConfiguration(id: "city", name: "Demo city"), data: data.path)
    defer { tiers.stop() }
    var edges: [DemoEdge] = []
    for (index, name) in ["west", "east"].enumerated() {
      edges.append(
        try DemoEdge(
          name, folder, data: data, port: port == 0 ? 0 : port + UInt16(index),
          downlinkPort: downlinkPort, tiers))
    }
    let start = SystemClock.monotonic()
    for edge in edges { try edge.start() }
    let running = edges
    let limit = duration
    defer { for edge in running { edge.stop() } }
    try await Serving.serve(running.map(\.running.daemon), tiers.served(running.map(\.running)), at: endpoint) {
      while !StopRequest.isAsked {
        let now = SystemClock.monotonic()
        if let limit, (now - start).seconds >= limit { break }
        Terminal.status(Demo.line(running, seconds: (now - start).seconds) + tiers.line)
        try await Task.sleep(for: .milliseconds(250))
      }
    }
    StopRequest.ask()
    for edge in running { edge.drain() }
    Terminal.endStatus()
    for edge in running { Terminal.print(edge.summary) }
    Terminal.print(tiers.summary)
  }

  /// One line that tells how all edges are.
  private static func line(_ edges: [DemoEdge], seconds: Double) -> String {
    let parts = edges.map { edge -> String in
      guard let status = edge.running.daemon.status() else { return "\(edge.name) starting" }
      let counters = status.snapshot.counters
      let total = status.stages.first { $0.stage == .total }
      let late = total.map { "\($0.recent.percentile99.nanoseconds / 1000) us" } ?? "-"
      return "\(edge.name) \(status.snapshot.objects.count) road users, \(Int(status.datagramsPerSecond))/s, "
        + "\(counters.dropped) dropped, p99 \(late)"
    }
    return "\(Int(seconds)) s  " + parts.joined(separator: "  |  ")
  }
}

/// Where the recordings of the demonstration are.
enum DemoFolder {
  /// The folder that was named, or the project's, looked for from here and from the program upwards.
  ///
  /// Throws ``CommandFailure`` where there is none.
  static func find(_ named: String?) throws(CommandFailure) -> URL {
    if let named {
      let folder = URL(filePath: named)
      guard hasRecordings(folder) else {
        throw CommandFailure(description: "\(named) has no west.pcapng.gz and east.pcapng.gz", code: 2)
      }
      return folder
    }
    let starts = [
      URL(filePath: FileManager.default.currentDirectoryPath),
      URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath(),
      Bundle.main.bundleURL,
    ]
    for start in starts {
      var folder = start.standardizedFileURL
      for _ in 0..<8 {
        let candidate = folder.appending(path: "fixtures/recording")
        if hasRecordings(candidate) { return candidate }
        folder.deleteLastPathComponent()
      }
    }
    throw CommandFailure(
      description: "the recordings of the demonstration were not found; name their folder with --fixtures", code: 2)
  }

  private static func hasRecordings(_ folder: URL) -> Bool {
    ["west", "east"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appending(path: "\($0).pcapng.gz").path)
    }
  }
}

/// One edge of the demonstration with the player that feeds it.
final class DemoEdge: Sendable {
  let name: String
  let running: RunningEdge
  private let datagrams: [RecordedDatagram]
  private let feeder: Feeder

  /// The thread that plays, and what came of it.
  private final class Feeder: @unchecked Sendable {
    // `thread` is set by `start` and read by `drain`, both on the command's own task, one after the other.
    var thread: DedicatedThread?
  }

  init(
    _ name: String, _ folder: URL, data: URL, port: UInt16, downlinkPort: UInt16, _ tiers: RunningTiers
  ) throws {
    self.name = name
    datagrams = try RecordingFiles([folder.appending(path: "\(name).pcapng.gz").path]).datagrams
    var edge = try Discovery.configuration(of: datagrams, origin: nil, dialect: .ydt3709_2020)
    edge.id = name
    edge.name = name == "west" ? "Corridor west" : "Corridor east"
    for index in edge.devices.indices { edge.devices[index].address = DemoEdge.local(edge.devices[index].address) }
    edge.downlinks = DemoEdge.downlinks(of: edge.devices, port: downlinkPort)
    let listen = NetworkEndpoint(address: .anyIPv6, port: port)
    running = try RunningEdge(
      DaemonConfiguration(edge: edge, listen: listen), record: data.appending(path: "\(name).pcapng.gz").path,
      uplink: try tiers.uplink(of: name))
    feeder = Feeder()
  }

  /// The address of this machine that stands for a recorded sender: each keeps an address of its own.
  static func local(_ address: NetworkAddress) -> NetworkAddress {
    guard let word = address.ipv4 else { return .loopbackIPv6 }
    return NetworkAddress(ipv4: 127 << 24 | word & 0x00ff_ffff)
  }

  /// Each recorded unit is given what the edge sees, at its own address; none of them with port 0.
  private static func downlinks(of devices: [DeviceRegistration], port: UInt16) -> [Downlink] {
    guard port > 0 else { return [] }
    return devices.enumerated().map { place, device in
      Downlink(
        unit: UnitIndex(UInt8(place)), identity: device.unitNumber,
        destination: NetworkEndpoint(address: device.address, port: port))
    }
  }

  /// Starts to play the recording, again and again.
  func start() throws {
    let port = running.daemon.local.port
    let datagrams = datagrams
    let name = name
    feeder.thread = try DedicatedThread(name: "play-\(name)") {
      do {
        while !StopRequest.isAsked {
          var player = try Player(
            datagrams,
            to: { datagram in
              let local = DemoEdge.local(datagram.envelope.source.address)
              return NetworkEndpoint(address: local.isIPv4 ? .loopbackIPv4 : .loopbackIPv6, port: port)
            }, speed: 1, retimes: true, from: { DemoEdge.local($0) })
          try player.play { _, _ in }
        }
      } catch {
        Terminal.note("\(name): \(error)")
      }
    }
  }

  /// Waits until nothing more is sent and what was sent is handled.
  func drain() {
    feeder.thread?.join()
    feeder.thread = nil
    usleep(300_000)
  }

  /// Stops the edge.
  func stop() {
    StopRequest.ask()
    drain()
    running.stop()
  }

  /// What came in and what became of it.
  var summary: String {
    guard let status = running.daemon.status() else { return "\(name): nothing came" }
    let counters = status.snapshot.counters
    let drops = DropReason.allCases.filter { counters[$0] > 0 }.map { "\($0.name) \(counters[$0])" }
    let stages = status.stages.filter { $0.stage == .total }.map {
      "p50 \($0.recent.median.nanoseconds / 1000) us, p99 \($0.recent.percentile99.nanoseconds / 1000) us"
    }
    return "\(name): received \(counters.received), accepted \(counters.accepted)"
      + (drops.isEmpty ? ", nothing dropped" : ", dropped " + drops.joined(separator: ", "))
      + "; \(status.snapshot.objects.count) road users; in to scene " + stages.joined()
  }
}
