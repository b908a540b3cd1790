import Kernel
import RoadModel
import Scene

/// A scene with units that see what the test tells them to, every 100 ms.
struct Street: ~Copyable {
  var scene: Scene
  var now = Instant(milliseconds: 1_700_000_000_000)
  var objects: [SceneObject] = []
  var totals = (offered: 0, applied: 0, rejected: 0)

  init(_ change: (inout SceneConfiguration) -> Void = { _ in }) {
    var configuration = SceneConfiguration()
    configuration.trackCapacity = 256
    change(&configuration)
    scene = Scene(configuration: configuration)
  }

  /// What a unit says of a car that drives east at `speed`.
  static func car(
    _ number: UInt16, unit: UInt8 = 0, east: Double, north: Double = 0, speed: Double = 10, at time: Instant
  ) -> Observation {
    var observation = Observation(
      unit: UnitIndex(unit), method: .lidar, isSelfReport: false, localNumber: number, time: time,
      position: LocalPoint(east: east, north: north), kind: .car)
    observation.positionDeviation = 0.2
    observation.speed = speed
    observation.heading = Angle(radians: 0)
    observation.size = BodySize(length: 4.6, width: 1.8, height: nil)
    return observation
  }

  /// What a car that drives east at `speed` says of itself.
  static func own(
    _ identity: UInt64, east: Double, north: Double = 0, speed: Double = 10, at time: Instant
  ) -> Observation {
    var observation = car(0, unit: 0, east: east, north: north, speed: speed, at: time)
    observation.isSelfReport = true
    observation.method = .selfReport
    observation.temporaryID = identity
    observation.positionDeviation = 0.5
    return observation
  }

  @discardableResult
  mutating func apply(_ scan: [Observation], delay: Interval = .milliseconds(50)) -> ApplyReport {
    let time = scan.first?.time ?? now
    return note(scene.apply(scan: scan.span, receivedAt: time + delay))
  }

  @discardableResult
  mutating func apply(own observation: Observation, delay: Interval = .milliseconds(30)) -> ApplyReport {
    note(scene.apply(selfReport: observation, receivedAt: observation.time + delay))
  }

  private mutating func note(_ report: ApplyReport) -> ApplyReport {
    totals.offered += report.offered
    totals.applied += report.applied
    totals.rejected += report.rejected
    return report
  }

  /// Ends a tick: 100 ms pass and the scene is published.
  mutating func tick() {
    now = now + .milliseconds(100)
    scene.advance(to: now)
    scene.publish(at: now, into: &objects)
  }

  func digest() -> UInt64 {
    var digest = StateDigest()
    scene.digest(into: &digest)
    return digest.value
  }
}
