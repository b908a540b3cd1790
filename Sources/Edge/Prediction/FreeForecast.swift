import Kernel
import RoadModel

/// On the hot path: no allocation. What moves without a lane, and who goes on foot.
enum FreeForecast {
  /// (1 - e^(-t / 1.5 s)) * 1.5 s at each point: for how long what turns or gains speed now will have done so.
  private static let lasting: InlineArray<10, Double> = [
    0.4252030341393161, 0.729874321451112, 0.9481808382428365, 1.10460429282641, 1.2166865957436572,
    1.296997075145081, 1.3545420482033923, 1.3957748231657976, 1.4253193974482041, 1.4464890099791214,
  ]

  /// The same for half a second: a turn rate is mostly noise, and what is left of a bend is short.
  private static let turning: InlineArray<10, Double> = [
    0.3717908571848078, 0.570796162511848, 0.6773160265240573, 0.7343320011008809, 0.7648504531012741,
    0.7811858033151928, 0.7899294862060529, 0.7946096424007316, 0.7971147494911874, 0.7984556366910178,
  ]

  /// Something that drives where no lane is known: it goes on turning and gaining speed as it does for a while.
  static func drive(_ object: borrowing SceneObject, _ driver: Driver, into forecast: UnsafeMutablePointer<Forecast>) {
    let speed = object.velocity.length
    let direction = speed > 0.5 ? object.velocity * (1 / speed) : object.heading.unitVector
    let rate = speed > 0.5 ? min(0.8, max(-0.8, object.turnRate)) : 0
    let gain = speed > 0.5 ? min(2, max(-4, object.acceleration)) : 0
    forecast.pointee.count = 1
    forecast.pointee.ways[0].manoeuvre = .freeMotion
    forecast.pointee.ways[0].probability = 1
    var place = object.position
    var before = speed
    var turnedBefore = 0.0
    let own = object.positionDeviation.squaredLength * 0.5
    let drift = object.velocityDeviation.squaredLength * 0.5
    let activity = min(1, speed)
    let heading = speed > 0.5 ? Angle(of: direction) : object.heading
    for point in 0..<Forecast.pointCount {
      let seconds = Double(point + 1) * 0.5
      let turned = rate * turning[point]
      let now = min(max(speed, driver.usualSpeed), max(0, speed + gain * lasting[point]))
      let middle = direction.turnedLittle(by: (turned + turnedBefore) * 0.5)
      place = place + middle * ((before + now) * 0.25)
      let growth = activity * 1.0 * seconds * seconds / (1 + 0.15 * seconds)
      let deviation = (own + drift * seconds * seconds + growth * growth).squareRoot()
      forecast.pointee.ways[0].points[point] = PredictedPoint(
        position: place, speed: now, heading: heading.turned(by: turned), alongDeviation: deviation,
        acrossDeviation: deviation)
      before = now
      turnedBefore = turned
    }
  }

  /// Metres per second below which a pedestrian stands.
  private static let standing = 0.3

  /// Someone on foot: goes on as before, on a crosswalk along it, or stops.
  static func walk(
    _ object: borrowing SceneObject, _ network: borrowing LaneNetwork, into forecast: UnsafeMutablePointer<Forecast>
  ) {
    let speed = object.velocity.length
    let stands = speed < standing
    var velocity = object.velocity
    var manoeuvre = Manoeuvre.freeMotion
    if let position = object.lane, network.isUsable(position.lane), !stands {
      let type = network.courses[position.lane].type
      var route = Route()
      route.add(Int32(position.lane), from: position.along, length: network.courses[position.lane].length)
      var walk = RouteWalk()
      let direction = walk.step(to: 0, route, network).direction
      let along = direction.dot(velocity)
      if along.magnitude > 0.8 * speed {
        // Half of what differs from the line's direction is noise.
        velocity = (velocity + direction * along) * 0.5
        if type == .crosswalk { manoeuvre = .cross }
      }
    }
    let stop = stands ? 0.8 : manoeuvre == .cross ? 0.03 : 0.1
    forecast.pointee.count = 2
    let first = stands ? 1 : 0
    write(object, velocity, manoeuvre, 1 - stop, stopping: false, &forecast.pointee.ways[first])
    write(object, velocity, .stop, stop, stopping: true, &forecast.pointee.ways[1 - first])
  }

  /// Seconds within which someone on foot stands.
  private static let stoppingSeconds = 1.0

  private static func write(
    _ object: borrowing SceneObject, _ velocity: LocalVector, _ manoeuvre: Manoeuvre, _ probability: Double,
    stopping: Bool, _ way: inout PredictedWay
  ) {
    way.manoeuvre = manoeuvre
    way.probability = probability
    let speed = velocity.length
    let heading = speed > standing ? Angle(of: velocity) : object.heading
    let own = object.positionDeviation.squaredLength * 0.5
    for point in 0..<Forecast.pointCount {
      let seconds = Double(point + 1) * 0.5
      let braked = min(seconds, stoppingSeconds)
      let lasts = stopping ? braked - braked * braked / (2 * stoppingSeconds) : seconds
      let now = stopping ? max(0, speed * (1 - seconds / stoppingSeconds)) : speed
      let sway = (stopping ? 0.15 : 0.36) * seconds
      let deviation = (own + sway * sway).squareRoot()
      way.points[point] = PredictedPoint(
        position: object.position + velocity * lasts, speed: now, heading: heading, alongDeviation: deviation,
        acrossDeviation: deviation)
    }
  }
}

extension LocalVector {
  /// The vector turned counter-clockwise by some radians, 0.7 at most, to a ten-thousandth of its length.
  @inline(__always) fileprivate func turnedLittle(by angle: Double) -> LocalVector {
    let square = angle * angle
    let sine = angle * (1 - square * (1.0 / 6 - square * (1.0 / 120)))
    let cosine = 1 - square * (0.5 - square * (1.0 / 24))
    return LocalVector(east: cosine * east - sine * north, north: sine * east + cosine * north)
  }
}
