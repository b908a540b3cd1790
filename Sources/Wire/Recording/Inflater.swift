import CZlib
import Kernel

/// What ended the flow of a recording's bytes; ``ByteWindow`` adds the place.
struct ByteFlowError: Error {
  let reason: RecordingError.Reason
  let compressedOffset: UInt64?
}

/// The bytes of a source, decompressed where they begin with the mark of gzip (RFC 1952); any number of members.
final class Inflater {
  private var source: any ByteSource
  private let input: UnsafeMutableRawBufferPointer
  private var inputStart = 0
  private var inputEnd = 0
  private var inputRead: UInt64 = 0
  private var sourceEnded = false
  private var mode = Mode.undetermined
  /// On the heap, because zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var streamIsOpen = false

  private enum Mode { case undetermined, plain, insideMember, betweenMembers }

  init(_ source: any ByteSource) {
    self.source = source
    input = .allocate(byteCount: 65_536, alignment: 16)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
  }

  deinit {
    if streamIsOpen { inflateEnd(stream) }
    stream.deinitialize(count: 1)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills the front of `buffer` with at least one octet and gives their number; 0 at a proper end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteFlowError) -> Int {
    if mode == .undetermined { try chooseMode() }
    if mode == .plain { return try readPlain(into: buffer) }
    // Every turn but the last consumes input, so that a source of finite length ends the loop.
    while true {
      if inputStart == inputEnd, !sourceEnded { try fill() }
      if inputStart == inputEnd {
        if mode == .betweenMembers { return 0 }
        throw ByteFlowError(reason: .truncatedCompression, compressedOffset: inputRead)
      }
      mode = .insideMember
      let produced = try inflateOnce(into: buffer)
      if produced > 0 { return produced }
    }
  }

  private var compressedOffset: UInt64 { inputRead - UInt64(inputEnd - inputStart) }

  private func chooseMode() throws(ByteFlowError) {
    while inputEnd < 2, !sourceEnded { try fill() }
    guard inputEnd >= 2, input[0] == 0x1f, input[1] == 0x8b else {
      mode = .plain
      return
    }
    // 15 bits of window, and 16 for the gzip wrapper.
    let size = Int32(MemoryLayout<z_stream>.size)
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, size)
    if status != Z_OK { throw ByteFlowError(reason: .damagedCompression("zlib does not start"), compressedOffset: 0) }
    streamIsOpen = true
    mode = .insideMember
  }

  private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(ByteFlowError) -> Int {
    if inputStart == inputEnd { return try readSource(into: buffer) }
    let count = min(buffer.count, inputEnd - inputStart)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[inputStart..<inputStart + count]))
    inputStart += count
    return count
  }

  private func inflateOnce(into buffer: UnsafeMutableRawBufferPointer) throws(ByteFlowError) -> Int {
    let capacity = min(buffer.count, 1 << 24)
    let available = inputEnd - inputStart
    guard let inputBase = input.baseAddress, let outputBase = buffer.baseAddress else { return 0 }
    stream.pointee.next_in = (inputBase + inputStart).assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(available)
    stream.pointee.next_out = outputBase.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(capacity)
    let status = inflate(stream, Z_NO_FLUSH)
    inputStart += available - Int(stream.pointee.avail_in)
    let produced = capacity - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK: return produced
    case Z_BUF_ERROR where available > 0 || produced > 0: return produced
    case Z_STREAM_END:
      inflateReset(stream)
      mode = .betweenMembers
      return produced
    default:
      // What came out before the damage is handed on; the next call meets the damage again.
      if produced > 0 { return produced }
      let words = stream.pointee.msg.map { String(cString: $0) } ?? "zlib says \(status)"
      throw ByteFlowError(reason: .damagedCompression(words), compressedOffset: compressedOffset)
    }
  }

  private func fill() throws(ByteFlowError) {
    if inputStart == inputEnd {
      inputStart = 0
      inputEnd = 0
    }
    inputEnd += try readSource(into: UnsafeMutableRawBufferPointer(rebasing: input[inputEnd...]))
  }

  private func readSource(into buffer: UnsafeMutableRawBufferPointer) throws(ByteFlowError) -> Int {
    if sourceEnded { return 0 }
    do {
      let count = try source.read(into: buffer)
      if count == 0 { sourceEnded = true }
      inputRead += UInt64(count)
      return count
    } catch {
      throw ByteFlowError(reason: .source(error), compressedOffset: mode == .plain ? nil : compressedOffset)
    }
  }
}
