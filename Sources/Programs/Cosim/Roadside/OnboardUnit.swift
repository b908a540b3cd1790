import Kernel
import RoadModel

/// A vehicle's unit that sends BSM: its own clock phase, a satellite receiver that drifts, an identity that changes.
struct OnboardUnit {
  /// The standard deviation of the drifting part of the position on each axis in metres, and how long it holds.
  static let driftDeviation = 0.7
  static let driftSeconds = 30.0

  /// When within each tenth of a second it sends.
  let phase: Interval
  private var random: SeededRandom
  private var counter: MessageCounter
  private var identity: [UInt8]
  private var drift: LocalVector
  /// Simulated seconds; a half of all units change their identity once.
  private var changesIdentityAt: Double?

  init(name: String, seed: UInt64, recordingSeconds: Double) {
    random = SeededRandom(seed: seed ^ name.stableHash ^ 0x6f62_7500)
    phase = .milliseconds(Int64(random.below(10)) * 10)
    counter = MessageCounter(random: &random)
    identity = Self.identity(&random)
    drift = LocalVector(east: random.normal(), north: random.normal()) * Self.driftDeviation
    let change = random.unit() * recordingSeconds
    changesIdentityAt = random.unit() < 0.5 ? change : nil
  }

  /// What the vehicle says at an instant, `seconds` after the beginning of the recording.
  mutating func report(of user: RoadUser, at instant: Instant, seconds: Double, frame: LocalFrame) -> SelfReport {
    let keep = Trigonometry.exp(-Cosimulation.stepSeconds / Self.driftSeconds)
    let fresh = Self.driftDeviation * (1 - keep * keep).squareRoot()
    drift = drift * keep + LocalVector(east: random.normal(), north: random.normal()) * fresh
    if let change = changesIdentityAt, seconds >= change {
      changesIdentityAt = nil
      identity = Self.identity(&random)
      counter = MessageCounter(random: &random)
    }
    let jitter = LocalVector(east: random.normal(), north: random.normal()) * 0.03
    let speed = user.speed < 0.1 ? 0 : max(0, user.speed + 0.05 * random.normal())
    let turn = user.speed < 0.5 ? 0 : 0.005 * random.normal()
    return SelfReport(
      counter: counter.next(), temporaryIdentity: identity, clock: ClockReading(instant),
      position: frame.position(of: user.center + drift + jitter), deviation: (0.8, 0.7), kind: user.kind, speed: speed,
      headingDegrees: user.heading.turned(by: turn).headingDegrees,
      acceleration: user.acceleration + 0.05 * random.normal(), yawRate: min(1, max(-1, user.yawRate)), size: user.size,
      isBraking: user.signals & 8 != 0, leftIndicator: user.signals & 2 != 0, rightIndicator: user.signals & 1 != 0,
      isOnCall: user.kind == .emergencyVehicle)
  }

  /// Whether a unit hears a message over a distance: most of them, fewer from afar.
  mutating func isHeard(over distance: Double, of reach: Double) -> Bool {
    distance <= reach && random.unit() > 0.01 + 0.06 * distance / reach
  }

  /// From the vehicle's antenna over the roadside unit to the edge.
  mutating func latency() -> Interval {
    .milliseconds(8) + .seconds(min(0.06, -0.01 * Trigonometry.log(1 - random.unit())))
  }

  private static func identity(_ random: inout SeededRandom) -> [UInt8] {
    let word = random.next()
    return (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
  }
}
