import Kernel

/// Entries that senders repeat for as long as they hold, at most so many; the room is taken once.
struct ToldList<Entry> {
  /// The entries, in the order in which they came.
  private(set) var entries: [Entry] = []
  /// Entries that there was no room for.
  private(set) var overflow: UInt64 = 0
  /// Grows whenever an entry begins or ends.
  private(set) var version = 0
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    entries.reserveCapacity(limit)
  }

  /// Takes an entry in the place of the one that is the same, which `merge` may take from, or as a new one.
  mutating func put(
    _ entry: Entry, isSame: (borrowing Entry) -> Bool, merge: (inout Entry, borrowing Entry) -> Void
  ) {
    if let place = entries.firstIndex(where: { isSame($0) }) {
      var entry = entry
      merge(&entry, entries[place])
      entries[place] = entry
    } else if entries.count < limit {
      entries.append(entry)
      version += 1
    } else {
      overflow &+= 1
    }
  }

  /// Ends entries.
  mutating func end(where isOver: (borrowing Entry) -> Bool) {
    let before = entries.count
    entries.removeAll { isOver($0) }
    if entries.count < before { version += 1 }
  }
}
