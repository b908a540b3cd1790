import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// One of the ways of a road user while they are worked out.
struct WayCandidate: BitwiseCopyable {
  /// Ways onward, changes to both sides, and two kinds of stop.
  static let limit = 8

  var manoeuvre = Manoeuvre.keepLane
  /// How probable it is, not normalised.
  var weight = 0.0
  var route = Route()
  var profile = SpeedProfile.rest
  /// Metres to the left of the route now, metres per second to the left, and metres where it will end up.
  var offset = 0.0
  var drift = 0.0
  var finalOffset = 0.0
}

/// What of a road user matters while its ways are worked out.
struct DrivenState: BitwiseCopyable {
  var driver: Driver
  /// Metres per second along its course, 0 or more, and metres per second squared.
  var speed: Double
  var acceleration: Double
  /// Metres and metres per second to the left of its course.
  var offset: Double
  var drift: Double
  /// The speed that it heads for, m/s.
  var freeSpeed: Double
  /// Metres to the end of its lane; negative across a junction.
  var lineDistance: Double
  /// What it says that it does.
  var intended: DrivingBehaviors
  /// Seconds since it was last worked out.
  var seconds: Double
}

extension Prediction {
  /// Metres before the end of a lane from which on it is told which way is taken there.
  private static let approach = 50.0
  /// What drivers differ by from the model in their acceleration, one standard deviation, m/s^2.
  private static let accelerationDeviation = 1.2
  /// The same for who moves: there are many reasons to brake, and for who turns more.
  private static let drivingDeviation = 4.0
  private static let turningDeviation = 6.0
  /// How much more probable a way is that is announced.
  private static let announcement = 10.0

  /// Works out the ways of something that drives on a course.
  mutating func predictVehicle(
    _ objects: [SceneObject], _ place: Int, _ slot: Int, _ intentions: [VehicleIntention], seconds: Double
  ) {
    let state = states + slot
    let driven = driven(objects[place], state.pointee, intentions, seconds: seconds)
    var count = 0
    addOnward(objects, place, state, driven, &count)
    guard count > 0 else {
      return FreeForecast.drive(objects[place], driven.driver, into: forecasts + slot)
    }
    if !state.pointee.isOnWay { addChanges(objects, place, state, driven, &count) }
    addStops(state, driven, &count)
    publish(objects[place], driven, count, into: forecasts + slot)
  }

  private func driven(
    _ object: SceneObject, _ state: RouteState, _ intentions: [VehicleIntention], seconds: Double
  ) -> DrivenState {
    let course = network.courses[Int(state.course)]
    var route = Route()
    route.add(state.course, from: state.along, length: course.length)
    var walk = RouteWalk()
    let here = walk.step(to: 0, route, network)
    let speed = max(0, here.direction.dot(object.velocity))
    let driver = driver(of: object.kind)
    let limit = object.kind == .bicycle ? min(course.limit, driver.usualSpeed) : course.limit
    let usual = 0.95 * (limit.isNaN ? driver.usualSpeed : limit)
    return DrivenState(
      driver: driver, speed: speed, acceleration: min(4, max(-8, object.acceleration)),
      offset: here.direction.cross(object.position - here.place), drift: here.direction.cross(object.velocity),
      freeSpeed: Self.freeSpeed(speed, object.acceleration, usual),
      lineDistance: state.isOnWay ? -1 : course.length - state.along,
      intended: Self.intended(object, intentions), seconds: seconds)
  }

  /// Who has found its speed keeps it; who is far below what may be driven, or gains speed, goes up to that.
  private static func freeSpeed(_ speed: Double, _ acceleration: Double, _ usual: Double) -> Double {
    guard speed < usual else { return min(speed, usual * 1.4) }
    let share = max((0.6 - speed / usual) * 3, acceleration)
    return speed + (usual - speed) * min(1, max(0, share))
  }

  /// What a vehicle says that it does.
  private static func intended(_ object: SceneObject, _ intentions: [VehicleIntention]) -> DrivingBehaviors {
    guard !intentions.isEmpty, let identity = object.temporaryID else { return [] }
    for place in intentions.indices where intentions[place].vehicle == identity { return intentions[place].behaviors }
    return []
  }

  // MARK: The ways onward

  private mutating func addOnward(
    _ objects: [SceneObject], _ place: Int, _ state: UnsafeMutablePointer<RouteState>, _ driven: DrivenState,
    _ count: inout Int
  ) {
    let isFar = driven.lineDistance > max(Self.approach, 6 * driven.speed + 10)
    var accelerations = InlineArray<4, Double>(repeating: 0)
    var least = Double.infinity
    let best = state.pointee.best
    for number in 0..<state.pointee.count where !isFar || number == best {
      let way = state.pointee.ways[number]
      let route = network.route(
        lane: state.pointee.lane, along: state.pointee.along, way: way, isOnWay: state.pointee.isOnWay,
        reach: 5 * driven.speed + 40)
      guard route.count > 0 else { continue }
      let road = roadAhead(objects, place, route, driven, lane: state.pointee.lane, way: way, isOwnCourse: true)
      let profile = SpeedProfile(
        speed: driven.speed, acceleration: driven.acceleration, freeSpeed: driven.freeSpeed, driver: driven.driver, road
      )
      accelerations[number] = profile.firstAcceleration
      least = min(least, profile.firstAcceleration)
      var candidate = WayCandidate(
        manoeuvre: isFar ? .keepLane : network.ways[Int(way)].manoeuvre,
        weight: isFar ? 1 : state.pointee.weights[number],
        route: route, profile: profile, offset: driven.offset, drift: driven.drift,
        finalOffset: Self.finalOffset(driven, objects[place].kind))
      candidate.weight *= Self.feasibility(driven.speed, road)
      if !driven.intended.isDisjoint(with: candidate.manoeuvre.behaviors) { candidate.weight *= Self.announcement }
      add(candidate, &count)
      if profile.amberNeed > 0, count < WayCandidate.limit {
        addOther(candidate, objects[place], driven, road, &count)
      }
    }
    if !isFar, !state.pointee.isOnWay { weigh(state, driven, accelerations) }
    noteIdleness(state, driven, least)
  }

  /// Adds a way; of two with the same manoeuvre the more probable stands for both.
  private func add(_ candidate: WayCandidate, _ count: inout Int) {
    for other in 0..<count where candidates[other].manoeuvre == candidate.manoeuvre {
      let sum = candidates[other].weight + candidate.weight
      if candidate.weight > candidates[other].weight { candidates[other] = candidate }
      candidates[other].weight = sum
      return
    }
    guard count < WayCandidate.limit else { return }
    candidates[count] = candidate
    count += 1
  }

  /// Before amber that leaves the choice, both: the one that stops, and the one that goes.
  private func addOther(
    _ candidate: WayCandidate, _ object: SceneObject, _ driven: DrivenState, _ road: RoadAhead, _ count: inout Int
  ) {
    guard let own = (0..<count).first(where: { candidates[$0].manoeuvre == candidate.manoeuvre }) else { return }
    let profile = SpeedProfile(
      speed: driven.speed, acceleration: driven.acceleration, freeSpeed: driven.freeSpeed, driver: driven.driver, road,
      amber: candidate.profile.passesAmber ? .stop : .go)
    let range = SpeedProfile.amberLimit - SpeedProfile.easyBraking
    let taste = min(0.95, max(0.05, (SpeedProfile.amberLimit - candidate.profile.amberNeed) / range))
    let (stopping, going) = candidate.profile.passesAmber ? (profile, candidate.profile) : (candidate.profile, profile)
    let stops = taste * Self.likelihood(driven.acceleration, stopping.firstAcceleration)
    let goes = (1 - taste) * Self.likelihood(driven.acceleration, going.firstAcceleration)
    let share = stops / max(1e-9, stops + goes)
    candidates[own].profile = going
    let weight = candidates[own].weight
    candidates[own].weight = weight * (1 - share)
    var stop = candidate
    stop.manoeuvre = .stop
    stop.profile = stopping
    stop.weight = weight * share
    add(stop, &count)
  }

  /// How well an acceleration fits to what the model would do, 0...1.
  private static func likelihood(_ seen: Double, _ expected: Double, deviation: Double = accelerationDeviation)
    -> Double
  {
    let gap = (seen - expected) / deviation
    return 1 / (1 + gap * gap)
  }

  /// Learns from an acceleration which way is taken: who does not slow down does not turn, and who stands although the
  /// light that is green lets pass waits for another one.
  private func weigh(
    _ state: UnsafeMutablePointer<RouteState>, _ driven: DrivenState, _ accelerations: InlineArray<4, Double>
  ) {
    guard state.pointee.count > 1 else { return }
    let isStanding = driven.speed < 0.5
    let isLong = driven.seconds > 0.3
    state.pointee.weigh { number in
      let manoeuvre = network.ways[Int(state.pointee.ways[number])].manoeuvre
      let turns = manoeuvre != .straight && manoeuvre != .keepLane
      let deviation = isStanding ? Self.accelerationDeviation : turns ? Self.turningDeviation : Self.drivingDeviation
      // Looks repeat one another: one is worth a quarter of a whole one, or an eighth.
      let half = Self.likelihood(driven.acceleration, accelerations[number], deviation: deviation).squareRoot()
      return isLong ? half.squareRoot() : half.squareRoot().squareRoot()
    }
  }

  private func noteIdleness(_ state: UnsafeMutablePointer<RouteState>, _ driven: DrivenState, _ least: Double) {
    // Who could close up a little to a line or to the one ahead is not idle.
    if driven.speed > 0.5 || least < 0.6 * driven.driver.acceleration {
      state.pointee.idleSeconds = 0
    } else if least.isFinite {
      state.pointee.idleSeconds = min(60, state.pointee.idleSeconds + driven.seconds)
    }
  }

  /// Where across a lane something ends up: half of what it is off by is habit, and two wheels keep where they are.
  private static func finalOffset(_ driven: DrivenState, _ kind: ParticipantKind) -> Double {
    if kind == .bicycle || kind == .motorcycle { return driven.offset }
    return min(0.4, max(-0.4, driven.offset * 0.5))
  }

  /// How believable it is that a bend is driven that begins so near: who is too fast for it will not.
  private static func feasibility(_ speed: Double, _ road: borrowing RoadAhead) -> Double {
    var worst = 0.0
    for place in 0..<road.stretchCount {
      let stretch = road.stretches[place]
      guard stretch.speed < speed, stretch.isBend else { continue }
      let need = (speed * speed - stretch.speed * stretch.speed) / (2 * max(3, stretch.from))
      worst = max(worst, need)
    }
    let excess = max(0, worst - 1.5)
    return 1 / (1 + excess * excess * excess)
  }

  // MARK: Changes of lane

  private mutating func addChanges(
    _ objects: [SceneObject], _ place: Int, _ state: UnsafeMutablePointer<RouteState>, _ driven: DrivenState,
    _ count: inout Int
  ) {
    let lane = Int(state.pointee.lane)
    let half = network.courses[lane].halfWidth
    guard driven.speed > 1 else { return }
    for number in 0..<2 {
      let side = number == 0 ? 1.0 : -1.0
      let target = side > 0 ? network.left[lane] : network.right[lane]
      guard target >= 0 else { continue }
      let manoeuvre = side > 0 ? Manoeuvre.changeLeft : .changeRight
      var share = Self.changeShare(offset: side * driven.offset, drift: side * driven.drift, half: half)
      if !driven.intended.isDisjoint(with: manoeuvre.behaviors) { share = max(share, 0.7) }
      guard share > 0.05, count < WayCandidate.limit else { continue }
      let found = network.project(objects[place].position, on: target)
      let way = network.usualWay(of: target)
      guard way >= 0 else { continue }
      let route = network.route(
        lane: target, along: min(found.along, network.courses[Int(target)].length), way: way, isOnWay: false,
        reach: 5 * driven.speed + 40)
      guard route.count > 0 else { continue }
      let road = roadAhead(objects, place, route, driven, lane: target, way: way, isOwnCourse: false)
      let profile = SpeedProfile(
        speed: driven.speed, acceleration: driven.acceleration, freeSpeed: driven.freeSpeed, driver: driven.driver, road
      )
      var sum = 0.0
      for other in 0..<count { sum += candidates[other].weight }
      for other in 0..<count { candidates[other].weight *= 1 - share }
      add(
        WayCandidate(
          manoeuvre: manoeuvre, weight: sum * share, route: route, profile: profile, offset: found.offset,
          drift: driven.drift), &count)
    }
  }

  /// How probable a change to a side is, by where it will be in a second and a half.
  private static func changeShare(offset: Double, drift: Double, half: Double) -> Double {
    guard drift > 0.2 else { return 0 }
    let ahead = (offset + 1.5 * drift) / half
    return min(0.9, max(0, (ahead - 0.6) / 1.0))
  }

  // MARK: Stops

  /// Who stands although nothing keeps it, and who brakes for something that is not known.
  private func addStops(_ state: UnsafeMutablePointer<RouteState>, _ driven: DrivenState, _ count: inout Int) {
    guard count < WayCandidate.limit, let best = (0..<count).max(by: { candidates[$0].weight < candidates[$1].weight })
    else { return }
    let idle = state.pointee.idleSeconds
    let excess = candidates[best].profile.firstAcceleration - driven.acceleration
    var stop = candidates[best]
    stop.manoeuvre = .stop
    var share = 0.0
    if idle > 0.3 {
      share = (idle - 0.2) / (idle + 0.3)
      stop.profile = .rest
    } else if driven.speed > 1, driven.acceleration < -1, excess > 1 {
      share = min(0.6, (excess - 1) * 0.2)
      stop.profile = SpeedProfile(speed: driven.speed, braking: -driven.acceleration)
    }
    guard share > 0.02 else { return }
    var sum = 0.0
    for other in 0..<count {
      sum += candidates[other].weight
      candidates[other].weight *= 1 - share
    }
    stop.weight = sum * share
    add(stop, &count)
  }
}
