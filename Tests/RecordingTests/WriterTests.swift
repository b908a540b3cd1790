import Kernel
import Recording
import Testing

/// A sink that fails after a number of octets.
final class FailingSink: ByteSink {
  var left: Int
  init(after octets: Int) { left = octets }
  func write(_ bytes: UnsafeRawBufferPointer) throws(ByteStreamError) {
    left -= bytes.count
    if left < 0 { throw ByteStreamError("the disk is full") }
  }
  func synchronize() {}
}

@Suite("writing recordings")
struct WriterTests {
  static func random(_ random: inout SeededRandom) -> RecordedDatagram {
    func endpoint(_ isIPv4: Bool) -> NetworkEndpoint {
      let address =
        isIPv4
        ? NetworkAddress(ipv4: UInt32(truncatingIfNeeded: random.next()))
        : NetworkAddress(high: random.next() | 1, low: random.next())
      return NetworkEndpoint(address: address, port: UInt16(random.below(65_536)))
    }
    let isIPv4 = random.below(2) == 0
    let octets = random.below(20) == 0 ? random.below(65_508) : random.below(300)
    let time = Instant(nanoseconds: Int64(random.next() >> 1))
    let envelope = DatagramEnvelope(time: time, source: endpoint(isIPv4), destination: endpoint(isIPv4))
    return RecordedDatagram(envelope, payload: (0..<octets).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }

  @Test(
    "what is written is read back", arguments: 0..<8 as Range<UInt64>, [nil, 1, 6] as [Int?])
  func roundTrip(seed: UInt64, compression: Int?) throws {
    var random = SeededRandom(seed: seed)
    let sink = MemorySink()
    let link: RecordedLink = seed % 2 == 0 ? .ethernet : .rawInternet
    let writer = try RecordingWriter(sink, link: link, compression: compression)
    let datagrams = (0..<200).map { _ in Self.random(&random) }
    for datagram in datagrams {
      try writer.append(datagram)
      if random.below(40) == 0 { try writer.flush() }
    }
    try writer.close()
    let reading = Reading(sink.bytes, pieceOctets: 1 + random.below(100_000))
    #expect(reading.error == nil)
    #expect(reading.datagrams == datagrams)
    #expect(reading.tally.packets == 200)
  }

  @Test("the octets of a file are those of the standard")
  func exactOctets() throws {
    let sink = MemorySink()
    let writer = try RecordingWriter(sink, link: .ethernet, application: "luyun")
    let time = Instant(nanoseconds: 0x0102_0304_0506_0708)
    try writer.append(
      RecordedDatagram(
        DatagramEnvelope(time: time, source: Packet.source, destination: Packet.destination), payload: Packet.payload))
    try writer.close()
    let section: [UInt8] = [
      0x0a, 0x0d, 0x0d, 0x0a, 44, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255,
      4, 0, 5, 0, 0x6c, 0x75, 0x79, 0x75, 0x6e, 0, 0, 0, 0, 0, 0, 0, 44, 0, 0, 0,
    ]
    let interface: [UInt8] = [
      1, 0, 0, 0, 32, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0,
    ]
    // Checksums by hand. IPv4: 4500+001f+0000+4000+4011+0a14+0a0b+0a14+0a01 = ed64, complement 129b.
    // UDP: 0a14+0a0b+0a14+0a01+0011+000b+9c40+7530+000b+cafe+0100 = 205c9, folded 05cb, complement fa34.
    let packet: [UInt8] = [
      6, 0, 0, 0, 80, 0, 0, 0, 0, 0, 0, 0, 4, 3, 2, 1, 8, 7, 6, 5, 45, 0, 0, 0, 45, 0, 0, 0,
      2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0,
      0x45, 0, 0, 31, 0, 0, 0x40, 0, 64, 17, 0x12, 0x9b, 10, 20, 10, 11, 10, 20, 10, 1,
      0x9c, 0x40, 0x75, 0x30, 0, 11, 0xfa, 0x34, 0xca, 0xfe, 0x01, 0, 0, 0, 80, 0, 0, 0,
    ]
    #expect(sink.bytes == section + interface + packet)
  }

  @Test("a recorder that is killed leaves a whole file up to the last flush", arguments: [nil, 6] as [Int?])
  func killed(compression: Int?) throws {
    var random = SeededRandom(seed: 3)
    let sink = MemorySink()
    let writer = try RecordingWriter(sink, compression: compression)
    let datagrams = (0..<3000).map { _ in Self.random(&random) }
    for datagram in datagrams[..<1000] { try writer.append(datagram) }
    try writer.flush()
    let flushed = sink.bytes.count
    for datagram in datagrams[1000...] { try writer.append(datagram) }
    let atFlush = Reading(Array(sink.bytes[..<flushed]))
    #expect(atFlush.error == nil)
    #expect(atFlush.datagrams == Array(datagrams[..<1000]))
    // Later the file may end inside a gzip member, but nothing of what was flushed is lost.
    let later = Reading(sink.bytes)
    #expect(sink.bytes.count > flushed)
    #expect(later.datagrams.count >= 1000)
    #expect(later.datagrams == Array(datagrams[..<later.datagrams.count]))
    #expect(compression == nil ? later.error == nil : later.error?.reason == .truncatedCompression)
  }

  @Test("recordings one behind the other in one file are read as one")
  func appended() throws {
    var random = SeededRandom(seed: 5)
    let sink = MemorySink()
    let datagrams = (0..<20).map { _ in Self.random(&random) }
    for part in [datagrams[..<10], datagrams[10...]] {
      let writer = try RecordingWriter(sink, compression: 6)
      for datagram in part { try writer.append(datagram) }
      try writer.close()
    }
    #expect(Reading(sink.bytes).datagrams == datagrams)
    #expect(Reading(sink.bytes).tally.sections == 2)
  }

  @Test("what cannot be recorded is refused with its reason, and the file stays whole")
  func refused() throws {
    let sink = MemorySink()
    let writer = try RecordingWriter(sink)
    func envelope(_ source: NetworkEndpoint, _ destination: NetworkEndpoint, _ time: Int64 = 1) -> DatagramEnvelope {
      DatagramEnvelope(time: Instant(nanoseconds: time), source: source, destination: destination)
    }
    func expect(_ error: RecordingWriteError, _ datagram: RecordedDatagram) {
      #expect(throws: error) { try writer.append(datagram) }
    }
    let long = [UInt8](repeating: 0, count: 65_508)
    expect(
      .payloadTooLong(octets: 65_508), RecordedDatagram(envelope(Packet.source, Packet.destination), payload: long))
    let mixed = RecordedDatagram(envelope(Packet.source, Packet.destination6), payload: [])
    expect(
      .mixedAddresses(source: Packet.source.address, destination: Packet.destination6.address), mixed)
    let early = RecordedDatagram(envelope(Packet.source, Packet.destination, -1), payload: [])
    expect(.timeBeforeEpoch(Instant(nanoseconds: -1)), early)
    let dual = NetworkEndpoint(address: .anyIPv6, port: 30_000)
    try writer.append(RecordedDatagram(envelope(Packet.source, dual), payload: long.dropLast()))
    try writer.append(
      RecordedDatagram(envelope(Packet.source6, dual), payload: long + [UInt8](repeating: 0, count: 19)))
    try writer.close()
    expect(.closed, early)
    let reading = Reading(sink.bytes)
    #expect(reading.datagrams.map(\.payload.count) == [65_507, 65_527])
    #expect(reading.datagrams.map(\.destination.address) == [.anyIPv4, .anyIPv6])
  }

  @Test("after the sink failed the writer stays failed", arguments: [nil, 6] as [Int?])
  func sinkFails(compression: Int?) throws {
    let writer = try RecordingWriter(FailingSink(after: 10), compression: compression)
    #expect(throws: RecordingWriteError.sink(ByteStreamError("the disk is full"))) { try writer.flush() }
    let datagram = RecordedDatagram(
      DatagramEnvelope(time: Instant(nanoseconds: 1), source: Packet.source, destination: Packet.destination),
      payload: [1])
    #expect(throws: RecordingWriteError.sink(ByteStreamError("the disk is full"))) { try writer.append(datagram) }
  }
}
