import Interpretation
import SchemaModel

// Whether what a MAP says of its links and lanes can be.
extension Rule {
  static let speedLimits = Rule(
    "map-speed-limits", "a speed limit is above 0 and no more than 60 m/s", "physics; no road allows more")
  static let widths = Rule(
    "map-widths", "links and lanes are wider than nothing", "physics; a sender may mean that it does not know",
    isCertain: false)

  static let linkRules = [speedLimits, widths]
}

extension RoadMap {
  /// Judges the limits and widths of a MAP.
  static func judgeLimits(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    for (place, node) in (message.body["nodes"]?.elements ?? []).enumerated() {
      for (number, link) in (node["inLinks"]?.elements ?? []).enumerated() {
        let path = "nodes.[\(place)].inLinks.[\(number)]"
        judgeWidth(link, "linkWidth", at: path, message, &outcomes)
        judgeSpeeds(link, at: path, message, &outcomes)
        for (number, lane) in (link["lanes"]?.elements ?? []).enumerated() {
          judgeWidth(lane, "laneWidth", at: "\(path).lanes.[\(number)]", message, &outcomes)
          judgeSpeeds(lane, at: "\(path).lanes.[\(number)]", message, &outcomes)
        }
      }
    }
  }

  private static func judgeWidth(
    _ part: SchemaValue, _ field: String, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    guard let width = part[field]?.number else { return }
    outcomes.check(.widths, width > 0, message, at: "\(path).\(field)", "a width of 0")
  }

  private static func judgeSpeeds(
    _ part: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    for (place, limit) in (part["speedLimits"]?.elements ?? []).enumerated() {
      // 0.02 m/s; 8191 is unavailable.
      guard let speed = limit["speed"]?.number, speed != 8191 else { continue }
      outcomes.check(
        .speedLimits, (1...3000).contains(speed), message, at: "\(path).speedLimits.[\(place)].speed",
        "a limit of \(speed / 50) m/s")
    }
  }
}
