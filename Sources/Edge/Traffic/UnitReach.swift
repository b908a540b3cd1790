import Kernel
import RoadModel

/// How far each roadside unit sees, learnt from where the road users are that it alone reports.
///
/// Messages tell where a unit stands and not how far it sees; what lies beyond is not empty but unknown, and must not
/// be counted as observed. A histogram of distances in steps of ``step``, halved when it is full, follows a unit whose
/// view changes.
struct UnitReach {
  /// Metres of one step of distance.
  static let step = 1.0
  private static let steps = 400
  /// Sightings from a distance on, at least, and their share of all, that show that a unit sees so far.
  private static let least: UInt32 = 5
  private static let share = 0.0005
  /// Metres about a place that are still it.
  private static let samePlace = 5.0
  private static let full: UInt32 = 1 << 20

  private var places = [LocalPoint?](repeating: nil, count: UnitIndex.limit)
  private var counts = [UInt32](repeating: 0, count: UnitIndex.limit * UnitReach.steps)
  private var totals = [UInt32](repeating: 0, count: UnitIndex.limit)
  /// Metres; 0 before anything was seen.
  private(set) var reach = [Double](repeating: 0, count: UnitIndex.limit)
  /// Whether everything counts as seen while no unit has a place.
  private let seesAll: Bool
  private var hasPlaces = false

  init(seesAll: Bool) { self.seesAll = seesAll }

  /// Where a unit stands. A unit that moved learns anew.
  mutating func place(_ unit: UnitIndex, at point: LocalPoint) {
    let index = Int(unit.rawValue)
    if let known = places[index], known.distance(to: point) < UnitReach.samePlace { return }
    places[index] = point
    hasPlaces = true
    totals[index] = 0
    for step in 0..<UnitReach.steps { counts[index * UnitReach.steps + step] = 0 }
  }

  /// Takes a road user in that one unit alone has just reported.
  mutating func note(_ object: SceneObject, at now: Instant) {
    guard object.seenBy.count == 1, !object.isConnected, now - object.lastObserved < .milliseconds(250) else { return }
    let index = object.seenBy.bits.trailingZeroBitCount
    guard let place = places[index] else { return }
    // Where it was when it was seen, not where it is by now.
    let seen = object.position + object.velocity * (object.lastObserved - now).seconds
    let step = Int(min(place.distance(to: seen) / UnitReach.step, 1e6))
    guard step < UnitReach.steps else { return }
    counts[index * UnitReach.steps + step] += 1
    totals[index] += 1
    if totals[index] >= UnitReach.full { halve(index) }
  }

  private mutating func halve(_ index: Int) {
    totals[index] = 0
    for place in index * UnitReach.steps..<(index + 1) * UnitReach.steps {
      counts[place] /= 2
      totals[index] += counts[place]
    }
  }

  /// Works the reaches out anew; whether any of them changed.
  mutating func learn() -> Bool {
    var changed = false
    for index in 0..<UnitIndex.limit where totals[index] > 0 {
      let bound = max(UnitReach.least, UInt32(Double(totals[index]) * UnitReach.share))
      var steps = UnitReach.steps
      var beyond: UInt32 = 0
      while steps > 0 {
        beyond += counts[index * UnitReach.steps + steps - 1]
        if beyond >= bound { break }
        steps -= 1
      }
      let found = Double(steps) * UnitReach.step
      if found != reach[index] {
        reach[index] = found
        changed = true
      }
    }
    return changed
  }

  /// Whether a point lies within the reach of a unit.
  func contains(_ point: LocalPoint) -> Bool {
    guard hasPlaces else { return seesAll }
    for index in 0..<UnitIndex.limit where reach[index] > 0 {
      if let place = places[index], (point - place).squaredLength <= reach[index] * reach[index] { return true }
    }
    return false
  }
}
