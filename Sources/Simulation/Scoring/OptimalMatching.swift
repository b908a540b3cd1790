/// The matching of rows and columns with the least sum of costs, where anything may stay alone at cost zero.
///
/// Shortest augmenting paths over a sparse graph (Jonker and Volgenant, Computing 38, 1987).
struct OptimalMatching {
  /// One pair that may be chosen, at a negative cost.
  struct Edge {
    var column: Int
    var cost: Double
  }

  /// For each row the column that it is matched with, or nil.
  private(set) var columnOfRow: [Int?]
  private let edges: [[Edge]]
  private let columnCount: Int
  private var rowOfColumn: [Int]
  private var rowPotential: [Double]
  private var columnPotential: [Double]

  /// Solves the problem that offers each row its edges.
  init(edges: [[Edge]], columnCount: Int) {
    self.edges = edges
    self.columnCount = columnCount
    columnOfRow = Array(repeating: nil, count: edges.count)
    rowOfColumn = Array(repeating: -1, count: columnCount + edges.count)
    rowPotential = Array(repeating: 0, count: edges.count)
    columnPotential = Array(repeating: 0, count: columnCount + edges.count)
    for row in edges.indices { augment(from: row) }
    for column in 0..<columnCount where rowOfColumn[column] >= 0 { columnOfRow[rowOfColumn[column]] = column }
  }

  /// Takes one more row in along the shortest path; column `columnCount + row` stands for that row's staying alone.
  private mutating func augment(from start: Int) {
    var distance: [Int: Double] = [:]
    var previous: [Int: Int] = [:]
    var reached: [Int] = []
    var settled: [Int] = []
    var row = start
    var column = -1
    repeat {
      for edge in edges[row] + [Edge(column: columnCount + row, cost: 0)] where !settled.contains(edge.column) {
        let length = edge.cost - rowPotential[row] - columnPotential[edge.column]
        if distance[edge.column] == nil { reached.append(edge.column) }
        if length < distance[edge.column] ?? .infinity {
          distance[edge.column] = length
          previous[edge.column] = column
        }
      }
      var nearest = -1
      for candidate in reached where !settled.contains(candidate) {
        if nearest < 0 || distance[candidate, default: .infinity] < distance[nearest, default: .infinity] {
          nearest = candidate
        }
      }
      let step = distance[nearest, default: 0]
      rowPotential[start] += step
      for candidate in reached {
        if settled.contains(candidate) {
          rowPotential[rowOfColumn[candidate]] += step
          columnPotential[candidate] -= step
        } else {
          distance[candidate, default: 0] -= step
        }
      }
      settled.append(nearest)
      column = nearest
      row = rowOfColumn[column]
    } while row >= 0
    while column >= 0 {
      let before = previous[column] ?? -1
      rowOfColumn[column] = before < 0 ? start : rowOfColumn[before]
      column = before
    }
  }
}
