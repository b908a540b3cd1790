public import Kernel
public import RoadModel

/// On the hot path: no allocation once `objects` has grown to its size. What the scene says at an instant.
extension Scene {
  /// Writes the confirmed tracks but for those that witnesses deny, predicted to `instant`, in the order of their ids.
  /// The array's storage is reused.
  public mutating func publish(at instant: Instant, into objects: inout [SceneObject]) {
    objects.removeAll(keepingCapacity: true)
    let seconds = publishedAt.map { min(0.5, max(0, (instant - $0).seconds)) } ?? 0
    publishedAt = instant
    for place in 0..<activeCount {
      let track = tracks.pointer(Int(active[place]))
      guard track.pointee.isConfirmed, belief(in: track) > configuration.doubtThreshold, !track.pointee.isUnvouched
      else {
        continue
      }
      objects.append(object(of: track, at: instant, after: seconds))
    }
  }

  /// What is published of tracks that were updated so lately is carried on by the modes as they are.
  private static let moment = Interval.milliseconds(150)

  private mutating func object(
    of track: UnsafeMutablePointer<Track>, at instant: Instant, after seconds: Double
  ) -> SceneObject {
    var ahead = track.pointee.body.motion
    ahead.predict(
      to: instant, model: habits(of: track).model, turnRate: track.pointee.turnRate,
      mixes: instant - track.pointee.time > Self.moment)
    let state = ahead.combined
    let position = state.position
    let doubt = state.unturned(state.along.positionVariance, state.across.positionVariance)
    let blur = state.unturned(state.along.velocityVariance, state.across.velocityVariance)
    let heading = Angle(of: track.pointee.heading)
    let kind = track.pointee.kind
    let lane = laneIndex.match(
      position, heading: track.pointee.heading, velocity: state.velocity,
      variance: min(doubt.east, doubt.north), kind: kind, at: instant, &track.pointee.lanes)
    if let lane { anchor(track, on: lane, state, at: instant, seconds: seconds) }
    let watchers = watchers(of: track, at: instant)
    let shared = registration.anchorVariance + watchers.leastDoubt
    let own = track.pointee.selfReport
    var object = SceneObject(
      id: TrackID(track.pointee.id), kind: kind, position: position,
      velocity: state.velocity, heading: heading,
      size: BodySize(
        length: track.pointee.length, width: track.pointee.width,
        height: track.pointee.height > 0 ? track.pointee.height : nil),
      positionDeviation: LocalVector(
        east: (doubt.east + shared).squareRoot(),
        north: (doubt.north + shared).squareRoot()),
      velocityDeviation: LocalVector(
        east: blur.east.squareRoot(), north: blur.north.squareRoot()),
      existence: 1 / (1 + QuickMath.exp(-belief(in: track))), seenBy: watchers.units,
      isConnected: own.isKnown && instant - own.time < .seconds(1),
      temporaryID: own.isKnown && own.temporaryID != 0 ? own.temporaryID : nil, lane: lane,
      since: track.pointee.since, lastObserved: track.pointee.lastObserved)
    object.laneProbability = lane == nil ? 0 : Double(track.pointee.lanes.probability)
    object.acceleration = Self.acceleration(of: state, along: track.pointee.heading)
    object.turnRate = track.pointee.turnRate
    return object
  }

  /// What a track gains of speed in a second along a direction.
  private static func acceleration(of state: MotionState, along direction: LocalVector) -> Double {
    state.axis.dot(direction) * state.along.acceleration + state.axis.cross(direction) * state.across.acceleration
  }

  /// The units that saw a track within the last second, and how well the place of the best known of them is registered,
  /// as the variance of a coordinate, 0 without any: what a unit is off by is in all that it tells, and no number of
  /// observations makes it less.
  private mutating func watchers(
    of track: UnsafeMutablePointer<Track>, at instant: Instant
  ) -> (units: UnitSet, leastDoubt: Double) {
    var units = UnitSet()
    var least = Double.infinity
    for place in 0..<Track.sightingLimit where track.pointee.sightings[place].unit >= 0 {
      let sighting = track.pointee.sightings[place]
      guard instant - sighting.rawTime < .seconds(1) else { continue }
      let unit = UInt8(truncatingIfNeeded: sighting.unit)
      units.insert(UnitIndex(unit))
      least = min(least, registration.faults(of: unit).shiftVariance)
    }
    return (units, least.isFinite ? least : 0)
  }
}
