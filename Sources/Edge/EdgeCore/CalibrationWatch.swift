public import Ingest
public import Kernel
import RoadModel
public import Scene
public import TierModel

/// Raises an alarm where a device is out of its bounds, and ends it where it is back within.
///
/// Worked through once a second; a state machine without a clock. An alarm is raised where an estimate lies beyond its
/// bound by three of its deviations for three seconds, and ends where it lies a tenth within for five, known better than the
/// bound is wide. In between nothing changes, so that what lies near a bound does not flicker.
public struct CalibrationWatch: Sendable {
  /// What is known of a device in a second.
  public struct Evidence: Sendable {
    /// Where it is by what others see.
    public var registration: UnitRegistration
    /// Whether it is believed.
    public var trust: UnitTrust
    /// What the times on its messages tell.
    public var clock: ClockSecond

    /// Puts evidence together.
    public init(registration: UnitRegistration, trust: UnitTrust, clock: ClockSecond) {
      self.registration = registration
      self.trust = trust
      self.clock = clock
    }
  }

  /// An alarm of a device that stands.
  public struct Standing: Sendable, Equatable {
    /// The place of the device in the configuration.
    public var device: Int
    /// What is out of bounds.
    public var kind: DeviceAlarm.Kind
    /// Since when.
    public var since: Instant
    /// By how much, as it was last seen.
    public var figure: AlarmFigure
  }

  enum Verdict { case outside(AlarmFigure), inside, unsure }

  /// One kind of alarm of one device.
  struct State {
    var since: Instant?
    var figure: AlarmFigure?
    /// Seconds in a row that speak for a change.
    var streak = 0
  }

  /// How many deviations beyond the bound raise an alarm, and the share of the bound below which one ends.
  static let raising = 3.0
  static let ending = 0.9
  /// For how many seconds in a row.
  static let secondsToRaise = 3
  static let secondsToEnd = 5
  /// What is added to the deviations of estimates, which take errors for independent: metres, radians, seconds.
  private static let floors = (shift: 0.05, turn: 0.001, clock: 0.003)
  /// Seconds from measurement to reception beyond which more than a way through networks is taken to be the cause.
  static let longestWay = 0.3
  static let longestWayText = "300 ms"

  private let bounds: [DeviceBounds]
  private var states: [State]
  private static let kinds = DeviceAlarm.Kind.allCases

  /// Makes a watch over devices with their bounds.
  public init(bounds: [DeviceBounds]) {
    self.bounds = bounds
    states = Array(repeating: State(), count: bounds.count * Self.kinds.count)
  }

  /// The alarms that stand, by device and kind.
  public var standing: [Standing] {
    states.enumerated().compactMap { place, state in
      guard let since = state.since, let figure = state.figure else { return nil }
      return Standing(
        device: place / Self.kinds.count, kind: Self.kinds[place % Self.kinds.count], since: since, figure: figure)
    }
  }

  /// Takes the evidence of a second. True where an alarm began or ended.
  public mutating func note(_ evidence: Evidence, of device: Int, at now: Instant) -> Bool {
    var isChanged = false
    for (place, kind) in Self.kinds.enumerated() {
      let verdict = Self.verdict(kind, evidence, bounds[device])
      if Self.step(&states[device * Self.kinds.count + place], verdict, at: now) { isChanged = true }
    }
    return isChanged
  }

  private static func step(_ state: inout State, _ verdict: Verdict, at now: Instant) -> Bool {
    switch (verdict, state.since) {
    case (.outside(let figure), nil):
      state.streak += 1
      guard state.streak >= secondsToRaise else { return false }
      state = State(since: now, figure: figure)
      return true
    case (.inside, .some):
      state.streak += 1
      guard state.streak >= secondsToEnd else { return false }
      state = State()
      return true
    case (.outside(let figure), .some):
      state.figure = figure
      state.streak = 0
    case (.inside, nil), (.unsure, _):
      state.streak = 0
    }
    return false
  }

  private static func verdict(_ kind: DeviceAlarm.Kind, _ evidence: Evidence, _ bounds: DeviceBounds) -> Verdict {
    let known = evidence.registration
    switch kind {
    case .deviceMoved:
      guard known.isCompared else { return .unsure }
      let direction = Trigonometry.atan2(known.shift.east, known.shift.north) * 180 / .pi
      return verdict(
        AlarmFigure(
          measure: .shift, value: known.shift.length, deviation: max(known.doubt.east, known.doubt.north),
          bound: bounds.shift, other: direction < 0 ? direction + 360 : direction), floor: floors.shift)
    case .deviceTurned:
      guard known.isCompared else { return .unsure }
      let degrees = 180 / Double.pi
      return verdict(
        AlarmFigure(
          measure: .turn, value: known.turn * degrees, deviation: known.doubt.turn * degrees,
          bound: bounds.turn * degrees), floor: floors.turn * degrees)
    case .deviceClock: return clock(evidence, bounds.clock)
    case .deviceContradicts:
      let trust = evidence.trust
      guard !trust.isTrusted && !trust.isFrozen else { return .inside }
      return .outside(
        AlarmFigure(
          measure: .agreement, value: trust.agreement * 100, bound: UnitTrust.agreementBound * 100,
          other: trust.contradiction * 100))
    case .deviceFrozen:
      guard evidence.trust.isFrozen else { return .inside }
      if evidence.trust.repetition > UnitTrust.repetitionBound {
        return .outside(
          AlarmFigure(
            measure: .repetition, value: evidence.trust.repetition * 100, bound: UnitTrust.repetitionBound * 100))
      }
      return .outside(
        AlarmFigure(
          measure: .candour, value: max(0, evidence.trust.candour) * 100, bound: UnitTrust.candourBound * 100))
    }
  }

  private static func verdict(_ figure: AlarmFigure, floor: Double) -> Verdict {
    let told = figure.deviation ?? 0
    let deviation = (told * told + floor * floor).squareRoot()
    if figure.value.magnitude - raising * deviation > figure.bound { return .outside(figure) }
    return figure.value.magnitude < ending * figure.bound && deviation < figure.bound ? .inside : .unsure
  }

  /// A clock is judged by what others see, and where that knows nothing of it yet, or cannot, by the times on messages.
  private static func clock(_ evidence: Evidence, _ bound: Double) -> Verdict {
    let second = evidence.clock
    if second.refused > second.told {
      let share = 100 * Double(second.refused) / Double(second.refused + second.told)
      return .outside(AlarmFigure(measure: .clockRefused, value: share, bound: bound * 1000))
    }
    let known = evidence.registration
    var seen = Verdict.unsure
    if known.isCompared {
      seen = verdict(
        AlarmFigure(
          measure: .clock, value: known.clockOffset.seconds * 1000, deviation: known.doubt.clock * 1000,
          bound: bound * 1000), floor: floors.clock * 1000)
    }
    guard second.told > 0 else { return seen }
    if case .outside = seen { return seen }
    if -second.shortest > bound {
      return .outside(AlarmFigure(measure: .clockAhead, value: -second.shortest * 1000, bound: bound * 1000))
    }
    if second.shortest > longestWay + bound {
      return .outside(AlarmFigure(measure: .clockBehind, value: second.shortest * 1000, bound: bound * 1000))
    }
    return known.isCompared ? seen : .inside
  }

  /// Folds the alarms that stand into a digest; nothing where none does.
  func digest(into digest: inout StateDigest) {
    for (place, state) in states.enumerated() {
      guard let since = state.since else { continue }
      digest.fold(place)
      digest.fold(Int(since.nanoseconds))
    }
  }
}

extension EdgeCore {
  /// Holds the devices against their bounds. True where an alarm began or ended.
  func watchDevices(at now: Instant) -> Bool {
    var isChanged = false
    for device in 0..<ingest.deviceCount {
      let unit = UnitIndex(UInt8(device))
      let evidence = CalibrationWatch.Evidence(
        registration: registration(of: unit), trust: fusion.pointee.scene.trust(of: unit),
        clock: ingest.takeClockSecond(of: device))
      if watch.note(evidence, of: device, at: now) { isChanged = true }
    }
    return isChanged
  }

  /// The alarms of a device.
  func alarms(of device: Int) -> [DeviceAlarm] {
    watch.standing.filter { $0.device == device }.map {
      DeviceAlarm(kind: $0.kind, since: $0.since, sentence: $0.figure.sentence)
    }
  }

  /// The alarms as findings.
  func deviceFindings() -> [Finding] {
    watch.standing.map { alarm in
      Finding(
        kind: Finding.Kind(alarm.kind), node: nil, sentence: alarm.figure.sentence,
        unit: configuration.devices[alarm.device].unit, since: alarm.since, figure: alarm.figure)
    }
  }
}
