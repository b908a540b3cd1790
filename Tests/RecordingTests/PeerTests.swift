import Foundation
import Kernel
import Recording
import Testing

/// Files and programs beside the project, which may be missing.
enum Beside {
  static let corridor: [String] = {
    let root =
      ProcessInfo.processInfo.environment["LUYUN_SHARED"] ?? FileManager.default.currentDirectoryPath + "/../shared"
    let files = ["a", "b"].map { root + "/recordings/corridor-\($0).pcap.gz" }
    return files.filter { FileManager.default.isReadableFile(atPath: $0) }
  }()

  static func program(_ name: String) -> String? {
    let paths = ["/usr/bin/" + name, "/usr/sbin/" + name]
    return paths.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func output(of program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}

@Suite("agreement with others")
struct PeerTests {
  @Test(
    "the recorded corridor is read to its last octet",
    .enabled(if: !Beside.corridor.isEmpty, "the recordings are not beside the project; set LUYUN_SHARED"),
    arguments: Beside.corridor)
  func corridor(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let reader = try RecordingReader(MemorySource(bytes, pieceOctets: 65_536))
    // The header, then for each datagram the record's header, Ethernet, IP and UDP: the sum must be the whole file.
    var octets = 24
    var last = Instant(nanoseconds: 0)
    while let datagram = try reader.next() {
      octets += 16 + 14 + (datagram.source.address.isIPv4 ? 20 : 40) + 8 + datagram.payload.count
      #expect(datagram.destination.port == 30_000)
      #expect(datagram.time >= last)
      last = datagram.time
    }
    #expect(UInt64(octets) == reader.offset)
    #expect(reader.tally.datagrams == reader.tally.packets)
    #expect(reader.tally.datagrams > 10_000)
  }

  private func sample(link: RecordedLink) throws -> (path: String, datagrams: [RecordedDatagram]) {
    var random = SeededRandom(seed: 23)
    let sink = MemorySink()
    let writer = try RecordingWriter(sink, link: link, compression: 6)
    let datagrams = (0..<40).map { index in
      var datagram = WriterTests.random(&random)
      datagram.payload = Array(datagram.payload.prefix(index * 7))
      // Years that other programs print, and ports that no dissector claims.
      datagram.envelope.time = Instant(nanoseconds: 1_763_622_900_000_000_000 + Int64(random.below(1_000_000_000)))
      datagram.envelope.source.port = 40_000
      datagram.envelope.destination.port = 30_000
      return datagram
    }
    for datagram in datagrams { try writer.append(datagram) }
    try writer.close()
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).pcapng.gz").path
    try Data(sink.bytes).write(to: URL(fileURLWithPath: path))
    return (path, datagrams)
  }

  @Test(
    "tshark sees the same datagrams, with right checksums",
    .enabled(if: Beside.program("tshark") != nil, "tshark is not installed"),
    arguments: [RecordedLink.ethernet, .rawInternet])
  func tshark(link: RecordedLink) throws {
    let (path, datagrams) = try sample(link: link)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fields = [
      "frame.time_epoch", "ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "udp.srcport", "udp.dstport", "udp.payload",
      "ip.checksum.status", "udp.checksum.status",
    ]
    let options = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"]
    let lines = try Beside.output(
      of: try #require(Beside.program("tshark")),
      ["-n", "-r", path, "-T", "fields", "-E", "separator=,"] + options + fields.flatMap { ["-e", $0] }
    ).split(separator: "\n")
    #expect(lines.count == datagrams.count)
    for (line, datagram) in zip(lines, datagrams) {
      let parts = line.split(separator: ",", omittingEmptySubsequences: false)
      let nanoseconds = datagram.time.nanoseconds
      #expect(
        parts[0].prefix(20)
          == "\(nanoseconds / 1_000_000_000).\(String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst())")
      #expect(NetworkAddress(String(parts[1] + parts[2])) == datagram.source.address)
      #expect(NetworkAddress(String(parts[3] + parts[4])) == datagram.destination.address)
      #expect(parts[5] == "40000" && parts[6] == "30000")
      #expect(parts[7] == datagram.payload.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined())
      #expect(parts[8] == (datagram.source.address.isIPv4 ? "1" : ""))
      #expect(parts[9] == "1")
    }
  }

  @Test(
    "tcpdump writes pcap that is read as the same datagrams",
    .enabled(if: Beside.program("tcpdump") != nil, "tcpdump is not installed"),
    arguments: [RecordedLink.ethernet, .rawInternet])
  func tcpdump(link: RecordedLink) throws {
    let (path, datagrams) = try sample(link: link)
    let plain = path + ".plain"
    let copy = path + ".pcap"
    defer { for file in [path, plain, copy] { try? FileManager.default.removeItem(atPath: file) } }
    let gzip = try #require(Beside.program("gzip"))
    _ = try Beside.output(of: "/bin/sh", ["-c", "\(gzip) -dc '\(path)' > '\(plain)'"])
    _ = try Beside.output(
      of: try #require(Beside.program("tcpdump")),
      ["-n", "-r", plain, "--time-stamp-precision=nano", "-w", copy])
    #expect(Reading([UInt8](try Data(contentsOf: URL(fileURLWithPath: copy)))).datagrams == datagrams)
  }
}
