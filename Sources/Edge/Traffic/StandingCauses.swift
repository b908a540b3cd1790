import Kernel
import RoadModel

/// Once a second: whether a vehicle that stands has a cause to.
extension TrafficState {
  /// Watches all lanes' standing vehicles; ``order`` has the travellers by lane, the foremost first.
  mutating func watchStanding(
    _ signals: [IntersectionSignals], seconds: Double, at now: Instant, into effects: inout [TrafficEffect]
  ) {
    var first = 0
    while first < order.count {
      let lane = Int(travellers[order[first]].counted)
      var last = first
      while last < order.count, travellers[order[last]].counted == Int32(lane) { last += 1 }
      if stretches[lane].type == .vehicle, stretches[lane].group == .motor {
        watchStanding(first..<last, on: lane, signals, seconds: seconds, at: now, into: &effects)
      }
      first = last
    }
    standing.close(
      seconds: seconds, release: configuration.standingRelease, at: now, ledger: &ledger, into: &effects)
  }

  private mutating func watchStanding(
    _ range: Range<Int>, on lane: Int, _ signals: [IntersectionSignals], seconds: Double, at now: Instant,
    into effects: inout [TrafficEffect]
  ) {
    var reached = Double.infinity  // how far back the standing vehicles ahead reach
    for index in range {
      let traveller = travellers[order[index]]
      guard stands(traveller, on: lane) else { continue }
      let isBehind = reached - traveller.front <= configuration.queueGap
      reached = traveller.rear
      guard !isBehind else { continue }
      guard let limit = limit(traveller, on: lane, signals) else {
        standing.hold(traveller)
        continue
      }
      var behind = 0
      var end = traveller.rear
      for other in range where other > index {
        let follower = travellers[order[other]]
        guard stands(follower, on: lane), end - follower.front <= configuration.queueGap else { break }
        behind += 1
        end = follower.rear
      }
      standing.note(
        traveller, behind: behind, lane: stretches[lane].id, seconds: seconds, limit: limit, frame: frame, at: now,
        ledger: &ledger, into: &effects)
    }
  }

  /// Whether a traveller stands, and on its lane rather than beside it.
  private func stands(_ traveller: Traveller, on lane: Int) -> Bool {
    traveller.isWaiting && traveller.offset.magnitude <= max(stretches[lane].width / 2 - TrafficState.kerb, 0.5)
  }

  /// Seconds for which it may stand without being told of; nil while its standing is explained.
  private func limit(_ traveller: Traveller, on lane: Int, _ signals: [IntersectionSignals]) -> Double? {
    let stretch = stretches[lane]
    let usual = traveller.isBus ? configuration.busStandingLimit : configuration.standingLimit
    let ahead = stretch.length - traveller.front
    if ahead <= configuration.stopLineReach {
      return isGreen(stretch, signals) == false ? nil : max(usual, configuration.stopLineLimit)
    }
    // What it may stand behind must be in view.
    let view = traveller.along + configuration.queueGap + traveller.size / 2
    let isClear = stretch.observed.contains { $0.contains(traveller.along) && $0.upperBound >= view }
    return isClear ? usual : nil
  }

  /// Whether a lane's lights are all green; nil where no signal governs it.
  private func isGreen(_ stretch: Stretch, _ signals: [IntersectionSignals]) -> Bool? {
    guard !stretch.phases.isEmpty, let node = signals.first(where: { $0.node == stretch.id.link.downstream }) else {
      return nil
    }
    for phase in stretch.phases {
      guard let state = node.phases.first(where: { $0.phase == phase }) else { continue }
      if state.light != .permissiveGreen && state.light != .protectedGreen { return false }
    }
    return true
  }
}
