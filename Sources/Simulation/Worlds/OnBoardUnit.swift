import Kernel
import RoadModel

/// The on-board unit of one vehicle: what it says of itself, with a satellite position whose error lasts for half a
/// minute and an identity that changes.
struct OnBoardUnit {
  let user: Int
  /// One standard deviation of each coordinate, metres.
  private let spread: Double
  private var error: LocalVector
  private var identity: UInt64
  private var changesAt: Double
  private var random: SeededRandom
  /// Seconds from measurement to arrival.
  let latency: Double
  /// Seconds into the tenth at which it speaks.
  let phase: Double

  init(user: Int, seed: UInt64, duration: Double) {
    self.user = user
    random = SeededRandom(seed: seed)
    spread = 0.4 + 0.5 * random.unit()
    error = LocalVector(east: spread * random.normal(), north: spread * random.normal())
    identity = random.next() | 1
    changesAt = random.unit() * 2 * duration
    latency = 0.015 + 0.035 * random.unit()
    phase = 0.1 * random.unit()
  }

  /// What it says at an instant, `seconds` from the world's beginning; to be asked every tenth of a second.
  mutating func report(of user: RoadUser, unit: UnitIndex, at seconds: Double) -> Observation {
    // The correlation over a tenth of a second of an error that lasts 30 s.
    let pull = 0.99667
    let push = spread * (1 - pull * pull).squareRoot()
    error = error * pull + LocalVector(east: push * random.normal(), north: push * random.normal())
    if seconds >= changesAt {
      identity = random.next() | 1
      changesAt = .infinity
    }
    var report = Observation(
      unit: unit, method: .selfReport, isSelfReport: true, localNumber: 0,
      time: World.start + .milliseconds(Int64((seconds * 1000).rounded())),
      position: RoadsideSensor.rounded(user.position + error), kind: user.kind)
    report.temporaryID = identity
    report.positionDeviation = spread < 0.5 ? 0.5 : 1
    report.speed = RoadsideSensor.rounded((user.velocity.length + 0.05 * random.normal()).magnitude, step: 0.02)
    report.heading = user.heading.turned(by: 0.01 * random.normal())
    report.size = user.size
    return report
  }
}
