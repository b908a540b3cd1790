/// What came of forecasts, as numbers with units in their names; stored and compared by `luyun replay`.
public struct ForecastFigures: Codable, Sendable, Equatable {
  /// One horizon of a group of road users.
  public struct Horizon: Codable, Sendable, Equatable {
    /// `all`, `motor`, `bicycle` or `pedestrian`.
    public var group: String
    /// Seconds ahead.
    public var seconds: Double
    /// Forecasts.
    public var forecasts: Int
    /// Mean displacement over the points up to the horizon and at it, metres: of the most probable way.
    public var averageErrorMeters: Double
    public var finalErrorMeters: Double
    /// The same of the way that came nearest.
    public var leastAverageErrorMeters: Double
    public var leastFinalErrorMeters: Double
    /// The same with the velocity taken for constant.
    public var constantAverageErrorMeters: Double
    public var constantFinalErrorMeters: Double
    /// Forecasts that are off by more than 2 m at the horizon: with all ways, the most probable one, constant velocity.
    public var missedPercent: Double
    public var probableMissedPercent: Double
    public var constantMissedPercent: Double
    /// Forecasts whose most probable way has the truth within its 95 % ellipse.
    public var insidePercent: Double
  }

  /// The probabilities of a group of road users, where ways lead to different places at 5 s.
  public struct Probabilities: Codable, Sendable, Equatable {
    /// As in ``Horizon/group``.
    public var group: String
    /// Forecasts.
    public var forecasts: Int
    /// The mean negative logarithm of the probability of what happened, and Brier's score.
    public var surprise: Double
    public var brier: Double
    /// The same had all ways been as probable.
    public var evenSurprise: Double
    public var evenBrier: Double
  }

  /// By group and horizon; groups without a forecast are left out.
  public var horizons: [Horizon]
  /// By group.
  public var probabilities: [Probabilities]
}

extension ForecastScore {
  /// The figures; nil where there was no forecast to judge.
  public var figures: ForecastFigures? {
    guard tallies[Group.all.rawValue][0].count > 0 else { return nil }
    var figures = ForecastFigures(horizons: [], probabilities: [])
    for group in Group.allCases {
      for (place, tally) in tallies[group.rawValue].enumerated() where tally.count > 0 {
        figures.horizons.append(
          ForecastFigures.Horizon(tally, "\(group)", seconds: Double(ForecastScore.horizons[place]) * 0.5))
      }
      let chance = chances[group.rawValue]
      guard chance.count > 0 else { continue }
      let count = Double(chance.count)
      figures.probabilities.append(
        ForecastFigures.Probabilities(
          group: "\(group)", forecasts: chance.count, surprise: chance.surprise / count, brier: chance.brier / count,
          evenSurprise: chance.evenSurprise / count, evenBrier: chance.evenBrier / count))
    }
    return figures
  }
}

extension ForecastFigures.Horizon {
  init(_ tally: ForecastScore.Tally, _ group: String, seconds: Double) {
    let count = Double(tally.count)
    self.group = group
    self.seconds = seconds
    forecasts = tally.count
    averageErrorMeters = tally.average / count
    finalErrorMeters = tally.final / count
    leastAverageErrorMeters = tally.leastAverage / count
    leastFinalErrorMeters = tally.leastFinal / count
    constantAverageErrorMeters = tally.constantAverage / count
    constantFinalErrorMeters = tally.constantFinal / count
    missedPercent = 100 * Double(tally.misses) / count
    probableMissedPercent = 100 * Double(tally.probableMisses) / count
    constantMissedPercent = 100 * Double(tally.constantMisses) / count
    insidePercent = 100 * Double(tally.inside) / count
  }
}

extension ForecastFigures {
  /// A table for people.
  public var table: String {
    func cell(_ value: Double, _ places: Int = 2, _ width: Int = 6) -> String {
      let text = Score.decimal(value, places)
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func left(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    var lines = [
      "forecasts: mean and final error of the most probable way / of the best of the ways / with constant velocity",
      "             s  forecasts    mean m          final m         missed % (> 2 m)      inside 95 %",
    ]
    for one in horizons {
      lines.append(
        left(one.group, 10) + cell(one.seconds, 0, 4) + cell(Double(one.forecasts), 0, 9)
          + cell(one.averageErrorMeters) + cell(one.leastAverageErrorMeters) + cell(one.constantAverageErrorMeters)
          + "  " + cell(one.finalErrorMeters) + cell(one.leastFinalErrorMeters) + cell(one.constantFinalErrorMeters)
          + "  " + cell(one.probableMissedPercent, 1) + cell(one.missedPercent, 1) + cell(one.constantMissedPercent, 1)
          + "  " + cell(one.insidePercent, 1))
    }
    for one in probabilities {
      lines.append(
        "\(left(one.group, 10)) where ways part (\(one.forecasts)): -ln p \(Score.decimal(one.surprise, 3)), even"
          + " \(Score.decimal(one.evenSurprise, 3)); Brier \(Score.decimal(one.brier, 3)), even"
          + " \(Score.decimal(one.evenBrier, 3))")
    }
    return lines.joined(separator: "\n")
  }
}
