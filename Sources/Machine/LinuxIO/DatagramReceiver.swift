import CLinuxShim
import Glibc
public import Kernel
import Synchronization

/// What a receive call returned for.
public enum ReceiveOutcome: Hashable, Sendable {
  /// So many datagrams, 1 at least, are in the batch.
  case received(Int)
  /// The time was over.
  case timedOut
  /// ``WakeSignal/wake()`` was called.
  case woken
  /// ``WakeSignal/stop()`` was called.
  case stopped
}

/// A UDP socket that is received from in batches (recvmmsg), by one thread that blocks and never spins.
///
/// Counters may be read and ``signal`` used from any thread. Nothing is allocated for a batch.
public final class DatagramReceiver: Sendable {
  /// How the socket is set up.
  public struct Configuration: Hashable, Sendable {
    /// Where to listen. `[::]` takes IPv4 too, unless ``dualStack`` is off; port 0 asks for a free one.
    public var local: NetworkEndpoint
    /// Whether `[::]` takes IPv4 as well.
    public var dualStack = true
    /// How many octets the kernel is asked to queue.
    public var receiveBufferOctets = 8 << 20
    /// Whether the port may be taken while others hold it too (SO_REUSEADDR); datagrams then go to the last of them.
    public var sharesAddress = false
    /// Whether several sockets share the port's load (SO_REUSEPORT).
    public var sharesPort = false

    /// Makes the usual set-up of an endpoint.
    public init(local: NetworkEndpoint) { self.local = local }
  }

  /// What was received since the socket was opened. Sent to the socket = datagrams + kernel drops + still queued.
  public struct Counters: Hashable, Sendable {
    /// Datagrams received.
    public var datagrams: UInt64
    /// Their octets.
    public var octets: UInt64
    /// Datagrams of more than 2048 octets among them.
    public var larger: UInt64
    /// Datagrams of which the end was lost; more than UDP can carry, so none are expected.
    public var truncated: UInt64
    /// Datagrams that got their time from the clock instead of the kernel.
    public var withoutKernelTime: UInt64
    /// Datagrams that the kernel dropped because the queue was full.
    public var kernelDrops: UInt64
  }

  /// Where the socket listens, with the port that was granted.
  public let local: NetworkEndpoint
  /// How many octets the kernel queues: data and its bookkeeping, which is about twice as much as was asked for.
  public let grantedBufferOctets: Int
  /// Wakes or stops the receiving thread.
  public let signal: WakeSignal

  let descriptor: Int32
  let isIPv6: Bool
  private let datagrams = Atomic<UInt64>(0)
  private let octets = Atomic<UInt64>(0)
  private let larger = Atomic<UInt64>(0)
  private let truncated = Atomic<UInt64>(0)
  private let withoutKernelTime = Atomic<UInt64>(0)
  private let drops = WideningCounter()
  /// Whether the last batch was full, so that more is likely to wait.
  private let wasFull = Atomic<Bool>(false)

  /// Opens and binds the socket.
  public init(_ configuration: Configuration) throws(SocketError) {
    let socket = try DatagramSocket(configuration)
    descriptor = socket.descriptor
    isIPv6 = socket.isIPv6
    local = socket.local
    grantedBufferOctets = socket.grantedBufferOctets
    signal = socket.signal
  }

  deinit { FileDescriptor.close(descriptor) }

  /// Fills the batch with what waits, or blocks until something comes, the time is over (never where it is nil), or
  /// the ``signal`` is given. A signal goes before datagrams, so that a flood does not hold it up.
  public func receive(into batch: DatagramBatch, timeout: Interval?) throws(SocketError) -> ReceiveOutcome {
    if signal.isStopped { return .stopped }
    if signal.takeWake() { return .woken }
    if wasFull.load(ordering: .relaxed) {
      let count = try take(into: batch)
      if count > 0 { return .received(count) }
    }
    let limit = timeout.map { max(0, $0.nanoseconds) } ?? -1
    let ready = luyun_wait(descriptor, false, signal.descriptor, limit)
    if ready < 0 { throw SocketError(operation: .receive, endpoint: local, code: -ready) }
    if ready & Int32(luyun_wait_wake) != 0 {
      if signal.isStopped { return .stopped }
      // The descriptor may also be raised without the flag, by a call that is just between the two.
      if !signal.takeWake() { signal.clear() }
      return .woken
    }
    if ready == 0 { return .timedOut }
    let count = try take(into: batch)
    return count > 0 ? .received(count) : .timedOut
  }

  /// The counters now; asks the kernel for its drops.
  public func counters() -> Counters {
    var count: UInt32 = 0
    if luyun_socket_drops(descriptor, &count) == 0 { drops.update(count) }
    return Counters(
      datagrams: datagrams.load(ordering: .relaxed), octets: octets.load(ordering: .relaxed),
      larger: larger.load(ordering: .relaxed), truncated: truncated.load(ordering: .relaxed),
      withoutKernelTime: withoutKernelTime.load(ordering: .relaxed), kernelDrops: drops.value)
  }

  private func take(into batch: DatagramBatch) throws(SocketError) -> Int {
    var counts = ReceiveCounts()
    let result = batch.receive(descriptor, into: &counts)
    if result < 0 { throw SocketError(operation: .receive, endpoint: local, code: -result) }
    wasFull.store(counts.datagrams == batch.capacity, ordering: .relaxed)
    datagrams.wrappingAdd(UInt64(counts.datagrams), ordering: .relaxed)
    octets.wrappingAdd(UInt64(counts.octets), ordering: .relaxed)
    if counts.larger > 0 { larger.wrappingAdd(UInt64(counts.larger), ordering: .relaxed) }
    if counts.truncated > 0 { truncated.wrappingAdd(UInt64(counts.truncated), ordering: .relaxed) }
    if counts.withoutKernelTime > 0 {
      withoutKernelTime.wrappingAdd(UInt64(counts.withoutKernelTime), ordering: .relaxed)
    }
    return counts.datagrams
  }
}
