import Kernel
import Recording
import Synchronization

/// A ring of octets between one thread that puts datagrams in and one that takes them out. No locks; putting allocates
/// nothing and never waits: where there is no room, the datagram is counted as missed.
final class DatagramRing: @unchecked Sendable {
  // Proof of safety: `block` is written only between `tail` and `head + capacity` by the producer, and read only between
  // `head` and `tail` by the consumer. Each index is stored by one thread with release order after the octets it covers
  // were written or read, and loaded by the other with acquire order before it touches them.
  private let block: UnsafeMutableRawPointer
  private let capacity: Int
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)
  private let missedCount = Atomic<UInt64>(0)
  private let isClosed = Atomic<Bool>(false)

  private struct Header: BitwiseCopyable {
    var count: Int
    var envelope: DatagramEnvelope
  }

  /// Makes a ring of a capacity in octets.
  init(capacity: Int) {
    self.capacity = capacity / 64 * 64
    block = .allocate(byteCount: self.capacity, alignment: 64)
  }

  deinit { block.deallocate() }

  /// How many datagrams there was no room for.
  var missed: UInt64 { missedCount.load(ordering: .relaxed) }

  /// Lets nothing more in; what comes is counted as missed.
  func close() { isClosed.store(true, ordering: .releasing) }

  /// Puts a datagram in. One thread only.
  func put(_ envelope: DatagramEnvelope, _ payload: UnsafeRawBufferPointer) {
    let need = (MemoryLayout<Header>.size + payload.count + 63) / 64 * 64
    let end = tail.load(ordering: .relaxed)
    let start = end % capacity
    // A datagram stays in one piece: where it does not fit before the end, the rest is passed over.
    let skipped = start + need > capacity ? capacity - start : 0
    let used = end - head.load(ordering: .acquiring)
    guard !isClosed.load(ordering: .acquiring), used + skipped + need <= capacity else {
      missedCount.wrappingAdd(1, ordering: .relaxed)
      return
    }
    if skipped > 0 { block.storeBytes(of: -1, toByteOffset: start, as: Int.self) }
    let place = (end + skipped) % capacity
    block.storeBytes(of: Header(count: payload.count, envelope: envelope), toByteOffset: place, as: Header.self)
    if let source = payload.baseAddress {
      (block + place + MemoryLayout<Header>.size).copyMemory(from: source, byteCount: payload.count)
    }
    tail.store(end + skipped + need, ordering: .releasing)
  }

  /// Takes the oldest datagram out, or nil. One thread only.
  func take() -> RecordedDatagram? {
    var start = head.load(ordering: .relaxed)
    guard start < tail.load(ordering: .acquiring) else { return nil }
    if block.load(fromByteOffset: start % capacity, as: Int.self) == -1 { start += capacity - start % capacity }
    let place = start % capacity
    let header = block.load(fromByteOffset: place, as: Header.self)
    let payload = UnsafeRawBufferPointer(start: block + place + MemoryLayout<Header>.size, count: header.count)
    let datagram = RecordedDatagram(header.envelope, payload: Array(payload))
    head.store(start + (MemoryLayout<Header>.size + header.count + 63) / 64 * 64, ordering: .releasing)
    return datagram
  }
}
