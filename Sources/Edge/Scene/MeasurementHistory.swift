import Kernel

/// On the hot path: no allocation.
///
/// The last measurements of one road user in the order of their times, with enough of the states between them to put a
/// late one in its place: the filter goes back to just before it and takes in what followed once more. The result is
/// that of measurements that came in order, for as far back as the history reaches: some thirteen measurements at
/// least.
struct MeasurementHistory: BitwiseCopyable {
  /// How many measurements are kept at most, and how many are dropped at once when there are more.
  private static let limit = 24
  private static let dropped = 12
  /// How many of the newest states are kept, a power of two that divides ``dropped``.
  private static let recentLimit = 4

  private var count = 0
  /// Whether ``base`` is the state before the first measurement; else the first one began the road user.
  private var hasBase = false
  /// The state that the history begins with, and that after measurement number ``dropped``.
  private var base: BodyEstimate
  private var middle: BodyEstimate
  /// The states after the newest measurements, that after number n at n modulo ``recentLimit``.
  private var recent: InlineArray<4, BodyEstimate>
  private var entries: InlineArray<25, Measurement>

  /// The history of a road user that begins with a measurement.
  init(beginningWith measurement: Measurement) {
    let body = BodyEstimate(beginningWith: measurement)
    base = body
    middle = body
    recent = InlineArray(repeating: body)
    entries = InlineArray(repeating: measurement)
    count = 1
  }

  /// Begins anew with a measurement; what was before is not looked at any more.
  @inline(__always) mutating func begin(with measurement: Measurement, _ body: inout BodyEstimate) {
    hasBase = false
    entries[0] = measurement
    count = 1
    note(0, &body)
  }

  /// Takes a measurement into a body whose history this is. Measurement and habits are only read: they go by address,
  /// since today's compiler copies large values whole at each call.
  @inline(__always) mutating func take(
    _ measurement: inout Measurement, into body: inout BodyEstimate, habits: inout BodyHabits
  ) -> BodyEstimate.Innovation {
    if measurement.precedes(entries[count - 1]) { return insert(measurement, into: &body, habits: &habits) }
    let innovation = body.take(&measurement, habits: &habits)
    entries[count] = measurement
    note(count, &body)
    count += 1
    if count > Self.limit { drop() }
    return innovation
  }

  /// Reads a word of most cache lines that taking in the next measurement needs, once all of them were written.
  @inline(__always) mutating func touch() -> UInt64 {
    guard count >= Self.recentLimit else { return 0 }
    return UInt64(bitPattern: entries[count - 1].time.nanoseconds) &+ entries[count - 1].headingVariance.bitPattern
      &+ recent[count & (Self.recentLimit - 1)].touch()
  }

  /// Puts a measurement in its place and takes in all that follow it once more.
  private mutating func insert(
    _ told: Measurement, into body: inout BodyEstimate, habits: inout BodyHabits
  ) -> BodyEstimate.Innovation {
    var measurement = told
    var place = count - 1
    while place > 0 && measurement.precedes(entries[place - 1]) { place -= 1 }
    // Older than all: the state that the history begins with takes it as it can.
    if place == 0 && hasBase && measurement.time < base.motion.time {
      let innovation = base.take(&measurement, habits: &habits)
      body = base
      redo(from: 0, body: &body, habits: &habits)
      return innovation
    }
    var next = count
    while next > place {
      entries[next] = entries[next - 1]
      next -= 1
    }
    let known = count
    entries[place] = measurement
    count += 1
    let (start, first) = state(before: place, known: known)
    body = start
    if first == 1 { note(0, &body) }
    var innovation = BodyEstimate.Innovation()
    for index in first..<count {
      let difference = body.take(&entries[index], habits: &habits)
      if index == place { innovation = difference }
      note(index, &body)
    }
    if count > Self.limit { drop() }
    return innovation
  }

  /// The latest state that is known before a measurement's place, and the first measurement that is not in it.
  private func state(before place: Int, known: Int) -> (BodyEstimate, Int) {
    if place > 0 && place - 1 >= known - Self.recentLimit {
      return (recent[(place - 1) & (Self.recentLimit - 1)], place)
    }
    if place >= Self.dropped && known >= Self.dropped { return (middle, Self.dropped) }
    if hasBase { return (base, 0) }
    return (BodyEstimate(beginningWith: entries[0]), 1)
  }

  private mutating func redo(from first: Int, body: inout BodyEstimate, habits: inout BodyHabits) {
    for index in first..<count {
      _ = body.take(&entries[index], habits: &habits)
      note(index, &body)
    }
  }

  /// Writes down the state after a measurement.
  @inline(__always) private mutating func note(_ index: Int, _ body: inout BodyEstimate) {
    recent[index & (Self.recentLimit - 1)] = body
    if index == Self.dropped - 1 { middle = body }
  }

  /// Leaves out the oldest measurements.
  private mutating func drop() {
    base = middle
    hasBase = true
    for index in Self.dropped..<count { entries[index - Self.dropped] = entries[index] }
    count -= Self.dropped
    if count >= Self.dropped { middle = recent[(Self.dropped - 1) & (Self.recentLimit - 1)] }
  }
}
