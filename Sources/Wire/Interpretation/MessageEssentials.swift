import SchemaModel

/// The few figures of a message that a line has room for.
public enum MessageEssentials {
  /// Place and motion, or how many of what; empty where nothing is known of the kind.
  public static func text(of reading: Reading, _ summary: MessageSummary) -> String {
    var kind = ""
    let body = MessageSummary.body(of: reading.value, &kind)
    let count = counts(summary.kind, body)
    return ([place(summary), motion(reading, body)] + count).filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private static func place(_ summary: MessageSummary) -> String {
    guard let latitude = summary.latitude, let longitude = summary.longitude else { return "" }
    return "\(degrees(latitude)) \(degrees(longitude))"
  }

  /// 1e-7 degrees in decimal digits.
  static func degrees(_ value: Int) -> String {
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(8 - digits.count, 0)) + digits
    return "\(value < 0 ? "-" : "")\(padded.dropLast(7)).\(padded.suffix(7))"
  }

  private static func motion(_ reading: Reading, _ body: SchemaValue) -> String {
    let core = body["coreData"] ?? body
    if reading.dialect == .etsiITS {
      let vehicle = body["cam"]?["camParameters"]?["highFrequencyContainer"]?["basicVehicleContainerHighFrequency"]
      let speed = vehicle?["speed"]?["speedValue"]?.number.flatMap { $0 < 16382 ? tenths($0, 10) + " m/s" : nil }
      let heading = vehicle?["heading"]?["headingValue"]?.number.flatMap { $0 < 3600 ? tenths($0, 1) + "\u{b0}" : nil }
      return [speed, heading].compactMap { $0 }.joined(separator: "  ")
    }
    // 0.02 m/s and 0.0125 degrees in all of the others.
    let speed = core["speed"]?.number.flatMap { $0 < 8191 ? tenths($0 * 2, 10) + " m/s" : nil }
    let heading = core["heading"]?.number.flatMap { $0 < 28800 ? tenths($0, 8) + "\u{b0}" : nil }
    return [speed, heading].compactMap { $0 }.joined(separator: "  ")
  }

  /// A number of which so many make a tenth, with one decimal.
  private static func tenths(_ value: Int, _ divisor: Int) -> String {
    let tenths = (value + divisor / 2) / divisor
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func counts(_ kind: String, _ body: SchemaValue) -> [String] {
    switch kind {
    case "MAP":
      let nodes = body["nodes"]?.elements ?? []
      let links = nodes.flatMap { $0["inLinks"]?.elements ?? [] }
      return [
        plural(nodes.count, "node"), plural(links.count, "link"),
        plural(links.reduce(0) { $0 + ($1["lanes"]?.elements.count ?? 0) }, "lane"),
      ].filter { !$0.hasPrefix("0 ") }
    case "SPAT":
      let signals = body["intersections"]?.elements ?? []
      return signals.prefix(3).map { signal in
        "\(node(signal["intersectionId"] ?? signal["id"])) \(plural((signal["phases"] ?? signal["states"])?.elements.count ?? 0, "phase"))"
      }
    case "RSM": return [plural(body["participants"]?.elements.count ?? 0, "participant")]
    case "RSI":
      return [plural(body["rtes"]?.elements.count ?? 0, "event"), plural(body["rtss"]?.elements.count ?? 0, "sign")]
    default: return []
    }
  }

  /// `region.id` of a node.
  static func node(_ reference: SchemaValue?) -> String {
    guard let id = reference?["id"]?.number else { return "?" }
    return reference?["region"]?.number.map { "\($0).\(id)" } ?? "\(id)"
  }

  private static func plural(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
