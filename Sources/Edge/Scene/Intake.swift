public import Kernel
public import RoadModel

/// One observation of a scan while it is being associated.
struct ScanRow: BitwiseCopyable {
  var observation: Observation
  var measurement: Measurement
  /// The slot it updates, or ``unexplained`` or ``repeated``.
  var slot: Int32

  /// No track explains it.
  static let unexplained: Int32 = -1
  /// It was told before.
  static let repeated: Int32 = -2
  /// It is a piece of a long body, of which another row tells.
  static let piece: Int32 = -3
  /// The long track that it lies in, -1 for none.
  var cover: Int32 = -1

  static let empty = ScanRow(
    observation: Observation(
      unit: UnitIndex(0), method: .unknown, isSelfReport: false, localNumber: 0, time: Instant(nanoseconds: 0),
      position: LocalPoint(east: 0, north: 0), kind: .unknown),
    measurement: Measurement(
      time: Instant(nanoseconds: 0), position: LocalPoint(east: 0, north: 0), positionVariance: 1, gateVariance: 1),
    slot: -1)
}

/// On the hot path: no allocation. What is taken in, and by what name the rest is left out.
extension Scene {
  /// Takes in one RSM: its observations have one unit and nearly one time. A unit that sees more than a message holds
  /// sends several for the same instant; one road user is then never updated twice by them.
  public mutating func apply(scan: Span<Observation>, receivedAt: Instant) -> ApplyReport {
    var report = ApplyReport()
    report.offered = scan.count
    noteTime(receivedAt)
    var next = 0
    while next < scan.count {
      var count = 0
      while next < scan.count && count < Assignment.rowLimit {
        let row = rows.pointer(count)
        row.pointee.observation = scan[next]
        right(&row.pointee.observation)
        next += 1
        let rejection = rejection(of: &row.pointee.observation, receivedAt: receivedAt)
        doubt(&row.pointee.observation, rejection, receivedAt: receivedAt)
        if let rejection {
          report.reject(rejection)
        } else if row.pointee.observation.isSelfReport || row.pointee.observation.method == .selfReport {
          relay(&row.pointee.observation, &report)
        } else if isFrozen(&row.pointee.observation) {
          report.reject(.frozenPicture)
        } else {
          row.pointee.measurement = measurement(of: &row.pointee.observation)
          row.pointee.slot = -1
          row.pointee.cover = -1
          count += 1
        }
      }
      if count > 0 { fuse(rowCount: count, &report) }
    }
    return report
  }

  /// Takes in what one road user says of itself (a BSM).
  public mutating func apply(selfReport: Observation, receivedAt: Instant) -> ApplyReport {
    var report = ApplyReport()
    report.offered = 1
    noteTime(receivedAt)
    let row = ownRow.pointer(0)
    row.pointee.observation = selfReport
    if let reason = rejection(of: &row.pointee.observation, receivedAt: receivedAt) {
      report.reject(reason)
    } else {
      fuseOwn(&report)
    }
    return report
  }

  /// Whether an observation is of a unit that shows a picture of the past under new times.
  private mutating func isFrozen(_ observation: inout Observation) -> Bool {
    let source = sources.pointer(Int(observation.unit.rawValue))
    source.pointee.noteCandour(of: &observation)
    if let isRepeated = repetitions.isRepeated(&observation) {
      source.pointee.noteRepetition(isRepeated, at: observation.time)
    }
    return source.pointee.isFrozen
  }

  private mutating func noteTime(_ instant: Instant) { if instant > now { now = instant } }

  /// A unit's row that came by V2X: the same information again where the road user is heard directly, else as good as
  /// a self-report.
  private mutating func relay(_ observation: inout Observation, _ report: inout ApplyReport) {
    if let identity = observation.temporaryID,
      isHeardDirectly(identity, of: observation.identityScheme, near: observation.position)
    {
      report.reject(.heardDirectly)
    } else {
      ownRow.pointer(0).pointee.observation = observation
      fuseOwn(&report)
    }
  }

  /// Whether a track near a point was updated within two seconds by messages under this identity.
  private mutating func isHeardDirectly(
    _ identity: UInt64, of scheme: IdentityScheme, near point: LocalPoint
  ) -> Bool {
    let count = grid.neighbors(of: point, within: Self.reach, into: found)
    for place in 0..<count {
      let own = tracks.pointer(Int(found[place])).pointee.selfReport
      let isSame = own.temporaryID == identity && own.scheme == scheme
      if own.isKnown && own.isDirect && isSame && now - own.time < .seconds(2) { return true }
    }
    return false
  }

  private mutating func rejection(of observation: inout Observation, receivedAt: Instant) -> ObservationRejection? {
    let east = observation.position.east
    let north = observation.position.north
    var sum = east + north
    var least = 0.0
    func check(_ number: Double?) {
      guard let number else { return }
      sum += number
      least = min(least, number)
    }
    check(observation.positionDeviation)
    check(observation.speed)
    check(observation.speedDeviation)
    check(observation.headingDeviation)
    check(observation.size?.length)
    check(observation.size?.width)
    check(observation.size?.height)
    sum += observation.heading?.radians ?? 0
    guard sum.isFinite, least >= 0 else { return .nonFinite }
    guard east.magnitude <= configuration.areaRadius, north.magnitude <= configuration.areaRadius else {
      return .outsideArea
    }
    let lag = (receivedAt - observation.time).seconds
    if lag > configuration.latenessLimit { return .tooOld }
    return lag < -configuration.futureLimit ? .fromFuture : nil
  }

  /// An observation with what is known of its source's faults taken off.
  private mutating func measurement(of observation: inout Observation) -> Measurement {
    let unit = observation.unit.rawValue
    let faults = registration.faults(of: unit)
    let displacement = faults.displacement(at: arm(of: unit, to: observation.position))
    let position = observation.position + displacement * -1
    let stated = min(50, max(0.05, observation.positionDeviation ?? configuration.usualPositionDeviation))
    let variance = stated * stated * sources.pointer(Int(unit)).pointee.noiseScale(at: position)
    let doubt = min(0.1, faults.shiftVariance) + configuration.modelDeviation * configuration.modelDeviation
    var measurement = Measurement(
      time: observation.time - .seconds(faults.clock), position: position, positionVariance: variance,
      gateVariance: variance + doubt)
    measurement.unit = unit
    setVelocity(
      of: &measurement, from: &observation, usualSpeed: configuration.usualSpeedDeviation,
      usualHeading: configuration.usualHeadingDeviation)
    return measurement
  }

  /// Takes over the direction and the speed. The variances are those along and across the direction; what they share is
  /// left out.
  mutating func setVelocity(
    of measurement: inout Measurement, from observation: inout Observation, usualSpeed: Double, usualHeading: Double
  ) {
    if observation.kind == .pedestrian { measurement.traits.insert(.isOnFoot) }
    if let heading = observation.heading {
      measurement.direction = heading.unitVector
      measurement.traits.insert(.hasDirection)
    }
    guard let speed = observation.speed, speed < 150 else { return }
    guard measurement.hasDirection else {
      // Who stands still moves nowhere, whatever the direction.
      if speed < 0.2 { measurement.traits.insert(.hasSpeed) }
      measurement.speedVariance = 0.1
      measurement.courseVariance = 0.1
      return
    }
    // Beyond what anything moves and turns a doubt is the same: none is told. The filters count in single precision.
    let speedDeviation = min(100, max(0.05, observation.speedDeviation ?? usualSpeed))
    let factor = observation.kind == .pedestrian ? configuration.footHeadingFactor : 1
    let turn = min(2 * .pi, max(0.005, observation.headingDeviation ?? usualHeading * factor))
    measurement.traits.insert(.hasSpeed)
    measurement.speed = speed
    measurement.headingVariance = turn * turn
    measurement.speedVariance = speedDeviation * speedDeviation
    measurement.courseVariance = max(0.0025, speed * speed * min(1, turn * turn))
  }
}
