import Kernel

/// On the hot path: allocates in its initialiser only.
///
/// Numbers of which the least are taken first: a binary heap in an array. Taking k of n costs n + k log n steps. No two
/// numbers may be equal where the order of what they stand for matters.
struct KeyHeap: ~Copyable {
  private let keys: FixedArray<UInt64>
  private(set) var count = 0
  private var isOrdered = true

  init(capacity: Int) { keys = FixedArray(unfilled: capacity) }

  /// Forgets all.
  mutating func removeAll() {
    count = 0
    isOrdered = true
  }

  /// Puts a number in; one more than there is room for is passed over.
  mutating func insert(_ key: UInt64) {
    guard count < keys.count else { return }
    keys[count] = key
    count += 1
    isOrdered = false
  }

  /// Takes the first `count` of some numbers in the place of all.
  mutating func fill(_ keys: borrowing FixedArray<UInt64>, count: Int) {
    self.count = min(count, self.keys.count)
    self.keys.base.update(from: keys.base, count: self.count)
    isOrdered = false
  }

  /// One of the numbers, which stand in no particular order.
  subscript(place: Int) -> UInt64 {
    get { keys[place] }
    set {
      keys[place] = newValue
      isOrdered = false
    }
  }

  /// Takes the least number out; nil where there is none.
  mutating func takeLeast() -> UInt64? {
    guard count > 0 else { return nil }
    if !isOrdered { order() }
    let least = keys[0]
    count -= 1
    if count > 0 {
      keys[0] = keys[count]
      sink(0)
    }
    return least
  }

  private mutating func order() {
    isOrdered = true
    var place = count / 2
    while place > 0 {
      place -= 1
      sink(place)
    }
  }

  /// Moves a number down until none below it is less.
  private mutating func sink(_ start: Int) {
    let base = keys.base
    let moved = base[start]
    var hole = start
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, base[child + 1] < base[child] { child += 1 }
      guard base[child] < moved else { break }
      base[hole] = base[child]
      hole = child
    }
    base[hole] = moved
  }
}
