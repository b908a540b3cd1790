import Kernel
import RoadModel

/// What hides what from where: bodies that stand high between a mast and a road user.
struct LineOfSight {
  /// Metres above the road at which sensors hang.
  static let mastHeight = 6.0
  /// Metres below which a body hides nothing from there but what lies in its shadow of a step or two.
  private static let leastHeight = 2.0

  private struct Screen {
    var user: RoadUser
    var ahead: LocalVector
  }

  private let screens: [Screen]

  /// Looks at who stands high among the road users of an instant.
  init(_ users: [RoadUser]) {
    screens = users.compactMap { user in
      (user.size.height ?? 0) >= Self.leastHeight ? Screen(user: user, ahead: user.heading.unitVector) : nil
    }
  }

  /// Whether the line from a mast to a point `height` metres above the road is free of all bodies but that of `number`,
  /// each of them taken to be `margin` metres larger.
  func isFree(
    from mast: LocalPoint, to point: LocalPoint, height: Double, except number: Int? = nil, margin: Double = 0
  )
    -> Bool
  {
    let way = point - mast
    let length = max(0.1, way.length)
    for screen in screens where screen.user.number != number {
      let gap = screen.user.position - mast
      let reach = screen.user.size.length / 2 + screen.user.size.width
      let along = gap.dot(way) / length
      guard along > -reach, along < length + reach, (gap.cross(way) / length).magnitude < reach + margin else {
        continue
      }
      guard let last = exit(from: mast, way, into: screen.user, screen.ahead, margin) else { continue }
      // The line comes down from the mast: within the body it is lowest where it leaves it.
      let lineHeight = Self.mastHeight + (height - Self.mastHeight) * last
      if lineHeight < (screen.user.size.height ?? 0) { return false }
    }
    return true
  }

  /// The share of the way at which it leaves a body, nil where it misses it.
  private func exit(
    from mast: LocalPoint, _ way: LocalVector, into user: RoadUser, _ ahead: LocalVector, _ margin: Double
  ) -> Double? {
    let gap = mast - user.position
    var least = 0.0
    var most = 1.0
    // Cuts the way to what lies between two parallel sides of the body.
    func cut(_ start: Double, _ slope: Double, _ half: Double) {
      guard slope.magnitude > 1e-9 else {
        if start.magnitude > half { most = -1 }
        return
      }
      let first = (-half - start) / slope
      let second = (half - start) / slope
      least = max(least, min(first, second))
      most = min(most, max(first, second))
    }
    cut(ahead.dot(gap), ahead.dot(way), user.size.length / 2 + margin)
    cut(ahead.cross(gap), ahead.cross(way), user.size.width / 2 + margin)
    return least <= most ? most : nil
  }
}
