import Kernel

/// On the hot path: allocates in its initialiser only.
///
/// Tracks by place: a uniform grid of square cells, hashed into a table, each cell a doubly linked list of slots.
struct NeighborGrid: ~Copyable {
  /// Metres; the eight cells around a point's own hold everything within this distance.
  static let cellSize = 8.0

  private let heads: FixedArray<Int32>
  private let next: FixedArray<Int32>
  private let previous: FixedArray<Int32>
  private let cellEast: FixedArray<Int32>
  private let cellNorth: FixedArray<Int32>
  private let places: FixedArray<LocalPoint>
  private let mask: Int

  /// Makes an empty grid for slots 0..<capacity.
  init(capacity: Int) {
    var buckets = 256
    while buckets < capacity * 2 { buckets *= 2 }
    mask = buckets - 1
    heads = FixedArray(repeating: -1, count: buckets)
    next = FixedArray(repeating: -1, count: capacity)
    previous = FixedArray(repeating: -1, count: capacity)
    cellEast = FixedArray(repeating: 0, count: capacity)
    cellNorth = FixedArray(repeating: 0, count: capacity)
    places = FixedArray(repeating: LocalPoint(east: 0, north: 0), count: capacity)
  }

  /// The number of the cell column or row of a coordinate, which is finite and within the scene's area.
  @inline(__always) static func cell(_ coordinate: Double) -> Int32 { Int32((coordinate / cellSize).rounded(.down)) }

  @inline(__always) private mutating func bucket(_ east: Int32, _ north: Int32) -> Int {
    let mixed =
      UInt64(UInt32(bitPattern: east)) &* 0x9e37_79b9_7f4a_7c15
      ^ UInt64(UInt32(bitPattern: north)) &* 0xc2b2_ae3d_27d4_eb4f
    return Int(truncatingIfNeeded: mixed >> 29) & mask
  }

  /// Puts a slot in that is not in the grid.
  mutating func insert(_ slot: Int, at point: LocalPoint) {
    let east = Self.cell(point.east)
    let north = Self.cell(point.north)
    let place = bucket(east, north)
    cellEast[slot] = east
    cellNorth[slot] = north
    places[slot] = point
    let first = heads[place]
    next[slot] = first
    previous[slot] = -1
    if first >= 0 { previous[Int(first)] = Int32(slot) }
    heads[place] = Int32(slot)
  }

  /// Takes a slot out that is in the grid.
  mutating func remove(_ slot: Int) {
    let after = next[slot]
    let before = previous[slot]
    if after >= 0 { previous[Int(after)] = before }
    if before >= 0 {
      next[Int(before)] = after
    } else {
      heads[bucket(cellEast[slot], cellNorth[slot])] = after
    }
  }

  /// Moves a slot to where its track is now.
  @inline(__always) mutating func move(_ slot: Int, to point: LocalPoint) {
    if Self.cell(point.east) == cellEast[slot] && Self.cell(point.north) == cellNorth[slot] {
      places[slot] = point
      return
    }
    remove(slot)
    insert(slot, at: point)
  }

  /// Writes the slots within `radius`, at most ``cellSize``, of a point into `found`, at most as many as fit; returns
  /// how many.
  @inline(__always) mutating func neighbors(
    of point: LocalPoint, within radius: Double, into found: borrowing FixedArray<Int32>
  ) -> Int {
    let limit = radius * radius
    let centerEast = Self.cell(point.east)
    let centerNorth = Self.cell(point.north)
    var count = 0
    for north in centerNorth - 1...centerNorth + 1 {
      for east in centerEast - 1...centerEast + 1 {
        var slot = heads[bucket(east, north)]
        while slot >= 0 && count < found.count {
          if cellEast[Int(slot)] == east && cellNorth[Int(slot)] == north
            && (places[Int(slot)] - point).squaredLength < limit
          {
            found[count] = slot
            count += 1
          }
          slot = next[Int(slot)]
        }
      }
    }
    return count
  }
}
