import Kernel
import RoadModel

/// On the hot path: no allocation. Units are anchored by the lanes that road users keep to.
///
/// Satellites tell few road users where they are, and those with metres of error that lasts; what drives keeps to the
/// middle of its lane within half a metre, and of many the mean is the lane's. What a map is off by is the same in all,
/// so that lanes never count for more than a map is worth.
extension Scene {
  /// Metres a second that somebody who keeps to a lane drives at least, and moves to either side at most.
  private static let driving = 4.0
  private static let drifting = 0.4
  /// Metres off the middle beyond which somebody does not keep to it, and how probable the lane must be.
  private static let widest = 1.2
  private static let sureness: Float = 0.9
  /// The age of a sighting that still tells of now.
  private static let fresh = Interval.milliseconds(300)

  /// Takes in where a track is on its lane; `seconds` is the time since this was last asked.
  mutating func anchor(
    _ track: UnsafeMutablePointer<Track>, on lane: LanePosition, _ state: MotionState, at instant: Instant,
    seconds: Double
  ) {
    let kind = track.pointee.kind
    guard configuration.registersUnits, kind == .car || kind == .truck || kind == .bus,
      track.pointee.lanes.probability > Self.sureness, lane.offset.magnitude < Self.widest
    else { return }
    let velocity = state.velocity
    guard velocity.squaredLength > Self.driving * Self.driving else { return }
    let direction = laneIndex.direction(of: lane)
    let normal = LocalVector(east: -direction.north, north: direction.east)
    guard direction.squaredLength > 0, normal.dot(velocity).magnitude < Self.drifting else { return }
    let deviation = configuration.laneKeepingDeviation
    let weight = seconds / (configuration.laneKeepingSeconds * deviation * deviation)
    for place in 0..<Track.sightingLimit where track.pointee.sightings[place].unit >= 0 {
      let sighting = track.pointee.sightings[place]
      guard instant - sighting.rawTime < Self.fresh else { continue }
      let unit = UInt8(truncatingIfNeeded: sighting.unit)
      let gap = state.gap(to: sighting.rawPosition, after: (sighting.rawTime - instant).seconds)
      registration.keepLane(
        unit, offset: lane.offset + normal.dot(gap), normal: normal, arm: arm(of: unit, to: sighting.rawPosition),
        weight: weight)
    }
  }
}
