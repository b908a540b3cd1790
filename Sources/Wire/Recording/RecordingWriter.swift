public import Kernel

/// The link layer that a recording is written with.
public enum RecordedLink: Hashable, Sendable {
  /// IP packets without a link header.
  case rawInternet
  /// Ethernet frames with locally administered addresses.
  case ethernet

  var number: UInt16 { self == .ethernet ? 1 : 101 }
}

/// Why a datagram was not recorded.
public enum RecordingWriteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More octets than UDP can carry: 65 507 over IPv4, 65 527 over IPv6.
  case payloadTooLong(octets: Int)
  /// An IPv4 and an IPv6 address in one datagram.
  case mixedAddresses(source: NetworkAddress, destination: NetworkAddress)
  /// A time before 1970, which the format does not hold.
  case timeBeforeEpoch(Instant)
  /// The sink failed, now or before; the recording ends with the last block that it took.
  case sink(ByteStreamError)
  /// The writer was closed.
  case closed

  public var description: String {
    switch self {
    case .payloadTooLong(let octets): "a datagram of \(octets) octets is longer than UDP can carry"
    case .mixedAddresses(let source, let destination):
      "a datagram from \(source) to \(destination) mixes IPv4 and IPv6"
    case .timeBeforeEpoch(let time): "a datagram's time lies before 1970 (\(time.nanoseconds) ns)"
    case .sink(let error): error.description
    case .closed: "the recording was closed already"
    }
  }
}

/// Writes datagrams as a pcapng file with nanosecond time stamps, which every capture program opens.
///
/// Datagrams gather in memory of fixed size and reach the sink in whole blocks, so that a recorder that is killed
/// leaves a readable file up to the last ``flush()``; with compression each flush ends a gzip member.
public final class RecordingWriter {
  private var sink: any ByteSink
  private let link: RecordedLink
  private let deflater: Deflater?
  private let buffer = OctetBuffer(capacity: 262_144)
  private var failure: RecordingWriteError?

  /// How many datagrams were taken.
  public private(set) var datagrams: UInt64 = 0

  /// Begins a recording. `compression` is a level of gzip, 1 (fast) to 9 (small), or nil for plain; `application`
  /// names the recorder in the file.
  public init(
    _ sink: any ByteSink, link: RecordedLink = .rawInternet, compression: Int? = nil, application: String = "luyun"
  ) throws(RecordingWriteError) {
    self.sink = sink
    self.link = link
    do { deflater = try compression.map { level throws(ByteStreamError) in try Deflater(level: level) } } catch {
      throw .sink(error)
    }
    appendSection(application: String(decoding: application.utf8.prefix(200), as: UTF8.self))
    appendInterface()
  }

  /// Takes a datagram. An IPv4 datagram that was sent to `::` (a dual-stack socket's own address) goes to 0.0.0.0.
  public func append(
    _ envelope: DatagramEnvelope, payload: UnsafeRawBufferPointer
  ) throws(RecordingWriteError) {
    if let failure { throw failure }
    var destination = envelope.destination
    let isIPv4 = envelope.source.address.isIPv4
    if isIPv4, destination.address == .anyIPv6 { destination.address = .anyIPv4 }
    if payload.count > (isIPv4 ? 65_507 : 65_527) { throw .payloadTooLong(octets: payload.count) }
    if isIPv4 != destination.address.isIPv4 {
      throw .mixedAddresses(source: envelope.source.address, destination: destination.address)
    }
    if envelope.time.nanoseconds < 0 { throw .timeBeforeEpoch(envelope.time) }
    let framing = DatagramFraming(link: link, source: envelope.source, destination: destination, payload: payload)
    if buffer.room < framing.octets + 3 + 32 { try drain() }
    appendPacket(framing, time: UInt64(envelope.time.nanoseconds))
    datagrams += 1
  }

  /// Takes a datagram.
  public func append(_ datagram: RecordedDatagram) throws(RecordingWriteError) {
    let outcome = datagram.payload.withUnsafeBytes { payload in
      Result { () throws(RecordingWriteError) in try append(datagram.envelope, payload: payload) }
    }
    try outcome.get()
  }

  /// Hands everything to the sink, so that it can be read back by others.
  public func flush() throws(RecordingWriteError) {
    try drain()
    do { try deflater?.finishMember(to: &sink) } catch { throw fail(error) }
  }

  /// Hands everything to the sink and has it written to the disk.
  public func synchronize() throws(RecordingWriteError) {
    try flush()
    do { try sink.synchronize() } catch { throw fail(error) }
  }

  /// Ends the recording; nothing can be appended afterwards.
  public func close() throws(RecordingWriteError) {
    try synchronize()
    failure = .closed
  }

  private func drain() throws(RecordingWriteError) {
    if let failure { throw failure }
    do {
      if let deflater {
        try deflater.write(buffer.bytes, to: &sink)
      } else if buffer.count > 0 {
        try sink.write(buffer.bytes)
      }
    } catch { throw fail(error) }
    buffer.clear()
  }

  /// After a failure the sink may hold part of a block: nothing more may follow it.
  private func fail(_ error: ByteStreamError) -> RecordingWriteError {
    let reason = RecordingWriteError.sink(error)
    failure = reason
    return reason
  }

  /// A section header block with the options shb_userappl and end.
  private func appendSection(application: String) {
    let nameOctets = application.utf8.count
    let padded = (nameOctets + 3) & ~3
    let octets = UInt32(28 + 4 + padded + 4)
    buffer.appendLittle(PcapngReader.sectionHeader)
    buffer.appendLittle(octets)
    buffer.appendLittle(UInt32(0x1a2b_3c4d))
    buffer.appendLittle(UInt16(1))
    buffer.appendLittle(UInt16(0))
    // The length of the section is not known yet.
    buffer.appendLittle(UInt64.max)
    buffer.appendLittle(UInt16(4))
    buffer.appendLittle(UInt16(nameOctets))
    let start = buffer.count
    buffer.append(application)
    buffer.padToWord(from: start)
    buffer.appendLittle(UInt32(0))
    buffer.appendLittle(octets)
  }

  /// An interface description block with the option if_tsresol: nanoseconds.
  private func appendInterface() {
    buffer.appendLittle(UInt32(1))
    buffer.appendLittle(UInt32(32))
    buffer.appendLittle(link.number)
    buffer.appendLittle(UInt16(0))
    buffer.appendLittle(UInt32(0))
    buffer.appendLittle(UInt16(9))
    buffer.appendLittle(UInt16(1))
    buffer.appendLittle(UInt32(9))
    buffer.appendLittle(UInt32(0))
    buffer.appendLittle(UInt32(32))
  }

  /// An enhanced packet block.
  private func appendPacket(_ framing: DatagramFraming, time: UInt64) {
    let octets = UInt32(32 + (framing.octets + 3) & ~3)
    buffer.appendLittle(UInt32(6))
    buffer.appendLittle(octets)
    buffer.appendLittle(UInt32(0))
    buffer.appendLittle(UInt32(truncatingIfNeeded: time >> 32))
    buffer.appendLittle(UInt32(truncatingIfNeeded: time))
    buffer.appendLittle(UInt32(framing.octets))
    buffer.appendLittle(UInt32(framing.octets))
    let start = buffer.count
    framing.append(to: buffer)
    buffer.padToWord(from: start)
    buffer.appendLittle(octets)
  }
}
