public import Kernel

/// Why a recording cannot be read on, and where. Datagrams before that place were handed out.
public struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// Not one octet.
    case empty
    /// The first four octets, first octet highest, belong to neither pcap nor pcapng.
    case notARecording(magic: UInt32)
    /// A version of the format that is not known.
    case unsupportedVersion(major: UInt16, minor: UInt16)
    /// The recording ends inside a header, record or block.
    case truncated
    /// The gzip stream ends before its trailer: the recorder was stopped, or the copy is not complete.
    case truncatedCompression
    /// The gzip stream is damaged, in zlib's words.
    case damagedCompression(String)
    /// A record of pcap with more octets than any capture has; the place of the next one is unknown.
    case recordTooLong(octets: UInt32)
    /// A block of pcapng whose length is no multiple of four or too short for its type.
    case badBlockLength(octets: UInt32)
    /// The length at the end of a block is not that at its front.
    case blockLengthsDisagree(front: UInt32, back: UInt32)
    /// A section that does not say its byte order.
    case badByteOrderMark(UInt32)
    /// An option that is longer than its block.
    case optionOutsideBlock
    /// More interfaces in one section than ``RecordingReader/maximumInterfaces``.
    case tooManyInterfaces
    /// The source of the bytes failed.
    case source(ByteStreamError)
  }

  /// What is wrong.
  public let reason: Reason
  /// Where, in octets from the start of the recording, counted after decompression.
  public let offset: UInt64
  /// Where in the compressed file about, when the recording is compressed.
  public let compressedOffset: UInt64?

  public var description: String {
    let place = compressedOffset.map { " (octet \($0) of the compressed file)" } ?? ""
    return "the recording cannot be read at octet \(offset)\(place): \(sentence)"
  }

  private var sentence: String {
    switch reason {
    case .empty: "it is empty"
    case .notARecording(let magic):
      "it is neither pcap nor pcapng, it begins with 0x\(String(magic, radix: 16))"
    case .unsupportedVersion(let major, let minor): "version \(major).\(minor) of the format is not supported"
    case .truncated: "it ends there, inside a record"
    case .truncatedCompression: "its gzip stream ends there without a trailer, the copy is not complete"
    case .damagedCompression(let words): "its gzip stream is damaged (\(words))"
    case .recordTooLong(let octets): "a record claims \(octets) octets, more than any capture has"
    case .badBlockLength(let octets): "a block claims \(octets) octets, which cannot be"
    case .blockLengthsDisagree(let front, let back): "a block has \(front) octets at its front and \(back) at its end"
    case .badByteOrderMark(let mark): "a section has the byte-order mark 0x\(String(mark, radix: 16))"
    case .optionOutsideBlock: "an option is longer than its block"
    case .tooManyInterfaces: "a section has more than \(RecordingReader.maximumInterfaces) interfaces"
    case .source(let error): error.description
    }
  }
}
