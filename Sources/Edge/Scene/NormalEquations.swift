import Kernel

/// The equations of all units' faults together, four unknowns a unit, solved by Cholesky's method. Room is allocated
/// by the initialiser only; of 64 units it is half a megabyte.
struct NormalEquations: ~Copyable {
  /// Unknowns a unit: shift east, shift north, clock, turn.
  static let width = 4

  private let matrix: FixedArray<Double>
  private let right: FixedArray<Double>
  /// A column of the factor's inverse.
  private let column: FixedArray<Double>
  private var size = 0

  init(unitLimit: Int) {
    let rows = Self.width * unitLimit
    matrix = FixedArray(repeating: 0, count: rows * rows)
    right = FixedArray(repeating: 0, count: rows)
    column = FixedArray(repeating: 0, count: rows)
  }

  /// Begins a problem of some units.
  mutating func begin(units: Int) {
    size = Self.width * units
    for place in 0..<size * size { matrix[place] = 0 }
    for place in 0..<size { right[place] = 0 }
  }

  @inline(__always) private mutating func add(_ row: Int, _ column: Int, _ value: Double) {
    matrix.pointer(row * size + column).pointee += value
  }

  /// Says how sure it is beforehand that a unit has no faults; these make the matrix positive definite.
  mutating func addPrior(_ unit: Int, shift: Double, clock: Double, turn: Double) {
    let row = Self.width * unit
    add(row, row, shift)
    add(row + 1, row + 1, shift)
    add(row + 2, row + 2, clock)
    add(row + 3, row + 3, turn)
  }

  /// Adds what evidence says of a unit by itself; `sign` is -1 for the second unit of a pair.
  mutating func addOwn(_ evidence: RegistrationEvidence, arm: RegistrationEvidence.Arm, unit: Int, sign: Double) {
    let row = Self.width * unit
    add(row, row, evidence.total)
    add(row + 1, row + 1, evidence.total)
    add(row + 2, row, -evidence.velocity.east)
    add(row + 2, row + 1, -evidence.velocity.north)
    add(row + 2, row + 2, evidence.squaredVelocity)
    add(row + 3, row, -arm.north)
    add(row + 3, row + 1, arm.east)
    add(row + 3, row + 2, arm.againstVelocity)
    add(row + 3, row + 3, arm.square)
    right.pointer(row).pointee += sign * evidence.difference.east
    right.pointer(row + 1).pointee += sign * evidence.difference.north
    right.pointer(row + 2).pointee -= sign * evidence.velocityByDifference
    right.pointer(row + 3).pointee += sign * arm.againstDifference
  }

  /// Adds what lanes say of a unit, by a share.
  mutating func addLanes(_ evidence: LaneEvidence, worth share: Double, unit: Int) {
    let row = Self.width * unit
    add(row, row, share * evidence.east)
    add(row + 1, row, share * evidence.mixed)
    add(row + 1, row + 1, share * evidence.north)
    add(row + 3, row, share * evidence.turn.east)
    add(row + 3, row + 1, share * evidence.turn.north)
    add(row + 3, row + 3, share * evidence.squaredTurn)
    right.pointer(row).pointee += share * evidence.offset.east
    right.pointer(row + 1).pointee += share * evidence.offset.north
    right.pointer(row + 3).pointee += share * evidence.turnByOffset
  }

  /// Adds what a pair's evidence says of both units together; `second` is the later of them.
  mutating func addCross(_ evidence: RegistrationEvidence, first: Int, second: Int) {
    let row = Self.width * second
    let column = Self.width * first
    add(row, column, -evidence.total)
    add(row, column + 2, evidence.velocity.east)
    add(row, column + 3, evidence.first.north)
    add(row + 1, column + 1, -evidence.total)
    add(row + 1, column + 2, evidence.velocity.north)
    add(row + 1, column + 3, -evidence.first.east)
    add(row + 2, column, evidence.velocity.east)
    add(row + 2, column + 1, evidence.velocity.north)
    add(row + 2, column + 2, -evidence.squaredVelocity)
    add(row + 2, column + 3, -evidence.first.againstVelocity)
    add(row + 3, column, evidence.second.north)
    add(row + 3, column + 1, -evidence.second.east)
    add(row + 3, column + 2, -evidence.second.againstVelocity)
    add(row + 3, column + 3, -evidence.armProduct)
  }

  /// The variance of one unknown given all others, before ``solve()``.
  func variance(_ unit: Int, _ unknown: Int) -> Double {
    let row = Self.width * unit + unknown
    return 1 / matrix[row * size + row]
  }

  /// The variance of one unknown with the doubt of all others in it, after ``solve()``: a diagonal element of the
  /// inverse, (4 n)^2 / 2 multiplications at most.
  mutating func wholeVariance(_ unit: Int, _ unknown: Int) -> Double {
    let first = Self.width * unit + unknown
    var sum = 0.0
    for row in first..<size {
      var value = row == first ? 1.0 : 0
      for k in first..<row { value -= matrix[row * size + k] * column[k] }
      column[row] = value / matrix[row * size + row]
      sum += column[row] * column[row]
    }
    return sum
  }

  /// One unknown, after ``solve()``.
  func solution(_ unit: Int, _ unknown: Int) -> Double { right[Self.width * unit + unknown] }

  /// Solves in the lower triangle.
  mutating func solve() {
    factorise()
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

  private mutating func factorise() {
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
  }
}
