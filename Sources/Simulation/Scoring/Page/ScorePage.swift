/// A score as one page of HTML that needs nothing beside itself: tables, drawings, and the moments to look at.
public struct ScorePage {
  /// A run with the name that it has on the page.
  public struct Run {
    /// What people call it.
    public var name: String
    /// What was found out about it.
    public var figures: ScoreFigures

    /// Makes a run.
    public init(name: String, figures: ScoreFigures) {
      self.name = name
      self.figures = figures
    }
  }

  let run: Run
  let other: Run?

  /// Makes a page for a run, beside another one where there is any.
  public init(_ run: Run, beside other: Run? = nil) {
    self.run = run
    self.other = other
  }

  /// The page.
  public var html: String {
    let name = Markup.escaped(run.name)
    let sub = other.map { "compared with <b class=\"grey\">\(Markup.escaped($0.name))</b>\(caution($0.figures))" } ?? ""
    let figures = run.figures
    let facts =
      "\(figures.instants) instants compared, matches nearer than \(Score.decimal(figures.cutOffMeters, 1)) m; only road users"
      + " and estimates within the range of a unit count; the start of the run is included."
    return
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Scene against truth: \(name)</title>\n"
      + "<style>\(ScorePage.style)</style></head><body>\n"
      + "<header><h1>Scene against truth</h1><p><b class=\"blue\">\(name)</b> \(sub)</p><p class=\"note\">\(facts)</p></header>\n"
      + "<main>\n\(measures)\(spread)\(kinds)\(drawings)\(details)</main></body></html>\n"
  }

  /// Differences between runs against different truths say little: whoever reads them should know.
  private func caution(_ theirs: ScoreFigures) -> String {
    let own = run.figures
    guard own.instants != theirs.instants || own.all.truths != theirs.all.truths else { return "" }
    return " <span class=\"worse\">not the same truth: \(own.all.truths) road users in \(own.instants) instants against"
      + " \(theirs.all.truths) in \(theirs.instants)</span>"
  }

  private var details: String {
    guard let evaluation = run.figures.evaluation else { return "" }
    return forecasts(evaluation) + map(evaluation) + moments(evaluation) + breakdown(evaluation)
      + innovations(evaluation)
  }

  static let style = """
    body{font:14px/1.4 system-ui,"Segoe UI","DejaVu Sans",sans-serif;color:#1c2430;background:#f4f6f8;margin:0}
    header{padding:20px 28px 4px}h1{margin:0;font-size:24px}header p{margin:4px 0}
    main{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px;padding:12px 28px 40px}
    section{background:#fff;border:1px solid #dde2e8;border-radius:6px;padding:14px 18px;overflow-x:auto}
    section.wide{grid-column:1/-1}h2{margin:0 0 2px;font-size:16px}
    .note{color:#5a6675;font-size:13px;margin:0 0 8px}
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{text-align:right;padding:3px 8px;border-bottom:1px solid #eaeef2;white-space:nowrap}
    th{font-weight:600;color:#5a6675;font-size:12.5px}td.text,th.text{text-align:left}
    td small{color:#6b7684;font-size:12.5px}td.says{white-space:normal;text-align:left;min-width:150px;line-height:1.25}tr.head td{font-weight:600;padding-top:10px;border-bottom:1px solid #b9c3cf}
    .better{color:#11733b}.worse{color:#b3261e}.same{color:#8b95a1}.grey{color:#a8620a}b.blue{color:#1f5fa8}
    svg{width:100%;height:auto;display:block;font-size:11px}
    .grid{stroke:#e6eaef}.tick{fill:#5a6675}.label{fill:#3a4553}.value{fill:#3a4553;font-size:10px}
    .middle{text-anchor:middle}.end{text-anchor:end}
    .line{fill:none;stroke-width:1.6;stroke-linejoin:round}
    path.one{stroke:#1f5fa8}path.other{stroke:#e08a1e}path.third{stroke:#2f8f5b}path.fourth{stroke:#b3261e}
    rect.one,i.one{fill:#1f5fa8;background:#1f5fa8}rect.other,i.other{fill:#e08a1e;background:#e08a1e}
    i.third{background:#2f8f5b}i.fourth{background:#b3261e}
    .legend{margin:2px 0;font-size:12.5px;color:#3a4553}.legend span{margin-right:16px}
    .legend i{display:inline-block;width:12px;height:10px;margin-right:5px;border-radius:2px}
    .area{fill:#eef3f9;stroke:#c3d2e3}.missed{fill:#b3261e}.falseTrack{fill:#e08a1e}.identitySwitch{fill:#6a3fb5}
    .unit{fill:#1c2430}i.missed{background:#b3261e}i.falseTrack{background:#e08a1e}i.identitySwitch{background:#6a3fb5}
    .stack{display:flex;flex-direction:column;gap:16px;min-width:0}
    @media (max-width:900px){main{grid-template-columns:1fr}}
    """
}
