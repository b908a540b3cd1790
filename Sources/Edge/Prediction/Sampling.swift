import Kernel
import RoadModel

/// On the hot path: no allocation. From ways along courses to places in the plane.
extension Prediction {
  /// e^(-t / 1.3 s) at each point: how what someone is off its line by fades.
  private static let fading: InlineArray<10, Double> = [
    0.6807123983233854, 0.46336936923117533, 0.3154212746389477, 0.2147111723416973, 0.14615655707154251,
    0.09949058049485845, 0.06772447165924093, 0.04610088752834604, 0.03138144571425708, 0.021361739175007062,
  ]
  private static let fadingSeconds = 1.3

  /// Writes the most probable of the candidates into a forecast.
  func publish(
    _ object: SceneObject, _ driven: DrivenState, _ count: Int, into forecast: UnsafeMutablePointer<Forecast>
  ) {
    var sum = 0.0
    var ways = 0
    while ways < min(count, Forecast.wayLimit) {
      var best = ways
      for place in ways..<count where candidates[place].weight > candidates[best].weight { best = place }
      guard ways == 0 || candidates[best].weight > 0.01 * sum else { break }
      if best != ways { swap(&candidates[best], &candidates[ways]) }
      sum += candidates[ways].weight
      ways += 1
    }
    forecast.pointee.count = ways
    for way in 0..<ways {
      let probability = sum > 0 ? candidates[way].weight / sum : 1 / Double(ways)
      forecast.pointee.ways[way].manoeuvre = candidates[way].manoeuvre
      forecast.pointee.ways[way].probability = probability
      if candidates[way].profile.distances[Forecast.pointCount - 1] < 0.01 {
        rest(object, &forecast.pointee.ways[way].points)
      } else {
        sample(candidates + way, object, driven, &forecast.pointee.ways[way].points)
      }
    }
  }

  /// Someone who stays where it is.
  private func rest(_ object: borrowing SceneObject, _ points: inout InlineArray<10, PredictedPoint>) {
    let deviation = (object.positionDeviation.squaredLength * 0.5).squareRoot()
    let point = PredictedPoint(
      position: object.position, speed: 0, heading: object.heading, alongDeviation: deviation,
      acrossDeviation: deviation)
    for place in 0..<Forecast.pointCount { points[place] = point }
  }

  private func sample(
    _ candidate: UnsafeMutablePointer<WayCandidate>, _ object: SceneObject, _ driven: DrivenState,
    _ points: inout InlineArray<10, PredictedPoint>
  ) {
    var walk = RouteWalk()
    let deviation = object.positionDeviation
    let own = deviation.squaredLength * 0.5
    let ownSpeed = object.velocityDeviation.squaredLength * 0.5
    // What stands and has a reason to is easily foretold.
    let activity = min(1, (driven.speed + candidate.pointee.profile.distances[Forecast.pointCount - 1]) * 0.2)
    let off = candidate.pointee.offset - candidate.pointee.finalOffset
    let rate = candidate.pointee.drift + off / Self.fadingSeconds
    for point in 0..<Forecast.pointCount {
      let distance = candidate.pointee.profile.distances[point]
      let seconds = Double(point + 1) * 0.5
      let here = walk.step(to: distance, candidate.pointee.route, network)
      // Nobody moves sideways further than along.
      let swing = min(distance, max(-distance, rate * seconds))
      let moved = candidate.pointee.finalOffset + (off + swing) * Self.fading[point]
      let offset = distance < 0.5 ? candidate.pointee.offset : moved
      let left = LocalVector(east: -here.direction.north, north: here.direction.east)
      let growth = activity * 0.8 * seconds * seconds / (1 + 0.15 * seconds)
      let sway = activity * 0.25 * seconds
      points[point] = PredictedPoint(
        position: here.place + left * offset, speed: candidate.pointee.profile.speeds[point],
        heading: distance < 0.5 ? object.heading : here.heading,
        alongDeviation: (own + ownSpeed * seconds * seconds * activity + growth * growth).squareRoot(),
        acrossDeviation: (own + sway * sway).squareRoot())
    }
  }
}
