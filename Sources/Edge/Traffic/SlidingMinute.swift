import Kernel
import RoadModel

/// The newest seconds of a number of stretches: what is older than a minute gives way. Some 7 kB a stretch, taken once.
struct SlidingMinute {
  /// How many seconds are kept.
  static let depth = 60
  private static let length = Interval.seconds(60)

  private let count: Int
  /// The end and the length of each second kept; nil in an unused place.
  private var seconds = [(end: Instant, duration: Interval)?](repeating: nil, count: SlidingMinute.depth)
  private var next = 0
  /// What happened, `depth` places a stretch.
  private var traffic: [StretchTraffic]

  /// Room for so many stretches.
  init(count: Int) {
    self.count = count
    traffic = Array(repeating: StretchTraffic(length: 0), count: count * SlidingMinute.depth)
  }

  /// Begins a second; ``put(_:of:)`` fills it in.
  mutating func begin(end: Instant, duration: Interval) {
    next = (next + 1) % SlidingMinute.depth
    seconds[next] = (end, duration)
  }

  /// What happened on a stretch in the second that has begun last.
  mutating func put(_ second: StretchTraffic, of stretch: Int) {
    traffic[stretch * SlidingMinute.depth + next] = second
  }

  /// Whether a place holds a second of the minute before `now`. After a set-back of the clock the seconds before it lie
  /// ahead and do not count.
  private func counts(_ place: Int, at now: Instant) -> Bool {
    guard let second = seconds[place] else { return false }
    return second.end <= now && now - second.end < SlidingMinute.length
  }

  /// How much of the minute before `now` there is.
  func duration(at now: Instant) -> Interval {
    var sum = Interval.zero
    for place in 0..<SlidingMinute.depth where counts(place, at: now) {
      sum = sum + (seconds[place]?.duration ?? .zero)
    }
    return min(sum, SlidingMinute.length)
  }

  /// What happened on a stretch in the minute before `now`.
  func sum(of stretch: Int, length: Double, at now: Instant) -> StretchTraffic {
    var sum = StretchTraffic(length: length)
    for offset in 1...SlidingMinute.depth {  // from the oldest on
      let place = (next + offset) % SlidingMinute.depth
      if counts(place, at: now) { sum.append(traffic[stretch * SlidingMinute.depth + place]) }
    }
    sum.length = length
    return sum
  }

  /// Takes a stretch's seconds over from another store that has the same seconds.
  mutating func adopt(_ stretch: Int, from other: SlidingMinute, at place: Int) {
    for slot in 0..<SlidingMinute.depth {
      traffic[stretch * SlidingMinute.depth + slot] = other.traffic[place * SlidingMinute.depth + slot]
    }
  }

  /// Takes the seconds themselves over.
  mutating func adoptSeconds(from other: SlidingMinute) {
    seconds = other.seconds
    next = other.next
  }
}
