import Kernel
import RoadModel
import TierModel

/// Seconds of many edges added up to minutes and quarters of an hour.
struct TrafficHistory {
  private var books: [StretchBook] = []
  /// Where a stretch's book is; for looking up alone.
  private var places: [Stretch: Int] = [:]
  /// The books' places in the order of their stretches.
  private var order: [Int] = []
  /// The first second and minute that are remembered.
  private var firstSecond = Int64.min
  private var firstMinute = Int64.min
  /// What is told.
  private(set) var closedMinute: Int64?
  /// Told minutes that changed since, in order.
  private(set) var changedMinutes: [Int64] = []

  /// Seconds that are remembered for the last minute, with room for late ones.
  static let secondsInMemory: Int64 = 75
  /// The most stretches of a region.
  static let stretchLimit = 65_536

  /// What became of a second of a stretch.
  enum Outcome { case taken, ofAnotherEdge, overLimit, beyondMemory }

  /// Adds a second of a stretch. `owner` is the edge whose figures count for it, where that is known.
  mutating func add(
    _ stretch: Stretch, _ traffic: StretchTraffic, second: Int64, edge: String, owner: String?,
    into effects: inout [RegionEffect]
  ) -> Outcome {
    guard let place = place(of: stretch, edge) else { return .overLimit }
    if books[place].firstEdge == nil { books[place].firstEdge = edge }
    guard (owner ?? books[place].firstEdge) == edge else { return .ofAnotherEdge }
    if second >= firstSecond {
      let sum = books[place].add(second: second, traffic)
      effects.append(.store(HistoryRow(step: .second, index: second, stretch: stretch, traffic: sum)))
    } else {
      effects.append(.add(HistoryRow(step: .second, index: second, stretch: stretch, traffic: traffic)))
    }
    let minute = TrafficHistory.minute(ofSecond: second)
    guard minute >= firstMinute else {
      effects.append(.add(HistoryRow(step: .minute, index: minute, stretch: stretch, traffic: traffic)))
      effects.append(
        .add(HistoryRow(step: .quarter, index: floorDivided(minute, 15), stretch: stretch, traffic: traffic)))
      return .beyondMemory
    }
    _ = books[place].add(minute: minute, traffic)
    if let closedMinute, minute <= closedMinute {
      store(place, minute: minute, into: &effects)
      let index = changedMinutes.firstIndex { $0 >= minute } ?? changedMinutes.count
      if index == changedMinutes.count || changedMinutes[index] != minute { changedMinutes.insert(minute, at: index) }
    }
    return .taken
  }

  /// Begins with the minute of an instant, where it has not begun: those before it are not told unless something of them
  /// comes. Returns whether it began now.
  mutating func begin(at now: Instant) -> Bool {
    guard closedMinute == nil else { return false }
    closedMinute = floorDivided(now.nanoseconds, HistoryStep.minute.length.nanoseconds) - 1
    return true
  }

  /// Closes the minutes through one and returns those to tell: the closed ones, and before them those that changed.
  mutating func close(through minute: Int64, into effects: inout [RegionEffect]) -> [Int64] {
    guard let closed = closedMinute, minute > closed else { return [] }
    // After a long sleep only what is remembered can have anything in it.
    let first = max(closed + 1, firstMinute, minute - 24 * 60)
    for index in first...max(first, minute) {
      for place in order { store(place, minute: index, into: &effects) }
    }
    closedMinute = minute
    let told = changedMinutes + Array(first...max(first, minute))
    changedMinutes = []
    return told
  }

  /// Forgets what lies before the memory of `now`.
  mutating func forget(at now: Instant, quarters: Int64) {
    let second = HistoryStep.second.index(endingAt: now) - TrafficHistory.secondsInMemory
    let minute = (HistoryStep.quarter.index(endingAt: now) - quarters) * 15
    guard second > firstSecond || minute > firstMinute else { return }
    firstSecond = max(firstSecond, second)
    let isNewQuarter = minute > firstMinute
    firstMinute = max(firstMinute, minute)
    for place in books.indices { books[place].forget(secondsBefore: firstSecond, minutesBefore: firstMinute) }
    guard isNewQuarter else { return }
    changedMinutes.removeAll { $0 < minute }
    if books.contains(where: \.isEmpty) { reorder(books.filter { !$0.isEmpty }) }
  }

  /// The links of a minute, ordered.
  func links(ofMinute index: Int64) -> [(id: LinkID, traffic: StretchTraffic)] {
    order.compactMap { place in
      guard case .link(let id) = books[place].stretch, let traffic = books[place].minute(index) else { return nil }
      return (id, traffic)
    }
  }

  /// The last minute of every stretch, ordered.
  func live(at now: Instant) -> [LiveStretch] {
    let last = HistoryStep.second.index(endingAt: now)
    return order.compactMap { books[$0].live(after: last - 60) }
  }

  /// Puts back what was stored.
  mutating func restore(_ state: RegionState, progress: RegionProgress) {
    closedMinute = progress.closedMinute
    changedMinutes = progress.changedMinutes
    for row in state.minutes.sorted(by: { ($0.index, $0.stretch) < ($1.index, $1.stretch) }) where row.step == .minute {
      guard row.index <= closedMinute ?? .min, let place = place(of: row.stretch, nil) else { continue }
      _ = books[place].add(minute: row.index, row.traffic)
    }
    for row in state.seconds.sorted(by: { ($0.index, $0.stretch) < ($1.index, $1.stretch) }) where row.step == .second {
      guard let place = place(of: row.stretch, nil) else { continue }
      _ = books[place].add(second: row.index, row.traffic)
      let minute = TrafficHistory.minute(ofSecond: row.index)
      if minute > closedMinute ?? .min { _ = books[place].add(minute: minute, row.traffic) }
    }
  }

  /// How many rows are remembered.
  var rowCount: Int { books.reduce(0) { $0 + $1.seconds.count + $1.minutes.count } }

  /// Folds what is remembered into a digest.
  func digest(into digest: inout StateDigest) {
    digest.fold(order.count)
    for place in order {
      for minute in books[place].minutes.suffix(2) {
        digest.fold(UInt64(bitPattern: minute.index))
        digest.fold(minute.traffic.sums.distance, step: 0.01)
        digest.fold(minute.traffic.sums.time, step: 0.001)
        digest.fold(Int(minute.traffic.sums.left))
      }
    }
  }

  private mutating func store(_ place: Int, minute: Int64, into effects: inout [RegionEffect]) {
    let book = books[place]
    guard let traffic = book.minute(minute) else { return }
    effects.append(.store(HistoryRow(step: .minute, index: minute, stretch: book.stretch, traffic: traffic)))
    let quarter = floorDivided(minute, 15)
    guard let sum = book.quarter(quarter) else { return }
    effects.append(.store(HistoryRow(step: .quarter, index: quarter, stretch: book.stretch, traffic: sum)))
  }

  private mutating func place(of stretch: Stretch, _ edge: String?) -> Int? {
    if let place = places[stretch] { return place }
    guard books.count < TrafficHistory.stretchLimit else { return nil }
    let place = books.count
    books.append(StretchBook(stretch, firstEdge: edge))
    places[stretch] = place
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if books[order[middle]].stretch < stretch { low = middle + 1 } else { high = middle }
    }
    order.insert(place, at: low)
    return place
  }

  private mutating func reorder(_ kept: [StretchBook]) {
    books = kept
    places.removeAll(keepingCapacity: true)
    for (place, book) in kept.enumerated() { places[book.stretch] = place }
    order = kept.indices.sorted { kept[$0].stretch < kept[$1].stretch }
  }

  /// The minute that a second lies in.
  static func minute(ofSecond index: Int64) -> Int64 { floorDivided(index, 60) }
}

/// The quotient rounded towards the past.
func floorDivided(_ value: Int64, _ divisor: Int64) -> Int64 {
  value >= 0 ? value / divisor : (value + 1) / divisor - 1
}
