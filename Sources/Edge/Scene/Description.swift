import Kernel
import RoadModel

/// On the hot path: no allocation. What a track is said to be: class and size.
extension Scene {
  /// Takes class and size over into the description of a track.
  mutating func describe(_ track: UnsafeMutablePointer<Track>, with observation: inout Observation, isOwn: Bool) {
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
  }
}
