import Kernel
import RoadModel

/// What a vehicle does in the next step.
extension Traffic {
  /// Something ahead: metres to its rear, and its speed.
  private struct Ahead {
    var gap: Double
    var speed: Double
  }

  /// Metres ahead that are looked at.
  private static let sight = 120.0

  /// The acceleration of a vehicle: the least that the road, those ahead and the signals leave.
  func acceleration(of place: Int, at seconds: Double) -> Double {
    let vehicle = vehicles[place]
    let limit = speedLimit(of: vehicle)
    var least = vehicle.driver.free(at: vehicle.speed, limit: limit)
    for ahead in leaders(of: place) + [stop(of: vehicle, at: seconds)].compactMap({ $0 }) {
      least = min(
        least,
        vehicle.driver.following(gap: ahead.gap, speed: vehicle.speed, other: ahead.speed, limit: limit))
    }
    // Nobody drives backwards.
    return max(least, -vehicle.speed / World.step)
  }

  /// The speed that bends ahead allow here.
  private func speedLimit(of vehicle: Vehicle) -> Double {
    let leg = plan.legs[vehicle.leg]
    var limit = Double.infinity
    if leg.bend > 0 && vehicle.along < leg.before + leg.bend {
      limit = leg.bendSpeed(acceleration: Driver.acrossLimit)
    }
    guard let next = plan.onward[vehicle.leg][vehicle.lane] else { return limit }
    let bend = plan.legs[next.leg]
    guard bend.bend > 0 else { return limit }
    let slow = bend.bendSpeed(acceleration: Driver.acrossLimit)
    let way = max(0, leg.length - vehicle.along - vehicle.speed * 0.3)
    return min(limit, (slow * slow + 2 * 1.3 * way).squareRoot())
  }

  /// The nearest vehicle ahead in each lane that this one is in, also beyond the end of its leg.
  private func leaders(of place: Int) -> [Ahead] {
    let mine = vehicles[place]
    var found: [Ahead] = []
    var nearest = Self.sight
    var speed = 0.0
    for (other, theirs) in vehicles.enumerated() where other != place && theirs.leg == mine.leg {
      let shares =
        theirs.occupies(mine.lane) || mine.change.map { theirs.occupies($0.fromLane) } ?? false
      guard shares, theirs.along > mine.along || (theirs.along == mine.along && other < place) else { continue }
      let gap = theirs.rear - mine.front
      if gap < nearest {
        nearest = gap
        speed = theirs.speed
      }
    }
    if nearest < Self.sight { found.append(Ahead(gap: nearest, speed: speed)) }
    if let beyond = nearestBeyond(mine) { found.append(beyond) }
    return found
  }

  /// The nearest vehicle on the two legs that follow.
  private func nearestBeyond(_ mine: Vehicle) -> Ahead? {
    var nearest: Ahead?
    var offset = plan.legs[mine.leg].length
    var next = plan.onward[mine.leg][mine.lane]
    for _ in 0..<2 {
      guard let onward = next, offset - mine.front < Self.sight else { break }
      for theirs in vehicles where theirs.leg == onward.leg && theirs.occupies(onward.lane) {
        let gap = theirs.rear + offset - mine.front
        if gap < nearest?.gap ?? Self.sight { nearest = Ahead(gap: gap, speed: theirs.speed) }
      }
      offset += plan.legs[onward.leg].length
      next = plan.onward[onward.leg][onward.lane]
    }
    return nearest
  }

  /// The line before which a vehicle has to stop, as if something stood there.
  private func stop(of vehicle: Vehicle, at seconds: Double) -> Ahead? {
    for line in plan.stopLines[vehicle.leg] where vehicle.front <= line.along {
      let way = line.along - vehicle.front
      let group = line.groups[vehicle.lane]
      let canStop = way > vehicle.speed * vehicle.speed / (2 * 3.2) + min(0.5, vehicle.speed / 4)
      switch plan.program.light(of: group, at: seconds) {
      case .green:
        if isClear(box: line.box, for: group) || !canStop { return nil }
      case .yellow:
        if !canStop { return nil }
      case .red:
        // Who could not stop before the end of yellow is on the way through.
        if !canStop && vehicle.speed > 2 { return nil }
      }
      return Ahead(gap: way + vehicle.driver.standingGap - 0.5, speed: 0)
    }
    return nil
  }

  /// Begins a change of lane where one is wished and there is room.
  mutating func changeLane(_ place: Int) {
    let mine = vehicles[place]
    guard mine.change == nil, mine.size.length < 9, mine.kind != .bicycle, mine.speed > 5,
      let lanes = plan.motorLanes[mine.leg], random.unit() < 0.006
    else { return }
    let to = mine.lane + (random.unit() < 0.5 ? 1 : -1)
    guard lanes.contains(to) else { return }
    let distance = max(30, 5 * mine.speed)
    let line = plan.stopLines[mine.leg].first { $0.along > mine.along }?.along ?? plan.legs[mine.leg].length
    guard line - mine.along > distance + 40 else { return }
    for theirs in vehicles where theirs.leg == mine.leg && theirs.occupies(to) {
      let gap = theirs.along > mine.along ? theirs.rear - mine.front : mine.rear - theirs.front
      let follower = theirs.along > mine.along ? mine.speed - theirs.speed : theirs.speed - mine.speed
      if gap < 8 + 1.2 * mine.speed + 3 * max(0, follower) { return }
    }
    let middles = plan.legs[mine.leg].lanes
    vehicles[place].change = Vehicle.LaneChange(
      from: middles[mine.lane], to: middles[to], fromLane: mine.lane, start: mine.along, distance: distance)
    vehicles[place].lane = to
  }
}
