import RoadModel

/// The drawings of the page.
extension ScorePage {
  /// How the run went, and where its errors lie.
  var drawings: String {
    guard let evaluation = run.figures.evaluation else { return "" }
    return courses(evaluation) + ranges(evaluation) + byKind
  }

  private func courses(_ evaluation: Figures) -> String {
    let scale = evaluation.course.map { Double($0.startSeconds) }
    let counts = [
      Charts.Series(name: "road users", color: "third", values: evaluation.course.map(\.truths)),
      Charts.Series(name: "estimates", color: "one", values: evaluation.course.map(\.estimates)),
    ]
    let wrong = [
      Charts.Series(name: "missed", color: "fourth", values: evaluation.course.map(\.missed)),
      Charts.Series(name: "false", color: "other", values: evaluation.course.map(\.falses)),
    ]
    return course("Position error over time", "RMSE of the matches of each second.", "m", \.positionErrorMeters)
      + course(
        "Velocity error over time", "RMSE of the matches of each second.", "m/s", \.velocityErrorMetersPerSecond)
      + Markup.card(
        "Road users and estimates over time", "Mean of each second, this run.",
        Charts.lines(scale, counts, label: "seconds of the run", verticalLabel: "at an instant"))
      + Markup.card(
        "Missed and false over time", "Mean of each second, this run.",
        Charts.lines(scale, wrong, label: "seconds of the run", verticalLabel: "at an instant"))
      + course("GOSPA over time", "Mean of each second.", "m", { $0.gospaMeters })
      + course("OSPA(2) over time", "Mean of each second, each over the window before it.", "m", { $0.ospa2Meters })
  }

  private func course(
    _ title: String, _ note: String, _ unit: String, _ value: (Figures.Second) -> Double?
  ) -> String {
    let mine = run.figures.evaluation?.course ?? []
    let theirs = other?.figures.evaluation?.course ?? []
    let last = max(mine.last?.startSeconds ?? 0, theirs.last?.startSeconds ?? 0)
    var series: [Charts.Series] = []
    for (name, color, course) in [(other?.name, "other", theirs), (run.name, "one", mine)] {
      var values = [Double?](repeating: nil, count: last + 1)
      for second in course { values[second.startSeconds] = value(second) }
      if let name, !course.isEmpty { series.append(Charts.Series(name: name, color: color, values: values)) }
    }
    return Markup.card(
      title, note,
      Charts.lines((0...last).map(Double.init), series, label: "seconds of the run", verticalLabel: unit))
  }

  private func ranges(_ evaluation: Figures) -> String {
    guard let group = evaluation.breakdown.first, group.title.hasPrefix("distance") else { return "" }
    let names = group.bands.map(\.name)
    func drawing(_ title: String, _ unit: String, _ places: Int, _ value: (Figures.Band) -> Double?) -> String {
      let series = runs.compactMap { one -> Charts.Series? in
        guard let bands = one.run.figures.evaluation?.breakdown.first(where: { $0.title == group.title })?.bands else {
          return nil
        }
        let values = names.map { name in bands.first { $0.name == name }.flatMap(value) }
        return Charts.Series(name: one.run.name, color: one.color, values: values)
      }
      let labels = names.map { $0.replacing(" m", with: "").replacing("< ", with: "<").replacing(">= ", with: "≥") }
      return Markup.card(
        title, "By the distance to the nearest unit.",
        Charts.columns(
          labels, series, label: "metres to the nearest unit", verticalLabel: unit, places: places))
    }
    return drawing("Position error by range", "RMSE, m", 2, \.positionErrorMeters)
      + drawing("Velocity error by range", "RMSE, m/s", 2, \.velocityErrorMetersPerSecond)
      + drawing("Missed by range", "% of the true ones", 2, \.missedPercent)
      + drawing("False by range", "estimates, one an instant", 0, { Double($0.falses) })
  }

  private var byKind: String {
    let kinds = ParticipantKind.allCases.map { "\($0)" }.filter { (run.figures.byKind[$0]?.matches ?? 0) > 0 }
    func drawing(_ title: String, _ unit: String, _ value: (ScoreFigures.Tally) -> Double) -> String {
      let series = runs.map { one in
        Charts.Series(
          name: one.run.name, color: one.color, values: kinds.map { one.run.figures.byKind[$0].map(value) })
      }
      return Markup.card(
        title, "By the true kind.",
        Charts.columns(kinds.map(Markup.words), series, label: "", verticalLabel: unit))
    }
    return drawing("Position error by kind", "RMSE, m", \.positionErrorMeters)
      + drawing("Velocity error by kind", "RMSE, m/s", \.velocityErrorMetersPerSecond)
  }

  private var runs: [(run: Run, color: String)] {
    [(run, "one")] + (other.map { [($0, "other")] } ?? [])
  }

  private func histogram(
    _ title: String, _ note: String, _ unit: String, _ part: (Figures) -> Figures.Histogram
  ) -> String {
    let series = runs.compactMap { one -> Charts.Series? in
      guard let histogram = one.run.figures.evaluation.map(part) else { return nil }
      let total = Double(max(1, histogram.counts.reduce(0, +)))
      return Charts.Series(
        name: one.run.name, color: one.color, values: histogram.counts.map { 100 * Double($0) / total })
    }
    let width = run.figures.evaluation.map { part($0).binWidth } ?? 0.1
    return Markup.card(title, note, Charts.histogram(series, binWidth: width, label: unit))
  }

  /// How errors spread: what stands beside the totals, or below them where those are wide.
  var spread: String {
    guard run.figures.evaluation != nil else { return "" }
    let cards =
      hotaCard + quantileCard + histogram("How often: position", "Distance of matches.", "m", \.positionErrors)
      + histogram("How often: velocity", "Difference of velocity of matches.", "m/s", \.velocityErrors)
    return other == nil ? "<div class=\"stack\">\(cards)</div>\n" : cards
  }

  /// What a share of the matches does not exceed.
  private var quantileCard: String {
    let rows = runs.flatMap { one -> [[String]] in
      guard let figures = one.run.figures.evaluation else { return [] }
      return [("position, m", figures.positionErrors), ("velocity, m/s", figures.velocityErrors)].map { name, part in
        [
          name, Markup.number(part.median, 3), Markup.number(part.percentile95, 3),
          Markup.number(part.percentile99, 3), Markup.escaped(one.run.name),
        ]
      }
    }
    return Markup.card(
      "Quantiles of the errors", "What that share of the matches does not exceed; a dash stands for more than 2.",
      Markup.table(["error of", "50 %", "95 %", "99 %", "run"], rows))
  }

  /// HOTA and its parts at each limit.
  private var hotaCard: String {
    guard let tracking = run.figures.evaluation?.tracking else { return "" }
    let series = [
      Charts.Series(name: "HOTA", color: "one", values: tracking.hotaByLimit),
      Charts.Series(name: "DetA", color: "third", values: tracking.detectionByLimit),
      Charts.Series(name: "AssA", color: "other", values: tracking.associationByLimit),
    ]
    return Markup.card(
      "HOTA by the limit of similarity",
      "This run; at the right only estimates within \(Score.decimal(0.05 * tracking.zeroDistanceMeters, 1)) m are right.",
      Charts.lines(tracking.similarityLimits, series, label: "limit of similarity", verticalLabel: "0...1"))
  }

  /// Where the moments to look at lie.
  func map(_ evaluation: Figures) -> String {
    let areas = evaluation.areas
    guard let west = areas.map({ $0.eastMeters - $0.rangeMeters }).min(),
      let east = areas.map({ $0.eastMeters + $0.rangeMeters }).max(),
      let south = areas.map({ $0.northMeters - $0.rangeMeters }).min(),
      let north = areas.map({ $0.northMeters + $0.rangeMeters }).max()
    else { return "" }
    let scale = min(1300 / max(1, east - west), 560 / max(1, north - south))
    func x(_ value: Double) -> String { Markup.pixel((value - west) * scale) }
    func y(_ value: Double) -> String { Markup.pixel((north - value) * scale) }
    let circles = areas.map {
      "<circle class=\"area\" cx=\"\(x($0.eastMeters))\" cy=\"\(y($0.northMeters))\" r=\"\(Markup.pixel($0.rangeMeters * scale))\"/>"
    }
    let units = areas.map {
      "<circle class=\"unit\" cx=\"\(x($0.eastMeters))\" cy=\"\(y($0.northMeters))\" r=\"3\"/>"
    }
    let dots = evaluation.moments.map {
      "<circle class=\"\($0.event.rawValue)\" fill-opacity=\"0.6\" cx=\"\(x($0.eastMeters))\" cy=\"\(y($0.northMeters))\""
        + " r=\"\(Markup.pixel(min(14, 3 + $0.durationSeconds)))\"><title>\(Score.decimal($0.startSeconds, 1)) s,"
        + " \(Markup.escaped($0.roadUser ?? ""))</title></circle>"
    }
    let legend =
      "<p class=\"legend\"><span><i class=\"missed\"></i>missed</span><span><i class=\"falseTrack\"></i>false</span>"
      + "<span><i class=\"identitySwitch\"></i>change of identity</span></p>"
    let size = "\(Markup.pixel((east - west) * scale)) \(Markup.pixel((north - south) * scale))"
    let svg =
      "<svg viewBox=\"0 0 \(size)\" style=\"max-height:460px\" role=\"img\">"
      + (circles + units + dots).joined(separator: "\n") + "</svg>"
    return Markup.card(
      "Where", "The moments below, larger the longer they last; black: units and their range. North is up.",
      legend + svg, isWide: true)
  }
}
