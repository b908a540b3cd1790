import EdgeCore
import Ingest
import Yams

/// What a configuration says of the bounds beyond which a device raises an alarm.
extension NodeReader {
  /// Bounds; what is left out is as in `usual`.
  func bounds(_ node: Yams.Node, usual: DeviceBounds) throws(ConfigurationError) -> DeviceBounds {
    let map = try mapping(node, known: ["shiftMeters", "turnDegrees", "clockMilliseconds"])
    var bounds = usual
    if let shift = map["shiftMeters"] { bounds.shift = try number(shift, in: 0.1...100) }
    if let turn = map["turnDegrees"] { bounds.turn = try number(turn, in: 0.1...45) * .pi / 180 }
    if let clock = map["clockMilliseconds"] { bounds.clock = try number(clock, in: 5...10_000) / 1000 }
    return bounds
  }

  /// The bounds of devices that have their own, which were read from the same list; `usual` are the edge's.
  func ownBounds(
    _ node: Yams.Node, of devices: [DeviceRegistration], usual: DeviceBounds
  ) throws(ConfigurationError) -> [String: DeviceBounds] {
    var own: [String: DeviceBounds] = [:]
    for (place, item) in try list(node).enumerated() where place < devices.count {
      guard let part = item.mapping?["bounds"] else { continue }
      own[devices[place].unit] = try bounds(part, usual: usual)
    }
    return own
  }
}
