import Kernel
import RoadModel

/// On the hot path: no allocation. Road users whose place jumps.
///
/// A sensor that changes its reference point, a positioning that finds itself again, a prediction gone astray in an
/// occlusion: the road user is the same and only geometry denies it. Where nothing else explains an observation, and
/// its sender's own number (or the sender's own identity) belongs to a track nearby that this scan does not show
/// elsewhere, that number decides: it never beats geometry, it speaks where geometry is silent.
extension Scene {
  /// The slot of the track that an unexplained row continues after a leap, or -1.
  mutating func leapt(_ row: UnsafeMutablePointer<ScanRow>, unit: UInt8, scan: UInt32, rowCount: Int) -> Int {
    let observation = row.pointee.observation
    let count = grid.neighbors(of: row.pointee.measurement.position, within: Self.reach, into: found)
    for place in 0..<count {
      let slot = Int(found[place])
      let track = tracks.pointer(slot)
      let mine = track.pointee.sightingPlace(of: unit)
      guard mine >= 0, scan > 0 else { continue }
      let sighting = track.pointee.sightings[mine]
      let age = (observation.time - sighting.rawTime).seconds
      guard sighting.localNumber == observation.localNumber, age > 0, age < configuration.boundNumberLife,
        !sighting.hit(in: scan), couldLeap(track, to: row)
      else { continue }
      var isTaken = false
      for other in 0..<rowCount where rows.pointer(other).pointee.slot == Int32(slot) { isTaken = true }
      if !isTaken { return slot }
    }
    return -1
  }

  /// The slot of the track that an unexplained self-report continues after a leap, or -1.
  mutating func leapt(own row: UnsafeMutablePointer<ScanRow>) -> Int {
    guard let identity = row.pointee.observation.temporaryID else { return -1 }
    let count = grid.neighbors(of: row.pointee.measurement.position, within: Self.reach, into: found)
    for place in 0..<count {
      let slot = Int(found[place])
      let own = tracks.pointer(slot).pointee.selfReport
      let age = (row.pointee.observation.time - own.time).seconds
      guard own.isKnown, own.scheme == row.pointee.observation.identityScheme, own.temporaryID == identity, age > 0,
        age < configuration.boundNumberLife
      else { continue }
      if couldLeap(tracks.pointer(slot), to: row) { return slot }
    }
    return -1
  }

  /// Whether a track's body and motion allow that it is what a row saw, its place apart.
  private mutating func couldLeap(_ track: UnsafeMutablePointer<Track>, to row: UnsafeMutablePointer<ScanRow>) -> Bool {
    let gap = track.pointee.gap(to: row.pointee.measurement)
    let limit = min(configuration.leapLimit, 1 + track.pointee.length)
    guard gap.squaredLength < limit * limit else { return false }
    guard bodyMisfit(of: row.pointee.observation, on: track) < 3 else { return false }
    guard row.pointee.measurement.hasVelocity else { return true }
    let state = track.pointee.state
    let before = state.velocity
    let after = row.pointee.measurement.velocity
    return (after.length - before.length).magnitude < 4 && (after - before).squaredLength < 64
  }

  /// Whether a track that only its own messages hold on to has strayed from them beyond what positioning errs.
  mutating func hasStrayed(_ track: UnsafeMutablePointer<Track>, from measurement: inout Measurement) -> Bool {
    if track.pointee.isSeen(within: .milliseconds(300), before: measurement.time) { return false }
    let state = track.pointee.state
    let doubt = state.positionSpread + 2 * measurement.gateVariance
    return track.pointee.gap(to: measurement).squaredLength > 6 * doubt
  }
}
