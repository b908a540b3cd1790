/// Octets in memory of fixed size, filled from the front; whoever appends has made sure of the room.
final class OctetBuffer {
  private let memory: UnsafeMutableRawBufferPointer
  /// How many octets are filled.
  private(set) var count = 0

  init(capacity: Int) {
    memory = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// How many octets can still be appended.
  var room: Int { memory.count - count }

  /// What was appended.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  /// Forgets what was appended.
  func clear() { count = 0 }

  /// Appends an integer, first octet lowest.
  func appendLittle<Word: FixedWidthInteger>(_ word: Word) { store(word.littleEndian) }

  /// Appends an integer, first octet highest.
  func appendBig<Word: FixedWidthInteger>(_ word: Word) { store(word.bigEndian) }

  /// Appends bytes.
  func append(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count <= room, "the buffer is full")
    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  /// Appends a text in UTF-8.
  func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends zeros up to a multiple of four octets after `start`.
  func padToWord(from start: Int) {
    while (count - start) % 4 != 0 { store(UInt8(0)) }
  }

  private func store<Word: FixedWidthInteger>(_ word: Word) {
    precondition(MemoryLayout<Word>.size <= room, "the buffer is full")
    memory.storeBytes(of: word, toByteOffset: count, as: Word.self)
    count += MemoryLayout<Word>.size
  }
}
