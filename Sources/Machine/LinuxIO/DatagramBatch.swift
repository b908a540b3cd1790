import CLinuxShim
public import Kernel

/// A datagram in a slot of a ``DatagramBatch``.
public struct ReceivedDatagram {
  /// The octets after the UDP header, at the front of the slot, aligned to 64 octets. They are valid until the batch
  /// is received into again; 64 octets of zeros follow, so that a decoder may load whole words.
  public let payload: UnsafeRawBufferPointer
  /// When the kernel took it from the network card, or the time of the call where the kernel gave none.
  public let time: Instant
  /// Whether ``time`` is the kernel's.
  public let timeIsFromKernel: Bool
  /// Who sent it.
  public let source: NetworkEndpoint
}

/// The datagrams of one receive call, in memory that is reserved once. It belongs to the thread that receives.
public final class DatagramBatch {
  private let slots: DatagramSlots
  private let results: UnsafeMutablePointer<luyun_received>

  /// How many datagrams the last call brought.
  public private(set) var count = 0

  /// Reserves a batch of 1...1024 slots; throws when there is no memory.
  public init(capacity: Int = 64) throws(ByteStreamError) {
    let capacity = min(max(capacity, 1), 1024)
    guard let slots = DatagramSlots(count: capacity) else {
      throw ByteStreamError("there is no memory for \(capacity) datagrams; give the service more")
    }
    self.slots = slots
    results = .allocate(capacity: capacity)
    results.initialize(repeating: luyun_received(), count: capacity)
  }

  deinit { results.deallocate() }

  /// The most datagrams of one call.
  public var capacity: Int { slots.count }

  /// A datagram of the last call, 0..<count.
  public subscript(index: Int) -> ReceivedDatagram {
    precondition(index >= 0 && index < count, "the batch has \(count) datagrams")
    let result = results[index]
    return ReceivedDatagram(
      payload: UnsafeRawBufferPointer(start: slots.slot(index), count: Int(result.length)),
      time: Instant(nanoseconds: result.time_nanoseconds), timeIsFromKernel: result.has_time,
      source: NetworkEndpoint(result.source))
  }

  /// Takes what waits at a socket without blocking; the number, or the negative of the system's error.
  func receive(_ descriptor: Int32, into counts: inout ReceiveCounts) -> Int32 {
    let received = luyun_batch_receive(slots.batch, descriptor, results)
    count = max(0, Int(received))
    counts.tally(results, count: count)
    return received
  }
}

/// What one receive call adds to the counters of its receiver.
struct ReceiveCounts {
  var datagrams = 0
  var octets = 0
  var larger = 0
  var truncated = 0
  var withoutKernelTime = 0

  mutating func tally(_ results: UnsafeMutablePointer<luyun_received>, count: Int) {
    datagrams = count
    for index in 0..<count {
      octets += Int(results[index].length)
      if results[index].length > DatagramSlots.usualOctets { larger += 1 }
      if results[index].was_truncated { truncated += 1 }
      if !results[index].has_time {
        withoutKernelTime += 1
        results[index].time_nanoseconds = SystemClock.realtime().nanoseconds
      }
    }
  }
}
