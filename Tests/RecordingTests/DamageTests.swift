import Kernel
import Recording
import Testing

@Suite("damaged recordings")
struct DamageTests {
  /// A file with all kinds of blocks and packets.
  static func sample(compression: Int? = nil) throws -> [UInt8] {
    var random = SeededRandom(seed: 11)
    let sink = MemorySink()
    let writer = try RecordingWriter(sink, link: .ethernet, compression: compression)
    for index in 0..<30 {
      var datagram = WriterTests.random(&random)
      datagram.payload = Array(datagram.payload.prefix(80))
      try writer.append(datagram)
      if index == 15 { try writer.flush() }
    }
    try writer.close()
    return sink.bytes
  }

  static let mixed: [UInt8] =
    Pcapng.section(bigEndian: true) + Pcapng.interface(resolution: 9, offset: 3, bigEndian: true)
    + Pcapng.interface(link: 1, bigEndian: true)
    + Pcapng.packet(Packet.version4(), ticks: 1, bigEndian: true, withOption: true)
    + Pcapng.packet(Packet.ethernet(Packet.version6(), type: [0x86, 0xdd]), ticks: 1, interface: 1, bigEndian: true)
    + Pcapng.simplePacket(Packet.version4(), bigEndian: true)
    + Pcapng.block(77, bigEndian: true) { $0.add(UInt64(5)) } + Pcapng.section() + Pcapng.interface(link: 113)
    + Pcapng.packet(Packet.version4(), ticks: 1)

  static let pcap: [UInt8] = Pcap.file(
    link: 1,
    packets: (0..<12).map { ($0, 1, Packet.ethernet($0 % 2 == 0 ? Packet.version4() : Packet.version6())) })

  @Test("a file that ends anywhere gives what lies before, and names the place")
  func truncated() throws {
    for whole in [try Self.sample(), Self.mixed, Self.pcap] {
      let all = Reading(whole).datagrams
      var ends = 0
      for end in 1..<whole.count {
        let reading = Reading(Array(whole[..<end]))
        #expect(reading.datagrams == Array(all[..<reading.datagrams.count]))
        #expect(reading.adds)
        if let error = reading.error {
          #expect(error.reason == .truncated)
          #expect(error.offset == UInt64(end))
        } else {
          ends += 1
        }
      }
      // Only at the ends of records and blocks is a shorter file a whole one.
      #expect(ends > 5 && ends < 40)
    }
  }

  @Test("a gzip file that ends anywhere says so, except where a member ends")
  func truncatedCompression() throws {
    let whole = try Self.sample(compression: 6)
    let all = Reading(whole).datagrams
    var wholeFiles = 0
    for end in 2..<whole.count {
      let reading = Reading(Array(whole[..<end]), pieceOctets: 100)
      #expect(reading.datagrams == Array(all[..<reading.datagrams.count]))
      if reading.error == nil {
        wholeFiles += 1
      } else {
        #expect(reading.error?.reason == .truncatedCompression)
        #expect(reading.error?.compressedOffset == UInt64(end))
      }
    }
    #expect(wholeFiles == 1)
    #expect(all.count == 30)
  }

  @Test("what follows a gzip member and is none is an error after the last datagram")
  func rubbishBehindMember() throws {
    let reading = Reading(try Self.sample(compression: 6) + [1, 2, 3, 4])
    #expect(reading.datagrams.count == 30)
    guard case .damagedCompression = reading.error?.reason else {
      Issue.record("rubbish behind the last member was accepted")
      return
    }
  }

  @Test("a bit that flips in a gzip member is found", arguments: 0..<200)
  func flipped(index: Int) throws {
    var bytes = try Self.sample(compression: 6)
    var random = SeededRandom(seed: UInt64(index))
    // The ten octets of the header hold a time and hints, which may change unseen.
    let place = 10 + random.below(bytes.count / 2 - 10)
    bytes[place] ^= 1 << UInt8(random.below(8))
    #expect(Reading(bytes).error != nil)
  }

  @Test("a few million mutated octets neither crash nor stop the reader", arguments: 0..<24 as Range<UInt64>)
  func mutated(seed: UInt64) throws {
    let sources = [try Self.sample(), Self.mixed, Self.pcap, try Self.sample(compression: 1)]
    let source = sources[Int(seed) % 4]
    var random = SeededRandom(seed: seed)
    var octets = 0
    var datagrams = 0
    var errors = 0
    while octets < 150_000 {
      var bytes = source
      for _ in 0...random.below(6) {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8(random.below(8))
        case 2: bytes.remove(at: place)
        default: bytes.insert([0, 0xff, 0x7f, 0x80][random.below(4)], at: place)
        }
      }
      let reading = Reading(bytes, pieceOctets: 1 + random.below(5000))
      #expect(reading.adds)
      octets += bytes.count
      datagrams += reading.datagrams.count
      if reading.error != nil { errors += 1 }
    }
    #expect(datagrams > 0)
    #expect(errors > 0)
  }

  @Test("random octets behind a good header neither crash nor stop the reader", arguments: 0..<8 as Range<UInt64>)
  func noise(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<300 {
      let noise = (0..<random.below(2000)).map { _ in UInt8(truncatingIfNeeded: random.next() & random.next()) }
      #expect(Reading(Pcap.file(link: UInt32(random.below(3)), packets: []) + noise).adds)
      #expect(Reading(Pcapng.section() + Pcapng.interface() + noise).adds)
      #expect(Reading([0x1f, 0x8b, 8, 0] + noise).error != nil)
      let packets = (0..<20).map { (UInt32($0), UInt32(0), Array(noise.dropFirst($0 * 50).prefix(80))) }
      for link in [0, 1, 101, 108, 113, 276] as [UInt32] {
        let reading = Reading(Pcap.file(link: link, packets: packets))
        #expect(reading.tally.packets == 20)
        #expect(reading.adds)
      }
    }
  }

  @Test("a source that fails is an error in its own words")
  func sourceFails() throws {
    struct Failing: ByteSource {
      func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteStreamError) -> Int {
        throw ByteStreamError("the pipe is broken")
      }
    }
    let error = #expect(throws: RecordingError.self) { try RecordingReader(Failing()) }
    #expect(error?.reason == .source(ByteStreamError("the pipe is broken")))
  }
}
