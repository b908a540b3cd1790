import Kernel

/// On the hot path of units that are in doubt, and of no others: no allocation.
///
/// Finds by what gross fault a unit contradicts the others. Gates let registration see differences of half a metre or
/// so; a mast that was hit, a camera that was turned or a clock that was set wrongly put everything beyond them.
///
/// A unit whose picture the others contradict votes: each road user that it lists, with each that others list within
/// some metres at the same speed, for the shift, the clock and the turn that would make one of the two. One fault
/// explains nearly all of what a unit lists, and coincidences do not agree (the Hough transform, US patent 3069654).
/// One cause at a time: registration finds what a second one leaves, once the first is taken off.
struct FaultSearch: ~Copyable {
  /// Cells of a metre's half from -6 m to 6 m, east by north.
  private static let shiftSide = 25
  private static let shiftStep = 0.5
  /// Cells of 50 ms from -1.25 s to 1.25 s.
  private static let clockCells = 51
  private static let clockStep = 0.05
  /// Cells of half a degree from -10 to 10 degrees.
  private static let turnCells = 41
  private static let turnStep = 0.00873
  /// Metres by which a clock or a turn may fail to explain a difference.
  private static let tolerance = 1.0
  /// Metres within which road users are taken for one at all.
  static let reach = 18.0
  /// How many road users must have voted, what share of them must agree, and by how much more than agree with the faults
  /// that are known.
  private static let leastVoters: Float = 25
  private static let leastShare: Float = 0.6
  private static let leastGain: Float = 0.25
  /// How much more of them two unknowns must explain to be believed instead of one.
  private static let costOfFreedom: Float = 0.03
  /// How much of all motion may be one and the same.
  private static let mostAlike = 0.8
  /// Voters beyond which the votes are known to be of a fault that is none of these; then they begin anew.
  private static let patience: Float = 600

  /// What was voted for of one unit.
  struct Ballot: BitwiseCopyable {
    var voters: Float = 0
    /// Voters for whom the known faults do.
    var content: Float = 0
    /// The sum of the velocities that they tell, and of their squares.
    var motion = LocalVector.zero
    var squaredMotion = 0.0
    /// Voters that stand still where another stands: no clock is against them.
    var anyClock: Float = 0
    /// Voters by the unit itself: no turn is against them.
    var anyTurn: Float = 0
  }

  private let ballots: FixedArray<Ballot>
  private let shifts: FixedArray<Float>
  private let clocks: FixedArray<Float>
  private let turns: FixedArray<Float>

  init(unitLimit: Int) {
    ballots = FixedArray(repeating: Ballot(), count: unitLimit)
    shifts = FixedArray(repeating: 0, count: unitLimit * Self.shiftSide * Self.shiftSide)
    clocks = FixedArray(repeating: 0, count: unitLimit * Self.clockCells)
    turns = FixedArray(repeating: 0, count: unitLimit * Self.turnCells)
  }

  /// One road user as the unit tells of it and one as others do.
  struct Pair {
    /// The unit's place of it less the others', metres.
    var difference: LocalVector
    /// Metres a second, as the others tell.
    var velocity: LocalVector
    /// From the unit, zero where its place is not known.
    var arm: LocalVector
  }

  /// Takes the vote of a pair.
  mutating func vote(_ unit: Int, _ pair: Pair) {
    let ballot = ballots.pointer(unit)
    let side = Self.shiftSide
    let east = Self.cell(pair.difference.east, step: Self.shiftStep, count: side)
    let north = Self.cell(pair.difference.north, step: Self.shiftStep, count: side)
    if east >= 0 && north >= 0 { shifts.pointer((unit * side + north) * side + east).pointee += 1 }
    let isSame = pair.difference.squaredLength < Self.tolerance * Self.tolerance
    let speed = pair.velocity.length
    if speed > 2 {
      let ahead = pair.velocity.dot(pair.difference) / speed
      let aside = pair.velocity.cross(pair.difference).magnitude / speed
      let cell = Self.cell(-ahead / speed, step: Self.clockStep, count: Self.clockCells)
      if aside < Self.tolerance && cell >= 0 { clocks.pointer(unit * Self.clockCells + cell).pointee += 1 }
    } else if isSame {
      ballot.pointee.anyClock += 1
    }
    let distance = pair.arm.length
    if distance > 8 {
      let along = pair.arm.dot(pair.difference).magnitude / distance
      let angle = pair.arm.cross(pair.difference) / (distance * distance)
      let cell = Self.cell(angle, step: Self.turnStep, count: Self.turnCells)
      if along < Self.tolerance && cell >= 0 { turns.pointer(unit * Self.turnCells + cell).pointee += 1 }
    } else if isSame {
      ballot.pointee.anyTurn += 1
    }
  }

  /// Counts a road user whose pairs have voted; `isContent` says whether the known faults make it one with another.
  mutating func close(_ unit: Int, velocity: LocalVector, isContent: Bool) {
    let ballot = ballots.pointer(unit)
    ballot.pointee.motion = ballot.pointee.motion + velocity
    ballot.pointee.squaredMotion += velocity.squaredLength
    ballot.pointee.voters += 1
    if isContent { ballots.pointer(unit).pointee.content += 1 }
  }

  /// Forgets what was voted for of a unit.
  mutating func clear(_ unit: Int) {
    ballots[unit] = Ballot()
    let square = Self.shiftSide * Self.shiftSide
    for place in 0..<square { shifts[unit * square + place] = 0 }
    for place in 0..<Self.clockCells { clocks[unit * Self.clockCells + place] = 0 }
    for place in 0..<Self.turnCells { turns[unit * Self.turnCells + place] = 0 }
  }

  /// Whether anybody voted.
  func isOpen(_ unit: Int) -> Bool { ballots[unit].voters > 0 }

  /// The fault that nearly all voted for and that is not known; nil while there is none.
  mutating func result(_ unit: Int) -> GrossFault? {
    let ballot = ballots[unit]
    guard ballot.voters >= Self.leastVoters else { return nil }
    if ballot.voters > Self.patience {
      clear(unit)
      return nil
    }
    // A platoon is like itself one place further back: where all drive alike, an old picture looks like a fault.
    let alike = Self.mostAlike * Double(ballot.voters) * ballot.squaredMotion
    guard ballot.squaredMotion == 0 || ballot.motion.squaredLength < alike else { return nil }
    let shift = bestShift(unit)
    let clock = Self.best(
      of: clocks, unit * Self.clockCells, Self.clockCells, step: Self.clockStep, also: ballot.anyClock)
    let turn = Self.best(of: turns, unit * Self.turnCells, Self.turnCells, step: Self.turnStep, also: ballot.anyTurn)
    let one = max(clock.votes, turn.votes)
    let most = max(one, shift.votes)
    guard most >= Self.leastShare * ballot.voters, most >= ballot.content + Self.leastGain * ballot.voters else {
      return nil
    }
    if shift.votes > one + Self.costOfFreedom * ballot.voters { return GrossFault(shift: shift.value) }
    return clock.votes >= turn.votes ? GrossFault(clock: clock.value) : GrossFault(turn: turn.value)
  }

  /// The cell of a number in a row of them about zero, -1 outside.
  @inline(__always) private static func cell(_ value: Double, step: Double, count: Int) -> Int {
    let scaled = value / step + Double(count) / 2
    return scaled >= 0 && scaled < Double(count) ? Int(scaled) : -1
  }

  /// The middle of the three neighbouring cells with the most votes, weighed by them, and these votes.
  private static func best(
    of cells: borrowing FixedArray<Float>, _ first: Int, _ count: Int, step: Double, also: Float
  ) -> (value: Double, votes: Float) {
    var best = (value: 0.0, votes: Float(0))
    for middle in 1..<count - 1 {
      let low = cells[first + middle - 1]
      let high = cells[first + middle + 1]
      let votes = low + cells[first + middle] + high
      guard votes > best.votes else { continue }
      best = ((Double(middle - count / 2) + Double((high - low) / votes)) * step, votes)
    }
    best.votes += also
    return best
  }

  /// The same of a square of nine cells.
  private func bestShift(_ unit: Int) -> (value: LocalVector, votes: Float) {
    let side = Self.shiftSide
    var best = (value: LocalVector.zero, votes: Float(0))
    for north in 1..<side - 1 {
      for east in 1..<side - 1 {
        var sum = (votes: Float(0), east: Float(0), north: Float(0))
        for up in -1...1 {
          for right in -1...1 {
            let votes = shifts[(unit * side + north + up) * side + east + right]
            sum.votes += votes
            sum.east += votes * Float(right)
            sum.north += votes * Float(up)
          }
        }
        guard sum.votes > best.votes else { continue }
        best.value = LocalVector(
          east: (Double(east - side / 2) + Double(sum.east / sum.votes)) * Self.shiftStep,
          north: (Double(north - side / 2) + Double(sum.north / sum.votes)) * Self.shiftStep)
        best.votes = sum.votes
      }
    }
    return best
  }
}
