import Kernel

/// The truth as a table of comma-separated values: every road user near a signal, every tenth of a second.
struct TruthTable {
  /// The text so far.
  private(set) var text = "ms,vehicle,class,lat,lon,x_m,y_m,vx_mps,vy_mps,has_obu,sumo_lane\n"
  private let frame: LocalFrame
  private let signals: [LocalPoint]
  private let radius: Double

  /// Keeps those within `radius` metres of a signal.
  init(frame: LocalFrame, signals: [LocalPoint], radius: Double) {
    self.frame = frame
    self.signals = signals
    self.radius = radius
  }

  /// Adds the rows of an instant, `milliseconds` after the beginning.
  mutating func add(_ world: World, milliseconds: Int) {
    for user in world.users where signals.contains(where: { $0.distance(to: user.center) <= radius }) {
      let place = frame.position(of: user.center)
      let velocity = user.velocity
      text += "\(milliseconds),\(user.name),\(user.kind.name),\(place.latitude.fixed(7)),\(place.longitude.fixed(7)),"
      text += "\(user.center.east.fixed(2)),\(user.center.north.fixed(2)),"
      text += "\(velocity.east.fixed(2)),\(velocity.north.fixed(2)),\(user.isConnected ? 1 : 0),\(user.lane)\n"
    }
  }
}

extension Double {
  /// The number with so many digits behind the point, rounded; zero has no sign.
  func fixed(_ digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { product, _ in product * 10 }
    let scaled = Int((self * Double(scale)).rounded())
    let whole = String(scaled.magnitude / UInt(scale))
    let rest = String(scaled.magnitude % UInt(scale))
    let padded = String(repeating: "0", count: digits - rest.count) + rest
    return (scaled < 0 ? "-" : "") + whole + (digits > 0 ? "." + padded : "")
  }
}
