import Kernel

/// Reads the packets of a pcap file (draft-ietf-opsawg-pcap): a header, then records to the end.
struct PcapReader {
  private let bigEndian: Bool
  private let fractionNanoseconds: Int64
  private let link: LinkLayer?
  private let linkNumber: UInt16
  /// Octets of the packet handed out last, which are still in the window.
  private var pending = 0

  /// The formats by their first four octets, first octet highest.
  static func recognises(_ magic: UInt32) -> Bool {
    [0xa1b2_c3d4, 0xd4c3_b2a1, 0xa1b2_3c4d, 0x4d3c_b2a1].contains(magic)
  }

  /// Reads the header, whose magic number the caller has recognised.
  init(_ window: ByteWindow) throws(RecordingError) {
    try window.require(24)
    let magic: UInt32 = window.integer(at: 0, bigEndian: true)
    bigEndian = magic == 0xa1b2_c3d4 || magic == 0xa1b2_3c4d
    fractionNanoseconds = magic == 0xa1b2_3c4d || magic == 0x4d3c_b2a1 ? 1 : 1000
    let major: UInt16 = window.integer(at: 4, bigEndian: bigEndian)
    let minor: UInt16 = window.integer(at: 6, bigEndian: bigEndian)
    if major != 2 {
      let reason = RecordingError.Reason.unsupportedVersion(major: major, minor: minor)
      throw RecordingError(reason: reason, offset: 4, compressedOffset: nil)
    }
    // The upper half of the word tells of frame check sequences, which lie behind the IP packet and do no harm.
    let linkWord: UInt32 = window.integer(at: 20, bigEndian: bigEndian)
    linkNumber = UInt16(truncatingIfNeeded: linkWord)
    link = LinkLayer(number: linkNumber)
    try window.skip(24)
  }

  /// The next packet, or nil at the end; its octets are at the front of the window until the next call.
  mutating func nextPacket(from window: ByteWindow) throws(RecordingError) -> CapturedPacket? {
    try window.skip(pending)
    pending = 0
    guard try window.has(1) else { return nil }
    try window.require(16)
    let seconds: UInt32 = window.integer(at: 0, bigEndian: bigEndian)
    let fraction: UInt32 = window.integer(at: 4, bigEndian: bigEndian)
    let octets: UInt32 = window.integer(at: 8, bigEndian: bigEndian)
    if octets > CapturedPacket.maximumOctets {
      let place = window.offset + 8
      throw RecordingError(reason: .recordTooLong(octets: octets), offset: place, compressedOffset: nil)
    }
    try window.require(16 + Int(octets))
    try window.skip(16)
    pending = Int(octets)
    // 32 bits of seconds end in 2106: no overflow.
    let nanoseconds = Int64(seconds) * 1_000_000_000 + Int64(fraction) * fractionNanoseconds
    return CapturedPacket(
      octets: Int(octets), link: link, linkNumber: linkNumber, time: Instant(nanoseconds: nanoseconds),
      unread: link == nil ? .unsupportedLinkLayer : nil)
  }
}
