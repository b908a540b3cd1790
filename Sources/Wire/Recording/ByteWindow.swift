import Kernel

/// A view of fixed size that slides over the bytes of a recording.
final class ByteWindow {
  /// The longest run of octets that can be seen at once. A packet has at most 262 144 (the largest snapshot length
  /// that capture programs use).
  static let reach = 262_144 + 64
  /// Octets that may be read after any packet, so that a decoder may load whole words.
  static let padding = 64

  private let inflater: Inflater
  private let buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0

  /// How many octets of the recording lie before the window.
  private(set) var offset: UInt64 = 0

  init(_ source: any ByteSource) {
    inflater = Inflater(source)
    buffer = .allocate(byteCount: 2 * Self.reach + Self.padding, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// Whether another `count` octets are there, at most ``reach``; false when the recording ends before.
  func has(_ count: Int) throws(RecordingError) -> Bool {
    precondition(count <= Self.reach, "the window reaches \(Self.reach) octets")
    if start + count > buffer.count - Self.padding { moveToFront() }
    while end - start < count {
      let space = UnsafeMutableRawBufferPointer(rebasing: buffer[end..<buffer.count - Self.padding])
      do {
        let got = try inflater.read(into: space)
        if got == 0 { return false }
        end += got
        UnsafeMutableRawBufferPointer(rebasing: buffer[end..<end + Self.padding])
          .initializeMemory(as: UInt8.self, repeating: 0)
      } catch {
        let place = offset + UInt64(end - start)
        throw RecordingError(reason: error.reason, offset: place, compressedOffset: error.compressedOffset)
      }
    }
    return true
  }

  /// Makes sure that `count` octets are there, at most ``reach``.
  func require(_ count: Int) throws(RecordingError) {
    if try has(count) { return }
    throw RecordingError(reason: .truncated, offset: offset + UInt64(end - start), compressedOffset: nil)
  }

  /// The next `count` octets, which ``require(_:)`` has seen; valid until the window moves. ``padding`` octets behind
  /// them may be read too.
  func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    precondition(count <= end - start, "the octets were not required")
    return UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
  }

  /// An unsigned integer some octets ahead, which ``require(_:)`` has seen.
  func integer<Word: FixedWidthInteger>(at ahead: Int, bigEndian: Bool, as: Word.Type = Word.self) -> Word {
    precondition(ahead >= 0 && ahead + MemoryLayout<Word>.size <= end - start, "the octets were not required")
    let word = buffer.loadUnaligned(fromByteOffset: start + ahead, as: Word.self)
    return bigEndian ? Word(bigEndian: word) : Word(littleEndian: word)
  }

  /// Moves the window on by `count` octets, however many, or throws where the recording ends before.
  func skip(_ count: Int) throws(RecordingError) {
    var rest = count
    while rest > 0 {
      let step = min(rest, Self.reach)
      try require(step)
      start += step
      offset += UInt64(step)
      rest -= step
    }
  }

  private func moveToFront() {
    let rest = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
    buffer.copyMemory(from: rest)
    end -= start
    start = 0
  }
}
