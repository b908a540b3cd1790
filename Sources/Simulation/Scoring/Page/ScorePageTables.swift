import RoadModel

/// The tables of the page.
extension ScorePage {
  /// The measures, with the other run and the differences beside them.
  var measures: String {
    var rows: [String] = []
    for group in ScoreMeasure.groups {
      rows.append("<tr class=\"head\"><td class=\"text\" colspan=\"5\">\(group.title)</td></tr>")
      rows += group.measures.map(row)
    }
    let head = other == nil ? "<th>value</th>" : "<th>this run</th><th>other</th><th>difference</th>"
    let table =
      "<table><thead><tr><th class=\"text\">measure</th>\(head)<th class=\"text\">what it says</th></tr></thead>"
      + "<tbody>\(rows.joined(separator: "\n"))</tbody></table>"
    let zero = run.figures.evaluation.map { Score.decimal($0.tracking.zeroDistanceMeters, 1) } ?? "4.0"
    let note =
      "HOTA, LocA, IDF1 and MOTA use the similarity 1 - distance / \(zero) m, at least 0; IDF1 and MOTA match from a half on."
    return Markup.card("Totals", note, table, isWide: other != nil)
  }

  private func row(_ measure: ScoreMeasure) -> String {
    let value = measure.value(run.figures)
    var cells =
      "<td class=\"text\">\(Markup.escaped(measure.name))</td><td>\(Markup.number(value, measure.places))</td>"
    if let other {
      let before = measure.value(other.figures)
      cells += "<td>\(Markup.number(before, measure.places))</td>" + ScorePage.difference(measure, value, before)
    }
    return "<tr>\(cells)<td class=\"says\"><small>\(Markup.escaped(measure.meaning))</small></td></tr>"
  }

  private static func difference(_ measure: ScoreMeasure, _ value: Double?, _ before: Double?) -> String {
    guard let value, let before else { return "<td>–</td>" }
    let sign = value > before ? "+" : ""
    switch measure.isBetter(value, than: before) {
    case nil: return "<td class=\"same\">same</td>"
    case .some(let isBetter):
      return
        "<td class=\"\(isBetter ? "better" : "worse")\">\(sign)\(Score.decimal(value - before, measure.places))</td>"
    }
  }

  /// What is counted by kind.
  var kinds: String {
    let head = [
      "kind", "truths", "position m", "velocity m/s", "missed %", "false %", "switches", "right kind %", "NEES pos.",
      "NEES vel.",
    ]
    var rows: [[String]] = []
    for one in [run, other].compactMap(\.self) {
      if other != nil { rows.append(["<b>\(Markup.escaped(one.name))</b>"] + head.dropFirst().map { _ in "" }) }
      rows.append(ScorePage.row("all", one.figures.all, one.figures.evaluation?.consistency))
      for kind in ParticipantKind.allCases {
        guard let tally = one.figures.byKind["\(kind)"] else { continue }
        rows.append(ScorePage.row("\(kind)", tally, one.figures.evaluation?.consistencyByKind["\(kind)"]))
      }
    }
    return Markup.card(
      "By kind of road user", "False estimates count under the kind that they claim.", Markup.table(head, rows),
      isWide: true)
  }

  private static func row(_ name: String, _ tally: ScoreFigures.Tally, _ nees: Figures.Consistency?) -> [String] {
    [
      Markup.words(name), "\(tally.truths)", Score.decimal(tally.positionErrorMeters, 3),
      Score.decimal(tally.velocityErrorMetersPerSecond, 3), Score.decimal(tally.missedPercent, 2),
      tally.truths > 0 ? Score.decimal(tally.falsePercent, 2) : "\(tally.false) in all", "\(tally.switches)",
      Score.decimal(tally.rightKindPercent, 1), Markup.number(nees?.positionNEES, 2),
      Markup.number(nees?.velocityNEES, 2),
    ]
  }

  /// The bands of each quantity.
  func breakdown(_ evaluation: Figures) -> String {
    let head = [
      "band", "matches", "position m", "velocity m/s", "ahead m", "lag ms", "along m", "across m", "missed",
      "missed %", "false",
    ]
    let rest = other?.figures.evaluation?.breakdown ?? []
    return evaluation.breakdown.enumerated().map { order, group in
      let before = rest.first { $0.title == group.title }?.bands ?? []
      let rows = group.bands.map { band -> [String] in
        let old = before.first { $0.name == band.name }
        return [
          Markup.escaped(band.name), "\(band.matches)",
          ScorePage.cell(band.positionErrorMeters, old?.positionErrorMeters),
          ScorePage.cell(band.velocityErrorMetersPerSecond, old?.velocityErrorMetersPerSecond),
          Markup.number(band.meanAheadMeters, 3), Markup.number(band.lagSeconds.map { $0 * 1000 }, 0),
          Markup.number(band.alongErrorMeters, 3), Markup.number(band.acrossErrorMeters, 3),
          band.missed.map { "\($0)" } ?? "–", Markup.number(band.missedPercent, 2), "\(band.falses)",
        ]
      }
      let note =
        order > 0
        ? ""
        : "Ahead: the mean of how far estimates stand before the truth in its direction of travel; lag: the time that"
          + " explains it best; along and across: root mean squares."
          + (other == nil ? "" : " In brackets: the other run.")
      return Markup.card("Errors by " + group.title, note, Markup.table(head, rows), isWide: true)
    }.joined()
  }

  private static func cell(_ value: Double?, _ old: Double?) -> String {
    guard let old else { return Markup.number(value, 3) }
    return "\(Markup.number(value, 3)) <small>(\(Markup.number(old, 3)))</small>"
  }

  /// The moments to look at, the longest first.
  func moments(_ evaluation: Figures) -> String {
    let lists: [(NotableMoments.Event, String, String)] = [
      (.identitySwitch, "Changes of identity", "A road user's estimate has another identity than when last matched."),
      (.missed, "Missed for 1 s or longer", "A road user within range has no estimate."),
      (.falseTrack, "False for 1 s or longer", "An estimate has no road user of its own."),
    ]
    return lists.map { event, title, note in
      let all = evaluation.moments.filter { $0.event == event }
      let worst = all.sorted { ($1.durationSeconds, $0.startSeconds) < ($0.durationSeconds, $1.startSeconds) }
      let shown = worst.prefix(ScorePage.momentLimit)
      let more = all.count - shown.count
      let text = "\(all.count) in all\(more > 0 ? ", \(shown.count) shown; the rest is in the JSON" : ""). " + note
      let rows = shown.map { ScorePage.row($0) }
      let head = ["at s", "lasted s", "road user", "kind", "estimate", "east m", "north m", "remark"]
      return Markup.card(
        title, text, all.isEmpty ? "<p>none</p>" : Markup.table(head, rows, texts: [2, 3, 7]), isWide: true)
    }.joined()
  }

  private static let momentLimit = 40

  private static func row(_ moment: Figures.Moment) -> [String] {
    let distance = Markup.number(moment.distanceMeters, 1)
    let user = Markup.escaped(moment.roadUser ?? "–")
    let track = moment.track.map { "\($0)" } ?? "–"
    let remark: String
    switch moment.event {
    case .identitySwitch: remark = "was \(moment.formerTrack.map { "\($0)" } ?? "–"), is \(track)"
    case .missed: remark = moment.track == nil ? "no estimate anywhere" : "nearest estimate \(track), \(distance) m off"
    case .falseTrack: remark = moment.roadUser == nil ? "no road user anywhere" : "\(distance) m from \(user)"
    }
    return [
      Score.decimal(moment.startSeconds, 1),
      moment.event == .identitySwitch ? "–" : Score.decimal(moment.durationSeconds, 1),
      moment.event == .falseTrack ? "–" : user, Markup.words(moment.kind), moment.event == .missed ? "–" : track,
      Score.decimal(moment.eastMeters, 1), Score.decimal(moment.northMeters, 1), remark,
    ]
  }

  /// What the scene itself counts of the agreement of its sources.
  func innovations(_ evaluation: Figures) -> String {
    guard !evaluation.innovations.isEmpty else { return "" }
    let rows = evaluation.innovations.map { one in
      [
        Markup.escaped(one.source), "\(one.observations)", Score.decimal(one.positionNIS, 2),
        Markup.number(one.velocityNIS, 2), Score.decimal(one.ideal, 1),
      ]
    }
    return Markup.card(
      "Agreement of the sources",
      "Mean normalised innovation squared of what each source observed; above the ideal: its noise is larger than assumed.",
      Markup.table(["source", "observations", "NIS of position", "NIS of velocity", "ideal"], rows), isWide: true)
  }
}
