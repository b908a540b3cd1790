import Kernel
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// Who may collide with whom within five seconds. Each road user's most probable way, or where nothing is expected of it
/// the way on as it goes, is laid out in steps of half a second. At each step all are put in the order of the cells of a
/// grid, and each is held against those near it, with the closest approach about that step worked out exactly. The cost
/// grows with the number of road users, not with its square.
struct ConflictSearch: ~Copyable {
  /// Steps of half a second: now, and up to five seconds ahead.
  static let steps = 11
  static let stepSeconds = 0.5
  /// Metres; two that come within a cell of each other are held against one another. Half a step is enough for 64 m/s
  /// between them.
  static let cellSize = 16.0
  /// Metres beside the bodies that still count as a collision: what nobody passes at by choice.
  static let margin = 1.0
  /// How many are held against one road user at one step. In a crowd that is closer there is a conflict all the same.
  static let candidateLimit = 24
  /// Metres a second below which something stands.
  static let standing = 0.5

  /// What the search needs of a road user.
  struct Body: BitwiseCopyable {
    var velocity: LocalVector
    var heading: LocalVector
    var halfLength: Double
    var halfWidth: Double
    /// Metres from its middle to its corners, with half of the margin.
    var radius: Double
    /// Whether it may hear, and whether it says so; whether only those that say so count for it: one of them is near, or
    /// it tells of itself, which all hear that hear the unit.
    var isVehicle: Bool
    var hears: Bool
    var hasAudience: Bool
    var moves: Bool
  }

  /// A road user at the step at hand: all that most of those near it are held against, in one cache line.
  struct Entry: BitwiseCopyable {
    var place: LocalPoint
    var velocity: LocalVector
    /// Where its front points, of length one.
    var front: LocalVector
    /// As that of the body.
    var radius: Double
    var object: Int32
    var moves: Bool
  }

  private let bodies: FixedArray<Body>
  private let places: FixedArray<LocalPoint>
  /// The road users at the step at hand, in the order of their buckets; the first of each bucket, with one more behind
  /// the last; the bucket of each object.
  private let entries: FixedArray<Entry>
  private let firsts: FixedArray<Int32>
  private let bucketOf: FixedArray<Int32>
  private var mask = 0
  /// Seconds until each object is nearest to the first that it may collide with; infinite without any.
  let times: FixedArray<Double>
  /// The object that it may collide with first, -1 without any.
  let partners: FixedArray<Int32>

  init(objects: Int) {
    bodies = FixedArray(unfilled: objects)
    places = FixedArray(unfilled: objects * ConflictSearch.steps)
    entries = FixedArray(unfilled: objects)
    firsts = FixedArray(unfilled: ConflictSearch.buckets(for: objects) + 1)
    bucketOf = FixedArray(unfilled: objects)
    times = FixedArray(unfilled: objects)
    partners = FixedArray(unfilled: objects)
  }

  /// A power of two with room for some road users.
  private static func buckets(for objects: Int) -> Int {
    var buckets = 256
    while buckets < objects * 2 { buckets *= 2 }
    return buckets
  }

  /// Searches the first `limit` objects, of which those with a slot count. `audience` has the distances to
  /// the nearest vehicle that hears.
  mutating func search(
    _ objects: [SceneObject], _ forecasts: [Forecast], limit: Int, audience: borrowing FixedArray<Double>,
    slots: borrowing FixedArray<Int32>,
    at now: Instant
  ) {
    mask = ConflictSearch.buckets(for: limit) - 1
    for place in 0..<limit {
      (times[place], partners[place]) = (.infinity, -1)
      guard slots[place] >= 0 else { continue }
      layOut(place, objects[place], audience[place])
      if place < forecasts.count, forecasts[place].id == objects[place].id, forecasts[place].count > 0 {
        follow(forecasts[place].ways[0], place, late: (now - forecasts[place].time).seconds)
      }
    }
    for step in 0..<ConflictSearch.steps {
      let count = sort(limit, slots, at: step)
      for entry in 0..<count { hold(entry, at: step) }
    }
  }

  private func layOut(_ place: Int, _ object: SceneObject, _ distance: Double) {
    let speed = object.velocity.squaredLength
    let moves = speed > ConflictSearch.standing * ConflictSearch.standing
    let (halfLength, halfWidth) = (object.size.length / 2, object.size.width / 2)
    let corner = LocalVector(
      east: halfLength + ConflictSearch.margin / 2, north: halfWidth + ConflictSearch.margin / 2)
    bodies[place] = Body(
      velocity: moves ? object.velocity : .zero, heading: object.heading.unitVector, halfLength: halfLength,
      halfWidth: halfWidth, radius: corner.length, isVehicle: Audience.isVehicle(object),
      hears: Audience.hears(object), hasAudience: object.isConnected || distance <= Audience.nearness, moves: moves)
    for step in 0..<ConflictSearch.steps {
      let ahead = Double(step) * ConflictSearch.stepSeconds
      places[place * ConflictSearch.steps + step] = object.position + bodies[place].velocity * ahead
    }
  }

  /// Takes over the points of a way, which was expected some seconds ago.
  private func follow(_ way: borrowing PredictedWay, _ place: Int, late: Double) {
    let first = place * ConflictSearch.steps
    let delay = bodies[place].velocity * min(max(late, 0), ConflictSearch.stepSeconds)
    for step in 1..<ConflictSearch.steps {
      let point = way.points[step - 1].position + delay
      // A way of no sense, or no number, is none.
      guard (point - places[first]).squaredLength < 1e6 else { return }
      places[first + step] = point
    }
    if (places[first + ConflictSearch.steps - 1] - places[first]).squaredLength > 4 {
      bodies.pointer(place).pointee.moves = true
    }
  }

  // MARK: One step

  /// Puts the objects that count in the order of their buckets; returns how many they are.
  private func sort(_ limit: Int, _ slots: borrowing FixedArray<Int32>, at step: Int) -> Int {
    firsts.base.initialize(repeating: 0, count: mask + 2)
    for object in 0..<limit where slots[object] >= 0 {
      let point = places[object * ConflictSearch.steps + step]
      let bucket = bucket(ConflictSearch.cell(point.east), ConflictSearch.cell(point.north))
      bucketOf[object] = Int32(truncatingIfNeeded: bucket)
      firsts[bucket] += 1
    }
    var sum: Int32 = 0
    for bucket in 0...mask + 1 {
      sum += firsts[bucket]
      firsts[bucket] = sum
    }
    // Each bucket is filled from its end, so that its first is right when it is full.
    for object in 0..<limit where slots[object] >= 0 {
      let first = firsts.pointer(Int(bucketOf[object]))
      first.pointee -= 1
      entries[Int(first.pointee)] = entry(of: object, at: step)
    }
    return Int(sum)
  }

  private func entry(of object: Int, at step: Int) -> Entry {
    let body = bodies.pointer(object)
    let velocity = velocity(object, at: step)
    let square = velocity.squaredLength
    return Entry(
      place: places[object * ConflictSearch.steps + step], velocity: velocity,
      front: square > 1 ? velocity * (1 / square.squareRoot()) : body.pointee.heading,
      radius: body.pointee.radius, object: Int32(truncatingIfNeeded: object), moves: body.pointee.moves)
  }

  @inline(__always) private static func cell(_ coordinate: Double) -> Int {
    Int((coordinate * (1 / ConflictSearch.cellSize)).rounded(.down))
  }

  /// The bucket of a cell. Cells beside one another in a row have buckets beside one another.
  @inline(__always) private func bucket(_ east: Int, _ north: Int) -> Int { (north &* 0x9e37_79b1 &+ east) & mask }

  /// Holds an entry against those near it that come behind it: in its own cell, in that to the east, and in the three to
  /// the north. So each pair is held once.
  private func hold(_ place: Int, at step: Int) {
    let one = entries.pointer(place)
    let (east, north) = (
      ConflictSearch.cell(one.pointee.place.east), ConflictSearch.cell(one.pointee.place.north)
    )
    var left = ConflictSearch.candidateLimit
    let own = bucket(east, north)
    hold(one, from: place + 1, in: own, &left, at: step)
    hold(one, from: Int(firsts[bucket(east + 1, north)]), in: bucket(east + 1, north), &left, at: step)
    for column in east - 1...east + 1 {
      let bucket = bucket(column, north + 1)
      hold(one, from: Int(firsts[bucket]), in: bucket, &left, at: step)
    }
  }

  /// Holds an entry against those of a bucket from some place on.
  @inline(__always) private func hold(
    _ one: UnsafeMutablePointer<Entry>, from first: Int, in bucket: Int, _ left: inout Int, at step: Int
  ) {
    for place in first..<max(first, Int(firsts[bucket + 1])) {
      guard left > 0 else { return }
      let other = entries.pointer(place)
      let gap = other.pointee.place - one.pointee.place
      let relative = other.pointee.velocity - one.pointee.velocity
      // Within half a step they come nearer by at most |v| t; and (r + |v| t)^2 <= 2 r^2 + 2 |v|^2 t^2.
      let reach = one.pointee.radius + other.pointee.radius
      let square = relative.squaredLength
      let half = ConflictSearch.stepSeconds / 2
      guard gap.squaredLength <= 2 * (reach * reach + square * half * half),
        one.pointee.moves || other.pointee.moves
      else { continue }
      left -= 1
      let nearest = square > 0 ? min(max(-gap.dot(relative) / square, step == 0 ? 0 : -half), half) : 0
      let miss = gap + relative * nearest
      guard miss.squaredLength <= reach * reach else { continue }
      judge(one, other, miss, Double(step) * ConflictSearch.stepSeconds + nearest)
    }
  }

  /// How fast something is at a step of its way.
  @inline(__always) private func velocity(_ object: Int, at step: Int) -> LocalVector {
    let entry = object * ConflictSearch.steps + min(step, ConflictSearch.steps - 2)
    return (places[entry + 1] - places[entry]) * (1 / ConflictSearch.stepSeconds)
  }

  private func judge(
    _ one: UnsafeMutablePointer<Entry>, _ other: UnsafeMutablePointer<Entry>, _ miss: LocalVector, _ time: Double
  ) {
    let (first, second) = (Int(one.pointee.object), Int(other.pointee.object))
    guard time < times[first] || time < times[second],
      touch(first, one.pointee.front, second, other.pointee.front, miss)
    else { return }
    note(first, second, time)
    note(second, first, time)
  }

  /// Whether the bodies come so near that they may touch, in the axes of the first.
  private func touch(
    _ one: Int, _ front: LocalVector, _ other: Int, _ theirFront: LocalVector, _ miss: LocalVector
  ) -> Bool {
    let (body, opposite) = (bodies.pointer(one), bodies.pointer(other))
    let (cosine, sine) = (front.dot(theirFront).magnitude, front.cross(theirFront).magnitude)
    let along = opposite.pointee.halfLength * cosine + opposite.pointee.halfWidth * sine
    let across = opposite.pointee.halfLength * sine + opposite.pointee.halfWidth * cosine
    return front.dot(miss).magnitude < body.pointee.halfLength + along + ConflictSearch.margin
      && front.cross(miss).magnitude < body.pointee.halfWidth + across + ConflictSearch.margin
  }

  /// Notes for an object that it may collide with another one, where that one may hear of it.
  private func note(_ object: Int, _ partner: Int, _ time: Double) {
    let body = bodies.pointer(partner)
    let isAudience = bodies[object].hasAudience ? body.pointee.hears : body.pointee.isVehicle
    guard isAudience, time < times[object] else { return }
    times[object] = time
    partners[object] = Int32(partner)
  }
}
