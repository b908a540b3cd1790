public import Kernel
import RoadModel

/// On the hot path: no allocation. How existence decays and tracks end.
extension Scene {
  /// Lets time pass: misses, deletion, merging, registration. Called every 100 ms, and harmless at any other pace.
  public mutating func advance(to instant: Instant) {
    if instant > now { now = instant }
    ticks &+= 1
    if ticks % 5 == 0 {
      registration.solve(after: 0.5)
      realign()
    }
    for place in 0..<activeCount {
      let slot = Int(active[place])
      let track = tracks.pointer(slot)
      self.place(slot, at: now)
      countMisses(of: track)
      if (slot &+ ticks) % Self.hearingPeriod == 0 { hearWitnesses(of: track) }
      if hasEnded(track) { end(slot) }
    }
    mergeTwins()
    compact()
  }

  /// Takes existence for scans that should have shown the track. A scan counts once its successor has begun, since a
  /// scan may come in several messages.
  private mutating func countMisses(of track: UnsafeMutablePointer<Track>) {
    for place in 0..<Track.sightingLimit where track.pointee.sightings[place].unit >= 0 {
      let source = sources.pointer(Int(track.pointee.sightings[place].unit))
      let complete = source.pointee.scan == 0 ? 0 : source.pointee.scan - 1
      let first = track.pointee.sightings[place].accountedScan + 1
      guard first <= complete else { continue }
      track.pointee.sightings[place].accountedScan = complete
      if source.pointee.hasPlace && track.pointee.place.distance(to: source.pointee.place) > source.pointee.range {
        continue
      }
      let rate = track.pointee.sightings[place].detectionRate
      for scan in max(first, complete &- min(complete, 8))...complete
      where !track.pointee.sightings[place].hit(in: scan) {
        let isFurther = track.pointee.sightings[place].isMissing
        let cost = isFurther ? configuration.furtherMissEvidence : configuration.firstMissEvidence
        track.pointee.existence -= cost * rate * (track.pointee.isYoung ? configuration.youngMissFactor : 1)
        track.pointee.sightings[place].isMissing = true
      }
    }
  }

  /// Whether a track is to be given up; a young one is not published while it is in doubt.
  private mutating func hasEnded(_ track: UnsafeMutablePointer<Track>) -> Bool {
    let silence = (now - track.pointee.lastObserved).seconds
    if track.pointee.isYoung && track.pointee.existence < configuration.confirmationThreshold {
      track.pointee.isConfirmed = false
    }
    let state = track.pointee.state
    let speed = state.velocity
    let patience =
      !track.pointee.isConfirmed
      ? configuration.tentativeSilence
      : speed.squaredLength < 1 ? configuration.standingSilence : configuration.movingSilence
    return silence > patience || track.pointee.existence < configuration.deletionThreshold
  }

  /// Ends a track; its place in the list of active ones goes with ``compact()``.
  mutating func end(_ slot: Int) {
    let track = tracks.pointer(slot)
    guard track.pointee.id != 0 else { return }
    judgeBirth(of: track, wasReal: false)
    grid.remove(slot)
    track.pointee.id = 0
  }

  /// Closes the gaps in the list of active tracks, which keeps the order of ids, and frees their slots.
  private mutating func compact() {
    var kept = 0
    for place in 0..<activeCount {
      let slot = active[place]
      if tracks.pointer(Int(slot)).pointee.id != 0 {
        active[kept] = slot
        kept += 1
      } else {
        free[freeCount] = slot
        freeCount += 1
      }
    }
    activeCount = kept
  }
}
