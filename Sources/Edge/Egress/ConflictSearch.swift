import Kernel
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// Who may collide with whom within five seconds. Each road user's most probable way, or where nothing is expected of it
/// the way on as it goes, is laid out in steps of half a second, each step
/// in a grid of its own; what moves is held against those near it at the same step, with the closest approach about that
/// step worked out exactly. The cost grows with the number of road users, not with its square.
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
    /// Whether it may hear, and whether it says so; whether only those that say so count for it: one of them is near, or
    /// it tells of itself, which all hear that hear the unit.
    var isVehicle: Bool
    var hears: Bool
    var hasAudience: Bool
    var moves: Bool
  }

  private let bodies: Store<Body>
  private let places: Store<LocalPoint>
  private let next: Store<Int32>
  private let heads: Store<Int32>
  private var mask = 0
  /// Seconds until each object is nearest to the first that it may collide with; infinite without any.
  let times: Store<Double>
  /// The object that it may collide with first, -1 without any.
  let partners: Store<Int32>

  init(objects: Int) {
    bodies = Store(capacity: objects)
    places = Store(capacity: objects * ConflictSearch.steps)
    next = Store(capacity: objects * ConflictSearch.steps)
    var buckets = 256
    while buckets < objects * ConflictSearch.steps { buckets *= 2 }
    heads = Store(capacity: buckets)
    times = Store(capacity: objects)
    partners = Store(capacity: objects)
  }

  /// Searches the first `limit` objects, of which those with a slot count. `audience` has the distances to
  /// the nearest vehicle that hears.
  mutating func search(
    _ objects: [SceneObject], _ forecasts: [Forecast], limit: Int, audience: borrowing Store<Double>,
    slots: borrowing Store<Int32>,
    at now: Instant
  ) {
    var buckets = 256
    while buckets < limit * ConflictSearch.steps { buckets *= 2 }
    mask = buckets - 1
    heads.base.initialize(repeating: -1, count: buckets)
    for place in 0..<limit {
      (times[place], partners[place]) = (.infinity, -1)
      guard slots[place] >= 0 else { continue }
      layOut(place, objects[place], audience[place])
      if place < forecasts.count, forecasts[place].id == objects[place].id, forecasts[place].count > 0 {
        follow(forecasts[place].ways[0], place, late: (now - forecasts[place].time).seconds)
      }
      enter(place)
    }
    for place in 0..<limit where slots[place] >= 0 && bodies[place].moves {
      for step in 0..<ConflictSearch.steps { hold(place, at: step) }
    }
  }

  private func layOut(_ place: Int, _ object: SceneObject, _ distance: Double) {
    let speed = object.velocity.squaredLength
    let moves = speed > ConflictSearch.standing * ConflictSearch.standing
    bodies[place] = Body(
      velocity: moves ? object.velocity : .zero, heading: object.heading.unitVector,
      halfLength: object.size.length / 2, halfWidth: object.size.width / 2, isVehicle: Audience.isVehicle(object),
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

  private func enter(_ place: Int) {
    for step in 0..<ConflictSearch.steps {
      let entry = place * ConflictSearch.steps + step
      let point = places[entry]
      let head = heads.pointer(bucket(cell(point.east), cell(point.north), step))
      next[entry] = head.pointee
      head.pointee = Int32(entry)
    }
  }

  @inline(__always) private func cell(_ coordinate: Double) -> Int {
    Int((coordinate * (1 / ConflictSearch.cellSize)).rounded(.down))
  }

  @inline(__always) private func bucket(_ east: Int, _ north: Int, _ step: Int) -> Int {
    let mixed =
      UInt64(bitPattern: Int64(east)) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(bitPattern: Int64(north))
      &* 0xc2b2_ae3d_27d4_eb4f ^ UInt64(step) &* 0x1656_67b1_9e37_79f9
    return Int(truncatingIfNeeded: mixed >> 32) & mask
  }

  /// Holds one that moves against those near it at a step.
  private func hold(_ place: Int, at step: Int) {
    let point = places[place * ConflictSearch.steps + step]
    let (east, north) = (cell(point.east), cell(point.north))
    var left = ConflictSearch.candidateLimit
    for row in north - 1...north + 1 {
      for column in east - 1...east + 1 {
        var entry = Int(heads[bucket(column, row, step)])
        while entry >= 0, left > 0 {
          let other = entry / ConflictSearch.steps
          if other != place, entry % ConflictSearch.steps == step {
            let gap = places[entry] - point
            // A pair of two that move is held together once.
            if gap.squaredLength < ConflictSearch.cellSize * ConflictSearch.cellSize,
              other > place || !bodies[other].moves
            {
              left -= 1
              judge(place, other, gap, at: step)
            }
          }
          entry = Int(next[entry])
        }
      }
    }
  }

  /// How fast something is at a step of its way.
  @inline(__always) private func velocity(_ object: Int, at step: Int) -> LocalVector {
    let entry = object * ConflictSearch.steps + min(step, ConflictSearch.steps - 2)
    return (places[entry + 1] - places[entry]) * (1 / ConflictSearch.stepSeconds)
  }

  private func judge(_ one: Int, _ other: Int, _ gap: LocalVector, at step: Int) {
    let (own, their) = (velocity(one, at: step), velocity(other, at: step))
    let relative = their - own
    let square = relative.squaredLength
    let half = ConflictSearch.stepSeconds / 2
    let nearest = square > 0 ? min(max(-gap.dot(relative) / square, step == 0 ? 0 : -half), half) : 0
    let time = Double(step) * ConflictSearch.stepSeconds + nearest
    guard time < times[one] || time < times[other], touch(one, own, other, their, gap + relative * nearest) else {
      return
    }
    note(one, other, time)
    note(other, one, time)
  }

  /// Where the front of something points that moves so.
  @inline(__always) private func heading(_ object: Int, _ velocity: LocalVector) -> LocalVector {
    let square = velocity.squaredLength
    return square > 1 ? velocity * (1 / square.squareRoot()) : bodies[object].heading
  }

  /// Whether the bodies come so near that they may touch, in the axes of the first.
  private func touch(
    _ one: Int, _ own: LocalVector, _ other: Int, _ their: LocalVector, _ miss: LocalVector
  ) -> Bool {
    let (body, opposite) = (bodies.pointer(one), bodies.pointer(other))
    let (front, theirFront) = (heading(one, own), heading(other, their))
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
