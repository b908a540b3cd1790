import Kernel

/// A bucket that fills with permits at a steady rate and holds one second's worth.
struct RateLimit: BitwiseCopyable {
  private let rate: Double
  private var permits: Double
  private var filled: Instant?

  init(perSecond rate: Double) {
    self.rate = rate
    permits = rate
    filled = nil
  }

  /// Takes a permit at an instant, where there is one.
  mutating func take(at now: Instant) -> Bool {
    if let filled, filled < now {
      permits = min(rate, permits + (now - filled).seconds * rate)
    }
    // Where the clock was set back, the bucket goes on from there instead of waiting for the old time.
    filled = now
    guard permits >= 1 else { return false }
    permits -= 1
    return true
  }
}
