import Kernel
import RoadModel

/// On the hot path: no allocation. What a track is said to be: class, size, heading and how fast that turns.
extension Scene {
  /// Takes class, size and heading over into the description of a track.
  mutating func describe(
    _ track: UnsafeMutablePointer<Track>, with observation: Observation, direction: LocalVector?, time: Instant,
    isOwn: Bool
  ) {
    track.pointee.kinds.vote(observation.kind, weight: isOwn ? 4 : 1)
    if let size = observation.size, size.length > 0.1, size.length < 40, size.width > 0.1, size.width < 6 {
      let weight = min(50, track.pointee.sizeWeight + (isOwn ? 10 : 1))
      let share = (isOwn ? 10 : 1) / weight
      track.pointee.length += (size.length - track.pointee.length) * min(1, share)
      track.pointee.width += (size.width - track.pointee.width) * min(1, share)
      if let height = size.height, height > 0 {
        track.pointee.height += (height - track.pointee.height) * (track.pointee.height == 0 ? 1 : min(1, share))
      }
      track.pointee.sizeWeight = weight
    } else if track.pointee.sizeWeight == 0 {
      let usual = track.pointee.kind.usualSize
      track.pointee.length = usual.length
      track.pointee.width = usual.width
    }
    turn(track, to: direction, at: time, isOwn: isOwn)
  }

  /// Takes a heading into a track by an alpha-beta filter; where none is told, motion tells.
  private mutating func turn(
    _ track: UnsafeMutablePointer<Track>, to direction: LocalVector?, at time: Instant, isOwn: Bool
  ) {
    let state = track.pointee.motion.combined
    let velocity = LocalVector(east: state.east.velocity, north: state.north.velocity)
    let speed = velocity.length
    let target: LocalVector
    if let direction {
      target = direction
    } else {
      guard speed > 1.5 else { return }
      target = velocity * (1 / speed)
    }
    guard track.pointee.isHeadingKnown else {
      track.pointee.heading = target
      track.pointee.isHeadingKnown = true
      track.pointee.headingTime = time
      return
    }
    let seconds = (time - track.pointee.headingTime).seconds
    guard seconds > -0.05 else { return }
    let gain = isOwn ? configuration.ownHeadingGain : configuration.headingGain
    let turned = track.pointee.turnRate * max(0, min(0.8, seconds))
    let before = track.pointee.heading
    let expected = LocalVector(east: before.east - turned * before.north, north: before.north + turned * before.east)
    let residual = expected.cross(target)
    let mixed = expected * (1 - gain) + target * gain
    let length = mixed.length
    track.pointee.heading = length > 0.1 ? mixed * (1 / length) : target
    if seconds > 0 { track.pointee.headingTime = time }
    let isTurning = direction != nil && speed > 2 && expected.dot(target) > 0.8
    let rateGain = gain * gain / (2 - gain)
    let rate = track.pointee.turnRate + rateGain * residual / max(0.1, seconds)
    track.pointee.turnRate = isTurning ? min(1, max(-1, rate)) : 0
  }
}
