import Kernel

/// Renders figures as Prometheus' text exposition format, version 0.0.4.
///
/// A family (one name) is written in one place with its HELP and TYPE once, however its samples are handed in; families
/// stand in the order of their first sample. A sample that cannot be rendered is left out and named in ``refusals``.
public struct MetricsText {
  /// Labels of a sample in the order they are written.
  public typealias Labels = [(name: String, value: String)]

  /// The media type for the answer that carries the text.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// What kind of figure a family holds.
  enum Kind: String { case counter, gauge, summary, histogram }

  private struct Family {
    var name: String
    var kind: Kind
    var help: String
    var lines = ""
  }

  private var families: [Family] = []
  private var places: [String: Int] = [:]

  /// A sentence for each sample that was left out: a fault of the program, not of its input.
  public private(set) var refusals: [String] = []

  /// Makes an empty text.
  public init() {}

  /// Adds a figure that only grows; by custom its name ends in `_total`.
  public mutating func counter(_ name: String, _ help: String, _ labels: Labels = [], value: UInt64) {
    guard let place = family(name, .counter, help, labels) else { return }
    add("", labels, String(value), to: place)
  }

  /// Adds a figure that goes up and down.
  public mutating func gauge(_ name: String, _ help: String, _ labels: Labels = [], value: Double) {
    guard let place = family(name, .gauge, help, labels) else { return }
    add("", labels, MetricNumber.text(value), to: place)
  }

  /// Adds quantiles of a window, with the count and the sum of all times, in seconds; by custom the name ends in
  /// `_seconds`. Quantiles of an empty window are NaN.
  public mutating func summary(_ name: String, _ help: String, _ labels: Labels = [], of latency: RollingLatency) {
    summary(
      name, help, labels, of: latency.summary(), count: latency.totalCount, sumNanoseconds: latency.totalNanoseconds)
  }

  /// As the other ``summary(_:_:_:of:)``, of a summary that was taken before on another thread.
  public mutating func summary(
    _ name: String, _ help: String, _ labels: Labels = [], of window: LatencySummary, count: UInt64,
    sumNanoseconds: UInt64
  ) {
    guard let place = family(name, .summary, help, labels) else { return }
    let quantiles = [("0.5", window.median), ("0.99", window.percentile99), ("0.999", window.percentile999)]
    for (quantile, length) in quantiles {
      let value = window.count == 0 ? "NaN" : MetricNumber.seconds(length.nanoseconds)
      add("", labels + [("quantile", quantile)], value, to: place)
    }
    add("_sum", labels, MetricNumber.seconds(Int64(clamping: sumNanoseconds)), to: place)
    add("_count", labels, String(count), to: place)
  }

  /// Adds counts by upper bounds, which ascend; `counts` has one more, for what lies above the last, and is not yet
  /// accumulated. `sum` is in the unit of the bounds.
  public mutating func histogram(
    _ name: String, _ help: String, _ labels: Labels = [], bounds: [Double], counts: [UInt64], sum: Double
  ) {
    guard counts.count == bounds.count + 1, zip(bounds, bounds.dropFirst()).allSatisfy(<) else {
      refusals.append("\(name): \(counts.count) counts do not fit \(bounds.count) bounds, or these do not ascend")
      return
    }
    guard let place = family(name, .histogram, help, labels) else { return }
    var total: UInt64 = 0
    for (bound, count) in zip(bounds + [.infinity], counts) {
      total &+= count
      add("_bucket", labels + [("le", MetricNumber.text(bound))], String(total), to: place)
    }
    add("_sum", labels, MetricNumber.text(sum), to: place)
    add("_count", labels, String(total), to: place)
  }

  /// The whole text; every line ends in a line feed.
  public var text: String {
    var text = ""
    for family in families {
      text += "# HELP \(family.name) \(MetricEscape.help(family.help))\n"
      text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
      text += family.lines
    }
    return text
  }

  private mutating func family(_ name: String, _ kind: Kind, _ help: String, _ labels: Labels) -> Int? {
    let reserved: String? =
      switch kind {
      case .summary: "quantile"
      case .histogram: "le"
      case .counter, .gauge: nil
      }
    for label in labels where !MetricName.isLabel(label.name) || label.name == reserved {
      refusals.append("\(name): \"\(label.name)\" cannot be the name of a label")
      return nil
    }
    if let place = places[name] {
      if families[place].kind == kind { return place }
      refusals.append("\(name): a \(kind.rawValue) cannot join a \(families[place].kind.rawValue)")
      return nil
    }
    guard MetricName.isMetric(name) else {
      refusals.append("\"\(name)\" cannot be the name of a metric")
      return nil
    }
    families.append(Family(name: name, kind: kind, help: help))
    places[name] = families.count - 1
    return families.count - 1
  }

  private mutating func add(_ suffix: String, _ labels: Labels, _ value: String, to place: Int) {
    var line = families[place].name + suffix
    if !labels.isEmpty {
      line += "{" + labels.map { "\($0.name)=\"\(MetricEscape.label($0.value))\"" }.joined(separator: ",") + "}"
    }
    families[place].lines += line + " " + value + "\n"
  }
}
