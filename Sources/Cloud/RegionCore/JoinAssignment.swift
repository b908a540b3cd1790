/// The joins of rows with columns whose gains are together the most, where any row may stay alone at no gain (the method
/// of H. W. Kuhn, 1955, with potentials).
enum JoinAssignment {
  /// A join that is not offered.
  static let none = -1e9

  /// The column of each row, nil for alone, and the sum of the gains. All rows of `gains` have the same length.
  static func solve(_ gains: [[Double]]) -> (columns: [Int?], total: Double) {
    let rows = gains.count
    let offered = gains.first?.count ?? 0
    // Behind the offered columns stands one a row for staying alone.
    let columns = offered + rows
    var rowPotential = [Double](repeating: 0, count: rows + 1)
    var columnPotential = [Double](repeating: 0, count: columns + 1)
    var rowOf = [Int](repeating: 0, count: columns + 1)
    var before = [Int](repeating: 0, count: columns + 1)
    func cost(_ row: Int, _ column: Int) -> Double {
      column <= offered ? -gains[row - 1][column - 1] : (column - offered == row ? 0 : -none)
    }
    for start in stride(from: 1, through: rows, by: 1) {
      rowOf[0] = start
      var column = 0
      var least = [Double](repeating: .infinity, count: columns + 1)
      var isUsed = [Bool](repeating: false, count: columns + 1)
      repeat {
        isUsed[column] = true
        let row = rowOf[column]
        var step = Double.infinity
        var next = 0
        for other in 1...columns where !isUsed[other] {
          let reduced = cost(row, other) - rowPotential[row] - columnPotential[other]
          if reduced < least[other] {
            least[other] = reduced
            before[other] = column
          }
          if least[other] < step {
            step = least[other]
            next = other
          }
        }
        for other in 0...columns {
          if isUsed[other] {
            rowPotential[rowOf[other]] += step
            columnPotential[other] -= step
          } else {
            least[other] -= step
          }
        }
        column = next
      } while rowOf[column] != 0
      while column != 0 {
        rowOf[column] = rowOf[before[column]]
        column = before[column]
      }
    }
    return read(gains, rowOf, offered)
  }

  private static func read(_ gains: [[Double]], _ rowOf: [Int], _ offered: Int) -> (columns: [Int?], total: Double) {
    var result = [Int?](repeating: nil, count: gains.count)
    var total = 0.0
    for column in 0..<offered where rowOf[column + 1] > 0 {
      let row = rowOf[column + 1] - 1
      guard gains[row][column] > 0 else { continue }
      result[row] = column
      total += gains[row][column]
    }
    return (result, total)
  }

  /// How much worse the best joins without a join of the best ones would be.
  static func margin(_ gains: [[Double]], total: Double, row: Int, column: Int) -> Double {
    var without = gains
    without[row][column] = none
    return total - solve(without).total
  }
}
