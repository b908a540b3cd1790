public import Kernel

/// Reads the datagrams of a recording: pcap or pcapng, plain or gzip, told apart by how they begin. Those are UDP's, also
/// where IP sent them in parts, and GeoNetworking packets that stand on the link layer itself.
///
/// Memory stays the same whatever the bytes say. Every packet is handed out or counted with a reason in ``tally``; an
/// error ends the reading, after everything before it was handed out.
public final class RecordingReader {
  /// The most interfaces that a section of pcapng may describe.
  public static let maximumInterfaces = 4096

  private enum Format {
    case pcap(PcapReader)
    case pcapng(PcapngReader)
  }

  private let window: ByteWindow
  private var format: Format
  private var lastTime = Instant(nanoseconds: 0)
  private var fragments = FragmentAssembly()
  private var failure: RecordingError?

  /// What was met so far.
  public private(set) var tally = RecordingTally()

  /// Opens a recording and reads its first header.
  public init(_ source: any ByteSource) throws(RecordingError) {
    window = ByteWindow(source)
    if try !window.has(1) { throw RecordingError(reason: .empty, offset: 0, compressedOffset: nil) }
    try window.require(4)
    let magic: UInt32 = window.integer(at: 0, bigEndian: true)
    if PcapReader.recognises(magic) {
      format = .pcap(try PcapReader(window))
    } else if magic == PcapngReader.sectionHeader {
      format = .pcapng(PcapngReader())
    } else {
      throw RecordingError(reason: .notARecording(magic: magic), offset: 0, compressedOffset: nil)
    }
  }

  /// How many octets of the recording, after decompression, were read.
  public var offset: UInt64 { window.offset }

  /// The next datagram with a copy of its payload; nil at the end. After an error the same error again.
  public func next() throws(RecordingError) -> RecordedDatagram? {
    try withNext { envelope, payload in RecordedDatagram(envelope, payload: Array(payload)) }
  }

  /// Hands the next datagram to `body` without a copy; nil at the end. After an error the same error again.
  ///
  /// The payload is valid during the call; 64 octets behind it may be read too, whatever they hold.
  public func withNext<Result>(
    _ body: (DatagramEnvelope, UnsafeRawBufferPointer) -> Result
  ) throws(RecordingError) -> Result? {
    if let failure { throw failure }
    do throws(RecordingError) {
      while let packet = try nextPacket() {
        tally.packets += 1
        let time = packet.time ?? lastTime
        switch content(of: packet) {
        case .unread(.unsupportedLinkLayer): tally.add(.unsupportedLinkLayer, number: UInt32(packet.linkNumber))
        case .unread(let reason): tally.add(reason)
        case .otherProtocol(let number): tally.add(.notInternetProtocol, number: number)
        case .fragment(let fragment):
          lastTime = time
          guard let whole = fragments.take(fragment, of: window.bytes(packet.octets).bytes, at: time, &tally) else {
            continue
          }
          switch DatagramLayer.content(of: whole) {
          case .datagram(let source, let destination, let place):
            let envelope = envelope(of: packet, source, destination)
            return whole.octets.withUnsafeBytes { body(envelope, UnsafeRawBufferPointer(rebasing: $0[place])) }
          case .unread(let reason): tally.add(reason)
          case .fragment, .otherProtocol: tally.add(.malformedNetworkHeader)
          }
        case .datagram(let source, let destination, let place):
          let envelope = envelope(of: packet, source, destination)
          return body(envelope, UnsafeRawBufferPointer(rebasing: window.bytes(packet.octets)[place]))
        }
      }
      fragments.close(&tally)
      return nil
    } catch {
      fragments.close(&tally)
      failure = error
      throw error
    }
  }

  /// Counts a datagram that is handed out, and tells when and between whom it was seen.
  private func envelope(
    of packet: CapturedPacket, _ source: NetworkEndpoint, _ destination: NetworkEndpoint
  ) -> DatagramEnvelope {
    tally.datagrams += 1
    lastTime = packet.time ?? lastTime
    return DatagramEnvelope(
      time: lastTime, source: source, destination: destination, timeIsRecorded: packet.time != nil)
  }

  private func nextPacket() throws(RecordingError) -> CapturedPacket? {
    switch format {
    case .pcap(var reader):
      defer { format = .pcap(reader) }
      return try reader.nextPacket(from: window)
    case .pcapng(var reader):
      defer { format = .pcapng(reader) }
      return try reader.nextPacket(from: window, tally: &tally)
    }
  }

  private func content(of packet: CapturedPacket) -> DatagramLayer.Content {
    if let reason = packet.unread { return .unread(reason) }
    guard let link = packet.link else { return .unread(.unsupportedLinkLayer) }
    return DatagramLayer.content(of: window.bytes(packet.octets).bytes, link: link)
  }
}
