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
    // All dialects have these codes; either makes the place unknown.
    guard latitude != 900_000_001, longitude != 1_800_000_001 else { return "place unavailable" }
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
      return [
        speed(vehicle?["speed"]?["speedValue"]?.number, hundredths: 1, from: 16382),
        heading(vehicle?["heading"]?["headingValue"]?.number, aTenth: 1, from: 3600),
      ].compactMap { $0 }.joined(separator: "  ")
    }
    // 0.02 m/s and 0.0125 degrees in all of the others.
    return [
      speed(core["speed"]?.number, hundredths: 2, from: 8191), heading(core["heading"]?.number, aTenth: 8, from: 28800),
    ].compactMap { $0 }.joined(separator: "  ")
  }

  /// A speed in steps of so many hundredths of a metre per second; those from a number on are no speeds.
  private static func speed(_ value: Int?, hundredths: Int, from unavailable: Int) -> String? {
    value.map { $0 < unavailable ? tenths($0 * hundredths, 10) + " m/s" : "speed unavailable" }
  }

  /// A heading, so many steps to a tenth of a degree; those from a number on are no headings.
  private static func heading(_ value: Int?, aTenth: Int, from unavailable: Int) -> String? {
    value.map { $0 < unavailable ? tenths($0, aTenth) + "\u{b0}" : "heading unavailable" }
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
