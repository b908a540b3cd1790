import Kernel
import RoadModel

/// On the hot path: no allocation. Which track an observation speaks of.
///
/// Costs are minus twice the log-likelihood of the observation given the track, less that of its being new. A scan is
/// assigned as a whole, so that neighbours cannot both claim one track.
extension Scene {
  /// Associates the rows of one message and updates, begins or rejects with each.
  mutating func fuse(rowCount: Int, _ report: inout ApplyReport) {
    let unit = rows.pointer(0).pointee.observation.unit.rawValue
    var newest = rows.pointer(0).pointee.observation.time
    for row in 0..<rowCount { newest = max(newest, rows.pointer(row).pointee.observation.time) }
    let scan = sources.pointer(Int(unit)).pointee.scanNumber(at: newest)
    assign(rowCount: rowCount, unit: unit, scan: scan)
    for row in 0..<rowCount where rows.pointer(row).pointee.slot == ScanRow.unexplained {
      let slot = leapt(rows.pointer(row), unit: unit, scan: scan, rowCount: rowCount)
      rows.pointer(row).pointee.slot = Int32(slot)
      if slot >= 0 { rows.pointer(row).pointee.measurement.traits.insert(.leaps) }
    }
    touchHistories(rowCount: rowCount)
    for row in 0..<rowCount where rows.pointer(row).pointee.slot >= 0 {
      update(Int(rows.pointer(row).pointee.slot), with: rows.pointer(row), scan: scan)
      report.applied += 1
    }
    for row in 0..<rowCount where rows.pointer(row).pointee.slot < 0 {
      switch rows.pointer(row).pointee.slot {
      case ScanRow.repeated: report.reject(.alreadyTold)
      case ScanRow.piece: report.reject(.partOfLargerBody)
      default: initiate(from: rows.pointer(row), scan: scan, &report)
      }
    }
  }

  /// Reads ahead, from the history of each track that is about to be updated, what its update will need. The histories
  /// of a scene of a thousand are more than the cache next to the processor holds: read where it is needed, each would
  /// be waited for; read at once, the waiting overlaps.
  private mutating func touchHistories(rowCount: Int) {
    for row in 0..<rowCount where rows.pointer(row).pointee.slot >= 0 {
      touched &+= histories.pointer(Int(rows.pointer(row).pointee.slot)).pointee.touch()
    }
  }

  /// Sets the slot of each row that a track explains better than a new one would.
  private mutating func assign(rowCount: Int, unit: UInt8, scan: UInt32) {
    assignment.begin(rows: rowCount)
    var columns = 0
    for row in 0..<rowCount {
      let asked = rows.pointer(row)
      let count = grid.neighbors(of: asked.pointee.measurement.position, within: Self.reach, into: found)
      for place in 0..<count {
        let slot = Int(found[place])
        let track = tracks.pointer(slot)
        let sighting = track.pointee.sightingPlace(of: unit)
        if sighting >= 0, track.pointee.sightings[sighting].repeats(asked.pointee.observation, in: scan) {
          asked.pointee.slot = ScanRow.repeated
          break
        }
        noteCover(of: asked, by: slot)
        let cost = cost(of: asked, on: track, sighting: sighting, unit: unit, scan: scan)
        guard cost < 0 else { continue }
        if columnOfSlot[slot] < 0 {
          guard columns < slotOfColumn.count else { continue }
          columnOfSlot[slot] = Int32(assignment.addColumn())
          slotOfColumn[columns] = Int32(slot)
          columns += 1
        }
        assignment.offer(row: row, column: Int(columnOfSlot[slot]), cost: cost)
      }
    }
    assignment.solve()
    for column in 0..<columns {
      let slot = slotOfColumn[column]
      columnOfSlot[Int(slot)] = -1
      guard let row = assignment.row(of: column), rows.pointer(row).pointee.slot != ScanRow.repeated else { continue }
      rows.pointer(row).pointee.slot = slot
    }
    joinPieces(rowCount: rowCount)
  }

  /// Notes that a row lies in a long body and is much shorter than that.
  @inline(__always) private mutating func noteCover(of row: UnsafeMutablePointer<ScanRow>, by slot: Int) {
    let track = tracks.pointer(slot)
    guard track.pointee.length > 6, track.pointee.sizeWeight >= 5, let size = row.pointee.observation.size,
      size.length < 0.75 * track.pointee.length, row.pointee.observation.kind != .pedestrian,
      track.pointee.covers(row.pointee.measurement.position, margin: 0.3)
    else { return }
    row.pointee.cover = Int32(slot)
  }

  /// Makes two rows that lie in one long body, neither of which is all of it, one row in the middle of both: a sensor
  /// saw its head and its tail. The size of the whole is not learnt from them.
  private mutating func joinPieces(rowCount: Int) {
    for row in 0..<rowCount {
      let head = rows.pointer(row)
      let cover = head.pointee.cover
      guard cover >= 0, head.pointee.slot == cover || head.pointee.slot == ScanRow.unexplained else { continue }
      for other in 0..<rowCount where other != row && rows.pointer(other).pointee.cover == cover {
        let tail = rows.pointer(other)
        guard tail.pointee.slot == cover || tail.pointee.slot == ScanRow.unexplained else { continue }
        let track = tracks.pointer(Int(cover))
        let gap = tail.pointee.measurement.position - head.pointee.measurement.position
        guard track.pointee.heading.dot(gap).magnitude > 0.3 * track.pointee.length,
          track.pointee.heading.cross(gap).magnitude < 1
        else { continue }
        head.pointee.measurement.position = head.pointee.measurement.position + gap * 0.5
        head.pointee.observation.position = head.pointee.observation.position + gap * 0.5
        head.pointee.observation.size = nil
        head.pointee.slot = cover
        head.pointee.cover = -1
        tail.pointee.slot = ScanRow.piece
        tail.pointee.cover = -1
        break
      }
    }
  }

  /// What it costs to explain a row by a track; zero or more where a new track explains it as well.
  /// `sighting` is the place of the unit's sightings of the track, -1 for none.
  private mutating func cost(
    of row: UnsafeMutablePointer<ScanRow>, on track: UnsafeMutablePointer<Track>, sighting: Int, unit: UInt8,
    scan: UInt32
  ) -> Double {
    if sighting >= 0 && scan > 0 && track.pointee.sightings[sighting].hit(in: scan) { return 0 }
    let doubt = registration.faults(of: unit).clockVariance
    let geometry = misfit(of: row.pointee.measurement, on: track, clockVariance: doubt)
    var cost = geometry - configuration.newTrackCost
    guard cost < configuration.boundNumberBonus else { return 0 }
    cost += bodyMisfit(of: row.pointee.observation, on: track)
    if sighting >= 0 {
      let known = track.pointee.sightings[sighting]
      let age = (row.pointee.observation.time - known.rawTime).seconds
      if known.localNumber == row.pointee.observation.localNumber && age < configuration.boundNumberLife {
        cost -= configuration.boundNumberBonus
      }
    }
    return cost
  }

  /// Metres between a measurement and a candidate's place as of the last tick or update.
  static let reach = 7.0

  /// Metres in either coordinate beyond which nothing is compared.
  private static let widestGap = 8.0

  /// A squared normalised innovation beyond what any cost can make up for.
  private static let widestGate = 28.0

  /// The squared normalised innovation, the volume of its distribution, and the bounded misfit of the velocity.
  @inline(__always) mutating func misfit(
    of measurement: Measurement, on track: UnsafeMutablePointer<Track>, clockVariance: Double
  ) -> Double {
    let state = track.pointee.state
    let lag = (measurement.time - track.pointee.time).seconds
    let gap = track.pointee.gap(to: measurement)
    guard gap.east.magnitude < Self.widestGap, gap.north.magnitude < Self.widestGap else {
      return .infinity
    }
    let grown = 0.3 * (lag * lag * lag).magnitude + measurement.gateVariance
    let speed = state.along.velocity
    let drift = state.across.velocity
    let along = state.along.positionVariance(at: lag) + grown + speed * speed * clockVariance
    let across = state.across.positionVariance(at: lag) + grown + drift * drift * clockVariance
    let ahead = state.axis.dot(gap)
    let aside = state.axis.cross(gap)
    let square = ahead * ahead / along + aside * aside / across
    guard square < Self.widestGate else { return .infinity }
    var misfit = square + QuickMath.log(along * across)
    if measurement.hasVelocity { misfit += 0.5 * min(9, velocityMisfit(of: measurement, on: state, lag)) }
    return misfit
  }

  /// The squared normalised innovation of the velocity, half a metre per second of doubt added.
  @inline(__always) private mutating func velocityMisfit(
    of measurement: Measurement, on state: MotionState, _ lag: Double
  ) -> Double {
    let ahead = state.axis.dot(measurement.velocity) - state.along.velocity
    let aside = state.axis.cross(measurement.velocity) - state.across.velocity
    let variance = measurement.velocityVariance(along: state.axis)
    let grown = lag.magnitude + 0.25
    return ahead * ahead / (state.along.velocityVariance + variance.along + grown)
      + aside * aside / (state.across.velocityVariance + variance.across + grown)
  }

  /// What differing class and size cost.
  @inline(__always) mutating func bodyMisfit(of observation: Observation, on track: UnsafeMutablePointer<Track>)
    -> Double
  {
    var cost = track.pointee.kinds.mismatch(with: observation.kind)
    if let size = observation.size, size.length > 0, track.pointee.sizeWeight > 0 {
      let ratio = max(size.length, track.pointee.length) / min(size.length, track.pointee.length)
      cost += min(4, 4 * (ratio - 1) * (ratio - 1))
    }
    return cost
  }

  /// Associates and takes in the self-report in ``ownRow``: one row, so the cheapest track is the answer.
  mutating func fuseOwn(_ report: inout ApplyReport) {
    let row = ownRow.pointer(0)
    row.pointee.measurement = ownMeasurement(of: &row.pointee.observation)
    var best = knownSpeaker(of: row)
    if best < 0 { best = cheapest(of: row) }
    let isExplained = best >= 0
    if !isExplained { best = leapt(own: row) }
    if best >= 0 {
      let leaps = !isExplained || hasStrayed(tracks.pointer(best), from: &row.pointee.measurement)
      update(best, withSelfReport: row, leaps: leaps)
      report.applied += 1
    } else {
      initiate(from: row, scan: 0, &report)
    }
  }

  /// The track that a self-report costs least to explain by, -1 where none does better than a new one.
  private mutating func cheapest(of row: UnsafeMutablePointer<ScanRow>) -> Int {
    var best = -1
    var least = 0.0
    let count = grid.neighbors(of: row.pointee.measurement.position, within: Self.reach, into: found)
    for place in 0..<count {
      let slot = Int(found[place])
      let cost = ownCost(of: row, on: tracks.pointer(slot))
      let isOlder = cost == least && cost < 0 && tracks.pointer(slot).pointee.id < tracks.pointer(best).pointee.id
      if cost < least || isOlder {
        least = cost
        best = slot
      }
    }
    return best
  }

  /// Metres within which a track is where its own message says: no other body can be there, so that who spoke under the
  /// same identity a moment ago needs no comparison.
  private static let ownPlace = 1.5

  /// The track that spoke under the same identity within the last second and is where the message says; -1 for none.
  private mutating func knownSpeaker(of row: UnsafeMutablePointer<ScanRow>) -> Int {
    guard let identity = row.pointee.observation.temporaryID else { return -1 }
    let slot = Int(speakers[speakerPlace(of: identity)])
    guard slot >= 0, tracks.pointer(slot).pointee.id != 0 else { return -1 }
    let own = tracks.pointer(slot).pointee.selfReport
    let age = (row.pointee.observation.time - own.time).seconds
    guard own.isKnown, own.temporaryID == identity, own.scheme == row.pointee.observation.identityScheme, age > 0,
      age < 1,
      tracks.pointer(slot).pointee.gap(to: row.pointee.measurement).squaredLength < Self.ownPlace * Self.ownPlace
    else { return -1 }
    return slot
  }

  /// The place of an identity among ``Scene/speakers``.
  @inline(__always) mutating func speakerPlace(of identity: UInt64) -> Int {
    Int(truncatingIfNeeded: (identity &* 0x9e37_79b9_7f4a_7c15) >> 32) & (speakers.count - 1)
  }

  /// What it costs to explain a self-report by a track. A road user has one identity of a scheme at a time and sends
  /// once an instant, so a track that another one speaks for is dear, and out of the question at the same instant. An
  /// identity of another scheme says nothing either way: it may be the same vehicle's in another language.
  private mutating func ownCost(of row: UnsafeMutablePointer<ScanRow>, on track: UnsafeMutablePointer<Track>) -> Double
  {
    let own = track.pointee.selfReport
    var binding = 0.0
    if own.isKnown, own.scheme == row.pointee.observation.identityScheme,
      let identity = row.pointee.observation.temporaryID
    {
      let age = (row.pointee.observation.time - own.time).seconds
      if own.temporaryID == identity {
        if age < 5 { binding = -2 * configuration.boundNumberBonus }
      } else if age.magnitude < 0.05 {
        return 0
      } else {
        binding = age < 0.15 ? 6 : 2
      }
    }
    let geometry = misfit(of: row.pointee.measurement, on: track, clockVariance: 0.0004)
    // Bodies that differ only make it dearer.
    guard geometry + binding < configuration.newTrackCost else { return 0 }
    return geometry + bodyMisfit(of: row.pointee.observation, on: track) + binding - configuration.newTrackCost
  }

  /// A self-report as a measurement. Its error lasts, so that all the messages of half a minute are one measurement:
  /// the filter's variance is that much larger than the gate's.
  private mutating func ownMeasurement(of observation: inout Observation) -> Measurement {
    let least = configuration.leastSatelliteDeviation
    let stated = min(50, max(least, observation.positionDeviation ?? 2 * least))
    var measurement = Measurement(
      time: observation.time, position: observation.position, positionVariance: stated * stated,
      gateVariance: stated * stated + registration.anchorVariance)
    measurement.traits = .isOwn
    measurement.unit = observation.unit.rawValue
    setVelocity(
      of: &measurement, from: &observation, usualSpeed: configuration.usualOwnSpeedDeviation,
      usualHeading: configuration.usualOwnHeadingDeviation)
    return measurement
  }
}
