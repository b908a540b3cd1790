import Kernel
import RoadModel

/// On the hot path: allocates in its initialiser only.
///
/// How far each road user is from the nearest vehicle that can hear a unit. The vehicles are ordered along the axis on
/// which they lie farther apart, and looked at from each road user's place outwards until they are too far on that axis
/// alone.
struct AudienceDistances: ~Copyable {
  /// A place on the axis, and which object it is of.
  struct Entry: BitwiseCopyable {
    var along: Double
    var object: Int32
  }

  private let entries: FixedArray<Entry>
  private var heap: KeyHeap
  private var count = 0
  /// Metres to the nearest other vehicle that hears, for each object; infinite where there is none.
  let distances: FixedArray<Double>

  init(objects: Int) {
    entries = FixedArray(unfilled: objects)
    heap = KeyHeap(capacity: objects)
    distances = FixedArray(unfilled: objects)
  }

  /// Measures the distances of the first `limit` objects, of which those with a slot count.
  mutating func measure(_ objects: [SceneObject], limit: Int, slots: borrowing FixedArray<Int32>) {
    let isEast = spread(objects, limit, slots)
    heap.removeAll()
    for place in 0..<limit where slots[place] >= 0 && Audience.hears(objects[place]) {
      // Centimetres from far west, which the area's bound keeps within 32 bits.
      let along = isEast ? objects[place].position.east : objects[place].position.north
      heap.insert(UInt64(min(max(along * 100 + 2e9, 0), 4e9)) << 32 | UInt64(place))
    }
    count = 0
    while let key = heap.takeLeast() {
      let object = Int(truncatingIfNeeded: key & 0xffff_ffff)
      let position = objects[object].position
      entries[count] = Entry(along: isEast ? position.east : position.north, object: Int32(object))
      count += 1
    }
    for place in 0..<limit where slots[place] >= 0 {
      distances[place] = nearest(place, objects, isEast ? objects[place].position.east : objects[place].position.north)
    }
  }

  private func spread(_ objects: [SceneObject], _ limit: Int, _ slots: borrowing FixedArray<Int32>) -> Bool {
    var (west, east, south, north) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
    for place in 0..<limit where slots[place] >= 0 {
      let position = objects[place].position
      (west, east) = (min(west, position.east), max(east, position.east))
      (south, north) = (min(south, position.north), max(north, position.north))
    }
    return east - west >= north - south
  }

  private func nearest(_ place: Int, _ objects: [SceneObject], _ along: Double) -> Double {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].along < along { low = middle + 1 } else { high = middle }
    }
    var best = Double.infinity
    let position = objects[place].position
    func look(_ entry: Entry) -> Bool {
      let gap = entry.along - along
      guard gap * gap < best else { return false }
      if Int(entry.object) != place {
        best = min(best, (objects[Int(entry.object)].position - position).squaredLength)
      }
      return true
    }
    var up = low
    while up < count, look(entries[up]) { up += 1 }
    var down = low - 1
    while down >= 0, look(entries[down]) { down -= 1 }
    return best.squareRoot()
  }
}

/// Who hears what a unit sends.
enum Audience {
  /// How near, in metres, a vehicle that hears must be for others to count for nothing: where there is none, any vehicle
  /// may hear without telling.
  static let nearness = 150.0

  /// Whether it is a vehicle that says of itself where it is, and so has what hears the unit.
  static func hears(_ object: SceneObject) -> Bool { object.isConnected && isVehicle(object) }

  /// Whether it is a vehicle, or may be one.
  static func isVehicle(_ object: SceneObject) -> Bool { object.kind != .pedestrian && object.kind != .bicycle }
}
