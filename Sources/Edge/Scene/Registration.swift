public import Kernel

/// By how much a unit's positions and clock are off, as the scene has found out by itself.
public struct UnitRegistration: Sendable, BitwiseCopyable {
  /// Metres that its positions lie too far east and north.
  public var shift: LocalVector
  /// How far its clock is ahead.
  public var clockOffset: Interval
  /// One standard deviation of each coordinate of `shift`, metres, given the other units'.
  public var shiftDeviation: Double
  /// One standard deviation of `clockOffset` in seconds, given the other units'.
  public var clockDeviation: Double
}

/// The faults of all units in one joint estimate: shift east, shift north, clock.
///
/// What counts is differences: of two units' positions of one road user, and of a unit's and the road user's own. A
/// unit's raw position is p(t - clock) + shift, so the difference of two is shift - shift' - v (clock - clock'). The
/// normal equations are gathered in information form, forgotten slowly (which stands for a slow random walk), and
/// solved now and then by Cholesky's method. Satellite positions anchor the whole; a prior holds what nothing ties.
struct Registration: ~Copyable {
  /// One unit's faults.
  struct Faults: BitwiseCopyable {
    var east = 0.0
    var north = 0.0
    var clock = 0.0
    var shiftVariance: Double
    var clockVariance: Double
  }

  private static let limit = 64
  private let pairs: FixedArray<RegistrationEvidence>
  private let anchors: FixedArray<RegistrationEvidence>
  private let faults: FixedArray<Faults>
  private let matrix: FixedArray<Double>
  private let right: FixedArray<Double>
  private let unitOf: FixedArray<Int32>
  private var isActive: UInt64 = 0
  private let priorShiftInformation: Double
  private let priorClockInformation: Double
  private let memory: Double
  private let isOn: Bool
  /// The variance of each coordinate that all units share: how well the anchor itself is known.
  private(set) var anchorVariance: Double

  init(configuration: SceneConfiguration) {
    let shiftVariance = configuration.priorShiftDeviation * configuration.priorShiftDeviation
    let clockVariance = configuration.priorClockDeviation * configuration.priorClockDeviation
    pairs = FixedArray(repeating: RegistrationEvidence(), count: Self.limit * Self.limit)
    anchors = FixedArray(repeating: RegistrationEvidence(), count: Self.limit)
    faults = FixedArray(
      repeating: Faults(shiftVariance: shiftVariance, clockVariance: clockVariance), count: Self.limit)
    matrix = FixedArray(repeating: 0, count: 9 * Self.limit * Self.limit)
    right = FixedArray(repeating: 0, count: 3 * Self.limit)
    unitOf = FixedArray(repeating: 0, count: Self.limit)
    priorShiftInformation = 1 / shiftVariance
    priorClockInformation = 1 / clockVariance
    memory = configuration.registrationMemory
    isOn = configuration.registersUnits
    anchorVariance = shiftVariance
  }

  /// The faults of a unit.
  @inline(__always) func faults(of unit: UInt8) -> Faults { faults[Int(unit)] }

  /// Takes in the difference of two units' raw positions of one road user, carried to the same raw time.
  mutating func compare(
    _ unit: UInt8, with other: UInt8, difference: LocalVector, velocity: LocalVector, variance: Double
  ) {
    let mine = faults[Int(unit)]
    let theirs = faults[Int(other)]
    let clock = mine.clock - theirs.clock
    let expected = LocalVector(
      east: mine.east - theirs.east - velocity.east * clock, north: mine.north - theirs.north - velocity.north * clock)
    guard isOn, isPlausible(difference - expected, variance: variance) else { return }
    isActive |= 1 << UInt64(unit) | 1 << UInt64(other)
    let first = unit < other
    let place = first ? Int(unit) * Self.limit + Int(other) : Int(other) * Self.limit + Int(unit)
    pairs.pointer(place).pointee.gather(
      first ? difference : difference * -1, velocity: velocity, variance: variance)
  }

  /// Takes in the difference of a unit's raw position and the road user's own, carried to the same raw time.
  mutating func anchor(_ unit: UInt8, difference: LocalVector, velocity: LocalVector, variance: Double) {
    let mine = faults[Int(unit)]
    let expected = LocalVector(
      east: mine.east - velocity.east * mine.clock, north: mine.north - velocity.north * mine.clock)
    guard isOn, isPlausible(difference - expected, variance: min(variance, 1)) else { return }
    isActive |= 1 << UInt64(unit)
    anchors.pointer(Int(unit)).pointee.gather(difference, velocity: velocity, variance: variance)
  }

  /// A difference of two road users is no evidence: three deviations, half a metre of prior doubt included.
  private func isPlausible(_ residual: LocalVector, variance: Double) -> Bool {
    residual.squaredLength < 9 * (2 * variance + 0.25)
  }

  /// Forgets for `seconds` and solves anew.
  mutating func solve(after seconds: Double) {
    guard isOn, isActive != 0 else { return }
    let kept = max(0, 1 - seconds / memory)
    var active = 0
    for unit in 0..<Self.limit where isActive >> UInt64(unit) & 1 == 1 {
      unitOf[active] = Int32(unit)
      active += 1
    }
    let size = 3 * active
    for place in 0..<size * size { matrix[place] = 0 }
    for place in 0..<size { right[place] = 0 }
    var anchorInformation = 0.0
    for row in 0..<active {
      anchorInformation += assemble(row: row, active: active, size: size, kept: kept)
    }
    anchorVariance = 1 / (priorShiftInformation * Double(active) + anchorInformation)
    rememberDoubts(active: active, size: size)
    factorise(size: size)
    for row in 0..<active {
      let unit = faults.pointer(Int(unitOf[row]))
      unit.pointee.east = right[3 * row]
      unit.pointee.north = right[3 * row + 1]
      unit.pointee.clock = right[3 * row + 2]
    }
  }

  /// Adds a unit's prior, its anchor and its pairs to the equations; returns its anchor's information.
  private func assemble(row: Int, active: Int, size: Int, kept: Double) -> Double {
    let unit = Int(unitOf[row])
    matrix.pointer(3 * row * size + 3 * row).pointee += priorShiftInformation
    matrix.pointer((3 * row + 1) * size + 3 * row + 1).pointee += priorShiftInformation
    matrix.pointer((3 * row + 2) * size + 3 * row + 2).pointee += priorClockInformation
    let anchor = anchors.pointer(unit)
    anchor.pointee.fade(to: kept)
    add(anchor.pointee, row, row, size, sign: 1)
    addRight(anchor.pointee, row, sign: 1)
    for column in row + 1..<max(row + 1, active) {
      let pair = pairs.pointer(unit * Self.limit + Int(unitOf[column]))
      guard pair.pointee.total > 0 else { continue }
      pair.pointee.fade(to: kept)
      add(pair.pointee, row, row, size, sign: 1)
      add(pair.pointee, column, column, size, sign: 1)
      add(pair.pointee, column, row, size, sign: -1)
      addRight(pair.pointee, row, sign: 1)
      addRight(pair.pointee, column, sign: -1)
    }
    return anchor.pointee.total
  }

  private func add(_ evidence: RegistrationEvidence, _ row: Int, _ column: Int, _ size: Int, sign: Double) {
    let first = 3 * row * size + 3 * column
    matrix.pointer(first).pointee += sign * evidence.total
    matrix.pointer(first + 2).pointee += sign * evidence.eastClock
    matrix.pointer(first + size + 1).pointee += sign * evidence.total
    matrix.pointer(first + size + 2).pointee += sign * evidence.northClock
    matrix.pointer(first + 2 * size).pointee += sign * evidence.eastClock
    matrix.pointer(first + 2 * size + 1).pointee += sign * evidence.northClock
    matrix.pointer(first + 2 * size + 2).pointee += sign * evidence.clock
  }

  private func addRight(_ evidence: RegistrationEvidence, _ row: Int, sign: Double) {
    right.pointer(3 * row).pointee += sign * evidence.right.0
    right.pointer(3 * row + 1).pointee += sign * evidence.right.1
    right.pointer(3 * row + 2).pointee += sign * evidence.right.2
  }

  private func rememberDoubts(active: Int, size: Int) {
    for row in 0..<active {
      let unit = faults.pointer(Int(unitOf[row]))
      unit.pointee.shiftVariance = 1 / matrix[3 * row * size + 3 * row]
      unit.pointee.clockVariance = 1 / matrix[(3 * row + 2) * size + 3 * row + 2]
    }
  }

  /// Solves by Cholesky's method in the lower triangle; the prior makes the matrix positive definite.
  private func factorise(size: Int) {
    for column in 0..<size {
      var pivot = matrix[column * size + column]
      for k in 0..<column { pivot -= matrix[column * size + k] * matrix[column * size + k] }
      let root = max(pivot, 1e-12).squareRoot()
      matrix[column * size + column] = root
      for row in column + 1..<max(column + 1, size) {
        var sum = matrix[row * size + column]
        for k in 0..<column { sum -= matrix[row * size + k] * matrix[column * size + k] }
        matrix[row * size + column] = sum / root
      }
    }
    for row in 0..<size {
      var sum = right[row]
      for k in 0..<row { sum -= matrix[row * size + k] * right[k] }
      right[row] = sum / matrix[row * size + row]
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      var sum = right[row]
      for k in row + 1..<max(row + 1, size) { sum -= matrix[k * size + row] * right[k] }
      right[row] = sum / matrix[row * size + row]
    }
  }
}
