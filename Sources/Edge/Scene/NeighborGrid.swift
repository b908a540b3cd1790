import Kernel

/// On the hot path: allocates in its initialiser only.
///
/// Tracks by place: a uniform grid of square cells, hashed into a table, each cell a doubly linked list of slots.
struct NeighborGrid: ~Copyable {
  /// Where a slot is: all of it in half a cache line.
  struct Node: BitwiseCopyable {
    var place = LocalPoint(east: 0, north: 0)
    var cellEast: Int32 = 0
    var cellNorth: Int32 = 0
    var next: Int32 = -1
    var previous: Int32 = -1
  }

  /// Metres: twice the reach of most searches, so that they look into four cells or fewer.
  static let cellSize = 16.0

  private let heads: FixedArray<Int32>
  private let nodes: FixedArray<Node>
  private let mask: Int

  /// Makes an empty grid for slots 0..<capacity.
  init(capacity: Int) {
    var buckets = 256
    while buckets < capacity * 2 { buckets *= 2 }
    mask = buckets - 1
    heads = FixedArray(repeating: -1, count: buckets)
    nodes = FixedArray(repeating: Node(), count: capacity)
  }

  /// The number of the cell column or row of a coordinate, which is finite and within the scene's area: the nearest
  /// whole number, which is at the end of a sum with 1.5 * 2^52. It never falls where the coordinate rises.
  @inline(__always) static func cell(_ coordinate: Double) -> Int32 {
    Int32(truncatingIfNeeded: (coordinate * (1 / cellSize) + 6_755_399_441_055_744).bitPattern)
  }

  @inline(__always) private mutating func bucket(_ east: Int32, _ north: Int32) -> Int {
    let mixed =
      UInt64(UInt32(bitPattern: east)) &* 0x9e37_79b9_7f4a_7c15
      ^ UInt64(UInt32(bitPattern: north)) &* 0xc2b2_ae3d_27d4_eb4f
    return Int(truncatingIfNeeded: mixed >> 29) & mask
  }

  /// Puts a slot in that is not in the grid.
  mutating func insert(_ slot: Int, at point: LocalPoint) {
    let node = nodes.pointer(slot)
    node.pointee.place = point
    node.pointee.cellEast = Self.cell(point.east)
    node.pointee.cellNorth = Self.cell(point.north)
    let head = heads.pointer(bucket(node.pointee.cellEast, node.pointee.cellNorth))
    node.pointee.next = head.pointee
    node.pointee.previous = -1
    if head.pointee >= 0 { nodes.pointer(Int(head.pointee)).pointee.previous = Int32(slot) }
    head.pointee = Int32(slot)
  }

  /// Takes a slot out that is in the grid.
  mutating func remove(_ slot: Int) {
    let node = nodes.pointer(slot).pointee
    if node.next >= 0 { nodes.pointer(Int(node.next)).pointee.previous = node.previous }
    if node.previous >= 0 {
      nodes.pointer(Int(node.previous)).pointee.next = node.next
    } else {
      heads[bucket(node.cellEast, node.cellNorth)] = node.next
    }
  }

  /// Moves a slot to where its track is now.
  @inline(__always) mutating func move(_ slot: Int, to point: LocalPoint) {
    let node = nodes.pointer(slot)
    if Self.cell(point.east) == node.pointee.cellEast && Self.cell(point.north) == node.pointee.cellNorth {
      node.pointee.place = point
    } else {
      remove(slot)
      insert(slot, at: point)
    }
  }

  /// Writes the slots within `radius`, at most ``cellSize``, of a point into `found`, at most as many as fit; returns
  /// how many.
  @inline(__always) mutating func neighbors(
    of point: LocalPoint, within radius: Double, into found: borrowing FixedArray<Int32>
  ) -> Int {
    let limit = radius * radius
    let room = found.count
    var count = 0
    for north in Self.cell(point.north - radius)...Self.cell(point.north + radius) {
      for east in Self.cell(point.east - radius)...Self.cell(point.east + radius) {
        var slot = heads[bucket(east, north)]
        while slot >= 0 && count < room {
          let node = nodes.pointer(Int(slot))
          if node.pointee.cellEast == east && node.pointee.cellNorth == north
            && (node.pointee.place - point).squaredLength < limit
          {
            found[count] = slot
            count += 1
          }
          slot = node.pointee.next
        }
      }
    }
    return count
  }
}
