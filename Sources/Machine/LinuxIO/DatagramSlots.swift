import CLinuxShim
import Kernel

/// Memory for a batch of datagrams, reserved once: each slot holds any datagram that UDP can carry.
///
/// A slot reserves 68 KiB of addresses but takes memory only where it was touched, so that the usual datagram of at
/// most 2048 octets costs a page or two, and a larger one is not lost and needs no second path. The stride moves each
/// slot by one cache line against the page, or else the fronts of all slots would compete for the same cache sets.
final class DatagramSlots {
  /// The most octets of a datagram; UDP carries 65 527 at most.
  static let octets = 65_536
  /// The distance of two slots: room, a page to part them, one cache line.
  static let stride = 65_536 + 4096 + 64
  /// What the usual datagram fits in; larger ones are counted.
  static let usualOctets = 2048

  let count: Int
  let memory: UnsafeMutableRawPointer
  let batch: OpaquePointer

  /// Reserves slots; nil when there is no memory.
  init?(count: Int) {
    guard let memory = luyun_memory_reserve(count * Self.stride) else { return nil }
    guard let batch = luyun_batch_create(memory, Self.stride, Self.octets, UInt32(count)) else {
      luyun_memory_release(memory, count * Self.stride)
      return nil
    }
    self.count = count
    self.memory = memory
    self.batch = batch
    // Touched now, so that no page has to be found while datagrams wait.
    for index in 0..<count {
      slot(index).initializeMemory(as: UInt8.self, repeating: 0, count: Self.usualOctets + 64)
    }
  }

  deinit {
    luyun_batch_destroy(batch)
    luyun_memory_release(memory, count * Self.stride)
  }

  /// The front of a slot, aligned to a cache line.
  func slot(_ index: Int) -> UnsafeMutableRawPointer { memory + index * Self.stride }
}

extension NetworkEndpoint {
  init(_ endpoint: luyun_endpoint) {
    self.init(address: NetworkAddress(high: endpoint.high, low: endpoint.low), port: endpoint.port)
  }

  var shim: luyun_endpoint { luyun_endpoint(high: address.high, low: address.low, port: port) }
}
