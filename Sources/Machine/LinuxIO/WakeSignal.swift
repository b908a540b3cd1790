import CLinuxShim
import Kernel
import Synchronization

/// Wakes or stops a thread that blocks in ``DatagramReceiver/receive(into:timeout:)``, from any other thread.
public final class WakeSignal: Sendable {
  let descriptor: Int32
  private let isWoken = Atomic<Bool>(false)
  private let isStopping = Atomic<Bool>(false)

  init() throws(ByteStreamError) {
    let result = luyun_eventfd_open()
    if result < 0 { throw ByteStreamError("cannot make a wake signal: \(SystemError.text(-result))") }
    descriptor = result
  }

  deinit { FileDescriptor.close(descriptor) }

  /// Lets the thread return with ``ReceiveOutcome/woken`` soon, once for any number of calls before it does.
  public func wake() {
    isWoken.store(true, ordering: .releasing)
    _ = luyun_eventfd_raise(descriptor)
  }

  /// Lets this and every later call return with ``ReceiveOutcome/stopped``.
  public func stop() {
    isStopping.store(true, ordering: .releasing)
    _ = luyun_eventfd_raise(descriptor)
  }

  /// Whether ``stop()`` was called.
  public var isStopped: Bool { isStopping.load(ordering: .acquiring) }

  /// Whether ``wake()`` was called since the last time, in which case that is forgotten.
  func takeWake() -> Bool {
    if !isWoken.load(ordering: .relaxed) { return false }
    clear()
    return isWoken.exchange(false, ordering: .acquiring)
  }

  /// Lowers the descriptor; a flag that is set meanwhile raises it again after it was set.
  func clear() { _ = luyun_eventfd_clear(descriptor) }
}
