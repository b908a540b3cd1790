import Synchronization

/// The fabric of one process. A frame is handed over on the publisher's thread; nothing is stored, and no lock is held
/// while a listener is called.
public final class LocalFabric: Fabric {
  private final class Subscription: FabricSubscription {
    let number: Int
    let end: String
    let receive: @Sendable ([UInt8]) -> Void
    private let fabric: LocalFabric
    private let isCancelled = Atomic<Bool>(false)

    init(_ number: Int, at end: String, in fabric: LocalFabric, _ receive: @escaping @Sendable ([UInt8]) -> Void) {
      self.number = number
      self.end = end
      self.fabric = fabric
      self.receive = receive
    }

    func hand(_ octets: [UInt8]) {
      if !isCancelled.load(ordering: .acquiring) { receive(octets) }
    }

    func cancel() {
      isCancelled.store(true, ordering: .releasing)
      fabric.remove(number, at: end)
    }
  }

  private struct State {
    var count = 0
    var ends: [String: [Subscription]] = [:]
  }

  private let state = Mutex(State())

  /// Makes a fabric at which nobody listens yet.
  public init() {}

  /// Hands a frame to all that listen at an end.
  @discardableResult
  public func publish(_ octets: [UInt8], to end: String) -> Bool {
    let listeners = state.withLock { $0.ends[end] ?? [] }
    for listener in listeners { listener.hand(octets) }
    return !listeners.isEmpty
  }

  /// Listens at an end.
  public func subscribe(
    _ end: String, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) throws(FabricError) -> any FabricSubscription {
    guard !end.isEmpty else { throw FabricError("an end needs a name") }
    return state.withLock { state in
      state.count += 1
      let subscription = Subscription(state.count, at: end, in: self, receive)
      state.ends[end, default: []].append(subscription)
      return subscription
    }
  }

  private func remove(_ number: Int, at end: String) {
    state.withLock { state in
      state.ends[end]?.removeAll { $0.number == number }
      if state.ends[end]?.isEmpty == true { state.ends[end] = nil }
    }
  }
}
