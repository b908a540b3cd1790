import Kernel
import RoadModel

/// The movers of a world while it is worked out, step by step.
struct Traffic {
  let plan: RoadPlan
  var random: SeededRandom
  let population: Int
  var vehicles: [Vehicle] = []
  var walkers: [Walker] = []
  var parked: [RoadUser] = []
  var nextNumber = 0

  init(plan: RoadPlan, random: SeededRandom, population: Int) {
    self.plan = plan
    self.random = random
    self.population = population
    populate()
  }

  /// Decides and moves.
  mutating func step(at seconds: Double) {
    decide(at: seconds)
    move()
  }

  /// Sets everybody's acceleration for the step that begins at `seconds`, and lets traffic come in.
  mutating func decide(at seconds: Double) {
    admit()
    for place in vehicles.indices { changeLane(place) }
    for place in vehicles.indices { vehicles[place].acceleration = acceleration(of: place, at: seconds) }
    for place in walkers.indices {
      let way = plan.footways[walkers[place].way]
      let mayGo =
        way.group < 0 || (plan.program.mayStepOff(way.group, at: seconds) && isClear(box: way.box, for: way.group))
      walkers[place].decide(way, mayGo: mayGo, step: World.step)
    }
  }

  /// Carries everybody on by a step.
  mutating func move() {
    for place in vehicles.indices { move(place) }
    vehicles.removeAll { plan.onward[$0.leg][$0.lane] == nil && $0.along > plan.legs[$0.leg].length - 2 }
    for place in walkers.indices { walkers[place].move(World.step) }
  }

  private mutating func move(_ place: Int) {
    let advanced = vehicles[place].advance(World.step)
    vehicles[place].along += advanced
    vehicles[place].speed = max(0, vehicles[place].speed + vehicles[place].acceleration * World.step)
    if let change = vehicles[place].change, vehicles[place].along >= change.start + change.distance {
      vehicles[place].change = nil
    }
    let leg = vehicles[place].leg
    if vehicles[place].along > plan.legs[leg].length, let next = plan.onward[leg][vehicles[place].lane] {
      vehicles[place].along -= plan.legs[leg].length
      vehicles[place].leg = next.leg
      vehicles[place].lane = next.lane
    }
    holdBox(place)
  }

  /// Notes which box a vehicle is in: from where its front passes the line to where its rear leaves.
  private mutating func holdBox(_ place: Int) {
    let vehicle = vehicles[place]
    for line in plan.stopLines[vehicle.leg] where vehicle.front > line.along && vehicle.rear < line.along + 12 {
      vehicles[place].hold = (line.box, line.groups[vehicle.lane])
      return
    }
    if plan.box[vehicle.leg] >= 0 { return }
    if vehicle.hold != nil && vehicle.rear > 1 { vehicles[place].hold = nil }
  }

  /// Whether nobody of another group is in a box.
  func isClear(box: Int, for group: Int) -> Bool {
    for vehicle in vehicles {
      if let hold = vehicle.hold, hold.box == box, hold.group != group { return false }
    }
    for walker in walkers {
      let way = plan.footways[walker.way]
      if way.box == box && way.group != group && walker.isCrossing(way) { return false }
    }
    return true
  }
}
