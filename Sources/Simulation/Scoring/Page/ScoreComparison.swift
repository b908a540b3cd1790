/// Two runs beside one another as text.
extension ScorePage {
  /// The measures that both runs have: this run's value, the other's, and the difference; nil without another run.
  public var comparison: String? {
    guard let other else { return nil }
    var lines = [ScorePage.line(["measure", "this", "other", "difference", ""])]
    for (title, measures) in ScoreMeasure.groups {
      lines.append("\(title):")
      for measure in measures {
        guard let value = measure.value(run.figures), let before = measure.value(other.figures) else { continue }
        let verdict: String
        switch measure.isBetter(value, than: before) {
        case nil: verdict = ""
        case .some(let isBetter): verdict = isBetter ? "better" : "worse"
        }
        lines.append(
          ScorePage.line([
            "  " + measure.name, Score.decimal(value, measure.places), Score.decimal(before, measure.places),
            (value > before ? "+" : "") + Score.decimal(value - before, measure.places), verdict,
          ]))
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ cells: [String]) -> String {
    cells.enumerated()
      .map { place, cell in
        let padding = String(repeating: " ", count: max(0, (place == 0 ? 36 : 12) - cell.count))
        return place == 0 ? cell + padding : padding + cell
      }
      .joined()
  }
}
