import EdgeFixtures
import Foundation
import Kernel
import Recording
import Synchronization
import Testing

@testable import EdgeHost
@testable import LinuxIO

/// A folder that is gone after the test.
final class Folder {
  let path = FileManager.default.temporaryDirectory.appending(path: "luyun-test-\(UUID().uuidString)")
  init() throws { try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: path) }
  func file(_ name: String) -> String { path.appending(path: name).path }
}

@Suite("the ring between the core's thread and the recorder's")
struct DatagramRingTests {
  static func envelope(_ number: UInt64) -> DatagramEnvelope {
    DatagramEnvelope(
      time: Instant(nanoseconds: Int64(number)), source: NetworkEndpoint(address: .loopbackIPv4, port: 1),
      destination: NetworkEndpoint(address: .loopbackIPv4, port: 2))
  }

  /// A payload whose every octet follows from its number, of a size that does too; empty ones are among them.
  static func payload(_ number: UInt64) -> [UInt8] {
    [UInt8](repeating: UInt8(truncatingIfNeeded: number &* 31), count: Int(number &* 2_654_435_761 % 700))
  }

  @Test("what was put in comes out in order, whole, and what there was no room for is counted", .timeLimit(.minutes(2)))
  func twoThreads() throws {
    let ring = DatagramRing(capacity: 8192)
    let count: UInt64 = 300_000
    let state = Shared(ring: ring)
    let consumer = try DedicatedThread(name: "consumer") { state.consume() }
    for number in 0..<count { Self.payload(number).withUnsafeBytes { ring.put(Self.envelope(number), $0) } }
    state.isDone.store(true, ordering: .releasing)
    consumer.join()
    let taken = state.taken.load(ordering: .relaxed)
    #expect(state.wrong.load(ordering: .relaxed) == 0)
    #expect(taken + ring.missed == count)
    #expect(taken > 100)
  }

  private final class Shared: Sendable {
    let ring: DatagramRing
    let isDone = Atomic<Bool>(false)
    let taken = Atomic<UInt64>(0)
    let wrong = Atomic<UInt64>(0)
    init(ring: DatagramRing) { self.ring = ring }

    func consume() {
      var last: Int64 = -1
      while true {
        let isLast = isDone.load(ordering: .acquiring)
        while let datagram = ring.take() {
          let number = datagram.time.nanoseconds
          let isRight = number > last && datagram.payload == DatagramRingTests.payload(UInt64(number))
          if !isRight { wrong.wrappingAdd(1, ordering: .relaxed) }
          last = number
          taken.wrappingAdd(1, ordering: .relaxed)
        }
        if isLast { return }
      }
    }
  }

  @Test("a datagram that is larger than the ring is counted, and the next one goes in")
  func larger() {
    let ring = DatagramRing(capacity: 1024)
    [UInt8](repeating: 1, count: 2000).withUnsafeBytes { ring.put(Self.envelope(1), $0) }
    #expect(ring.missed == 1 && ring.take() == nil)
    [UInt8](repeating: 2, count: 20).withUnsafeBytes { ring.put(Self.envelope(2), $0) }
    #expect(ring.take()?.payload == [UInt8](repeating: 2, count: 20))
    #expect(ring.take() == nil)
  }

  @Test("a ring that is closed counts what comes and hands out what it has")
  func closed() {
    let ring = DatagramRing(capacity: 1024)
    [UInt8](repeating: 1, count: 5).withUnsafeBytes { ring.put(Self.envelope(1), $0) }
    ring.close()
    [UInt8](repeating: 1, count: 5).withUnsafeBytes { ring.put(Self.envelope(2), $0) }
    #expect(ring.missed == 1 && ring.take() != nil && ring.take() == nil)
  }
}

@Suite("an edge's recorder", .timeLimit(.minutes(2)))
struct RecorderTests {
  static let destination = NetworkEndpoint(address: .loopbackIPv4, port: 30_000)

  /// Hands a datagram to a recorder as the core's thread does.
  static func record(_ payload: [UInt8], _ number: Int, with recorder: Recorder) {
    let source = NetworkEndpoint(address: number % 3 == 0 ? .loopbackIPv6 : NetworkAddress(10, 0, 0, 1), port: 4000)
    let to = NetworkEndpoint(address: source.address.isIPv4 ? destination.address : .loopbackIPv6, port: 30_000)
    payload.withUnsafeBytes { bytes in
      recorder.record(
        ReceivedDatagram(
          payload: bytes, time: CoreTimes.start + .milliseconds(Int64(number)), timeIsFromKernel: true, source: source),
        destination: to)
    }
  }

  enum CoreTimes { static let start = Instant(milliseconds: 1_773_793_760_000) }

  @Test("what was recorded reads back equal", arguments: ["a.pcapng", "a.pcapng.gz"])
  func readsBack(name: String) throws {
    let folder = try Folder()
    let recorder = try Recorder(path: folder.file(name))
    var random = SeededRandom(seed: 4)
    let payloads = (0..<2000).map { _ in
      (0..<random.below(1200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    for (number, payload) in payloads.enumerated() { Self.record(payload, number, with: recorder) }
    recorder.stop()
    #expect(recorder.progress.written == 2000)
    #expect(recorder.progress.missed == 0 && recorder.progress.failure == nil)
    let back = try Fixtures.datagrams(URL(filePath: folder.file(name)))
    #expect(back.map(\.payload) == payloads)
    #expect(back.map(\.time) == (0..<2000).map { CoreTimes.start + .milliseconds(Int64($0)) })
    #expect(back.filter { $0.source.address == .loopbackIPv6 }.count == 667)
    #expect(back.allSatisfy { $0.destination.port == 30_000 && $0.source.port == 4000 })
  }

  @Test("a file that exists is not overwritten, which is told in one sentence")
  func exists() throws {
    let folder = try Folder()
    try Data([1, 2, 3]).write(to: folder.path.appending(path: "a.pcapng"))
    let error = try #require(throws: ByteStreamError.self) { _ = try Recorder(path: folder.file("a.pcapng")) }
    #expect("\(error)".contains(folder.file("a.pcapng")) && "\(error)".contains("exists already"))
    #expect(try Data(contentsOf: folder.path.appending(path: "a.pcapng")) == Data([1, 2, 3]))
  }

  @Test("a datagram that the format cannot hold is counted, and the recording goes on")
  func unrecordable() throws {
    let folder = try Folder()
    let recorder = try Recorder(path: folder.file("a.pcapng"))
    Self.record([1], 1, with: recorder)
    [UInt8](arrayLiteral: 2).withUnsafeBytes { bytes in
      recorder.record(
        ReceivedDatagram(
          payload: bytes, time: Instant(milliseconds: -5), timeIsFromKernel: true,
          source: NetworkEndpoint(address: .loopbackIPv4, port: 1)), destination: Self.destination)
    }
    Self.record([3], 4, with: recorder)
    recorder.stop()
    #expect(recorder.progress.written == 2 && recorder.progress.missed == 1 && recorder.progress.failure == nil)
    #expect(try Fixtures.datagrams(URL(filePath: folder.file("a.pcapng"))).map(\.payload) == [[1], [3]])
  }

  @Test(
    "a full disk ends the recording with one sentence, and everything is accounted for",
    .enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
  func fullDisk() throws {
    let disk = try SmallDisk()
    let recorder = try Recorder(path: disk.folder.file("a.pcapng"))
    var handed = 0
    while recorder.progress.failure == nil, handed < 20_000 {
      Self.record([UInt8](repeating: 7, count: 1000), handed * 3 + 1, with: recorder)
      handed += 1
      if handed % 100 == 0 { usleep(1000) }
    }
    for _ in 0..<50 {
      Self.record([1], 1, with: recorder)
      handed += 1
    }
    recorder.stop()
    let progress = recorder.progress
    let sentence = try #require(progress.failure)
    #expect(sentence.contains("the disk is full") && sentence.contains("a.pcapng") && !sentence.contains("\n"))
    #expect(progress.written + progress.missed == UInt64(handed))
    #expect(progress.missed >= 50)
  }
}

/// A file system in memory of 128 kB.
final class SmallDisk {
  let folder: Folder

  static let isPossible: Bool = {
    do {
      _ = try SmallDisk()
      return true
    } catch { return false }
  }()

  init() throws {
    folder = try Folder()
    let result = mount("tmpfs", folder.path.path, "tmpfs", 0, "size=128k")
    if result != 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM) }
  }

  deinit { umount2(folder.path.path, 2) }
}
