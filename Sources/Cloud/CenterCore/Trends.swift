import Kernel
import RoadModel

/// The minutes of a day of one region, each as it was last told.
struct Trends {
  /// Ordered by time.
  private(set) var minutes: [MinuteTotal] = []

  /// Puts a minute in the place of what was told of it before.
  mutating func put(_ minute: MinuteTotal) {
    var place = minutes.count
    while place > 0, minutes[place - 1].time > minute.time { place -= 1 }
    if place > 0, minutes[place - 1].time == minute.time {
      minutes[place - 1] = minute
    } else {
      minutes.insert(minute, at: place)
    }
  }

  /// Forgets what ended before an instant.
  mutating func forget(before time: Instant) {
    let count = minutes.prefix { $0.time < time }.count
    if count > 0 { minutes.removeFirst(count) }
  }

  /// Quarters of an hour of some regions together, ordered, those without any minute left out.
  static func buckets(_ regions: [Trends]) -> [TrendBucket] {
    let quarter = Interval.seconds(900).nanoseconds
    var buckets: [TrendBucket] = []
    for minute in regions.flatMap(\.minutes).sorted(by: { ($0.time, $0.region) < ($1.time, $1.region) }) {
      // A minute belongs to the quarter that it ends in, the end included.
      let last = minute.time.nanoseconds - 1
      let index = last >= 0 ? last / quarter : (last + 1) / quarter - 1
      let end = Instant(nanoseconds: (index + 1) * quarter)
      if buckets.last?.time != end {
        buckets.append(TrendBucket(time: end, minutes: 0, total: TrafficSums(), handedOver: 0))
      }
      buckets[buckets.count - 1].minutes += 1
      buckets[buckets.count - 1].total += minute.total
      buckets[buckets.count - 1].handedOver += minute.handedOver
    }
    return buckets
  }
}
