/// What reading or writing a stream of bytes met, as a sentence for the operator.
public struct ByteStreamError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence that names the stream and what to change.
  public let description: String

  /// Makes an error from its sentence.
  public init(_ description: String) { self.description = description }
}

/// Where bytes come from: a file, a pipe, memory. Cores and readers see only this; files belong to the machine floor.
public protocol ByteSource {
  /// Fills the front of a buffer that is not empty, and gives the number of octets, at least 1; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteStreamError) -> Int
}

/// Where bytes go.
public protocol ByteSink {
  /// Writes all of the bytes, in order, or throws.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(ByteStreamError)
  /// Returns when what was written would outlast a loss of power, where the sink can promise that.
  mutating func synchronize() throws(ByteStreamError)
}

/// A source that hands out an array, in pieces of a chosen size.
public struct MemorySource: ByteSource {
  private let bytes: [UInt8]
  private let pieceOctets: Int
  private var position = 0

  /// Makes a source of `bytes`, which never hands out more than `pieceOctets` (at least 1) at a time.
  public init(_ bytes: [UInt8], pieceOctets: Int = .max) {
    self.bytes = bytes
    self.pieceOctets = max(1, pieceOctets)
  }

  /// Fills the front of `buffer`, at most one piece.
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, pieceOctets, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}

/// A sink that keeps what it is given.
public final class MemorySink: ByteSink {
  /// All that was written.
  public private(set) var bytes: [UInt8] = []

  /// Makes an empty sink.
  public init() {}

  /// Appends to ``bytes``.
  public func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }

  /// Nothing: memory is where it is.
  public func synchronize() {}
}
