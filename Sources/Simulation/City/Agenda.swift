import Kernel

/// What will happen at which instant of virtual time; what is due together happens in the order in which it was planned.
struct Agenda {
  /// Something that will happen.
  enum Happening {
    case produce(edge: Int)
    case frame(octets: [UInt8], tier: Int)
    case committed(tier: Int, life: Int)
    case turn(tier: Int, life: Int)
    case fault
    case restart(tier: Int)
    case mend(link: Int)
    case relieve(tier: Int)
  }

  private struct Entry {
    var time: Instant
    var order: Int
    var happening: Happening

    func precedes(_ other: Entry) -> Bool { time == other.time ? order < other.order : time < other.time }
  }

  private var heap: [Entry] = []
  private var count = 0

  mutating func plan(_ happening: Happening, at time: Instant) {
    count += 1
    heap.append(Entry(time: time, order: count, happening: happening))
    var child = heap.count - 1
    while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// When the next thing happens.
  var next: Instant? { heap.first?.time }

  mutating func take() -> (time: Instant, happening: Happening)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return (first.time, first.happening) }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].precedes(heap[least]) {
        least = child
      }
      if least == parent { return (first.time, first.happening) }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
