import Kernel

/// On the hot path: no allocation.
///
/// Where a unit sees, learnt from road users that others vouch for: how many of them it listed, by direction and
/// distance. Walls and masts that hide a place always are in it; what passes by is not.
struct FieldOfView: BitwiseCopyable {
  /// Directions, rings of distance, and the metres of a ring; the last ring has no end.
  private static let sectors = 16
  static let rings = 8
  static let ringWidth = 20.0
  /// What was looked for in a cell is remembered so many times, half as often in a ring.
  private static let memory: Float = 60
  /// How often it must have been looked for something in a ring, and been found in a sector, to say anything of them.
  private static let leastLooks: Float = 10
  private static let leastFinds: Float = 5
  /// For how many looks in a cell the whole ring stands.
  private static let ringWeight: Float = 10

  private struct Count: BitwiseCopyable {
    var looks: Float = 0
    var finds: Float = 0

    @inline(__always) mutating func note(_ isFound: Bool, memory: Float) {
      looks += 1
      if isFound { finds += 1 }
      if looks > memory {
        looks *= 0.5
        finds *= 0.5
      }
    }
  }

  private var cells = InlineArray<128, Count>(repeating: Count())
  private var ringCounts = InlineArray<8, Count>(repeating: Count())
  private var sectorCounts = InlineArray<16, Count>(repeating: Count())

  /// The direction of an arm by where it meets a square stood on its corner: no angle needs to be worked out.
  @inline(__always) private static func sector(of arm: LocalVector) -> Int {
    let size = arm.east.magnitude + arm.north.magnitude
    guard size > 1e-6 else { return 0 }
    let height = arm.north / size
    let way = arm.east >= 0 ? 1 + height : 3 - height
    return min(sectors - 1, Int(way * 4))
  }

  @inline(__always) private static func ring(of arm: LocalVector) -> Int {
    min(rings - 1, Int(min(1e6, arm.length) * (1 / ringWidth)))
  }

  /// Learns that a road user at the end of an arm was listed, or was not.
  mutating func learn(_ arm: LocalVector, isFound: Bool) {
    let sector = Self.sector(of: arm)
    let ring = Self.ring(of: arm)
    cells[sector * Self.rings + ring].note(isFound, memory: Self.memory)
    ringCounts[ring].note(isFound, memory: Self.memory * 2)
    sectorCounts[sector].note(isFound, memory: Self.memory * 2)
  }

  /// The probability that a scan lists a road user at the end of an arm; 0 where nothing is known, or nothing of the
  /// direction.
  func detection(at arm: LocalVector) -> Double {
    let sector = Self.sector(of: arm)
    let ring = Self.ring(of: arm)
    let around = ringCounts[ring]
    guard around.looks >= Self.leastLooks, sectorCounts[sector].finds >= Self.leastFinds else { return 0 }
    let expected = 0.95 * around.finds / around.looks
    let cell = cells[sector * Self.rings + ring]
    // What was never looked at is less sure than the ring as a whole.
    return Double((cell.finds + Self.ringWeight * expected) / (cell.looks + Self.ringWeight))
  }

  /// The share of road users in a ring that it listed; nil where too few were looked for.
  func share(ofRing ring: Int) -> Double? {
    let counts = ringCounts[ring]
    return counts.looks >= Self.leastLooks ? Double(counts.finds / counts.looks) : nil
  }

  /// The same with a guess where nothing is known: that it sees as well as farther out, or, where it `declares` that it
  /// sees so far, as it says. Where it was looked for something in the direction and nothing was found, it sees nothing.
  func guess(at arm: LocalVector, declares: Bool) -> Double {
    let known = detection(at: arm)
    let ahead = sectorCounts[Self.sector(of: arm)]
    guard known == 0, ahead.finds >= Self.leastFinds || ahead.looks < Self.leastLooks else { return known }
    return Self.guessWeight * max(declares ? 1 : 0, Double(best(beyond: Self.ring(of: arm))))
  }

  /// The greatest share found in a ring farther out: what is nearer is seen as well.
  private func best(beyond ring: Int) -> Float {
    var best: Float = 0
    for farther in min(ring + 1, Self.rings)..<Self.rings where ringCounts[farther].looks >= Self.leastLooks {
      best = max(best, ringCounts[farther].finds / ringCounts[farther].looks)
    }
    return best
  }

  /// What a guess is worth.
  private static let guessWeight = 0.85
}
