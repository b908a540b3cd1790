import Kernel

/// The faults of all units in one joint estimate: shift east, shift north, clock and turn.
///
/// What counts is differences: of two units' positions of one road user, and of a unit's and the road user's own. They
/// are gathered in information form, forgotten slowly (which stands for a slow random walk), and solved now and then.
/// Satellite positions anchor the whole; a prior holds what nothing ties.
struct Registration: ~Copyable {
  /// One unit's faults.
  struct Faults: BitwiseCopyable {
    var east = 0.0
    var north = 0.0
    var clock = 0.0
    var turn = 0.0
    var shiftVariance: Double
    var clockVariance: Double

    /// How far a position is off that the unit tells at the end of an arm.
    @inline(__always) func displacement(at arm: LocalVector) -> LocalVector {
      LocalVector(east: east - turn * arm.north, north: north + turn * arm.east)
    }
  }

  private static let limit = 64
  private let pairs: FixedArray<RegistrationEvidence>
  private let anchors: FixedArray<RegistrationEvidence>
  private let lanes: FixedArray<LaneEvidence>
  private let faults: FixedArray<Faults>
  private let doubts: FixedArray<RegistrationDoubt>
  private let unitOf: FixedArray<Int32>
  private var equations = NormalEquations(unitLimit: Registration.limit)
  private var isActive: UInt64 = 0
  /// The row of the equations whose doubt is worked out next.
  private var nextDoubt = 0
  /// The doubt before anything is known.
  private let unknown: RegistrationDoubt
  private let shiftInformation: Double
  private let clockVariance: Double
  private let unknownClockVariance: Double
  private let turnVariance: Double
  private let memory: Double
  private let isOn: Bool
  /// The most that lanes count for, both coordinates together.
  private let mapInformation: Double
  /// By how much the variance that road users state of their own places is to be multiplied, and on how many of them
  /// that rests.
  private(set) var satelliteScale = 1.0
  private var satelliteCount = 5.0
  /// The variance of each coordinate that all units share: how well the anchor itself is known.
  private(set) var anchorVariance: Double

  init(configuration: SceneConfiguration) {
    let shiftVariance = configuration.priorShiftDeviation * configuration.priorShiftDeviation
    unknownClockVariance = configuration.unknownClockDeviation * configuration.unknownClockDeviation
    clockVariance = configuration.priorClockDeviation * configuration.priorClockDeviation
    pairs = FixedArray(repeating: RegistrationEvidence(), count: Self.limit * Self.limit)
    anchors = FixedArray(repeating: RegistrationEvidence(), count: Self.limit)
    lanes = FixedArray(repeating: LaneEvidence(), count: Self.limit)
    mapInformation = 2 / (configuration.mapDeviation * configuration.mapDeviation)
    faults = FixedArray(
      repeating: Faults(shiftVariance: shiftVariance, clockVariance: unknownClockVariance), count: Self.limit)
    unknown = RegistrationDoubt(
      east: shiftVariance.squareRoot(), north: shiftVariance.squareRoot(), clock: configuration.unknownClockDeviation,
      turn: configuration.priorTurnDeviation)
    doubts = FixedArray(repeating: unknown, count: Self.limit)
    unitOf = FixedArray(repeating: 0, count: Self.limit)
    shiftInformation = 1 / shiftVariance
    turnVariance = configuration.priorTurnDeviation * configuration.priorTurnDeviation
    memory = configuration.registrationMemory
    isOn = configuration.registersUnits
    anchorVariance = shiftVariance
  }

  /// The faults of a unit.
  @inline(__always) func faults(of unit: UInt8) -> Faults { faults[Int(unit)] }

  /// One standard deviation of each fault of a unit, the doubt of all others included.
  func doubt(of unit: UInt8) -> RegistrationDoubt { doubts[Int(unit)] }

  /// Whether a unit was compared with anything.
  func isCompared(_ unit: UInt8) -> Bool { isActive >> UInt64(unit) & 1 == 1 }

  /// Takes in the difference of two units' raw positions of one road user, carried to the same raw time. The arms lead
  /// from each unit to the road user, zero where a unit's place is not known.
  mutating func compare(
    _ units: (UInt8, UInt8), difference: LocalVector, velocity: LocalVector, arms: (LocalVector, LocalVector),
    variance: Double
  ) {
    let mine = faults[Int(units.0)]
    let theirs = faults[Int(units.1)]
    let expected =
      mine.displacement(at: arms.0) - theirs.displacement(at: arms.1) - velocity * (mine.clock - theirs.clock)
    guard isOn, isPlausible(difference - expected, variance: variance) else { return }
    isActive |= 1 << UInt64(units.0) | 1 << UInt64(units.1)
    let isOrdered = units.0 < units.1
    let place =
      isOrdered ? Int(units.0) * Self.limit + Int(units.1) : Int(units.1) * Self.limit + Int(units.0)
    pairs.pointer(place).pointee.gather(
      isOrdered ? difference : difference * -1, velocity: velocity, arms: isOrdered ? arms : (arms.1, arms.0),
      variance: variance)
  }

  /// Takes in the difference of a unit's raw position and the road user's own, carried to the same raw time.
  mutating func anchor(
    _ unit: UInt8, difference: LocalVector, velocity: LocalVector, arm: LocalVector, variance: Double, share: Double
  ) {
    let mine = faults[Int(unit)]
    let expected = mine.displacement(at: arm) - velocity * mine.clock
    let residual = difference - expected
    guard isOn, isPlausible(residual, variance: min(variance, 1)) else { return }
    isActive |= 1 << UInt64(unit)
    satelliteCount = min(100, satelliteCount + share)
    satelliteScale += (residual.squaredLength / (2 * variance) - satelliteScale) * share / satelliteCount
    anchors.pointer(Int(unit)).pointee.gather(
      difference, velocity: velocity, arms: (arm, .zero), variance: variance * min(2, max(0.25, satelliteScale)) / share
    )
  }

  /// Takes in that a unit put someone who keeps to a lane `offset` metres to the left of its middle.
  mutating func keepLane(_ unit: UInt8, offset: Double, normal: LocalVector, arm: LocalVector, weight: Double) {
    let residual = offset - normal.dot(faults[Int(unit)].displacement(at: arm))
    guard isOn, residual.magnitude < Self.laneKept else { return }
    isActive |= 1 << UInt64(unit)
    lanes.pointer(Int(unit)).pointee.gather(offset, normal: normal, arm: arm, weight: weight)
  }

  /// Metres beside the middle of a lane, the known faults taken off, beyond which nobody keeps to it.
  private static let laneKept = 1.5

  /// Forgets what lanes told: there is another map.
  mutating func forgetLanes() {
    for unit in 0..<Self.limit { lanes[unit] = LaneEvidence() }
  }

  /// Forgets a unit: its faults are as doubtful as at the start.
  mutating func forget(_ unit: UInt8) {
    let place = Int(unit)
    for other in 0..<Self.limit {
      pairs[place * Self.limit + other] = RegistrationEvidence()
      pairs[other * Self.limit + place] = RegistrationEvidence()
    }
    anchors[place] = RegistrationEvidence()
    lanes[place] = LaneEvidence()
    doubts[place] = unknown
    faults[place] = Faults(shiftVariance: 1 / shiftInformation, clockVariance: unknownClockVariance)
    isActive &= ~(1 << UInt64(unit))
  }

  /// A difference of two road users is no evidence: three deviations, half a metre of prior doubt included.
  private func isPlausible(_ residual: LocalVector, variance: Double) -> Bool {
    residual.squaredLength < 9 * (2 * variance + 0.25)
  }

  /// Forgets for `seconds` and solves anew: (4 n)^3 / 3 multiplications for n units that were compared.
  mutating func solve(after seconds: Double) {
    guard isOn, isActive != 0 else { return }
    let kept = max(0, 1 - seconds / memory)
    var active = 0
    for unit in 0..<Self.limit where isActive >> UInt64(unit) & 1 == 1 {
      unitOf[active] = Int32(unit)
      active += 1
    }
    equations.begin(units: active)
    var anchorInformation = 0.0
    for row in 0..<active { anchorInformation += assemble(row: row, active: active, kept: kept) }
    anchorVariance = 1 / (shiftInformation * Double(active) + anchorInformation)
    for row in 0..<active {
      let unit = faults.pointer(Int(unitOf[row]))
      unit.pointee.shiftVariance = equations.variance(row, 0)
      unit.pointee.clockVariance = equations.variance(row, 2)
    }
    equations.solve()
    for row in 0..<active {
      let unit = faults.pointer(Int(unitOf[row]))
      unit.pointee.east = equations.solution(row, 0)
      unit.pointee.north = equations.solution(row, 1)
      unit.pointee.clock = min(1, max(-1, equations.solution(row, 2)))
      unit.pointee.turn = min(0.1, max(-0.1, equations.solution(row, 3)))
    }
    weighDoubts(active: active)
  }

  /// Of how many units the doubt is worked out at a time: it costs as much as a solution for all of 64 at once.
  private static let doubtsAtOnce = 8

  /// Works out the whole doubt of some units, those whose turn it is.
  private mutating func weighDoubts(active: Int) {
    for _ in 0..<min(active, Self.doubtsAtOnce) {
      if nextDoubt >= active { nextDoubt = 0 }
      let row = nextDoubt
      nextDoubt += 1
      doubts[Int(unitOf[row])] = RegistrationDoubt(
        east: equations.wholeVariance(row, 0).squareRoot(), north: equations.wholeVariance(row, 1).squareRoot(),
        clock: equations.wholeVariance(row, 2).squareRoot(), turn: equations.wholeVariance(row, 3).squareRoot())
    }
  }

  /// Adds a unit's prior, its anchor and its pairs to the equations; returns its anchor's information.
  private mutating func assemble(row: Int, active: Int, kept: Double) -> Double {
    let unit = Int(unitOf[row])
    let clock = faults[unit].clock
    let turn = faults[unit].turn
    equations.addPrior(
      row, shift: shiftInformation, clock: 1 / (clockVariance + clock * clock), turn: 1 / (turnVariance + turn * turn))
    let anchor = anchors.pointer(unit)
    anchor.pointee.fade(to: kept)
    equations.addOwn(anchor.pointee, arm: anchor.pointee.first, unit: row, sign: 1)
    lanes.pointer(unit).pointee.fade(to: kept)
    // The mean is that of all who passed, and counts for what the map is worth.
    let told = lanes[unit].total
    let worth = told > mapInformation ? mapInformation / told : 1
    equations.addLanes(lanes[unit], worth: worth, unit: row)
    for column in row + 1..<max(row + 1, active) {
      let pair = pairs.pointer(unit * Self.limit + Int(unitOf[column]))
      guard pair.pointee.total > 0 else { continue }
      pair.pointee.fade(to: kept)
      equations.addOwn(pair.pointee, arm: pair.pointee.first, unit: row, sign: 1)
      equations.addOwn(pair.pointee, arm: pair.pointee.second, unit: column, sign: -1)
      equations.addCross(pair.pointee, first: row, second: column)
    }
    return anchor.pointee.total + told * worth / 2
  }
}
