import Kernel
import Testing

@testable import Scene

@Suite("the assignment of a scan")
struct AssignmentTests {
  /// The least cost of all ways to give each row one of its columns or none.
  private func leastCost(_ costs: [[Double]], row: Int = 0, taken: Int = 0) -> Double {
    if row == costs.count { return 0 }
    var least = leastCost(costs, row: row + 1, taken: taken)
    for (column, cost) in costs[row].enumerated() where cost < 0 && taken >> column & 1 == 0 {
      least = min(least, cost + leastCost(costs, row: row + 1, taken: taken | 1 << column))
    }
    return least
  }

  @Test("the sum of costs is the least of all, on a thousand random problems of up to six rows and seven columns")
  func optimal() {
    var random = SeededRandom(seed: 11)
    var assignment = Assignment()
    for _ in 0..<1000 {
      let rowCount = 1 + random.below(6)
      let columnCount = 1 + random.below(7)
      let costs = (0..<rowCount).map { _ in
        (0..<columnCount).map { _ in random.below(3) == 0 ? 1 : -10 * random.unit() }
      }
      assignment.begin(rows: rowCount)
      for _ in 0..<columnCount { _ = assignment.addColumn() }
      for row in 0..<rowCount {
        for column in 0..<columnCount { assignment.offer(row: row, column: column, cost: costs[row][column]) }
      }
      assignment.solve()
      var sum = 0.0
      var used = Set<Int>()
      for column in 0..<columnCount {
        guard let row = assignment.row(of: column) else { continue }
        #expect(used.insert(row).inserted)
        #expect(costs[row][column] < 0)
        sum += costs[row][column]
      }
      #expect((sum - leastCost(costs)).magnitude < 1e-9)
    }
  }

  @Test("of more offers than a row has room for, the cheapest are kept")
  func overflow() {
    var assignment = Assignment()
    assignment.begin(rows: 1)
    for number in 0..<40 {
      let column = assignment.addColumn()
      assignment.offer(row: 0, column: column, cost: number == 33 ? -100 : -Double(number + 1))
    }
    assignment.solve()
    #expect(assignment.row(of: 33) == 0)
  }
}
