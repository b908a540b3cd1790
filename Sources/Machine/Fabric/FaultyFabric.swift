import Kernel
import Synchronization

/// A fabric that does, by chance of a seed, all that a fabric may: lose, repeat, and bring in another order. For tests.
public final class FaultyFabric: Fabric {
  /// How often it fails.
  public struct Faults: Sendable {
    /// How many frames of one are lost, 0...1.
    public var loss = 0.0
    /// How many of one come twice.
    public var repetition = 0.0
    /// How many of one come after some that were sent later.
    public var delay = 0.0
    /// Nothing arrives.
    public var isCut = false

    /// None.
    public init(loss: Double = 0, repetition: Double = 0, delay: Double = 0) {
      self.loss = loss
      self.repetition = repetition
      self.delay = delay
    }
  }

  private struct State {
    var random: SeededRandom
    var faults: Faults
    var late: [(octets: [UInt8], end: String)] = []
  }

  private let carrier: any Fabric
  private let state: Mutex<State>

  /// Makes a fabric on top of another.
  public init(on carrier: any Fabric, faults: Faults, seed: UInt64) {
    self.carrier = carrier
    state = Mutex(State(random: SeededRandom(seed: seed), faults: faults))
  }

  /// Changes how often it fails.
  public func set(_ faults: Faults) { state.withLock { $0.faults = faults } }

  /// Hands a frame over, or not, or twice, or later.
  @discardableResult
  public func publish(_ octets: [UInt8], to end: String) -> Bool {
    let due = state.withLock { state -> [(octets: [UInt8], end: String)] in
      if state.faults.isCut { return [] }
      var due: [(octets: [UInt8], end: String)] = []
      if state.random.unit() < state.faults.delay, state.late.count < 64 {
        state.late.append((octets, end))
      } else if state.random.unit() >= state.faults.loss {
        due.append((octets, end))
        if state.random.unit() < state.faults.repetition { due.append((octets, end)) }
      }
      // What is late comes after what was sent since.
      if state.random.unit() < 0.5 {
        due.append(contentsOf: state.late)
        state.late.removeAll()
      }
      return due
    }
    for frame in due { carrier.publish(frame.octets, to: frame.end) }
    return true
  }

  /// Listens at an end.
  public func subscribe(
    _ end: String, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) throws(FabricError) -> any FabricSubscription { try carrier.subscribe(end, receive) }
}
