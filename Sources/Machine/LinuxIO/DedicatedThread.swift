import CLinuxShim
import Glibc
public import Kernel

/// A thread of the system's own that runs one closure, for work that blocks or that has a scheduling class.
public final class DedicatedThread: Sendable {
  private let thread: pthread_t

  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  /// Starts the thread; of its name the first 15 octets are shown by the system. Call ``join()`` once.
  public init(name: String, _ body: @escaping @Sendable () -> Void) throws(ByteStreamError) {
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      guard let argument else { return nil }
      let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
      luyun_thread_name(start.name)
      start.body()
      return nil
    }
    let result = pthread_create(&thread, nil, run, start.toOpaque())
    if result != 0 {
      start.release()
      throw ByteStreamError("cannot start the thread \(name): \(SystemError.text(result))")
    }
    self.thread = thread
  }

  /// Returns when the closure has.
  public func join() { pthread_join(thread, nil) }
}
