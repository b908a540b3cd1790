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
  private var first: [Int32] = []
  private var entries: [Int32] = []
  private var origin = LocalPoint(east: 0, north: 0)
  private var cell = LaneIndex.cellSize
  private var columns = 0
  private var rowCount = 0

  /// Builds the index of a map.
  init(_ map: LaneMap) {
    for (number, lane) in map.lanes.enumerated() { add(lane, number: number) }
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

  /// The lane that something at `point` with its front to `heading` is on, or nil.
  ///
  /// The cost of a lane is the square of the offset in half widths plus the square of the angle in units of 25 degrees.
  /// The previous lane is cheaper, so that noise on a line between lanes does not make a vehicle hop.
  func match(_ point: LocalPoint, heading: LocalVector, kind: ParticipantKind, previous: Int) -> LanePosition? {
    let east = (point.east - origin.east) / cell
    let north = (point.north - origin.north) / cell
    guard east >= 0, north >= 0, east < Double(columns), north < Double(rowCount) else { return nil }
    let place = Int(north) * columns + Int(east)
    var best: LanePosition?
    var least = 1.9
    for entry in first[place]..<first[place + 1] {
      let segment = segments[Int(entries[Int(entry)])]
      guard Self.admits(segment.type, kind) else { continue }
      let gap = point - segment.start
      let along = segment.direction.dot(gap)
      guard along > -1, along < segment.length + 1 else { continue }
      let offset = segment.direction.cross(gap)
      let beyond = max(0, max(-along, along - segment.length))
      let alignment = segment.direction.dot(heading)
      guard alignment > 0.5 || kind == .pedestrian else { continue }
      let turn = kind == .pedestrian ? 0 : 2 * (1 - alignment) / 0.19
      let ratio = offset / segment.halfWidth
      var cost = ratio * ratio + turn + beyond
      if Int(segment.lane) == previous { cost -= Self.loyalty }
      if cost < least {
        least = cost
        let clamped = min(segment.length, max(0, along))
        best = LanePosition(lane: Int(segment.lane), along: segment.along + clamped, offset: offset)
      }
    }
    return best
  }

  /// How much cheaper the previous lane is: who drives on the line, to let an ambulance through, say, is where they
  /// were until they are a third of a metre over it.
  private static let loyalty = 0.8

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
