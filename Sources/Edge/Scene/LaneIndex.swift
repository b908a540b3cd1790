import Kernel
import RoadModel

/// The lanes of a map by place: for each cell of a uniform grid the segments of centre lines that pass near it.
struct LaneIndex {
  /// One straight piece of a lane's centre line.
  private struct Segment {
    var lane: Int32
    var start: LocalPoint
    var direction: LocalVector
    var length: Double
    var along: Double
    var halfWidth: Double
    var type: LaneType
  }

  private static let cellSize = 10.0
  /// The most cells of an index; a map of greater extent gets larger cells.
  private static let cellLimit = 1 << 18
  private var segments: [Segment] = []
  /// The first segment of each lane, with one more entry behind the last lane.
  private var firstSegment: [Int32] = [0]
  private var first: [Int32] = []
  private var entries: [Int32] = []
  private var origin = LocalPoint(east: 0, north: 0)
  private var cell = LaneIndex.cellSize
  private var columns = 0
  private var rowCount = 0
  private let adjacency: LaneAdjacency

  /// Builds the index of a map.
  init(_ map: LaneMap) {
    adjacency = LaneAdjacency(map)
    for (number, lane) in map.lanes.enumerated() {
      add(lane, number: number)
      firstSegment.append(Int32(segments.count))
    }
    guard !segments.isEmpty else { return }
    measure()
    fill()
  }

  private mutating func add(_ lane: Lane, number: Int) {
    var along = 0.0
    for (start, end) in zip(lane.centerLine, lane.centerLine.dropFirst()) {
      let gap = end - start
      let length = gap.length
      guard length > 1e-3, length.isFinite else { continue }
      segments.append(
        Segment(
          lane: Int32(number), start: start, direction: gap * (1 / length), length: length, along: along,
          halfWidth: min(10, max(0.5, lane.width / 2)), type: lane.type))
      along += length
    }
  }

  /// Fits the grid around all segments.
  private mutating func measure() {
    var low = LocalPoint(east: .infinity, north: .infinity)
    var high = LocalPoint(east: -.infinity, north: -.infinity)
    for segment in segments {
      for point in [segment.start, segment.start + segment.direction * segment.length] {
        low = LocalPoint(east: min(low.east, point.east), north: min(low.north, point.north))
        high = LocalPoint(east: max(high.east, point.east), north: max(high.north, point.north))
      }
    }
    origin = LocalPoint(east: low.east - Self.cellSize, north: low.north - Self.cellSize)
    repeat {
      columns = Int(((high.east - origin.east + Self.cellSize) / cell).rounded(.up))
      rowCount = Int(((high.north - origin.north + Self.cellSize) / cell).rounded(.up))
      if columns * rowCount > Self.cellLimit { cell *= 2 }
    } while columns * rowCount > Self.cellLimit
  }

  /// The most entries of all cells together, so that no map costs more than some milliseconds and megabytes. Segments
  /// beyond it are not matched; a city's worth of lanes stays far below.
  private static let entryLimit = 1 << 20

  /// Lists in each cell the segments whose strip touches it, in the order of the lanes.
  private mutating func fill() {
    var lists = [[Int32]](repeating: [], count: columns * rowCount)
    var count = 0
    for (number, segment) in segments.enumerated() where count < Self.entryLimit {
      let end = segment.start + segment.direction * segment.length
      let margin = 2 * segment.halfWidth
      let south = row(of: min(segment.start.north, end.north) - margin)
      let north = row(of: max(segment.start.north, end.north) + margin)
      for row in south...north {
        for column in span(of: segment, inRow: row, margin: margin) {
          let center = LocalPoint(
            east: origin.east + (Double(column) + 0.5) * cell, north: origin.north + (Double(row) + 0.5) * cell)
          if segment.direction.cross(center - segment.start).magnitude < margin + 0.71 * cell {
            lists[row * columns + column].append(Int32(number))
            count += 1
          }
        }
      }
    }
    first = [0]
    for list in lists {
      entries.append(contentsOf: list)
      first.append(Int32(entries.count))
    }
  }

  /// The columns that a segment's strip can touch in a row: a long diagonal touches few in each.
  private func span(of segment: Segment, inRow row: Int, margin: Double) -> ClosedRange<Int> {
    let reach = margin + 0.71 * cell
    var from = 0.0
    var to = segment.length
    if segment.direction.north.magnitude > 1e-9 {
      let middle = origin.north + (Double(row) + 0.5) * cell - segment.start.north
      let first = (middle - reach) / segment.direction.north
      let second = (middle + reach) / segment.direction.north
      from = min(max(min(first, second), 0), segment.length)
      to = max(min(max(first, second), segment.length), 0)
    }
    let one = segment.start.east + segment.direction.east * from
    let other = segment.start.east + segment.direction.east * to
    let west = column(
      of: max(
        min(one, other) - reach,
        min(segment.start.east, segment.start.east + segment.direction.east * segment.length) - margin))
    let east = column(
      of: min(
        max(one, other) + reach,
        max(segment.start.east, segment.start.east + segment.direction.east * segment.length) + margin))
    return west...max(west, east)
  }

  private func column(of east: Double) -> Int { min(columns - 1, max(0, Int((east - origin.east) / cell))) }

  private func row(of north: Double) -> Int { min(rowCount - 1, max(0, Int((north - origin.north) / cell))) }

  /// The lane that something at `point` with its front to `heading` is most probably on, or nil; `variance` is that of
  /// a coordinate. What was known before is in `belief`, which is carried on.
  ///
  /// A lane comes into question where the square of the offset in half widths plus the square of the angle in units of
  /// 25 degrees is small. Among those decide where the middle of something that keeps its lane would be, where it points,
  /// and from which lane it can have come.
  func match(
    _ point: LocalPoint, heading: LocalVector, velocity: LocalVector, variance: Double, kind: ParticipantKind,
    at instant: Instant, _ belief: inout LaneBelief
  ) -> LanePosition? {
    let seconds = belief.age(at: instant)
    var candidates = InlineArray<8, LaneCandidate>(repeating: LaneCandidate())
    let count = gather(point, heading, velocity, kind, belief, into: &candidates)
    guard count > 0 else { return nil }
    let look = Look(
      seconds: seconds ?? 0, isFirst: seconds == nil, speed: velocity.length, variance: variance, kind: kind)
    for place in 0..<count {
      candidates[place].weight = prior(of: candidates[place], belief, look) * Self.likelihood(candidates[place], look)
    }
    let best = belief.take(candidates, count: count, at: instant)
    return LanePosition(
      lane: Int(candidates[best].lane), along: candidates[best].along, offset: candidates[best].offset)
  }

  /// The direction of a lane at a place on it, of length one; zero where it has no shape.
  func direction(of place: LanePosition) -> LocalVector {
    guard place.lane >= 0, place.lane + 1 < firstSegment.count else { return .zero }
    var direction = LocalVector.zero
    for number in firstSegment[place.lane]..<firstSegment[place.lane + 1] {
      let segment = segments[Int(number)]
      if number > firstSegment[place.lane] && segment.along > place.along { break }
      direction = segment.direction
    }
    return direction
  }

  /// What one look at a road user is worth.
  private struct Look {
    var seconds: Double
    var isFirst: Bool
    var speed: Double
    var variance: Double
    var kind: ParticipantKind
  }

  /// The cost up to which a lane comes into question, and up to which the one that something was on does.
  private static let costLimit = 1.9
  private static let knownCostLimit = 2.7

  /// Lists the lanes that come into question, each with its nearest piece; of more than eight the worst are left out.
  private func gather(
    _ point: LocalPoint, _ heading: LocalVector, _ velocity: LocalVector, _ kind: ParticipantKind,
    _ belief: LaneBelief, into candidates: inout InlineArray<8, LaneCandidate>
  ) -> Int {
    let east = (point.east - origin.east) / cell
    let north = (point.north - origin.north) / cell
    guard east >= 0, north >= 0, east < Double(columns), north < Double(rowCount) else { return 0 }
    let cellPlace = Int(north) * columns + Int(east)
    var count = 0
    for entry in first[cellPlace]..<first[cellPlace + 1] {
      let segment = segments[Int(entries[Int(entry)])]
      guard Self.admits(segment.type, kind) else { continue }
      let gap = point - segment.start
      let along = segment.direction.dot(gap)
      guard along > -1, along < segment.length + 1 else { continue }
      let alignment = segment.direction.dot(heading)
      guard alignment > 0.5 || kind == .pedestrian else { continue }
      let offset = segment.direction.cross(gap)
      let beyond = max(0, max(-along, along - segment.length))
      let turn = kind == .pedestrian ? 0 : 2 * (1 - alignment) / 0.19
      let ratio = offset / segment.halfWidth
      let cost = ratio * ratio + turn + beyond
      guard cost < Self.knownCostLimit, cost < Self.costLimit || belief.weight(of: segment.lane) > 0.3 else { continue }
      let candidate = LaneCandidate(
        lane: segment.lane, cost: cost, along: segment.along + min(segment.length, max(0, along)), offset: offset,
        halfWidth: segment.halfWidth, alignment: alignment, drift: segment.direction.cross(velocity))
      Self.put(candidate, into: &candidates, &count)
    }
    return count
  }

  /// Puts a piece of a lane among the candidates unless a better piece of the same lane is there.
  @inline(__always) private static func put(
    _ candidate: LaneCandidate, into candidates: inout InlineArray<8, LaneCandidate>, _ count: inout Int
  ) {
    var worst = 0
    for place in 0..<count {
      if candidates[place].lane == candidate.lane {
        if candidate.cost < candidates[place].cost { candidates[place] = candidate }
        return
      }
      if candidates[place].cost > candidates[worst].cost { worst = place }
    }
    if count < 8 {
      candidates[count] = candidate
      count += 1
    } else if candidate.cost < candidates[worst].cost {
      candidates[worst] = candidate
    }
  }

  /// The middle of what keeps its lane lies within so many half widths of the lane's, one standard deviation.
  private static let keeping = 0.3
  /// The square of how far what keeps its lane points away from it, one standard deviation, in 2 (1 - cos): 12 degrees.
  private static let aim = 0.044
  /// Seconds within which looks repeat one another: what the filter is off by lasts.
  private static let repetition = 0.1
  /// The most that a look may say against a lane, as a logarithm.
  private static let surprise = 8.0

  /// How well a place and a heading fit to a lane.
  @inline(__always) private static func likelihood(_ candidate: LaneCandidate, _ look: Look) -> Double {
    let spread = candidate.halfWidth * keeping
    var misfit = candidate.offset * candidate.offset / (spread * spread + look.variance)
    if look.kind != .pedestrian { misfit += 2 * (1 - candidate.alignment) / aim }
    let worth = look.isFirst ? 1 : min(1, look.seconds / repetition)
    return QuickMath.exp(-min(surprise, misfit * 0.5) * worth)
  }

  /// Lane changes begun in a second by something that moves straight on, and by each metre per second sideways.
  private static let changeRate = 0.4
  private static let driftRate = 4.0
  /// The share of ways that lead to a lane which the map does not connect, in a second.
  private static let rareRate = 0.02

  /// How probable a lane is by where something was before.
  @inline(__always) private func prior(of candidate: LaneCandidate, _ belief: LaneBelief, _ look: Look) -> Double {
    guard !look.isFirst else { return 1 }
    var sum = 0.0
    for rank in 0..<LaneBelief.limit where belief.lanes[rank] >= 0 {
      let weight = Double(belief.weights[rank])
      let seconds = min(1, look.seconds)
      let isMoving = look.speed > 0.5
      switch adjacency.step(from: belief.lanes[rank], to: candidate.lane) {
      case .stay: sum += weight
      case .toLeft: sum += weight * min(0.5, seconds * Self.change(candidate.drift, isMoving))
      case .toRight: sum += weight * min(0.5, seconds * Self.change(-candidate.drift, isMoving))
      case .onward: sum += weight * 0.5
      case .besideOnward: sum += weight * 0.1
      case .none: sum += weight * seconds * Self.rareRate
      }
    }
    return sum
  }

  /// Lane changes a second of something that moves sideways towards the other lane at some metres per second.
  @inline(__always) private static func change(_ drift: Double, _ isMoving: Bool) -> Double {
    isMoving ? changeRate + driftRate * min(1, max(0, drift - 0.1)) : changeRate * 0.3
  }

  /// Whether a kind of road user belongs on a type of lane.
  private static func admits(_ type: LaneType, _ kind: ParticipantKind) -> Bool {
    switch type {
    case .vehicle, .trackedVehicle, .unknown: kind != .pedestrian
    case .bicycle: kind == .bicycle || kind == .motorcycle
    case .crosswalk, .sidewalk: kind == .pedestrian || kind == .bicycle
    case .parking: kind != .pedestrian
    case .median, .striping: false
    }
  }
}
