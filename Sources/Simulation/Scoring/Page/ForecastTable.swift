/// The forecasts on the page.
extension ScorePage {
  /// What came of the forecasts, by who and how far ahead; nothing where there were none.
  func forecasts(_ evaluation: Figures) -> String {
    guard let figures = evaluation.forecasts else { return "" }
    let head = [
      "road users", "s", "forecasts", "mean m", "best", "constant", "final m", "best", "constant", "missed %", "best",
      "constant", "inside %",
    ]
    let rows = figures.horizons.map { one in
      [
        Markup.words(one.group), Score.decimal(one.seconds, 0), "\(one.forecasts)",
        Score.decimal(one.averageErrorMeters, 2), Score.decimal(one.leastAverageErrorMeters, 2),
        Score.decimal(one.constantAverageErrorMeters, 2), Score.decimal(one.finalErrorMeters, 2),
        Score.decimal(one.leastFinalErrorMeters, 2), Score.decimal(one.constantFinalErrorMeters, 2),
        Score.decimal(one.probableMissedPercent, 1), Score.decimal(one.missedPercent, 1),
        Score.decimal(one.constantMissedPercent, 1), Score.decimal(one.insidePercent, 1),
      ]
    }
    let chances = figures.probabilities.map { one in
      [
        Markup.words(one.group), "\(one.forecasts)", Score.decimal(one.surprise, 3), Score.decimal(one.evenSurprise, 3),
        Score.decimal(one.brier, 3), Score.decimal(one.evenBrier, 3),
      ]
    }
    let chanceHead = ["road users", "forecasts", "-ln p", "even", "Brier", "even"]
    return Markup.card(
      "Forecasts",
      "The most probable way, the best of the ways, and the same scene with constant velocity: mean distance from the"
        + " truth up to the horizon, and distance at it; missed: more than 2 m off; inside the bound that 95 % should be in.",
      Markup.table(head, rows), isWide: true)
      + Markup.card(
        "Probabilities of ways",
        "Where ways lead to places more than 2 m apart after 5 s; even: had all been as probable.",
        Markup.table(chanceHead, chances), isWide: true)
  }
}
