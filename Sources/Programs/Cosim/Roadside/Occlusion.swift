import Kernel
import RoadModel

/// What a sensor on a mast cannot see because a taller vehicle stands in between.
enum Occlusion {
  /// How much of `target` a sensor at `sensor`, `mast` metres above the road, sees past `others`: 0, 1/3, 2/3 or 1,
  /// by three points across the target.
  static func visibleShare(of target: RoadUser, from sensor: LocalPoint, mast: Double, past others: [RoadUser])
    -> Double
  {
    let sight = target.center - sensor
    let distance = sight.length
    guard distance > 1 else { return 1 }
    let across = LocalVector(east: -sight.north / distance, north: sight.east / distance)
    let reach = max(target.size.width, 0.4 * target.size.length) / 2
    let top = 0.7 * target.height
    let blockers = others.filter { other in
      other.height > 2.2 && other.name != target.name && other.center.distance(to: sensor) < distance + 2
    }
    if blockers.isEmpty { return 1 }
    let seen = [-0.8, 0, 0.8].count { side in
      let point = target.center + across * (side * reach)
      return !blockers.contains { hides($0, point: point, top: top, from: sensor, mast: mast) }
    }
    return Double(seen) / 3
  }

  /// Whether the line from the sensor to a point `top` metres above the road runs through a vehicle.
  private static func hides(
    _ vehicle: RoadUser, point: LocalPoint, top: Double, from sensor: LocalPoint, mast: Double
  ) -> Bool {
    guard let leave = lastShareInside(vehicle, from: sensor, to: point) else { return false }
    // The line sinks from the mast to the target, so that it is lowest where it leaves the outline.
    return mast + (top - mast) * leave < vehicle.height
  }

  /// The share of the way at which a line leaves a vehicle's outline; nil where it does not cross it.
  private static func lastShareInside(_ vehicle: RoadUser, from start: LocalPoint, to end: LocalPoint) -> Double? {
    let forward = vehicle.heading.unitVector
    let left = LocalVector(east: -forward.north, north: forward.east)
    let origin = start - vehicle.center
    let way = end - start
    var enter = 0.0
    var leave = 1.0
    for (axis, half) in [(forward, vehicle.size.length / 2), (left, vehicle.size.width / 2)] {
      let place = origin.dot(axis)
      let rate = way.dot(axis)
      if rate.magnitude < 1e-9 {
        if place.magnitude > half { return nil }
        continue
      }
      let first = (-half - place) / rate
      let second = (half - place) / rate
      enter = max(enter, min(first, second))
      leave = min(leave, max(first, second))
    }
    return enter < leave ? leave : nil
  }
}
