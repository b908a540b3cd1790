import Interpretation
import Kernel
import SchemaModel

// Whether what a vehicle says of its motion agrees with itself.
extension Rule {
  private static let physics = "physics; the bounds are generous"
  static let placesFollowSpeed = Rule(
    "bsm-places-follow-speed",
    "from one BSM to the next a vehicle goes no farther than its speed lets it in that time and 200 ms, and 5 m",
    physics, scope: .all, allowance: 0.01)
  static let accelerationAgrees = Rule(
    "bsm-acceleration-agrees",
    "over a second the acceleration is the change of speed within 3 m/s2, reverse gear excepted", physics,
    scope: .all, allowance: 0.01)
  static let headingAgrees = Rule(
    "bsm-heading-agrees",
    "above 5 m/s the heading is not for several messages more than 90 degrees off the course, reverse gear excepted",
    physics, scope: .all, allowance: 0.01)

  static let motionRules = [placesFollowSpeed, accelerationAgrees, headingAgrees]
}

/// How one vehicle moved in the last second, by its BSM.
struct VehicleMotion {
  /// What one message says, in metres and seconds; nil for what is unavailable.
  fileprivate struct Sample {
    var time: Instant
    var mark: Int?
    var place: (latitude: Int, longitude: Int)
    var speed: Double?
    /// Of the direction of the heading.
    var north: Double?
    var east: Double?
    var acceleration: Double?
    var isReverse: Bool
    /// Milliseconds since the first sample, by the vehicle's clock.
    var elapsed = 0
  }

  /// After so long without a message nothing is compared.
  private static let longestGap = 3000
  /// Over how long the change of speed and the course are looked at, in milliseconds.
  private static let span = 1000
  private static let maximumSamples = 64
  private static let patience = 3
  private static let fastest = 60.0

  /// The last second, the oldest first.
  private var samples: [Sample] = []
  /// How many messages in a row had a heading against the course.
  private var against = 0

  /// Judges a message by those before it.
  mutating func judge(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    guard var now = Sample(message) else { return }
    guard let before = samples.last else { return samples.append(now) }
    let captured = Int(clamping: (now.time - before.time).milliseconds)
    let stated = now.mark.flatMap { mark in before.mark.map { VehicleMotion.difference(mark, $0) } } ?? captured
    guard captured <= VehicleMotion.longestGap, stated <= VehicleMotion.longestGap else { return begin(with: now) }
    // What was overtaken on its way tells nothing.
    guard stated >= 0 else { return }
    now.elapsed = before.elapsed + stated
    guard judgePlace(now, before, max(captured, stated), message, &outcomes) else { return begin(with: now) }
    samples.append(now)
    while samples.count > VehicleMotion.maximumSamples || now.elapsed - samples[1].elapsed >= VehicleMotion.span {
      samples.removeFirst()
    }
    judgeAcceleration(message, &outcomes)
    judgeHeading(message, &outcomes)
  }

  private mutating func begin(with sample: Sample) {
    samples = [sample]
    against = 0
  }

  /// From one mark within the minute to another, half a minute on either side at most.
  private static func difference(_ mark: Int, _ before: Int) -> Int {
    (mark - before + 90_000) % 60_000 - 30_000
  }

  private func judgePlace(
    _ now: Sample, _ before: Sample, _ milliseconds: Int, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) -> Bool {
    let way = Distance.meters(from: before.place, to: now.place)
    let distance = (way.north * way.north + way.east * way.east).squareRoot()
    let speed = max(before.speed ?? VehicleMotion.fastest, now.speed ?? VehicleMotion.fastest)
    let holds = distance <= speed * Double(milliseconds + 200) / 1000 + 5
    outcomes.check(
      .placesFollowSpeed, holds, message,
      "\(Int(distance)) m in \(milliseconds) ms at \(Int(speed)) m/s\(message.senderText)")
    return holds
  }

  private func judgeAcceleration(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    guard let first = samples.first, let last = samples.last,
      (VehicleMotion.span...VehicleMotion.span * 3 / 2).contains(last.elapsed - first.elapsed), let from = first.speed,
      let to = last.speed, !samples.contains(where: \.isReverse)
    else { return }
    let said = samples.compactMap(\.acceleration)
    guard said.count == samples.count else { return }
    let mean = said.reduce(0, +) / Double(said.count)
    let change = (to - from) * 1000 / Double(last.elapsed - first.elapsed)
    outcomes.check(
      .accelerationAgrees, (mean - change).magnitude <= 3, message,
      "\(VehicleMotion.text(mean)) m/s2 over a second, the speed changes by \(VehicleMotion.text(change))\(message.senderText)"
    )
  }

  private mutating func judgeHeading(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    guard let first = samples.first, let last = samples.last, let north = last.north, let east = last.east,
      samples.allSatisfy({ !$0.isReverse && $0.speed ?? 0 > 5 })
    else {
      against = 0
      return
    }
    let way = Distance.meters(from: first.place, to: last.place)
    // A course of three metres is more than the noise of a receiver.
    guard way.north * way.north + way.east * way.east >= 9 else { return }
    against = way.north * north + way.east * east < 0 ? against + 1 : 0
    outcomes.check(
      .headingAgrees, against < VehicleMotion.patience, message, "against its course\(message.senderText)")
  }

  /// With one decimal.
  private static func text(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }
}

extension VehicleMotion.Sample {
  /// What a BSM says of China's standards or of SAE J2735, which have the same units; nil without a place.
  fileprivate init?(_ message: CheckedMessage) {
    let core = message.body["coreData"] ?? message.body
    guard let latitude = message.summary.latitude, let longitude = message.summary.longitude,
      KnownPlace.fault(latitude, longitude) == nil
    else { return nil }
    time = message.time
    mark = message.summary.secondMark.flatMap { $0 < 61_000 ? min($0, 59_999) : nil }
    place = (latitude, longitude)
    speed = core["speed"]?.number.flatMap { $0 == 8191 ? nil : Double($0) * 0.02 }
    // From 2000 on either side it saturates, 2001 is unavailable.
    acceleration = core["accelSet"]?["long"]?.number.flatMap { $0.magnitude >= 2000 ? nil : Double($0) * 0.01 }
    if let heading = core["heading"]?.number, heading < 28_800 {
      let angle = Double(heading) * 0.0125 * Double.pi / 180
      (north, east) = (Trigonometry.cos(angle), Trigonometry.sin(angle))
    }
    isReverse = core["transmission"] == .enumerated("reverseGears")
  }
}
