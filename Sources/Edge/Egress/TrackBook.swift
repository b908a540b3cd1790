import Kernel
import RoadModel

/// A place where a road user was.
struct Crumb: BitwiseCopyable {
  var position: LocalPoint
  var time: Instant
}

/// What is kept of a track from cycle to cycle.
struct TrackRecord: BitwiseCopyable {
  /// The most places of its past.
  static let crumbLimit = 10

  var id: TrackID
  /// Its `ptcId`.
  var number: UInt16
  /// The cycle in which it was last published.
  var published: UInt32
  /// Where it was, the newest at ``newest``, older ones behind.
  var crumbs: InlineArray<10, Crumb>
  var crumbCount: Int
  var newest: Int

  /// A place of its past, 0 for the newest.
  func crumb(_ age: Int) -> Crumb { crumbs[(newest + age) % TrackRecord.crumbLimit] }

  /// Notes where it is, once it has got on since the last note: half a second and a metre, or ten metres.
  mutating func note(_ position: LocalPoint, at now: Instant) {
    if crumbCount > 0 {
      let last = crumbs[newest]
      let way = (position - last.position).squaredLength
      guard way >= 100 || (way >= 1 && now - last.time >= .milliseconds(500)) else { return }
    }
    newest = (newest + TrackRecord.crumbLimit - 1) % TrackRecord.crumbLimit
    crumbs[newest] = Crumb(position: position, time: now)
    crumbCount = min(crumbCount + 1, TrackRecord.crumbLimit)
  }
}

/// On the hot path: allocates in its initialiser only.
///
/// The tracks that are published, or were until lately, each with a number and its past. Both the objects of a cycle and
/// the book are ordered by track, so that one walk along both finds who is new, known and gone.
struct TrackBook: ~Copyable {
  /// How many cycles a track that is not published any more keeps its number: it may come back.
  static let patience: UInt32 = 30

  private let records: FixedArray<TrackRecord>
  private let free: FixedArray<Int32>
  private var freeCount: Int
  private var order: FixedArray<Int32>
  private var nextOrder: FixedArray<Int32>
  private var count = 0
  private var numbers = ParticipantNumbers()
  /// The slot of each object of the cycle, -1 for one that has none: told twice, out of order, of no sense, or without
  /// room.
  let slots: FixedArray<Int32>
  /// The slots that were given to a new track in this cycle.
  let begun: FixedArray<Int32>
  private(set) var begunCount = 0

  /// A book for cycles of at most `objects` road users.
  init(objects: Int) {
    let capacity = objects * 2
    records = FixedArray(unfilled: capacity)
    free = FixedArray(unfilled: capacity)
    for place in 0..<capacity { free[place] = Int32(capacity - 1 - place) }
    freeCount = capacity
    order = FixedArray(unfilled: capacity)
    nextOrder = FixedArray(unfilled: capacity)
    slots = FixedArray(unfilled: objects)
    begun = FixedArray(unfilled: objects)
  }

  /// What is kept of a slot.
  @inline(__always) func record(_ slot: Int32) -> UnsafeMutablePointer<TrackRecord> { records.pointer(Int(slot)) }

  /// Takes the first `limit` objects of a cycle in.
  mutating func update(_ objects: [SceneObject], limit: Int, at now: Instant, cycle: UInt32) {
    var known = 0
    var kept = 0
    var last: TrackID?
    begunCount = 0
    for place in 0..<limit {
      let id = objects[place].id
      if !TrackBook.isSendable(objects[place]) || last.map({ id <= $0 }) ?? false {
        slots[place] = -1
        continue
      }
      last = id
      while known < count, record(order[known]).pointee.id < id {
        keep(order[known], &kept, cycle)
        known += 1
      }
      var slot: Int32 = -1
      if known < count, record(order[known]).pointee.id == id {
        slot = order[known]
        known += 1
      } else {
        slot = begin(id, cycle)
      }
      slots[place] = slot
      guard slot >= 0 else { continue }
      record(slot).pointee.published = cycle
      record(slot).pointee.note(objects[place].position, at: now)
      nextOrder[kept] = slot
      kept += 1
    }
    while known < count {
      keep(order[known], &kept, cycle)
      known += 1
    }
    swap(&order, &nextOrder)
    count = kept
  }

  /// Keeps a track that is not published now, or gives up what was not for too long.
  private mutating func keep(_ slot: Int32, _ kept: inout Int, _ cycle: UInt32) {
    let record = record(slot)
    if cycle &- record.pointee.published > TrackBook.patience {
      numbers.giveBack(record.pointee.number, at: cycle)
      free[freeCount] = slot
      freeCount += 1
    } else {
      nextOrder[kept] = slot
      kept += 1
    }
  }

  private mutating func begin(_ id: TrackID, _ cycle: UInt32) -> Int32 {
    guard freeCount > 0, let number = numbers.take(at: cycle) else { return -1 }
    freeCount -= 1
    let slot = free[freeCount]
    records[Int(slot)] = TrackRecord(
      id: id, number: number, published: cycle,
      crumbs: InlineArray(repeating: Crumb(position: LocalPoint(east: 0, north: 0), time: Instant(nanoseconds: 0))),
      crumbCount: 0, newest: 0)
    begun[begunCount] = slot
    begunCount += 1
    return slot
  }

  /// Whether all that is told of an object is a number, and within what a scene can be.
  private static func isSendable(_ object: SceneObject) -> Bool {
    let limit = 4 * LocalFrame.reach
    let square = object.position - LocalPoint(east: 0, north: 0)
    // Not a number is below nothing.
    return square.squaredLength < limit * limit && object.velocity.squaredLength < 1e6
      && object.heading.radians.magnitude < 10 && object.size.length < 1000 && object.size.width < 1000
  }
}
