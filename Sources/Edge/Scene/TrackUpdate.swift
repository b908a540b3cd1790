import Kernel
import RoadModel

/// On the hot path: no allocation. What an observation changes in its track.
extension Scene {
  /// Takes a unit's observation into a track.
  mutating func update(_ slot: Int, with row: UnsafeMutablePointer<ScanRow>, scan: UInt32) {
    let track = tracks.pointer(slot)
    let residual = learnNoise(from: row, on: track)
    filter(row, into: slot)
    let place = track.pointee.openSighting(of: row.pointee.observation.unit.rawValue, scan: scan)
    let stated = row.pointee.measurement.positionVariance
    if row.pointee.observation.time >= track.pointee.sightings[place].rawTime {
      track.pointee.sightings[place].localNumber = row.pointee.observation.localNumber
      track.pointee.sightings[place].rawTime = row.pointee.observation.time
      track.pointee.lastSeen = max(track.pointee.lastSeen, row.pointee.observation.time)
      track.pointee.sightings[place].rawPosition = row.pointee.observation.position
      track.pointee.sightings[place].variance = stated
      track.pointee.sightings[place].residual = residual
      track.pointee.sightings[place].isMissing = false
    }
    if scan > 0 { track.pointee.sightings[place].note(scan: scan) }
    register(track, seenBy: place)
    describe(track, with: &row.pointee.observation, isOwn: false)
    settle(slot, evidence: configuration.hitEvidence, time: row.pointee.measurement.time)
  }

  /// Takes a self-report into a track; after a leap it counts as a first one.
  mutating func update(_ slot: Int, withSelfReport row: UnsafeMutablePointer<ScanRow>, leaps: Bool) {
    let track = tracks.pointer(slot)
    let since = (row.pointee.observation.time - track.pointee.selfReport.time).seconds
    let isFirst = !track.pointee.selfReport.isKnown
    let stated = row.pointee.measurement.positionVariance
    if !isFirst && !leaps { row.pointee.measurement.positionVariance *= repetition(after: since, on: track) }
    if leaps { row.pointee.measurement.traits.insert(.leaps) }
    filter(row, into: slot)
    if since >= 0 || isFirst {
      note(&row.pointee.observation, variance: stated, in: slot)
      anchorWatchers(of: track, seconds: isFirst ? 0.1 : since)
    }
    describe(track, with: &row.pointee.observation, isOwn: true)
    settle(slot, evidence: configuration.selfReportEvidence, time: row.pointee.measurement.time)
  }

  /// Writes down what a road user last said of itself.
  mutating func note(_ observation: inout Observation, variance: Double, in slot: Int) {
    if let identity = observation.temporaryID { speakers[speakerPlace(of: identity)] = Int32(slot) }
    tracks.pointer(slot).pointee.selfReport = SelfSighting(
      isKnown: true, isDirect: observation.isSelfReport, temporaryID: observation.temporaryID ?? 0,
      scheme: observation.identityScheme, time: observation.time, position: observation.position, variance: variance)
  }

  /// How many self-reports, at the pace of the last two, make one independent measurement.
  private mutating func repetition(after seconds: Double, on track: UnsafeMutablePointer<Track>) -> Double {
    max(1, min(300, configuration.satelliteCorrelation / max(0.05, seconds.magnitude)))
  }

  /// Takes a row's measurement into a track's body, at the place that its time gives it among those before.
  private mutating func filter(_ row: UnsafeMutablePointer<ScanRow>, into slot: Int) {
    let track = tracks.pointer(slot)
    if track.pointee.hits > 5 { row.pointee.measurement.traits.insert(.judgesFront) }
    let innovation = histories.pointer(slot).pointee.take(
      &row.pointee.measurement, into: &track.pointee.body,
      habits: &habits.pointer(Int(track.pointee.kind.rawValue)).pointee)
    track.pointee.state = track.pointee.body.motion.combined
    let isOwn = row.pointee.measurement.traits.contains(.isOwn)
    let teller = isOwn ? UnitIndex.limit : Int(row.pointee.measurement.unit)
    tallies.pointer(teller).pointee.note(innovation)
  }

  /// Learns how noisy a unit really is from how much two successive residuals of one track differ: twice the variance
  /// of the noise, whatever a lag of the filter or a fault of the unit adds to both alike. Returns the residual.
  private mutating func learnNoise(
    from row: UnsafeMutablePointer<ScanRow>, on track: UnsafeMutablePointer<Track>
  ) -> LocalVector {
    let measurement = row.pointee.measurement
    let unit = row.pointee.observation.unit.rawValue
    let residual = track.pointee.gap(to: measurement)
    let place = track.pointee.sightingPlace(of: unit)
    guard place >= 0, track.pointee.hits > 20 else { return residual }
    let gap = row.pointee.observation.time - track.pointee.sightings[place].rawTime
    guard gap > .zero, gap < .milliseconds(250) else { return residual }
    let change = residual - track.pointee.sightings[place].residual
    let source = sources.pointer(Int(unit))
    let stated = measurement.positionVariance / source.pointee.noiseScale(at: measurement.position)
    source.pointee.learnNoise(ratio: change.squaredLength / (4 * stated), at: measurement.position)
    return residual
  }

  /// The difference in time up to which two tellings of one track are compared.
  private static let freshness = Interval.milliseconds(150)

  /// The variance of a unit's shift, two centimetres squared, from which on every fourth comparison is enough.
  private static let wellKnown = 4e-4

  /// Compares what a unit just told of a track with what units of lower index and the road user itself last told.
  private mutating func register(_ track: UnsafeMutablePointer<Track>, seenBy place: Int) {
    guard track.pointee.isConfirmed, track.pointee.hits > 10 else { return }
    let mine = track.pointee.sightings[place]
    let isKnown = registration.faults(of: UInt8(truncatingIfNeeded: mine.unit)).shiftVariance < Self.wellKnown
    if isKnown && track.pointee.hits & 3 != 0 { return }
    let state = track.pointee.state
    let velocity = state.velocity
    for other in 0..<Track.sightingLimit {
      let theirs = track.pointee.sightings[other]
      guard theirs.unit < mine.unit, isFresh(theirs, at: mine.rawTime) else { continue }
      let gap = (mine.rawTime - theirs.rawTime).seconds
      let units = (UInt8(truncatingIfNeeded: mine.unit), UInt8(truncatingIfNeeded: theirs.unit))
      registration.compare(
        units, difference: mine.rawPosition - theirs.rawPosition + velocity * -gap, velocity: velocity,
        arms: (arm(of: units.0, to: mine.rawPosition), arm(of: units.1, to: theirs.rawPosition)),
        variance: mine.variance + theirs.variance + 0.1 * gap * gap)
    }
  }

  /// Compares what each unit last told of a track with what the road user just told of itself. Its error is one and the
  /// same to all of them, and lasts: all comparisons of half a minute together count as one.
  private mutating func anchorWatchers(of track: UnsafeMutablePointer<Track>, seconds: Double) {
    guard track.pointee.isConfirmed, track.pointee.hits > 10 else { return }
    let own = track.pointee.selfReport
    guard track.pointee.isSeen(within: Self.freshness, before: own.time) else { return }
    let state = track.pointee.state
    let velocity = state.velocity
    var watchers = 0.0
    for place in 0..<Track.sightingLimit where isFresh(track.pointee.sightings[place], at: own.time) { watchers += 1 }
    let pace = max(0, min(0.5, seconds))
    for place in 0..<Track.sightingLimit where isFresh(track.pointee.sightings[place], at: own.time) {
      let theirs = track.pointee.sightings[place]
      // The first look is one measurement whole; what follows repeats it but for what drifts meanwhile.
      let isFirstLook = theirs.anchoredSeconds < configuration.anchorSeconds
      let share = pace * (isFirstLook ? 1 / configuration.anchorSeconds : 0.5 / configuration.satelliteCorrelation)
      track.pointee.sightings[place].anchoredSeconds += pace
      guard share > 0 else { continue }
      let unit = UInt8(truncatingIfNeeded: theirs.unit)
      let gap = (theirs.rawTime - own.time).seconds
      registration.anchor(
        unit, difference: theirs.rawPosition - own.position + velocity * -gap, velocity: velocity,
        arm: arm(of: unit, to: theirs.rawPosition), variance: own.variance, share: share / watchers)
    }
  }

  /// Whether a sighting is near enough in time to be carried over by the track's velocity.
  private mutating func isFresh(_ sighting: Sighting, at instant: Instant) -> Bool {
    sighting.unit >= 0 && (sighting.rawTime - instant).magnitude < Self.freshness
  }

  /// Books a hit: existence, confirmation, the record of births, the place in the grid.
  private mutating func settle(_ slot: Int, evidence: Double, time: Instant) {
    let track = tracks.pointer(slot)
    track.pointee.hits &+= 1
    let told = track.pointee.kind == .unknown ? evidence * configuration.unclassedShare : evidence
    track.pointee.existence = min(configuration.existenceCeiling, track.pointee.existence + told)
    if track.pointee.existence > configuration.confirmationThreshold { track.pointee.isConfirmed = true }
    if track.pointee.hits >= 4 { judgeBirth(of: track, wasReal: true) }
    if time > track.pointee.lastObserved { track.pointee.lastObserved = time }
    place(slot, at: track.pointee.state.position)
  }

  /// Tells the unit that began a track, once, whether it was a road user.
  mutating func judgeBirth(of track: UnsafeMutablePointer<Track>, wasReal: Bool) {
    if track.pointee.isBirthJudged { return }
    track.pointee.isBirthJudged = true
    sources.pointer(Int(track.pointee.birthUnit)).pointee.judgeBirth(Int(track.pointee.birthKind), wasReal: wasReal)
  }

  /// Puts a track where it is at an instant for the grid and quick comparisons.
  mutating func place(_ slot: Int, at instant: Instant) {
    let track = tracks.pointer(slot)
    let ahead = (instant - track.pointee.time).seconds
    place(slot, at: track.pointee.state.position + track.pointee.state.velocity * ahead)
  }

  /// The same where the place is known; kept within what the grid can number.
  private mutating func place(_ slot: Int, at point: LocalPoint) {
    let reach = configuration.areaRadius + 1000
    let place = LocalPoint(
      east: min(reach, max(-reach, point.east)), north: min(reach, max(-reach, point.north)))
    tracks.pointer(slot).pointee.place = place
    grid.move(slot, to: place)
  }
}
