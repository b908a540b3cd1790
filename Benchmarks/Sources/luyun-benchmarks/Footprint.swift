import Foundation
import FoundationNetworking
import Kernel
import LinuxIO

/// The memory of an edge daemon, idle and after many messages, as the system counts it.
struct Footprint {
  private static let port: UInt16 = 38_301
  private static let webPort: UInt16 = 38_302
  private static let messages = 1_000_000

  /// Resident memory in MB, and the part of it that no file stands behind.
  private struct Memory {
    var resident: Double
    var anonymous: Double

    init?(of process: Int32) {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return nil }
      func megabytes(_ name: String) -> Double? {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }
          .map { $0 / 1024 }
      }
      guard let resident = megabytes("VmRSS"), let anonymous = megabytes("RssAnon") else { return nil }
      (self.resident, self.anonymous) = (resident, anonymous)
    }

    var text: String { String(format: "%6.1f MB resident, %6.1f MB of them anonymous", resident, anonymous) }
  }

  /// Starts a daemon, measures it, sends it a million BSM of 256 cars, and measures it again.
  static func print(program: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "luyun-footprint-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "edge.yaml")
    try configuration.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["edge", "--config", file.path]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    Swift.print("\nFOOTPRINT  (\(program) edge, one edge with room for 4096 tracks and its page)")
    Thread.sleep(forTimeInterval: 3)
    guard let idle = Memory(of: process.processIdentifier), process.isRunning else {
      return Swift.print("  the daemon did not start")
    }
    Swift.print("  idle, after 3 s            \(idle.text)")
    let sender = try Sender()
    try sender.send(messages / 2)
    guard let half = Memory(of: process.processIdentifier) else { return }
    Swift.print("  after \(messages / 2) messages      \(half.text)")
    try sender.send(messages / 2)
    guard let full = Memory(of: process.processIdentifier) else { return }
    Swift.print("  after \(messages) messages     \(full.text)")
    Swift.print("  goal 9: at most 16 MB idle, 48 MB with 10 000 tracks, no growth")
    try sender.send(messages, pause: 0)
    Thread.sleep(forTimeInterval: 2)
    try printAccount(sent: sender.taken)
  }

  private static var configuration: String {
    """
    http: 127.0.0.1:\(webPort)
    edges:
      - id: footprint
        listen: 127.0.0.1:\(port)
        origin: { latitude: 39.79, longitude: 116.51 }
        realTime: false
        devices:
          - { unit: UNIT1, address: 127.0.0.1, datagramsPerSecond: 1000000 }

    """
  }

  /// The part of GET /api/v1/stages that accounts for datagrams.
  private struct Account: Decodable {
    struct Ingest: Decodable {
      var received: Int
      var accepted: Int
      var drops: [String: Int]
      var kernelDrops: Int
    }
    var ingest: Ingest
  }

  /// Compares what was sent with what the daemon says of it, the last million in one burst.
  private static func printAccount(sent: Int) throws {
    guard let url = URL(string: "http://127.0.0.1:\(webPort)/api/v1/stages") else { return }
    let ingest = try JSONDecoder().decode(Account.self, from: Data(contentsOf: url)).ingest
    let dropped = ingest.drops.values.reduce(0, +)
    Swift.print("\nACCOUNT  (\(messages) at some 100 000 a second, then \(messages) as fast as they can be sent)")
    Swift.print("  sent \(sent), received \(ingest.received), of them accepted \(ingest.accepted), dropped \(dropped)")
    Swift.print("  dropped by reason: \(ingest.drops.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
    let holds = sent == ingest.received && ingest.received == ingest.accepted + dropped
    Swift.print("  goal 5: every datagram accounted for: \(holds ? "yes" : "NO")")
  }

  /// Sends self-reports of cars that drive in real time.
  private final class Sender {
    private let receiver: DatagramReceiver
    private let sender: DatagramSender
    private var writer: StreetWriter
    private var sent = 0

    init() throws {
      receiver = try DatagramReceiver(
        DatagramReceiver.Configuration(local: NetworkEndpoint(address: .loopbackIPv4, port: 0)))
      sender = try DatagramSender(sharing: receiver, capacity: 128)
      writer = StreetWriter(
        street: .init(cars: CoreMeasures.tracks, units: 0, connected: 1, cycles: 0),
        origin: GeodeticPosition(latitude: 39.79, longitude: 116.51), start: SystemClock.realtime())
    }

    /// How many datagrams the system has taken.
    var taken: Int { Int(sender.sent) }

    /// Sends so many, and sleeps so many microseconds after each hundred.
    func send(_ count: Int, pause: UInt32 = 500) throws {
      let target = NetworkEndpoint(address: .loopbackIPv4, port: Footprint.port)
      let start = sent
      while sent < start + count {
        for _ in 0..<100 {
          writer.writeReport(of: sent % CoreMeasures.tracks, at: SystemClock.realtime()) { octets in
            sender.append(UnsafeRawBufferPointer(octets), to: target)
          }
          sent += 1
        }
        sender.flush()
        if pause > 0 { usleep(pause) }
      }
    }
  }
}
