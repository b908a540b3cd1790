import Kernel
import RoadModel

/// On the hot path: no allocation.
///
/// How a kind of road user drives: the intelligent driver model (Treiber, Hennecke and Helbing, Physical Review E 62,
/// 2000), with the limits of bends and signals as further obstacles.
struct Driver: BitwiseCopyable {
  /// How briskly it starts, and how hard it brakes where it has the choice, m/s^2.
  var acceleration: Double
  var braking: Double
  /// Seconds kept to the one ahead.
  var headway: Double
  /// The speed where nobody says how fast it may go, m/s.
  var usualSpeed: Double
  /// Whether it goes on at red where it cannot easily stop.
  var hasPriority = false

  /// Metres kept to the one ahead at rest.
  static let gap = 2.0

  /// The usual driver of a kind.
  static func usual(for kind: ParticipantKind) -> Driver {
    switch kind {
    case .unknown, .car: Driver(acceleration: 1.8, braking: 2.2, headway: 1.2, usualSpeed: 13.9)
    case .truck: Driver(acceleration: 1.1, braking: 1.8, headway: 1.5, usualSpeed: 12.5)
    case .bus: Driver(acceleration: 1.0, braking: 1.6, headway: 1.4, usualSpeed: 12.5)
    case .motorcycle: Driver(acceleration: 2.2, braking: 2.5, headway: 1.0, usualSpeed: 13.9)
    case .bicycle: Driver(acceleration: 0.8, braking: 1.6, headway: 0.8, usualSpeed: 4.8)
    case .pedestrian: Driver(acceleration: 0.8, braking: 1.0, headway: 0.5, usualSpeed: 1.35)
    case .emergencyVehicle:
      Driver(acceleration: 2.0, braking: 2.5, headway: 1.0, usualSpeed: 15, hasPriority: true)
    }
  }
}

/// What stands in the way of going on freely, by metres ahead of the middle of the body.
struct RoadAhead: BitwiseCopyable {
  /// A stretch that is driven at no more than some speed.
  struct Stretch: BitwiseCopyable {
    var from = 0.0
    var to = 0.0
    var speed = Double.infinity
    /// Whether it is a bend, and not a sign.
    var isBend = false
  }

  static let stretchLimit = 8
  static let lineLimit = 2
  /// The stretches, `stretchCount` of them.
  var stretches = InlineArray<8, Stretch>(repeating: Stretch())
  var stretchCount = 0
  /// Where the middle of the body is when its front is at a stop line, and the signal there.
  var lines = InlineArray<2, Double>(repeating: .infinity)
  var gates = InlineArray<2, SignalGate>(repeating: .open)
  var lineCount = 0
  /// Metres from bumper to bumper to the one ahead; infinite for none.
  var leaderGap = Double.infinity
  /// How far the one ahead will have gone at each point.
  var leaderTravel = InlineArray<10, Float>(repeating: 0)

  @inline(__always) mutating func add(from: Double, to: Double, speed: Double, isBend: Bool) {
    guard stretchCount < Self.stretchLimit, to > 0 else { return }
    stretches[stretchCount] = Stretch(from: from, to: to, speed: speed, isBend: isBend)
    stretchCount += 1
  }

  /// Whether who is held now is held until the end: nobody ahead moves, and no signal opens.
  @inline(__always) var holdsThroughout: Bool {
    if leaderGap < .infinity && leaderTravel[Forecast.pointCount - 1] > 0.05 { return false }
    for line in 0..<lineCount where gates[line].closes <= 0 && gates[line].opens < 6 { return false }
    return true
  }

  @inline(__always) mutating func add(line: Double, _ gate: SignalGate) {
    guard lineCount < Self.lineLimit else { return }
    lines[lineCount] = line
    gates[lineCount] = gate
    lineCount += 1
  }
}

/// How far a road user gets and how fast it is at each point of a way.
struct SpeedProfile: BitwiseCopyable {
  /// Metres from where it is now, never less than those before.
  var distances = InlineArray<10, Double>(repeating: 0)
  /// Metres per second.
  var speeds = InlineArray<10, Double>(repeating: 0)
  /// What the model would have it accelerate now, m/s^2: to be held against what it does.
  var firstAcceleration = 0.0
  /// The braking, m/s^2, that it takes to stop at amber, where that is a matter of taste; 0 where none shows, or where
  /// one must or can not.
  var amberNeed = 0.0
  /// Whether it drives through that amber.
  var passesAmber = false

  /// What a driver does whom amber gives the choice.
  enum AmberChoice { case usual, stop, go }

  /// Seconds of a step.
  private static let step = 0.5
  /// What is left after a step of what the model does not explain of an acceleration.
  private static let kept = 0.5352614285189903  // e^(-0.5 / 0.8)
  /// The braking from which on a driver goes through amber, m/s^2, and beyond which nobody stops any more.
  private static let amberBraking = 3.0
  static let easyBraking = 1.5
  static let amberLimit = 4.5
  private static let redBraking = 6.0
  /// What brakes can do at all, m/s^2.
  private static let hardestBraking = 7.0
  /// Seconds from green to the first move.
  private static let reaction = 0.7

  /// Stands still.
  static let rest = SpeedProfile()

  private init() {}

  /// Brakes evenly from a speed until it stands.
  init(speed: Double, braking: Double) {
    let until = speed / max(0.1, braking)
    for point in 0..<Forecast.pointCount {
      let t = min(until, Double(point + 1) * Self.step)
      distances[point] = t * (speed - 0.5 * braking * t)
      speeds[point] = max(0, speed - braking * t)
    }
    firstAcceleration = -braking
  }

  /// Drives on from a speed, m/s, and an acceleration, m/s^2.
  init(
    speed: Double, acceleration: Double, freeSpeed: Double, driver: Driver, _ road: borrowing RoadAhead,
    amber: AmberChoice = .usual
  ) {
    var v = speed
    var s = 0.0
    var unexplained = 0.0
    var passes = InlineArray<2, Bool>(repeating: false)
    var judged = InlineArray<2, Bool>(repeating: false)
    let inertia = 0.5 / (driver.acceleration * driver.braking).squareRoot()
    for point in 0..<Forecast.pointCount {
      let t = Double(point) * Self.step
      let w = Self.allowed(freeSpeed, at: s, driver, road)
      var a = Self.free(v, toward: w, driver)
      if road.leaderGap < .infinity {
        let ahead = point == 0 ? 0 : Double(road.leaderTravel[point - 1])
        let pace = (Double(road.leaderTravel[point]) - ahead) * (1 / Self.step)
        a -= Self.urge(v, gap: road.leaderGap + ahead - s, closing: v - pace, rest: Driver.gap, driver, inertia)
      }
      for line in 0..<road.lineCount where !passes[line] {
        let gap = road.lines[line] - s
        guard gap > -1.5, road.gates[line].isClosed(at: t, reaction: speed < 1 ? Self.reaction : 0) else { continue }
        if !judged[line] {
          judged[line] = true
          let need = v * v / (2 * max(0.3, gap + 1))
          let isAmber = road.gates[line].closesByAmber
          passes[line] = need > (driver.hasPriority ? 1.5 : isAmber ? Self.amberBraking : Self.redBraking)
          if isAmber, need > Self.easyBraking, need < Self.amberLimit {
            amberNeed = need
            if amber != .usual { passes[line] = amber == .go }
            passesAmber = passes[line]
          }
        }
        if !passes[line] {
          a -= Self.urge(v, gap: gap + 1, closing: v, rest: 1, driver, inertia)
        }
      }
      a = max(-Self.hardestBraking, a)
      if point == 0 {
        firstAcceleration = a
        if speed > 0.5 { unexplained = min(3, max(-4, acceleration - a)) }
      }
      a += unexplained
      unexplained *= Self.kept
      let next = v + a * Self.step
      if next > 0 {
        s += (v + next) * 0.5 * Self.step
        v = next
      } else {
        s += a < 0 ? v * v / (-2 * a) : 0
        v = 0
      }
      distances[point] = s
      speeds[point] = v
      // What stands and is held for all of the time stands at all points: as they are already.
      if point == 0, speed == 0 || v == 0, s < 1e-3, a <= 0, road.holdsThroughout { return }
    }
  }

  /// The speed that bends and signs allow at a place, braking for what comes.
  @inline(__always) private static func allowed(
    _ free: Double, at s: Double, _ driver: Driver, _ road: borrowing RoadAhead
  ) -> Double {
    var w = free
    for place in 0..<road.stretchCount {
      let stretch = road.stretches[place]
      guard s < stretch.to, stretch.speed < w else { continue }
      let gap = stretch.from - s
      if gap <= 0 {
        w = stretch.speed
      } else {
        let square = stretch.speed * stretch.speed + 1.6 * driver.braking * gap
        if square < w * w { w = square.squareRoot() }
      }
    }
    return max(0.5, w)
  }

  /// The acceleration of the free road.
  @inline(__always) private static func free(_ v: Double, toward w: Double, _ driver: Driver) -> Double {
    let ratio = v / w
    if ratio > 1 { return max(-1.5 * driver.braking, (w - v) * 1.3) }
    let square = ratio * ratio
    return driver.acceleration * (1 - square * square)
  }

  /// How much less it accelerates for something ahead.
  @inline(__always) private static func urge(
    _ v: Double, gap: Double, closing: Double, rest: Double, _ driver: Driver, _ inertia: Double
  ) -> Double {
    let headway = rest > 1 ? driver.headway : 0.2
    let wanted = rest + max(0, v * headway + v * closing * inertia)
    let ratio = wanted / max(0.2, gap)
    return driver.acceleration * min(20, ratio * ratio)
  }
}
