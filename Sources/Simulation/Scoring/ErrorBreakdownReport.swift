/// A breakdown as text for people.
extension ErrorBreakdown {
  /// One group of bands with what they are bands of.
  struct Group: Sendable {
    var title: String
    var bands: [ErrorBand]
    /// Whether missed road users have a value of the quantity too.
    var countsMissed: Bool
  }

  /// The groups that hold something.
  var groups: [Group] {
    [
      Group(title: "distance to the nearest unit", bands: byRange, countsMissed: true),
      Group(title: "time since the last observation", bands: byAge, countsMissed: false),
      Group(title: "true speed", bands: bySpeed, countsMissed: true),
      Group(title: "who saw it in the last second", bands: bySource, countsMissed: false),
      Group(title: "age of the track", bands: byTrackAge, countsMissed: false),
    ].filter { !$0.bands.isEmpty }
  }

  /// One table a quantity. "ahead" is the mean of how far estimates stand before the truth in its direction of travel,
  /// "lag" the time that explains it best, "along" and "across" are root mean squares in and across that direction; all
  /// of these leave out who stands still.
  public var table: String {
    groups.map { group in
      let head = Self.row([
        group.title, "matches", "position m", "speed m/s", "ahead m", "lag ms", "along m", "across m", "missed",
        "missed %",
        "false",
      ])
      let rows = group.bands.filter { $0.tally.truths + $0.tally.falses > 0 }
        .map { Self.row($0, countsMissed: group.countsMissed) }
      return ([head] + rows).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private static func row(_ band: ErrorBand, countsMissed: Bool) -> String {
    let tally = band.tally
    func measured(_ value: Double, of count: Int) -> String { count > 0 ? Score.decimal(value, 3) : "-" }
    return row([
      band.name, "\(tally.matches)", measured(tally.positionError, of: tally.matches),
      measured(tally.velocityError, of: tally.matches), measured(band.meanAhead, of: band.moving),
      band.moving > 0 ? Score.decimal(1000 * band.lag, 0) : "-",
      measured(band.alongError, of: band.moving), measured(band.acrossError, of: band.moving),
      countsMissed ? "\(tally.missed)" : "-", countsMissed ? Score.decimal(tally.missedPercent, 2) : "-",
      "\(tally.falses)",
    ])
  }

  private static func row(_ cells: [String]) -> String {
    cells.enumerated()
      .map { place, cell in
        let padding = String(repeating: " ", count: max(0, (place == 0 ? 30 : 11) - cell.count))
        return place == 0 ? cell + padding : padding + cell
      }
      .joined()
  }
}
