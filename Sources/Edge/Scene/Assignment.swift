import Kernel

/// On the hot path: allocates in its initialiser only.
///
/// Assigns rows to columns so that the sum of costs is least, where any row may also stay alone at cost zero: shortest
/// augmenting paths over a sparse graph (Jonker and Volgenant, Computing 38, 1987). A path only reaches the columns of
/// its own connected component, so the work is that of the components.
struct Assignment: ~Copyable {
  /// The most rows.
  static let rowLimit = 64
  /// The most columns that one row is offered.
  static let edgeLimit = 16

  private let edgeColumn: FixedArray<Int32>
  private let edgeCost: FixedArray<Double>
  private let edgeCount: FixedArray<Int32>
  private let rowPotential: FixedArray<Double>
  private let columnPotential: FixedArray<Double>
  private let columnRow: FixedArray<Int32>
  private let distance: FixedArray<Double>
  private let previous: FixedArray<Int32>
  private let settled: FixedArray<Bool>
  private let reached: FixedArray<Int32>
  private(set) var rowCount = 0
  private var columnCount = 0

  /// Columns from here on stand for "row stays alone", one a row.
  private static let aloneBase = rowLimit * edgeLimit

  init() {
    let columns = Self.aloneBase + Self.rowLimit
    edgeColumn = FixedArray(repeating: 0, count: Self.aloneBase)
    edgeCost = FixedArray(repeating: 0, count: Self.aloneBase)
    edgeCount = FixedArray(repeating: 0, count: Self.rowLimit)
    rowPotential = FixedArray(repeating: 0, count: Self.rowLimit)
    columnPotential = FixedArray(repeating: 0, count: columns)
    columnRow = FixedArray(repeating: -1, count: columns)
    distance = FixedArray(repeating: .infinity, count: columns)
    previous = FixedArray(repeating: -1, count: columns)
    settled = FixedArray(repeating: false, count: columns)
    reached = FixedArray(repeating: 0, count: columns)
  }

  /// Forgets the last problem and begins one of up to ``rowLimit`` rows.
  mutating func begin(rows: Int) {
    rowCount = rows
    columnCount = 0
    for row in 0..<rows {
      edgeCount[row] = 0
      rowPotential[row] = 0
      clear(column: Self.aloneBase + row)
    }
  }

  /// Adds a column and returns its number.
  mutating func addColumn() -> Int {
    let column = columnCount
    columnCount += 1
    clear(column: column)
    return column
  }

  /// Offers a column to a row at a cost; only a negative one can be chosen. Of too many offers the dearest is left out.
  mutating func offer(row: Int, column: Int, cost: Double) {
    guard cost < 0 else { return }
    let first = row * Self.edgeLimit
    var place = Int(edgeCount[row])
    if place == Self.edgeLimit {
      place = 0
      for other in 1..<Self.edgeLimit where edgeCost[first + other] > edgeCost[first + place] { place = other }
      if edgeCost[first + place] <= cost { return }
    } else {
      edgeCount[row] += 1
    }
    edgeColumn[first + place] = Int32(column)
    edgeCost[first + place] = cost
  }

  /// Solves the problem.
  mutating func solve() { for row in 0..<rowCount { augment(from: row) } }

  /// The row that has a column in the solution, or nil.
  mutating func row(of column: Int) -> Int? {
    let row = columnRow[column]
    return row < 0 ? nil : Int(row)
  }

  private mutating func clear(column: Int) {
    columnPotential[column] = 0
    columnRow[column] = -1
    distance[column] = .infinity
    settled[column] = false
  }

  /// Finds the cheapest way to take one more row in and exchanges the assignments along it.
  private mutating func augment(from start: Int) {
    if takeFree(start) { return }
    var reachedCount = 0
    var row = start
    var column = -1
    repeat {
      reachedCount = relax(row: row, from: column, reachedCount: reachedCount)
      column = settleNearest(start: start, reachedCount: reachedCount)
      row = Int(columnRow[column])
    } while row >= 0
    while column >= 0 {
      let before = Int(previous[column])
      columnRow[column] = before < 0 ? Int32(start) : columnRow[before]
      column = before
    }
    for place in 0..<reachedCount {
      let touched = Int(reached[place])
      distance[touched] = .infinity
      settled[touched] = false
    }
  }

  /// Gives a new row the column that is cheapest for it, if nobody has that: then no way through others is shorter.
  private mutating func takeFree(_ row: Int) -> Bool {
    let first = row * Self.edgeLimit
    var nearest = Self.aloneBase + row
    var least = Double.infinity
    for edge in first..<first + Int(edgeCount[row]) {
      let column = Int(edgeColumn[edge])
      let length = edgeCost[edge] - columnPotential[column]
      if length < least {
        least = length
        nearest = column
      }
    }
    if least > 0 {
      least = 0
      nearest = Self.aloneBase + row
    }
    guard columnRow[nearest] < 0 else { return false }
    rowPotential[row] = least
    columnRow[nearest] = Int32(row)
    return true
  }

  /// Shortens the ways to the columns that `row` is offered, and to its staying alone.
  private mutating func relax(row: Int, from column: Int, reachedCount: Int) -> Int {
    var count = reachedCount
    let first = row * Self.edgeLimit
    let edges = Int(edgeCount[row])
    for edge in 0...edges {
      let target = edge == edges ? Self.aloneBase + row : Int(edgeColumn[first + edge])
      guard !settled[target] else { continue }
      let cost = edge == edges ? 0 : edgeCost[first + edge]
      let length = cost - rowPotential[row] - columnPotential[target]
      if distance[target] == .infinity {
        reached[count] = Int32(target)
        count += 1
      }
      if length < distance[target] {
        distance[target] = length
        previous[target] = Int32(column)
      }
    }
    return count
  }

  /// Settles the nearest column and moves the potentials by its distance. A row that stays alone is always reachable.
  private mutating func settleNearest(start: Int, reachedCount: Int) -> Int {
    var nearest = -1
    for place in 0..<reachedCount {
      let column = Int(reached[place])
      if !settled[column] && (nearest < 0 || distance[column] < distance[nearest]) { nearest = column }
    }
    let step = distance[nearest]
    rowPotential[start] += step
    for place in 0..<reachedCount {
      let column = Int(reached[place])
      if settled[column] {
        rowPotential[Int(columnRow[column])] += step
        columnPotential[column] -= step
      } else {
        distance[column] -= step
      }
    }
    settled[nearest] = true
    return nearest
  }
}
