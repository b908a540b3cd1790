import Kernel
import RoadModel
import TierModel

/// How much speaks for it that a track which began is a vehicle that was lost, against that it is a newcomer: the
/// logarithm of the ratio of their probabilities.
struct MotionEvidence {
  /// Traffic that is slower than this, in metres per second, stops and goes.
  static let flowingSpeed = 10.0

  let roads: RegionRoads
  let configuration: IdentityConfiguration

  /// The evidence; nil where it cannot be.
  ///
  /// With the speeds at both ends known, the mean speed in between is their mean, within what a driver does in the time:
  /// so the way must be as long as that speed and the time say. A newcomer may turn up anywhere.
  func evidence(lost: TrackRecord, began: TrackRecord) -> Double? {
    let time = (began.since - lost.lastSeen).seconds
    guard time <= configuration.longestGap, time >= -3 else { return nil }
    guard lost.position.distance(to: began.entry) <= 20 + 45 * time.magnitude else { return nil }
    guard let way = roads.way(from: lost.position, lost.heading, to: began.entry, began.entryHeading) else {
      return nil
    }
    // What its edge last said of it was told by its motion for a while, not seen: the driver's freedom began then.
    let coasted = configuration.coasting
    let span = max(time + coasted, coasted / 2)
    let driven = way.distance + lost.speed * coasted
    let change = lost.speed - began.entrySpeed
    // In a queue that moves on, nobody's speed says much about the next seconds.
    let slowness = max(MotionEvidence.flowingSpeed - (lost.speed + began.entrySpeed) / 2, 0)
    let freedom = 0.0225 * change * change + 0.01 * span * span + 0.02 * slowness * slowness
    let speedDeviation = (0.09 + freedom).squareRoot()
    let floor = way.isMapped ? 1.5 : 2.5
    let deviation = (speedDeviation * span * speedDeviation * span + floor * floor).squareRoot()
    let rest = (driven - (lost.speed + began.entrySpeed) / 2 * (time + coasted)) / deviation
    guard rest <= 3.5, rest >= -8 else { return nil }
    let spacing = way.isMapped ? configuration.newcomerSpacing : configuration.newcomerSpacing / 2
    let stopping = slowness > 0 ? 0.3 : 0.03
    let flowing = (1 - stopping) * Trigonometry.exp(-rest * rest / 2) / (deviation * 2.5066)
    // It may have had to stop on the way: then it comes as much later as one likes.
    let stopped = rest < 0 ? stopping / max((lost.speed + began.entrySpeed) / 2 * span, 20) : 0
    let place = Trigonometry.log(spacing * (flowing + stopped))
    return place + lane(way) + kind(lost, began) + size(lost, began) + connection(lost, began)
  }

  /// Most stay on their lane, where a newcomer may be on any.
  private func lane(_ way: RegionRoads.Way) -> Double {
    guard let crossed = way.lanesCrossed else { return 0 }
    return crossed == 0 ? 0.3 : -0.5 * Double(crossed.magnitude)
  }

  /// The share of a kind among the vehicles of a road, for how little it says that both are of it.
  private func share(_ kind: ParticipantKind) -> Double {
    switch kind {
    case .car: 0.8
    case .truck, .bus: 0.08
    case .motorcycle, .bicycle: 0.1
    case .emergencyVehicle: 0.05
    case .unknown, .pedestrian: 1
    }
  }

  private func kind(_ lost: TrackRecord, _ began: TrackRecord) -> Double {
    if lost.kind == .unknown || began.kind == .unknown { return 0 }
    if lost.kind == began.kind { return Trigonometry.log(0.95 / share(began.kind)) }
    return Trigonometry.log(0.03 / share(began.kind)) - 0.5
  }

  /// Sizes only speak against: those that are told by kind alone are all the same.
  private func size(_ lost: TrackRecord, _ began: TrackRecord) -> Double {
    let deviation = 0.6 + 0.06 * lost.length
    let rest = (lost.length - began.length) / deviation
    return -min(rest * rest / 2, 3)
  }

  /// A vehicle that speaks for itself goes on doing so, under the same identity or rarely under a new one.
  private func connection(_ lost: TrackRecord, _ began: TrackRecord) -> Double {
    switch (lost.temporaryID, began.temporaryID) {
    case (nil, nil): 0
    case (let one?, let other?): one == other ? 3 : -2
    default: -1.5
    }
  }
}
