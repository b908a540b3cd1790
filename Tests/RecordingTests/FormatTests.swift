import Kernel
import Recording
import Testing

@Suite("the formats of recordings")
struct FormatTests {
  @Test(
    "pcap is read in both byte orders, with microseconds and nanoseconds",
    arguments: [false, true], [0xa1b2_c3d4, 0xa1b2_3c4d] as [UInt32])
  func pcap(bigEndian: Bool, magic: UInt32) {
    let file = Pcap.file(
      magic: magic, bigEndian: bigEndian,
      packets: [(1_763_622_900, 999_927, Packet.version4()), (1_763_622_901, 1, Packet.version6())])
    let reading = Reading(file)
    #expect(reading.error == nil)
    let unit: Int64 = magic == 0xa1b2_c3d4 ? 1000 : 1
    #expect(
      reading.datagrams == [
        RecordedDatagram(
          DatagramEnvelope(
            time: Instant(nanoseconds: 1_763_622_900_000_000_000 + 999_927 * unit), source: Packet.source,
            destination: Packet.destination), payload: Packet.payload),
        RecordedDatagram(
          DatagramEnvelope(
            time: Instant(nanoseconds: 1_763_622_901_000_000_000 + unit), source: Packet.source6,
            destination: Packet.destination6), payload: Packet.payload),
      ])
  }

  @Test("pcapng is read in both byte orders, and sections of both may follow one another")
  func sections() {
    func section(_ bigEndian: Bool) -> [UInt8] {
      Pcapng.section(bigEndian: bigEndian) + Pcapng.interface(resolution: 9, bigEndian: bigEndian)
        + Pcapng.packet(Packet.version4(), ticks: 5_000_000_000, bigEndian: bigEndian, withOption: true)
    }
    let reading = Reading(section(false) + section(true) + section(false))
    #expect(reading.error == nil)
    #expect(reading.datagrams.map(\.time.nanoseconds) == [5_000_000_000, 5_000_000_000, 5_000_000_000])
    #expect(reading.tally.sections == 3)
  }

  @Test(
    "time stamps follow the resolution and the offset of their interface",
    arguments: [
      (nil, nil, 1_763_622_900_000_001, 1_763_622_900_000_001_000),
      (9, nil, 1_763_622_900_000_000_001, 1_763_622_900_000_000_001),
      (0, nil, 1_763_622_900, 1_763_622_900_000_000_000),
      (3, 1_763_622_900, 7, 1_763_622_900_007_000_000),
      (3, -2, 7000, 5_000_000_000),
      (12, nil, 1_999, 1),
      (0x80 | 1, nil, 3, 1_500_000_000),
      (0x80 | 32, 1, 1 << 31, 1_500_000_000),
      (0x80 | 127, nil, .max, 0), (127, nil, .max, 0),
    ] as [(UInt8?, Int64?, UInt64, Int64)])
  func resolution(resolution: UInt8?, offset: Int64?, ticks: UInt64, nanoseconds: Int64) {
    let interface = Pcapng.interface(resolution: resolution, offset: offset)
    let reading = Reading(Pcapng.section() + interface + Pcapng.packet(Packet.version4(), ticks: ticks))
    #expect(reading.datagrams.map(\.time.nanoseconds) == [nanoseconds])
  }

  @Test(
    "a time stamp beyond the year 2262 is counted, not handed out",
    arguments: [(0, nil, .max), (9, nil, .max), (6, .max, 0), (6, 9_223_372_036, .max / 2)]
      as [(UInt8, Int64?, UInt64)])
  func impossibleTime(resolution: UInt8, offset: Int64?, ticks: UInt64) {
    let interface = Pcapng.interface(resolution: resolution, offset: offset)
    let reading = Reading(Pcapng.section() + interface + Pcapng.packet(Packet.version4(), ticks: ticks))
    #expect(reading.reasons == [.impossibleTime])
    #expect(reading.error == nil)
  }

  @Test("a simple packet has the time of the packet before, and says so")
  func simplePacket() {
    let reading = Reading(
      Pcapng.section() + Pcapng.interface() + Pcapng.simplePacket(Packet.version4())
        + Pcapng.packet(Packet.version4(), ticks: 9) + Pcapng.simplePacket(Packet.version6()))
    #expect(reading.datagrams.map(\.time.nanoseconds) == [0, 9000, 9000])
    #expect(reading.datagrams.map(\.envelope.timeIsRecorded) == [false, true, false])
  }

  @Test("a simple packet is as long as the snapshot length of its interface lets it be")
  func snapshotLength() {
    let reading = Reading(
      Pcapng.section() + Pcapng.interface(snapshot: 24)
        + Pcapng.simplePacket(Array(Packet.version4().prefix(24)), original: 31))
    #expect(reading.reasons == [.cutShort])
  }

  @Test("an obsolete packet block is a packet")
  func obsoletePacket() {
    let block = Pcapng.block(2, bigEndian: false) {
      $0.add(UInt16(1))
      $0.add(UInt16(0xffff))
      $0.add(UInt64(0))
      $0.add(UInt64(0x0000_001f_0000_001f))
      $0.add(Packet.version4(), padded: true)
    }
    let interfaces = Pcapng.interface(link: 1) + Pcapng.interface()
    #expect(Reading(Pcapng.section() + interfaces + block).datagrams.count == 1)
  }

  @Test("blocks without packets are skipped, however long, and counted")
  func unknownBlocks() {
    let short = Pcapng.block(5, bigEndian: false) { _ in }
    let long = Pcapng.block(0x8000_0bad, bigEndian: false) { $0.add([UInt8](repeating: 7, count: 2_000_001)) }
    let reading = Reading(
      Pcapng.section() + short + Pcapng.interface() + long + Pcapng.packet(Packet.version4(), ticks: 1))
    #expect(reading.datagrams.count == 1)
    #expect(reading.tally.skippedBlocks == 2)
  }

  @Test("a packet of an interface that is not described, or whose link layer is not supported, is counted")
  func interfaces() {
    let packet = Packet.version4()
    let reading = Reading(
      Pcapng.section() + Pcapng.packet(packet, ticks: 1) + Pcapng.simplePacket(packet)
        + Pcapng.interface(link: 105) + Pcapng.packet(packet, ticks: 1)
        + Pcapng.packet(packet, ticks: 1, interface: .max) + Pcapng.section() + Pcapng.packet(packet, ticks: 1))
    #expect(reading.tally.count(of: .unknownInterface) == 4)
    #expect(reading.tally.count(of: .unsupportedLinkLayer) == 1)
    #expect(reading.adds)
    #expect(reading.error == nil)
  }

  @Test("a packet longer than any capture is counted in pcapng and ends a pcap")
  func tooLong() {
    let giant = [UInt8](repeating: 0, count: 262_145)
    let capture = Reading(
      Pcapng.section() + Pcapng.interface() + Pcapng.packet(giant, ticks: 1)
        + Pcapng.packet(Packet.version4(), ticks: 1))
    #expect(capture.reasons == [.tooLong])
    #expect(capture.datagrams.count == 1)
    let pcap = Reading(Pcap.file(packets: [(1, 1, Packet.version4()), (1, 1, giant)]))
    #expect(pcap.datagrams.count == 1)
    #expect(pcap.error?.reason == .recordTooLong(octets: 262_145))
    #expect(pcap.error?.offset == 24 + 16 + 31 + 8)
  }

  @Test("a section with more interfaces than anyone has is refused")
  func tooManyInterfaces() {
    let file = Pcapng.section() + [[UInt8]](repeating: Pcapng.interface(), count: 4097).joined()
    #expect(Reading(file).error?.reason == .tooManyInterfaces)
  }

  @Test("what is no recording says how it begins")
  func notARecording() {
    #expect(Reading([]).error?.reason == .empty)
    #expect(Reading([0xa1, 0xb2]).error?.reason == .truncated)
    #expect(Reading(Array("PK\u{3}\u{4}....".utf8)).error?.reason == .notARecording(magic: 0x504b_0304))
    let error = Reading(Array("PK\u{3}\u{4}....".utf8)).error
    #expect(
      error?.description
        == "the recording cannot be read at octet 0: it is neither pcap nor pcapng, it begins with 0x504b0304")
    #expect(Reading(Pcap.file(major: 3, packets: [])).error?.reason == .unsupportedVersion(major: 3, minor: 4))
    #expect(Reading(Pcapng.section(major: 2)).error?.reason == .unsupportedVersion(major: 2, minor: 0))
  }

  @Test("blocks that contradict themselves name their place")
  func contradictions() {
    let good = Pcapng.section()
    var lengths = good + Pcapng.interface()
    lengths[lengths.count - 4] ^= 4
    guard case .blockLengthsDisagree = Reading(lengths).error?.reason else {
      Issue.record("the lengths at both ends of a block were not compared")
      return
    }
    var mark = good
    mark[8] = 0
    #expect(Reading(mark).error?.reason == .badByteOrderMark(0x003c_2b1a))
    var odd = good + Pcapng.interface()
    odd[good.count + 4] += 1
    let error = Reading(odd).error
    #expect(error?.offset == UInt64(good.count + 4))
    guard case .badBlockLength = error?.reason else {
      Issue.record("a block of an odd length was accepted")
      return
    }
    var option = good + Pcapng.interface()
    option[good.count + 19] = 0xff
    #expect(Reading(option).error?.reason == .optionOutsideBlock)
  }

  @Test("the pieces in which bytes arrive make no difference", arguments: [1, 2, 3, 7, 64, 1000])
  func pieces(octets: Int) {
    let file =
      Pcapng.section() + Pcapng.interface()
      + (0..<50).flatMap { Pcapng.packet(Packet.version4(), ticks: UInt64($0)) }
    #expect(Reading(file, pieceOctets: octets).datagrams == Reading(file).datagrams)
    #expect(Reading(file).datagrams.count == 50)
  }
}
