import Kernel
import RoadModel

/// Who is in a world, and how traffic comes in.
extension Traffic {
  /// The share of motor vehicles with an on-board unit.
  private static let connectedShare = 0.4

  mutating func populate() {
    park()
    let people = population / 4
    let cycles = population / 6
    for _ in 0..<cycles { place(cycle: true) }
    for _ in 0..<population - people - cycles { place(cycle: false) }
    addPeople(people)
  }

  private mutating func number() -> Int {
    nextNumber += 1
    return nextNumber - 1
  }

  /// Parks some cars.
  private mutating func park() {
    for spot in plan.parking where random.unit() < 0.15 {
      let size = BodySize(length: 4.2 + 0.6 * random.unit(), width: 1.8, height: 1.5)
      parked.append(
        RoadUser(
          number: number(), kind: .car, size: size, position: spot.position, velocity: .zero,
          heading: Angle(radians: spot.heading), hasOnBoardUnit: false))
    }
  }

  /// Puts a vehicle somewhere on a leg that leads in, where there is room.
  private mutating func place(cycle: Bool) {
    for _ in 0..<20 {
      var vehicle = newVehicle(cycle: cycle)
      vehicle.along = random.unit() * (plan.legs[vehicle.leg].length - 40)
      if hasRoom(vehicle, gap: 14) {
        vehicles.append(vehicle)
        return
      }
    }
  }

  /// Lets a vehicle come in from beyond, where there are fewer than there should be.
  mutating func admit() {
    guard random.unit() < 0.04 else { return }
    let moving = vehicles.count + walkers.count
    guard moving < population else { return }
    var vehicle = newVehicle(cycle: random.unit() < 0.2)
    vehicle.along = vehicle.size.length
    if hasRoom(vehicle, gap: 30) { vehicles.append(vehicle) }
  }

  private func hasRoom(_ vehicle: Vehicle, gap: Double) -> Bool {
    !vehicles.contains { other in
      other.leg == vehicle.leg && other.lane == vehicle.lane && other.rear < vehicle.front + gap
        && other.front > vehicle.rear - gap
    }
  }

  private mutating func newVehicle(cycle: Bool) -> Vehicle {
    let entry = plan.entries[random.below(plan.entries.count)]
    let kind = cycle ? .bicycle : drawKind()
    let size = drawSize(kind)
    let lanes = plan.motorLanes[entry] ?? 0..<1
    var lane = lanes.lowerBound + random.below(lanes.count)
    if size.length > 7, let straight = plan.straightLane[entry] { lane = straight }
    if cycle { lane = plan.cycleLane[entry] ?? lane }
    let driver = drawDriver(kind)
    let isConnected = kind == .bus || (!cycle && random.unit() < Self.connectedShare)
    return Vehicle(
      number: number(), kind: kind, size: size, hasOnBoardUnit: isConnected, driver: driver,
      habit: (random.unit() - 0.5) * (kind == .motorcycle ? 1.2 : 0.4), leg: entry, lane: lane, along: 0,
      speed: 0.8 * driver.desiredSpeed)
  }

  private mutating func drawKind() -> ParticipantKind {
    let draw = random.unit()
    if draw < 0.70 { return .car }
    if draw < 0.82 { return .truck }
    if draw < 0.90 { return .bus }
    return .motorcycle
  }

  private mutating func drawSize(_ kind: ParticipantKind) -> BodySize {
    switch kind {
    case .truck:
      BodySize(length: 8 + 8 * random.unit(), width: 2.5, height: 2.8 + random.unit())
    case .bus: BodySize(length: 12, width: 2.55, height: 3.1)
    case .motorcycle: BodySize(length: 2.1, width: 0.8, height: 1.5)
    case .bicycle: BodySize(length: 1.8, width: 0.65, height: 1.7)
    default:
      BodySize(length: 4.0 + 1.1 * random.unit(), width: 1.7 + 0.2 * random.unit(), height: 1.4 + 0.4 * random.unit())
    }
  }

  private mutating func drawDriver(_ kind: ParticipantKind) -> Driver {
    let draw = random.unit()
    switch kind {
    case .bicycle:
      return Driver(desiredSpeed: 3.5 + 2.5 * draw, acceleration: 0.8, braking: 1.5, headway: 0.8, standingGap: 1)
    case .truck, .bus:
      return Driver(desiredSpeed: 9 + 4 * draw, acceleration: 0.9, braking: 1.8, headway: 1.6, standingGap: 2.5)
    default:
      return Driver(
        desiredSpeed: 10 + 6 * draw, acceleration: 1.4 + random.unit(), braking: 2 + random.unit(),
        headway: 1.0 + 0.6 * random.unit(), standingGap: 1.8 + random.unit())
    }
  }

  /// One group a way, so that nobody is in anybody's way; its members walk an arm's length apart and keep step.
  private mutating func addPeople(_ count: Int) {
    var left = count
    let first = random.below(plan.footways.count)
    for place in plan.footways.indices where left > 0 {
      let size = min(left, 1 + random.below(5))
      addGroup(of: size, on: (first + place) % plan.footways.count)
      left -= size
    }
  }

  private mutating func addGroup(of size: Int, on way: Int) {
    let points = plan.footways[way].points
    let start = points[0] + (points[1] - points[0]) * (random.unit() * 0.95)
    let pace = 1.1 + 0.5 * random.unit()
    for member in 0..<size {
      let offset = LocalVector(
        east: (Double(member % 3) - 1) * 0.8 + 0.1 * random.unit(), north: (Double(member / 3) - 0.5) * 0.8)
      walkers.append(
        Walker(
          number: number(), way: way, offset: offset, pace: pace, position: start + offset,
          heading: Angle(of: points[1] - points[0]).radians))
    }
  }
}
