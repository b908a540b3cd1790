import Synchronization

/// A counter of 64 bits that follows one of 32 bits which wraps, from several threads.
package final class WideningCounter: Sendable {
  private let wide = Atomic<UInt64>(0)

  package init() {}

  package var value: UInt64 { wide.load(ordering: .relaxed) }

  /// Takes a reading; one that is older than the last is left out.
  package func update(_ narrow: UInt32) {
    var known = wide.load(ordering: .relaxed)
    while true {
      let step = Int32(bitPattern: narrow &- UInt32(truncatingIfNeeded: known))
      if step <= 0 { return }
      let (exchanged, original) = wide.compareExchange(
        expected: known, desired: known &+ UInt64(step), ordering: .relaxed)
      if exchanged { return }
      known = original
    }
  }
}
