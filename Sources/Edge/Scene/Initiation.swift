import Kernel
import RoadModel

/// On the hot path: no allocation. How a track begins.
extension Scene {
  /// Begins a track with an observation that no track explains, or rejects it by name.
  mutating func initiate(from row: UnsafeMutablePointer<ScanRow>, scan: UInt32, _ report: inout ApplyReport) {
    let observation = row.pointee.observation
    let isOwn = observation.isSelfReport || observation.method == .selfReport
    let unit = observation.unit.rawValue
    if !isOwn && isPiece(row.pointee.measurement.position, unit: unit, scan: scan) {
      return report.reject(.partOfLargerBody)
    }
    guard freeCount > 0 else { return report.reject(.capacityFull) }
    let overlaps = isOccupied(row.pointee.measurement.position, margin: min(0.8, observation.kind.usualSize.length / 2))
    freeCount -= 1
    let slot = Int(free[freeCount])
    active[activeCount] = Int32(slot)
    activeCount += 1
    let track = tracks.pointer(slot)
    let history = histories.pointer(slot)
    track.initialize(to: newTrack(from: row))
    history.pointee.begin(with: row.pointee.measurement, &track.pointee.body)
    describe(track, with: &row.pointee.observation, isOwn: isOwn)
    let kind: Source.BirthKind =
      isOwn
      ? .selfReported
      : observation.kind == .unknown ? .unclassed : observation.kind.isVulnerable ? .vulnerable : .vehicle
    track.pointee.birthKind = kind.rawValue
    let odds = sources.pointer(Int(unit)).pointee.birthOdds(kind)
    track.pointee.existence = overlaps ? min(odds, configuration.overlappingBirth) : min(4, odds)
    track.pointee.isConfirmed = track.pointee.existence > configuration.confirmationThreshold
    if isOwn {
      note(&row.pointee.observation, variance: row.pointee.measurement.positionVariance, in: slot)
    } else {
      open(track, for: observation, scan: scan, variance: row.pointee.measurement.positionVariance)
    }
    grid.insert(slot, at: track.pointee.place)
    report.applied += 1
    report.born += 1
  }

  /// A track that knows what one observation tells.
  private mutating func newTrack(from row: UnsafeMutablePointer<ScanRow>) -> Track {
    let measurement = row.pointee.measurement
    let body = BodyEstimate(beginningWith: measurement)
    var track = Track(
      state: body.motion.combined, body: body, since: measurement.time, lastObserved: measurement.time,
      birthUnit: row.pointee.observation.unit.rawValue, birthKind: 0, lastVouched: now, place: measurement.position)
    // What begins on the word of a unit that is not trusted waits for another's.
    if !measurement.traits.contains(.isOwn) && !sources.pointer(Int(measurement.unit)).pointee.isTrusted {
      track.isUnvouched = true
    }
    track.id = nextID
    nextID += 1
    return track
  }

  private mutating func open(
    _ track: UnsafeMutablePointer<Track>, for observation: Observation, scan: UInt32, variance: Double
  ) {
    let place = track.pointee.openSighting(of: observation.unit.rawValue, scan: scan)
    track.pointee.sightings[place].localNumber = observation.localNumber
    track.pointee.sightings[place].rawTime = observation.time
    track.pointee.lastSeen = max(track.pointee.lastSeen, observation.time)
    track.pointee.sightings[place].rawPosition = observation.position
    track.pointee.sightings[place].variance = variance
    if scan > 0 { track.pointee.sightings[place].note(scan: scan) }
  }

  /// Whether a point is a second piece of a long vehicle that the same scan already hit.
  private mutating func isPiece(_ point: LocalPoint, unit: UInt8, scan: UInt32) -> Bool {
    guard scan > 0 else { return false }
    let count = grid.neighbors(of: point, within: Self.reach, into: found)
    for place in 0..<count {
      let track = tracks.pointer(Int(found[place]))
      guard track.pointee.length > 6, track.pointee.covers(point, margin: 0.3) else { continue }
      let sighting = track.pointee.sightingPlace(of: unit)
      if sighting >= 0 && track.pointee.sightings[sighting].hit(in: scan) { return true }
    }
    return false
  }

  /// Whether a point lies within the body of a track that is published, `margin` metres added all round.
  private mutating func isOccupied(_ point: LocalPoint, margin: Double) -> Bool {
    let count = grid.neighbors(of: point, within: Self.reach, into: found)
    for place in 0..<count {
      let track = tracks.pointer(Int(found[place]))
      if track.pointee.isConfirmed && track.pointee.covers(point, margin: margin) { return true }
    }
    return false
  }
}
