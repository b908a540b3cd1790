public import Kernel
import RoadModel

/// Which roads a world has.
public enum WorldKind: String, CaseIterable, Sendable {
  /// A crossing of two roads with signals, four arms, lanes for bicycles and people who cross.
  case intersection
  /// 600 m of road with two signals.
  case corridor
}

/// A world of known truth: road users that move as such things can, on roads with signals, as a function of a seed.
///
/// It is worked out when it is made, in steps of a tenth of a second with even accelerations within each, so that the
/// truth of any instant is exact and costs nothing but its evaluation.
public struct World: Sendable {
  /// Which roads.
  public let kind: WorldKind
  /// What it was made from.
  public let seed: UInt64
  /// The instant of its beginning.
  public static let start = Instant(milliseconds: 1_700_000_000_000)
  /// How long it lasts in seconds.
  public let duration: Double

  /// Seconds of a step.
  static let step = 0.1

  /// The movers at the beginning of a step.
  struct Frame: Sendable {
    var vehicles: [Vehicle]
    var walkers: [Walker]
  }

  let plan: RoadPlan
  let frames: [Frame]
  let parked: [RoadUser]

  /// Makes a world of about `population` road users that move, parked cars not counted, and lets it run for
  /// `duration` seconds after a time in which traffic forms.
  public init(kind: WorldKind, seed: UInt64, population: Int = 20, duration: Double = 14) {
    var random = SeededRandom(seed: seed)
    let offset = random.unit() * 100
    self.kind = kind
    self.seed = seed
    self.duration = duration
    plan = kind == .intersection ? .intersection(offset: offset) : .corridor(offset: offset)
    var traffic = Traffic(plan: plan, random: random, population: population)
    parked = traffic.parked
    // Long enough for those who start within sight of a signal to have met it.
    let warmUp = 25.0
    var seconds = -warmUp
    while seconds < -Self.step / 2 {
      traffic.step(at: seconds)
      seconds += Self.step
    }
    var frames: [Frame] = []
    for step in 0...Int(duration / Self.step) + 1 {
      traffic.decide(at: Double(step) * Self.step)
      frames.append(Frame(vehicles: traffic.vehicles, walkers: traffic.walkers))
      traffic.move()
    }
    self.frames = frames
  }

  /// All road users at an instant of the world, by number. Before its beginning and after its end those instants hold.
  public func roadUsers(at instant: Instant) -> [RoadUser] {
    let seconds = min(duration, max(0, (instant - Self.start).seconds))
    let index = min(frames.count - 1, Int(seconds / Self.step))
    let rest = seconds - Double(index) * Self.step
    let frame = frames[index]
    var users = parked
    for vehicle in frame.vehicles { users.append(vehicle.body(after: rest, on: plan)) }
    for walker in frame.walkers { users.append(walker.body(after: rest)) }
    return users.sorted { $0.number < $1.number }
  }

  /// Where units may stand.
  public var masts: [LocalPoint] { plan.masts }
}
