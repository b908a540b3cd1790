import Kernel

/// Reads the packets of a pcapng file (draft-ietf-opsawg-pcapng): blocks in sections, each section with its own byte
/// order and interfaces. Blocks that hold no packets are skipped.
struct PcapngReader {
  /// The type of a section header block, the same in both byte orders.
  static let sectionHeader: UInt32 = 0x0a0d_0d0a

  private struct Interface {
    var link: LinkLayer?
    var linkNumber: UInt16
    var snapshotOctets: UInt32
    var scale = TimeScale()
  }

  /// A block whose front has been read: what is still to come of it, its last four octets not counted.
  private struct OpenBlock {
    var octets: UInt32
    var rest: Int
  }

  private var bigEndian = false
  private var interfaces: [Interface] = []
  /// The block of the packet handed out last, whose octets are still in the window.
  private var open: OpenBlock?

  /// The next packet, or nil at the end; its octets are at the front of the window until the next call.
  mutating func nextPacket(
    from window: ByteWindow, tally: inout RecordingTally
  ) throws(RecordingError) -> CapturedPacket? {
    try close(window)
    while try window.has(1) {
      try window.require(8)
      let type: UInt32 = window.integer(at: 0, bigEndian: bigEndian)
      if type == Self.sectionHeader { try readByteOrder(window) }
      let octets: UInt32 = window.integer(at: 4, bigEndian: bigEndian)
      try checkLength(octets, type: type, window)
      open = OpenBlock(octets: octets, rest: Int(octets) - 4)
      switch type {
      case Self.sectionHeader:
        try readSection(window)
        tally.sections += 1
      case 1: try readInterface(window)
      case 2, 6: return try readPacket(window, isEnhanced: type == 6)
      case 3: return try readSimplePacket(window)
      default: tally.skippedBlocks += 1
      }
      try close(window)
    }
    return nil
  }

  private func failure(_ reason: RecordingError.Reason, _ window: ByteWindow, ahead: UInt64 = 0) -> RecordingError {
    RecordingError(reason: reason, offset: window.offset + ahead, compressedOffset: nil)
  }

  private mutating func readByteOrder(_ window: ByteWindow) throws(RecordingError) {
    try window.require(12)
    let mark: UInt32 = window.integer(at: 8, bigEndian: true)
    switch mark {
    case 0x1a2b_3c4d: bigEndian = true
    case 0x4d3c_2b1a: bigEndian = false
    default: throw failure(.badByteOrderMark(mark), window, ahead: 8)
    }
  }

  private func checkLength(_ octets: UInt32, type: UInt32, _ window: ByteWindow) throws(RecordingError) {
    let least: UInt32 =
      switch type {
      case Self.sectionHeader: 28
      case 1: 20
      case 2, 6: 32
      case 3: 16
      default: 12
      }
    if octets < least || octets % 4 != 0 { throw failure(.badBlockLength(octets: octets), window, ahead: 4) }
  }

  private mutating func readSection(_ window: ByteWindow) throws(RecordingError) {
    try window.require(24)
    let major: UInt16 = window.integer(at: 12, bigEndian: bigEndian)
    let minor: UInt16 = window.integer(at: 14, bigEndian: bigEndian)
    if major != 1 { throw failure(.unsupportedVersion(major: major, minor: minor), window, ahead: 12) }
    interfaces = []
  }

  private mutating func readInterface(_ window: ByteWindow) throws(RecordingError) {
    try window.require(16)
    if interfaces.count == RecordingReader.maximumInterfaces { throw failure(.tooManyInterfaces, window) }
    let number: UInt16 = window.integer(at: 8, bigEndian: bigEndian)
    var interface = Interface(
      link: LinkLayer(number: number), linkNumber: number,
      snapshotOctets: window.integer(at: 12, bigEndian: bigEndian))
    try advance(16, window)
    while let rest = open?.rest, rest >= 4 {
      try window.require(4)
      let code: UInt16 = window.integer(at: 0, bigEndian: bigEndian)
      let length = Int(window.integer(at: 2, bigEndian: bigEndian, as: UInt16.self))
      if code == 0 { break }
      let padded = 4 + (length + 3) & ~3
      if padded > rest { throw failure(.optionOutsideBlock, window) }
      try window.require(padded)
      if code == 9, length == 1 { interface.scale.setResolution(window.integer(at: 4, bigEndian: true)) }
      if code == 14, length == 8 { interface.scale.offsetSeconds = window.integer(at: 4, bigEndian: bigEndian) }
      try advance(padded, window)
    }
    interfaces.append(interface)
  }

  /// An enhanced packet block, or its obsolete forerunner, whose interface number has only 16 bits.
  private mutating func readPacket(_ window: ByteWindow, isEnhanced: Bool) throws(RecordingError) -> CapturedPacket {
    try window.require(28)
    let number =
      isEnhanced
      ? Int(window.integer(at: 8, bigEndian: bigEndian, as: UInt32.self))
      : Int(window.integer(at: 8, bigEndian: bigEndian, as: UInt16.self))
    let high: UInt32 = window.integer(at: 12, bigEndian: bigEndian)
    let low: UInt32 = window.integer(at: 16, bigEndian: bigEndian)
    let octets: UInt32 = window.integer(at: 20, bigEndian: bigEndian)
    try advance(28, window)
    let interface = number < interfaces.count ? interfaces[number] : nil
    let time = interface?.scale.instant(UInt64(high) << 32 | UInt64(low))
    var packet = try captured(Int(octets), of: interface, window)
    packet.time = time
    if packet.unread == nil, time == nil { packet.unread = .impossibleTime }
    return packet
  }

  /// A simple packet block: no time, no interface number (it is the first), no captured length of its own.
  private mutating func readSimplePacket(_ window: ByteWindow) throws(RecordingError) -> CapturedPacket {
    try window.require(12)
    let original: UInt32 = window.integer(at: 8, bigEndian: bigEndian)
    try advance(12, window)
    let interface = interfaces.first
    let limit = interface.map { $0.snapshotOctets == 0 ? .max : $0.snapshotOctets } ?? .max
    return try captured(min(Int(min(original, limit)), open?.rest ?? 0), of: interface, window)
  }

  /// The packet of the open block, whose octets come next.
  private func captured(
    _ octets: Int, of interface: Interface?, _ window: ByteWindow
  ) throws(RecordingError) -> CapturedPacket {
    guard let block = open, octets <= block.rest else {
      throw failure(.badBlockLength(octets: open?.octets ?? 0), window)
    }
    var packet = CapturedPacket(
      octets: octets, link: interface?.link, linkNumber: interface?.linkNumber ?? 0, time: nil, unread: nil)
    if octets > CapturedPacket.maximumOctets {
      packet.unread = .tooLong
      return packet
    }
    try window.require(octets)
    if interface == nil {
      packet.unread = .unknownInterface
    } else if packet.link == nil {
      packet.unread = .unsupportedLinkLayer
    }
    return packet
  }

  /// Moves on within the open block.
  private mutating func advance(_ octets: Int, _ window: ByteWindow) throws(RecordingError) {
    try window.skip(octets)
    open?.rest -= octets
  }

  /// Skips what is left of the open block and compares its two lengths.
  private mutating func close(_ window: ByteWindow) throws(RecordingError) {
    guard let block = open else { return }
    open = nil
    try window.skip(block.rest)
    try window.require(4)
    let back: UInt32 = window.integer(at: 0, bigEndian: bigEndian)
    if back != block.octets { throw failure(.blockLengthsDisagree(front: block.octets, back: back), window) }
    try window.skip(4)
  }
}
