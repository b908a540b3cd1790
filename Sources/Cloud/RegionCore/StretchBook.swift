import Kernel
import RoadModel
import TierModel

/// What the core remembers of a lane or a link: the seconds of the last minute and a bit, the minutes of some hours.
struct StretchBook {
  /// One step of it.
  struct Entry {
    var index: Int64
    var traffic: StretchTraffic
  }

  let stretch: Stretch
  /// The edge that told of it first; its figures count while no map says whose they are.
  var firstEdge: String?
  /// Ordered by index.
  private(set) var seconds: [Entry] = []
  /// Ordered by index.
  private(set) var minutes: [Entry] = []

  init(_ stretch: Stretch, firstEdge: String?) {
    self.stretch = stretch
    self.firstEdge = firstEdge
  }

  var isEmpty: Bool { seconds.isEmpty && minutes.isEmpty }

  /// Adds to a second and returns what it has come to.
  mutating func add(second index: Int64, _ traffic: StretchTraffic) -> StretchTraffic {
    StretchBook.add(&seconds, index, traffic)
  }

  /// Adds to a minute and returns what it has come to.
  mutating func add(minute index: Int64, _ traffic: StretchTraffic) -> StretchTraffic {
    StretchBook.add(&minutes, index, traffic)
  }

  /// What a minute has come to; nil where nothing was told of it.
  func minute(_ index: Int64) -> StretchTraffic? {
    minutes.last { $0.index <= index }.flatMap { $0.index == index ? $0.traffic : nil }
  }

  /// What the minutes of a quarter of an hour have come to; nil where nothing was told of it.
  func quarter(_ index: Int64) -> StretchTraffic? {
    var sum: StretchTraffic?
    for minute in minutes where minute.index >= index * 15 && minute.index < index * 15 + 15 {
      if sum == nil { sum = minute.traffic } else { sum?.append(minute.traffic) }
    }
    return sum
  }

  /// The seconds after an index up to another one together; nil where there are none.
  func live(after first: Int64) -> LiveStretch? {
    guard let newest = seconds.last, newest.index > first else { return nil }
    var sum: StretchTraffic?
    for second in seconds where second.index > newest.index - 60 {
      if sum == nil { sum = second.traffic } else { sum?.append(second.traffic) }
    }
    guard let sum else { return nil }
    return LiveStretch(
      stretch: stretch, minute: sum, queue: newest.traffic.queue, newest: HistoryStep.second.end(of: newest.index))
  }

  /// Forgets the seconds and minutes before those given.
  mutating func forget(secondsBefore second: Int64, minutesBefore minute: Int64) {
    StretchBook.forget(&seconds, before: second)
    StretchBook.forget(&minutes, before: minute)
  }

  private static func add(_ entries: inout [Entry], _ index: Int64, _ traffic: StretchTraffic) -> StretchTraffic {
    var place = entries.count
    while place > 0, entries[place - 1].index > index { place -= 1 }
    if place > 0, entries[place - 1].index == index {
      entries[place - 1].traffic.append(traffic)
      return entries[place - 1].traffic
    }
    entries.insert(Entry(index: index, traffic: traffic), at: place)
    return traffic
  }

  private static func forget(_ entries: inout [Entry], before index: Int64) {
    let count = entries.prefix { $0.index < index }.count
    if count > 0 { entries.removeFirst(count) }
  }
}
