import EdgeCore
import EdgeFixtures
import EdgeHost
import Foundation
import Ingest
import Kernel
import LinuxIO
import MessagesCSAE
import Recording
import RoadModel
import Telemetry
import Testing

/// A daemon on a free port of the loopback, which the test sends to from there.
final class DaemonUnderTest {
  let daemon: EdgeDaemon
  private let sender: DatagramSender

  init(_ devices: [DeviceRegistration] = [DaemonUnderTest.device()], recorder: Recorder? = nil) throws {
    daemon = try EdgeDaemon(Self.configuration(devices), recorder: recorder)
    sender = try DatagramSender(local: NetworkEndpoint(address: .loopbackIPv4, port: 0))
    try daemon.start()
  }

  static func device(_ address: NetworkAddress = .loopbackIPv4) -> DeviceRegistration {
    DeviceRegistration(unit: "RSU0001A", name: "Unit", address: address, datagramsPerSecond: 1e6)
  }

  static func configuration(_ devices: [DeviceRegistration], port: UInt16 = 0) -> DaemonConfiguration {
    var configuration = DaemonConfiguration(
      edge: EdgeConfiguration(id: "a", name: "A", origin: MessageWriter.origin, devices: devices),
      listen: NetworkEndpoint(address: .loopbackIPv4, port: port))
    configuration.wantsRealTime = false
    return configuration
  }

  func send(_ octets: [UInt8]) {
    octets.withUnsafeBytes { _ = sender.append($0, to: daemon.local) }
    while sender.waiting > 0 {
      sender.flush()
      if sender.waiting > 0 { _ = sender.waitForRoom(timeout: .milliseconds(10)) }
    }
  }

  /// The first status that is as wanted. The suite's time limit ends a wait in vain.
  func status(where isWanted: (EdgeDaemon.Status) -> Bool) async throws -> EdgeDaemon.Status {
    while true {
      if let status = daemon.status(), isWanted(status) { return status }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}

@Suite("an edge daemon on the loopback", .timeLimit(.minutes(2)))
struct EdgeDaemonTests {
  let writer = MessageWriter()

  @Test("every datagram that is sent is received, and accepted or dropped by name")
  func accounting() async throws {
    let edge = try DaemonUnderTest()
    var random = SeededRandom(seed: 2)
    var good: UInt64 = 0
    for number in 0..<5000 {
      let now = SystemClock.realtime()
      switch random.below(3) {
      case 0:
        edge.send(try writer.selfReport(UInt64(number % 20), Double(number % 20) * 10, 0, at: now))
        good += 1
      case 1: edge.send([])
      default: edge.send([0xff, UInt8(truncatingIfNeeded: random.next()), 3])
      }
    }
    let status = try await edge.status { $0.snapshot.counters.received >= 5000 }
    edge.daemon.stop()
    let counters = status.snapshot.counters
    #expect(counters.received == 5000)
    #expect(counters.accepted == good)
    #expect(counters[.empty] + counters[.malformed] + counters[.unsupportedMessage] == 5000 - good)
    #expect(CoreUnderTest.addsUp(counters) && counters[.empty] > 1000)
    #expect(status.snapshot.devices.map(\.counters) == [counters])
    #expect(status.socket.datagrams == 5000 && status.socket.kernelDrops == 0)
    let stages = Dictionary(uniqueKeysWithValues: status.stages.map { ($0.stage, $0) })
    #expect(stages[.decode]?.totalCount == 5000 && stages[.total]?.totalCount == good)
  }

  @Test("the status is published again and again, its sequence advancing, without any datagram")
  func idle() async throws {
    let edge = try DaemonUnderTest()
    let first = try await edge.status { _ in true }
    let later = try await edge.status { $0.snapshot.sequence >= first.snapshot.sequence + 5 }
    edge.daemon.stop()
    #expect((later.snapshot.time - first.snapshot.time).seconds > 0.35)
    #expect(later.snapshot.counters.received == 0 && later.snapshot.objects.isEmpty)
    #expect(later.schedulingRefusal == nil)
  }

  @Test("a daemon that is idle stops, and may be told to twice")
  func stops() async throws {
    let edge = try DaemonUnderTest()
    _ = try await edge.status { _ in true }
    edge.daemon.stop()
    let last = edge.daemon.status()?.snapshot.sequence
    edge.daemon.stop()
    try await Task.sleep(for: .milliseconds(250))
    #expect(edge.daemon.status()?.snapshot.sequence == last)
  }

  @Test("what came before a stop is counted")
  func lastOnes() async throws {
    let edge = try DaemonUnderTest()
    edge.send([1])
    _ = try await edge.status { $0.snapshot.counters.received == 1 }
    edge.daemon.stop()
    #expect(edge.daemon.status()?.snapshot.counters.received == 1)
  }

  @Test("an address that is not registered is visible, with its count")
  func unknownSource() async throws {
    let edge = try DaemonUnderTest([DaemonUnderTest.device(NetworkAddress(10, 0, 0, 1))])
    for _ in 0..<7 { edge.send([1, 2, 3]) }
    let status = try await edge.status { $0.snapshot.counters.received == 7 }
    edge.daemon.stop()
    #expect(status.snapshot.unknownSources.map(\.address) == [.loopbackIPv4])
    #expect(status.snapshot.unknownSources.map(\.datagrams) == [7])
    #expect(status.snapshot.counters[.unknownSource] == 7)
  }

  @Test("a port in use is told in one sentence that names it")
  func portInUse() async throws {
    let edge = try DaemonUnderTest()
    let port = edge.daemon.local.port
    let error = try #require(throws: SocketError.self) {
      _ = try EdgeDaemon(DaemonUnderTest.configuration([DaemonUnderTest.device()], port: port))
    }
    edge.daemon.stop()
    #expect("\(error)".contains("127.0.0.1:\(port)") && "\(error)".contains("another program holds UDP port \(port)"))
    #expect(!"\(error)".contains("\n"))
  }

  @Test("what an edge hears is recorded, the broken and the empty too, and reads back equal")
  func records() async throws {
    let folder = try Folder()
    let recorder = try Recorder(path: folder.file("a.pcapng.gz"))
    let edge = try DaemonUnderTest(recorder: recorder)
    let sent = [try writer.selfReport(1, 0, 0, at: SystemClock.realtime()), [], [9, 9, 9]]
    for octets in sent { edge.send(octets) }
    _ = try await edge.status { $0.snapshot.counters.received == 3 }
    edge.daemon.stop()
    recorder.stop()
    let back = try Fixtures.datagrams(URL(filePath: folder.file("a.pcapng.gz")))
    #expect(back.map(\.payload) == sent)
    #expect(back.allSatisfy { $0.destination == edge.daemon.local && $0.source.address == .loopbackIPv4 })
  }

  @Test(
    "a full disk does not stop the edge",
    .enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
  func fullDisk() async throws {
    let disk = try SmallDisk()
    let recorder = try Recorder(path: disk.folder.file("a.pcapng"))
    let edge = try DaemonUnderTest(recorder: recorder)
    let large = [UInt8](repeating: 0xff, count: 1400)
    var sent: UInt64 = 0
    while recorder.progress.failure == nil, sent < 3000 {
      edge.send(large)
      sent += 1
      if sent % 50 == 0 { _ = try await edge.status { $0.snapshot.counters.received >= sent } }
    }
    for _ in 0..<20 { edge.send(large) }
    sent += 20
    let status = try await edge.status { $0.snapshot.counters.received >= sent }
    edge.daemon.stop()
    recorder.stop()
    #expect(status.snapshot.counters.received == sent)
    #expect(recorder.progress.failure?.contains("the disk is full") == true)
    #expect(recorder.progress.written + recorder.progress.missed == sent)
  }
}
