import Kernel
import RoadModel

/// How much an object matters to those who hear a unit; what matters most comes first.
enum Urgency: UInt64 {
  /// It may collide with one of them within five seconds.
  case conflict
  /// It is on foot or on two wheels, and nobody but the unit tells of it.
  case vulnerable
  /// Nobody but the unit tells of it.
  case unconnected
  /// It tells of itself, so that they know of it.
  case connected
}

/// On the hot path: allocates in its initialiser only.
///
/// What of the scene goes out to one unit. All is offered once, and what goes out is chosen for each kind of message.
/// Where not all fits, what matters most goes out in every cycle, and the rest in turn, the one that waited longest
/// first.
struct Selection: ~Copyable {
  /// The cycles within which each object is to go out once.
  static let turn = 10

  private let keys: FixedArray<UInt64>
  private var heap: KeyHeap
  /// The objects that were chosen, the most urgent first.
  let chosen: FixedArray<Int32>
  private(set) var count = 0
  /// How many were offered, and how many of them are conflicts.
  private(set) var offered = 0
  private(set) var conflicts = 0

  init(objects: Int) {
    keys = FixedArray(unfilled: objects)
    heap = KeyHeap(capacity: objects)
    chosen = FixedArray(unfilled: objects)
  }

  /// Forgets what was offered.
  mutating func begin() {
    (count, offered, conflicts) = (0, 0, 0)
  }

  /// Offers an object. Of equal urgency, conflicts come by `time` in seconds, others by their distance in metres to who
  /// hears, then by that to the unit.
  /// Each object is offered once.
  mutating func offer(_ object: Int, _ urgency: Urgency, time: Double, audience: Double, unit: Double) {
    if urgency == .conflict { conflicts += 1 }
    let first = urgency == .conflict ? time * 100 : audience * 10
    let key =
      urgency.rawValue << 61 | Selection.bits(first, 20) << 41 | Selection.bits(unit * 10, 20) << 21
      | UInt64(object & 0x1f_ffff)
    keys[offered] = key
    offered += 1
  }

  /// The whole part of a number that is not negative, held within some bits; all ones for one that is infinite.
  @inline(__always) private static func bits(_ number: Double, _ count: UInt64) -> UInt64 {
    let greatest = (1 as UInt64) << count - 1
    return number < Double(greatest) ? UInt64(max(number, 0)) : greatest
  }

  /// Chooses at most `room` of what was offered. `sent` has, for each slot, the cycle in which it last went out, before
  /// `cycle`.
  mutating func choose(
    room: Int, slots: borrowing FixedArray<Int32>, sent: UnsafeMutablePointer<UInt32>, cycle: UInt32
  ) {
    let room = max(0, room)
    count = 0
    heap.fill(keys, count: offered)
    let places = heap.count <= room ? room : first(of: heap.count, room: room)
    take(places)
    guard heap.count > 0, count < room else { return }
    // The longer it waited the sooner it goes; of those that waited alike the more urgent.
    for place in 0..<heap.count {
      let key = heap[place]
      let object = Int(key & 0x1f_ffff)
      let waited = min(UInt64(cycle &- sent[Int(slots[object])]), 0xf_ffff)
      let urgency = ((key >> 61) << 13) | ((key >> 48) & 0x1fff)
      heap[place] = ((0xf_ffff - waited) << 37) | (urgency << 21) | UInt64(object)
    }
    take(room)
  }

  /// How many places go by urgency where not all of `offered` fit. The others are to be enough for the rest to have its
  /// turn: with p places by urgency, room - p >= (offered - p) / turn. Where there is no such p, conflicts still have
  /// half of the room.
  private func first(of offered: Int, room: Int) -> Int {
    let fair = (room * Selection.turn - offered) / (Selection.turn - 1)
    return max(fair, min(room / 2, conflicts))
  }

  private mutating func take(_ limit: Int) {
    while count < limit, let key = heap.takeLeast() {
      chosen[count] = Int32(truncatingIfNeeded: key & 0x1f_ffff)
      count += 1
    }
  }
}
