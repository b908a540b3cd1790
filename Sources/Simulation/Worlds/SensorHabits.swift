import Kernel
import RoadModel

/// What a roadside unit's sensors can do and what they do wrong.
struct SensorHabits: Sendable {
  var method: SensingMethod
  /// Metres that it sees.
  var range: Double
  /// One standard deviation of each coordinate, metres: near, and what is added at the end of the range.
  var nearNoise: Double
  var farNoise: Double
  /// Metres by which a place wanders that it tells of one road user, over about a second: edges of a picture.
  var wander: Double
  /// The share of scans that show a road user: near, and at the end of the range.
  var nearDetection: Double
  var farDetection: Double
  var speedNoise: Double
  /// Radians.
  var headingNoise: Double
  var tellsSize: Bool
  var tellsKind: Bool
  /// Things a scan that are not there.
  var clutter: Double
  /// What happens to one road user, times a second: another number, a wrong class.
  var switches: Double
  var misnames: Double
  /// Metres and radians by which its places are off, about its own.
  var shift = LocalVector.zero
  var turn = 0.0
  /// Seconds by which its clock is ahead, and by how much more each second.
  var clockOffset = 0.0
  var clockDrift = 0.0
  /// Seconds from measurement to arrival, and what is added at most.
  var latency = 0.04
  var jitter = 0.02
  /// Whether it says how sure it is.
  var tellsDeviation: Bool

  /// The standard deviation of each coordinate at a distance.
  func noise(at distance: Double) -> Double {
    let share = min(1, distance / range)
    return nearNoise + farNoise * share * share
  }

  /// The share of scans that show a road user of a kind at a distance.
  func detection(of kind: ParticipantKind, at distance: Double) -> Double {
    let share = min(1, distance / range)
    let whole = nearDetection + (farDetection - nearDetection) * share * share
    return kind.isVulnerable ? whole - 0.03 * share : whole
  }

  /// A camera: it knows what it sees, the worse where the farther.
  static let video = SensorHabits(
    method: .video, range: 100, nearNoise: 0.15, farNoise: 0.45, wander: 0.1, nearDetection: 0.97, farDetection: 0.88,
    speedNoise: 0.4, headingNoise: 0.04, tellsSize: true, tellsKind: true, clutter: 0.02, switches: 0.02,
    misnames: 0.02, tellsDeviation: true)
  /// A radar: far and fast, with little to say of what it sees.
  static let radar = SensorHabits(
    method: .microwaveRadar, range: 150, nearNoise: 0.3, farNoise: 0.3, wander: 0.15, nearDetection: 0.96,
    farDetection: 0.9, speedNoise: 0.12, headingNoise: 0.06, tellsSize: false, tellsKind: true, clutter: 0.06,
    switches: 0.02, misnames: 0.05, tellsDeviation: false)
  /// A lidar: exact, not far.
  static let lidar = SensorHabits(
    method: .lidar, range: 110, nearNoise: 0.08, farNoise: 0.15, wander: 0.06, nearDetection: 0.985,
    farDetection: 0.9, speedNoise: 0.25, headingNoise: 0.03, tellsSize: true, tellsKind: true, clutter: 0.02,
    switches: 0.01, misnames: 0.02, tellsDeviation: true)

  /// A unit of one of the three sorts with faults of its own.
  static func drawn(_ random: inout SeededRandom) -> SensorHabits {
    var habits = [video, radar, lidar][random.below(3)]
    habits.shift = LocalVector(east: 0.25 * random.normal(), north: 0.25 * random.normal())
    habits.turn = 0.003 * random.normal()
    habits.clockOffset = min(0.04, max(-0.04, 0.02 * random.normal()))
    habits.clockDrift = 2e-5 * random.normal()
    habits.latency = 0.02 + 0.06 * random.unit()
    habits.jitter = 0.03 * random.unit()
    return habits
  }
}
