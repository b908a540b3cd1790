import Kernel
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// What units told of moving road users before, to find those that send old pictures as new ones: a sensor never
/// measures the same to the last bit twice, a buffer that is stuck or goes round does.
///
/// One observation in four is looked at, chosen by what it tells, so that a repetition is looked at where the first
/// telling was: there is room for the last ten seconds of six thousand a second.
struct Repetitions: ~Copyable {
  /// What was told, when first and when last.
  struct Entry: BitwiseCopyable {
    var mark: UInt64 = 0
    var first = Instant(nanoseconds: 0)
    var last = Instant(nanoseconds: 0)
  }

  private static let count = 16_384
  private let entries = FixedArray(repeating: Entry(), count: Repetitions.count)

  /// What is slower says nothing: who stands may well be measured the same again.
  private static let leastSpeed = 1.0
  /// Seconds from which the same again is a repetition and not a sensor that is slower than its messages.
  private static let leastAge = 0.6
  /// Seconds after which the same again is no repetition: whoever plays a recording again and again wants to see it.
  private static let memory = 10.0

  /// Whether a unit told the same before; nil where the observation says nothing of that.
  @inline(__always) mutating func isRepeated(_ observation: inout Observation) -> Bool? {
    guard let speed = observation.speed, speed > Self.leastSpeed else { return nil }
    let mark = Self.mark(of: &observation, speed: speed)
    guard mark & 3 == 0 else { return nil }
    let entry = entries.pointer(Int(truncatingIfNeeded: mark >> 2) & (Self.count - 1))
    guard entry.pointee.mark == mark, (observation.time - entry.pointee.last).seconds.magnitude < Self.memory else {
      entry.pointee = Entry(mark: mark, first: observation.time, last: observation.time)
      return false
    }
    entry.pointee.last = max(entry.pointee.last, observation.time)
    return (observation.time - entry.pointee.first).seconds > Self.leastAge
  }

  /// A number for what is told: the same for the same, and another for all else but for one case in 2^60.
  @inline(__always) private static func mark(of observation: inout Observation, speed: Double) -> UInt64 {
    let who = UInt64(observation.unit.rawValue) << 16 | UInt64(observation.localNumber)
    var mark = (observation.position.east.bitPattern ^ who) &* 0x9e37_79b9_7f4a_7c15
    mark = (mark ^ mark >> 29 ^ observation.position.north.bitPattern) &* 0xbf58_476d_1ce4_e5b9
    mark = (mark ^ mark >> 32 ^ speed.bitPattern) &* 0x94d0_49bb_1331_11eb
    return mark ^ mark >> 31
  }
}
