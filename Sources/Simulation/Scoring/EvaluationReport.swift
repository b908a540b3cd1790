/// An evaluation as text for people: what stands below the score's table.
extension Figures {
  /// A few lines: tracking, the honesty of deviations, latency.
  public var text: String {
    func text(_ value: Double, _ places: Int) -> String { Score.decimal(value, places) }
    let (tracking, honesty, latency) = (tracking, consistency, latency)
    var lines = [
      "HOTA \(text(tracking.hota, 4)) (DetA \(text(tracking.detectionAccuracy, 4)), AssA"
        + " \(text(tracking.associationAccuracy, 4)), LocA \(text(tracking.localisationAccuracy, 4));"
        + " similarity 1 - distance / \(text(tracking.zeroDistanceMeters, 1)) m)",
      "IDF1 \(text(tracking.idf1, 4)) (IDP \(text(tracking.identityPrecision, 4)), IDR"
        + " \(text(tracking.identityRecall, 4))), MOTA \(text(tracking.mota, 4)), MOTP \(text(tracking.motpMeters, 3)) m",
      "OSPA(2) \(text(tracking.ospa2Meters, 3)) m (cut-off \(text(tracking.ospa2CutOffMeters, 1)) m, order"
        + " \(tracking.ospa2Order), window \(tracking.ospa2WindowInstants) instants)",
      "NEES of position \(text(honesty.positionNEES, 2)) (\(text(honesty.positionInsidePercent, 1)) % inside the 95 %"
        + " bound), of velocity \(text(honesty.velocityNEES, 2)) (\(text(honesty.velocityInsidePercent, 1)) %); ideal 2",
      "found \(Figures.text(latency.beginnings)); never found \(latency.neverFound),"
        + " there from the start \(latency.alreadyThere)",
      "gone after leaving \(Figures.text(latency.endings))",
    ]
    lines += innovations.map { one in
      let velocity = one.velocityNIS.map { ", of velocity \(text($0, 2))" } ?? ""
      return "NIS of \(one.source): position \(text(one.positionNIS, 2))\(velocity), \(one.observations) observations"
    }
    if let forecasts { lines += ["", forecasts.table] }
    return lines.joined(separator: "\n")
  }

  private static func text(_ durations: DurationFigures) -> String {
    "after mean \(Score.decimal(durations.meanSeconds, 2)) s, median \(Score.decimal(durations.medianSeconds, 2)) s,"
      + " 95 % \(Score.decimal(durations.percentile95Seconds, 2)) s, longest"
      + " \(Score.decimal(durations.longestSeconds, 1)) s (\(durations.count) road users)"
  }
}
