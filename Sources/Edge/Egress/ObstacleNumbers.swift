import Kernel
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// Numbers of 16 bits for obstacles, which several stations may call by the same number of theirs.
struct ObstacleNumbers: ~Copyable {
  /// How many obstacles are kept apart: as many as an edge keeps.
  static let limit = 256
  /// How many cycles one that is not told any more keeps its number.
  static let patience: UInt32 = 50

  struct Entry: BitwiseCopyable {
    var sender: UInt64 = 0
    var scheme = IdentityScheme.csae
    var theirs: UInt16 = 0
    var ours: UInt16 = 0
    var told: UInt32 = 0
  }

  private let entries = FixedArray(repeating: Entry(), count: ObstacleNumbers.limit)
  private var next: UInt16 = 0

  /// The number of an obstacle, of which `place` is where it stands among the others: it does so in most cycles. Nil
  /// where there is no room.
  mutating func number(of obstacle: Obstacle, at place: Int, cycle: UInt32) -> UInt16? {
    var free: Int?
    for step in 0..<ObstacleNumbers.limit {
      let entry = entries.pointer((place + step) % ObstacleNumbers.limit)
      let isInUse = entry.pointee.ours != 0 && cycle &- entry.pointee.told <= ObstacleNumbers.patience
      if isInUse, entry.pointee.sender == obstacle.sender, entry.pointee.theirs == obstacle.number,
        entry.pointee.scheme == obstacle.scheme
      {
        entry.pointee.told = cycle
        return entry.pointee.ours
      }
      if !isInUse, free == nil { free = (place + step) % ObstacleNumbers.limit }
    }
    guard let free else { return nil }
    let ours = unused(cycle)
    entries[free] = Entry(
      sender: obstacle.sender, scheme: obstacle.scheme, theirs: obstacle.number, ours: ours, told: cycle)
    return ours
  }

  /// The next number that none has: of 65535 at most 256 are in use.
  private mutating func unused(_ cycle: UInt32) -> UInt16 {
    while true {
      next = next == .max ? 1 : next + 1
      let isTaken = (0..<ObstacleNumbers.limit).contains { entries[$0].ours == next }
      if !isTaken { return next }
    }
  }
}
