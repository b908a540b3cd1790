import CLinuxShim
import Glibc
public import Kernel

/// Sends datagrams in batches (sendmmsg) without blocking. It belongs to one thread; nothing is allocated for a batch.
public final class DatagramSender {
  /// Where the socket is bound, or will be by the system at the first datagram (port 0).
  public let local: NetworkEndpoint

  /// Datagrams that the system took.
  public private(set) var sent: UInt64 = 0
  /// Datagrams that were given up because the system's queue stayed full.
  public private(set) var shed: UInt64 = 0
  /// Datagrams that the system refused, with the last error of each kind and their number.
  public private(set) var refused: [(error: SocketError, count: UInt64)] = []

  /// How many datagrams wait for the next ``flush()``.
  public var waiting: Int { end - first }

  private let slots: DatagramSlots
  private let destinations: UnsafeMutablePointer<NetworkEndpoint>
  /// The waiting datagrams are those of the slots first..<end.
  private var first = 0
  private var end = 0
  private let descriptor: Int32
  private let isIPv6: Bool
  /// Whose socket is shared; nil where the socket is the sender's own.
  private let owner: DatagramReceiver?

  /// Sends from a socket of its own, bound to `local` where it is given, else of any address, IPv6 and IPv4.
  public init(local: NetworkEndpoint? = nil, capacity: Int = 64) throws(SocketError) {
    let any = NetworkEndpoint(address: .anyIPv6, port: 0)
    var isIPv6 = !(local ?? any).address.isIPv4
    var descriptor = luyun_socket_open(isIPv6)
    if descriptor == -EAFNOSUPPORT, local == nil {
      isIPv6 = false
      descriptor = luyun_socket_open(false)
    }
    try DatagramSocket.check(descriptor, .open, local ?? any)
    do throws(SocketError) {
      if isIPv6 {
        let result = luyun_socket_set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
        try DatagramSocket.check(result, .configure, local ?? any)
      }
      if let local { try DatagramSocket.check(luyun_socket_bind(descriptor, isIPv6, local.shim), .bind, local) }
      slots = try Self.reserve(capacity, for: local ?? any)
    } catch {
      FileDescriptor.close(descriptor)
      throw error
    }
    var endpoint = luyun_endpoint()
    self.local =
      luyun_socket_endpoint(descriptor, &endpoint) == 0 ? NetworkEndpoint(endpoint) : local ?? any
    self.descriptor = descriptor
    self.isIPv6 = isIPv6
    owner = nil
    destinations = .allocate(capacity: slots.count)
    destinations.initialize(repeating: any, count: slots.count)
  }

  /// Sends from the port of a receiver, as units expect that answer to the address they send to.
  public init(sharing receiver: DatagramReceiver, capacity: Int = 64) throws(SocketError) {
    slots = try Self.reserve(capacity, for: receiver.local)
    descriptor = receiver.descriptor
    isIPv6 = receiver.isIPv6
    local = receiver.local
    owner = receiver
    destinations = .allocate(capacity: slots.count)
    destinations.initialize(repeating: receiver.local, count: slots.count)
  }

  deinit {
    if owner == nil { FileDescriptor.close(descriptor) }
    destinations.deallocate()
  }

  private static func reserve(_ capacity: Int, for local: NetworkEndpoint) throws(SocketError) -> DatagramSlots {
    guard let slots = DatagramSlots(count: min(max(capacity, 1), 1024)) else {
      throw SocketError(operation: .open, endpoint: local, code: ENOMEM)
    }
    return slots
  }

  /// Marks datagrams with a differentiated services code point, 0...63 (RFC 2474); for IPv6 and IPv4.
  public func setDifferentiatedServices(_ codePoint: UInt8) throws(SocketError) {
    let value = Int32(codePoint & 63) << 2
    if isIPv6 {
      let result = luyun_socket_set(descriptor, Int32(IPPROTO_IPV6), IPV6_TCLASS, value)
      try DatagramSocket.check(result, .configure, local)
    }
    try DatagramSocket.check(luyun_socket_set(descriptor, Int32(IPPROTO_IP), IP_TOS, value), .configure, local)
  }

  /// The code point of ``setDifferentiatedServices(_:)`` as the system has it; nil where it does not tell.
  public var differentiatedServices: UInt8? {
    var value: Int32 = 0
    let level = Int32(isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP)
    let result = luyun_socket_get(descriptor, level, isIPv6 ? IPV6_TCLASS : IP_TOS, &value)
    return result < 0 ? nil : UInt8(truncatingIfNeeded: value >> 2 & 63)
  }

  /// Puts a datagram into the batch, which is sent first where it is full. A datagram that finds the batch and the
  /// system's queue full is given up and counted in ``shed``; one longer than any slot or of another IP version than
  /// the socket is counted in ``refused``. False for both.
  @discardableResult
  public func append(_ payload: UnsafeRawBufferPointer, to destination: NetworkEndpoint) -> Bool {
    if payload.count > DatagramSlots.octets {
      refuse(EMSGSIZE, destination)
      return false
    }
    if !isIPv6, !destination.address.isIPv4 {
      refuse(EAFNOSUPPORT, destination)
      return false
    }
    if end == slots.count { flush() }
    if end == slots.count {
      shed += 1
      return false
    }
    if let start = payload.baseAddress { slots.slot(end).copyMemory(from: start, byteCount: payload.count) }
    destinations[end] = destination
    luyun_batch_address(slots.batch, UInt32(end), payload.count, destination.shim, isIPv6)
    end += 1
    return true
  }

  /// Sends the batch. What the system's queue has no room for waits for the next call; what it refuses is counted.
  public func flush() {
    while first < end {
      let result = luyun_batch_send(slots.batch, descriptor, UInt32(first), UInt32(end - first))
      if result > 0 {
        sent += UInt64(result)
        first += Int(result)
      } else if result == -EAGAIN || result == 0 {
        return
      } else {
        refuse(-result, destinations[first])
        first += 1
      }
    }
    first = 0
    end = 0
  }

  /// Blocks until the system's queue has room again, at most for a time; whether it has.
  public func waitForRoom(timeout: Interval) -> Bool {
    luyun_wait(descriptor, true, -1, max(0, timeout.nanoseconds)) > 0
  }

  private func refuse(_ code: Int32, _ destination: NetworkEndpoint) {
    let error = SocketError(operation: .send, endpoint: destination, code: code)
    if let index = refused.firstIndex(where: { $0.error.code == code }) {
      refused[index] = (error, refused[index].count + 1)
    } else {
      refused.append((error, 1))
    }
  }
}

extension DatagramSender {
  /// How many datagrams the system refused, for whatever reason.
  public var refusedCount: UInt64 { refused.reduce(0) { $0 + $1.count } }
}
