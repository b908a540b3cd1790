import CZlib
import Kernel

/// Compresses into a sink as gzip members (RFC 1952), one for each ``finishMember()``: whatever happens later, a file
/// that ends there is complete for every gzip program.
final class Deflater {
  private let output: UnsafeMutableRawBufferPointer
  /// On the heap, because zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var memberIsOpen = false

  /// Makes a compressor with a level of 1 (fast) to 9 (small); throws when there is no memory for it.
  init(level: Int) throws(ByteStreamError) {
    output = .allocate(byteCount: 65_536, alignment: 16)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for the gzip wrapper.
    let size = Int32(MemoryLayout<z_stream>.size)
    let bounded = Int32(min(max(level, 1), 9))
    let status = deflateInit2_(
      stream, bounded, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    if status != Z_OK { throw ByteStreamError("the compressor does not start (zlib says \(status))") }
  }

  deinit {
    deflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
    output.deallocate()
  }

  /// Compresses bytes; what comes out goes to the sink.
  func write(_ bytes: UnsafeRawBufferPointer, to sink: inout any ByteSink) throws(ByteStreamError) {
    if bytes.isEmpty { return }
    memberIsOpen = true
    // zlib takes a pointer to mutable octets but only reads them.
    let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    stream.pointee.next_in = start?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(bytes.count)
    try run(Z_NO_FLUSH, to: &sink)
  }

  /// Ends the member with its check sum; the next write begins another. Does nothing where nothing was written.
  func finishMember(to sink: inout any ByteSink) throws(ByteStreamError) {
    if !memberIsOpen { return }
    stream.pointee.avail_in = 0
    try run(Z_FINISH, to: &sink)
    deflateReset(stream)
    memberIsOpen = false
  }

  private func run(_ flush: Int32, to sink: inout any ByteSink) throws(ByteStreamError) {
    repeat {
      stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(output.count)
      let status = deflate(stream, flush)
      if status == Z_STREAM_ERROR { throw ByteStreamError("the compressor lost its state") }
      let produced = output.count - Int(stream.pointee.avail_out)
      if produced > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: output[..<produced])) }
    } while stream.pointee.avail_out == 0
  }
}
