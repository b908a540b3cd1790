/// Drawings as SVG.
enum Charts {
  /// One line, or the columns of one run.
  struct Series {
    var name: String
    /// The class of its colour in the page's style.
    var color: String
    var values: [Double?]
  }

  /// Lines over a common scale; where a value is missing, the line has a gap.
  static func lines(_ scale: [Double], _ series: [Series], label: String, verticalLabel: String) -> String {
    let highest = series.flatMap(\.values).compactMap(\.self).max() ?? 1
    let frame = ChartFrame(horizontal: (scale.first ?? 0)...(scale.last ?? 1), highest: highest)
    let paths = series.map { one -> String in
      var path = ""
      var isDrawing = false
      for (at, value) in zip(scale, one.values) {
        guard let value else {
          isDrawing = false
          continue
        }
        path += "\(isDrawing ? "L" : "M")\(Markup.pixel(frame.across(at))) \(Markup.pixel(frame.up(value)))"
        isDrawing = true
      }
      return "<path class=\"line \(one.color)\" d=\"\(path)\"/>"
    }
    return legend(series)
      + frame.drawing(
        paths.joined(separator: "\n"), ticks: frame.roundTicks, label: label, verticalLabel: verticalLabel)
  }

  /// Columns side by side for each of some names, with their values.
  static func columns(
    _ names: [String], _ series: [Series], label: String, verticalLabel: String, places: Int = 2
  ) -> String {
    let highest = series.flatMap(\.values).compactMap(\.self).max() ?? 1
    let frame = ChartFrame(horizontal: 0...Double(max(1, names.count)), highest: highest * 1.08)
    let share = 0.8 / Double(max(1, series.count))
    var parts: [String] = []
    for (order, one) in series.enumerated() {
      for (place, value) in one.values.enumerated() {
        guard let value else { continue }
        let left = frame.across(Double(place) + 0.1 + Double(order) * share)
        let right = frame.across(Double(place) + 0.1 + Double(order + 1) * share)
        parts.append(column(frame, left, right - 1, value, one.color))
        parts.append(
          "<text class=\"value middle\" x=\"\(Markup.pixel((left + right) / 2))\" y=\"\(Markup.pixel(frame.up(value) - 3))\">"
            + "\(Score.decimal(value, places))</text>")
      }
    }
    let ticks = names.enumerated().map { (at: Double($0.offset) + 0.5, text: $0.element) }
    return legend(series)
      + frame.drawing(parts.joined(separator: "\n"), ticks: ticks, label: label, verticalLabel: verticalLabel)
  }

  /// Shares in percent of bins of one width; the first run as columns, a second one as a line of steps.
  static func histogram(_ series: [Series], binWidth: Double, label: String) -> String {
    let bins = series.map(\.values.count).max() ?? 1
    let highest = series.flatMap(\.values).compactMap(\.self).max() ?? 1
    let frame = ChartFrame(horizontal: 0...(Double(bins) * binWidth), highest: highest)
    var parts: [String] = []
    for (order, one) in series.enumerated() {
      var path = ""
      for (place, value) in one.values.enumerated() {
        let (left, right) = (frame.across(Double(place) * binWidth), frame.across(Double(place + 1) * binWidth))
        let height = Markup.pixel(frame.up(value ?? 0))
        if order == 0 { parts.append(column(frame, left, right - 1, value ?? 0, one.color)) }
        path += "\(place == 0 ? "M" : "L")\(Markup.pixel(left)) \(height)L\(Markup.pixel(right)) \(height)"
      }
      if order > 0 { parts.append("<path class=\"line \(one.color)\" d=\"\(path)\"/>") }
    }
    let edge = Double(bins - 1) * binWidth
    var ticks = frame.roundTicks.filter { $0.at <= edge - binWidth }
    ticks.append((at: edge + binWidth / 2, text: "more"))
    return legend(series)
      + frame.drawing(
        parts.joined(separator: "\n"), ticks: ticks, label: label, verticalLabel: "% of matches")
  }

  private static func column(
    _ frame: ChartFrame, _ left: Double, _ right: Double, _ value: Double, _ color: String
  ) -> String {
    "<rect class=\"\(color)\" x=\"\(Markup.pixel(left))\" width=\"\(Markup.pixel(max(0.5, right - left)))\""
      + " y=\"\(Markup.pixel(frame.up(value)))\" height=\"\(Markup.pixel(frame.base - frame.up(value)))\"/>"
  }

  private static func legend(_ series: [Series]) -> String {
    guard series.count > 1 else { return "" }
    let entries = series.map { "<span><i class=\"\($0.color)\"></i>\(Markup.escaped($0.name))</span>" }
    return "<p class=\"legend\">\(entries.joined())</p>"
  }
}
