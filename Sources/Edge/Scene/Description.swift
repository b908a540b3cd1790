import Kernel
import RoadModel

/// On the hot path: no allocation. What a track is said to be: class, size, heading and how fast that turns.
extension Scene {
  /// Takes class, size and heading over into the description of a track.
  mutating func describe(
    _ track: UnsafeMutablePointer<Track>, with observation: Observation, direction: LocalVector?,
    headingVariance: Double,
    time: Instant, isOwn: Bool
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
    turn(track, to: direction, variance: headingVariance, at: time)
  }

  /// Takes a heading into a track; where none is told, motion tells.
  private mutating func turn(
    _ track: UnsafeMutablePointer<Track>, to direction: LocalVector?, variance: Double, at time: Instant
  ) {
    let state = track.pointee.motion.combined
    let velocity = state.velocity
    let speed = velocity.length
    let target: LocalVector
    var doubt = variance
    if let direction {
      target = direction
    } else {
      guard speed > 1.5 else { return }
      target = velocity * (1 / speed)
      doubt = (state.velocitySpread + 0.2) / (speed * speed)
    }
    guard track.pointee.isHeadingKnown else {
      track.pointee.front = HeadingEstimate(direction: target, variance: doubt, time: time)
      track.pointee.isHeadingKnown = true
      track.pointee.motion.align(to: target, tolerance: 0)
      return
    }
    let lag = (time - track.pointee.front.time).seconds
    guard lag > -0.6 else { return }
    let noise = speed > 1 ? configuration.turnNoise : configuration.turnNoise * 0.1
    track.pointee.front.predict(to: time, noise: noise)
    let before = track.pointee.front
    let square = track.pointee.front.update(target, lag: min(0, lag), variance: doubt)
    if square > configuration.headingJump {
      // It turned all at once, or so it seems from far apart: doubt the direction as much as it jumped.
      track.pointee.front = before
      track.pointee.front.variance += square * doubt
      _ = track.pointee.front.update(target, lag: min(0, lag), variance: doubt)
    }
    if direction == nil || speed < 1 { track.pointee.front.rate = 0 }
    if track.pointee.kind == .pedestrian {
      if speed > 0.7 { track.pointee.motion.align(to: track.pointee.heading, tolerance: 0.1) }
    } else {
      track.pointee.motion.steer(to: track.pointee.heading)
    }
  }
}
