import Kernel

/// On the hot path: allocates in its initialiser only.
///
/// Numbers of 16 bits for road users, each one's for as long as it is known, and nobody else's for some time after:
/// 1...255 as long as they last, which the profile wants (T/CSAE 159-2020), then 256...65535. 0 is the unit itself.
struct ParticipantNumbers: ~Copyable {
  /// How many cycles a number rests after it was given back: those who heard it have forgotten it then.
  static let rest: UInt32 = 50

  /// The cycle from which on each number is free; `.max` for those in use.
  private let freeFrom: FixedArray<UInt32>
  private var nextLow = 1
  private var nextHigh = 256

  init() { freeFrom = FixedArray(repeating: 0, count: 65_536) }

  /// Takes a number; nil where all are in use or rest.
  mutating func take(at cycle: UInt32) -> UInt16? {
    for _ in 1...255 {
      let number = nextLow
      nextLow = number == 255 ? 1 : number + 1
      if hold(number, at: cycle) { return UInt16(number) }
    }
    for _ in 256...65_535 {
      let number = nextHigh
      nextHigh = number == 65_535 ? 256 : number + 1
      if hold(number, at: cycle) { return UInt16(number) }
    }
    return nil
  }

  private func hold(_ number: Int, at cycle: UInt32) -> Bool {
    guard freeFrom[number] <= cycle else { return false }
    freeFrom[number] = .max
    return true
  }

  /// Gives a number back.
  func giveBack(_ number: UInt16, at cycle: UInt32) { freeFrom[Int(number)] = cycle &+ ParticipantNumbers.rest }
}
