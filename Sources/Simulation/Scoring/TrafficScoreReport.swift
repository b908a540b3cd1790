import RoadModel

/// A score of traffic as text for people and for programs.
extension TrafficScore {
  /// Two tables in one: all lane-seconds, and those with traffic; then the lanes.
  public var table: String {
    var lines = [
      "traffic: \(lanes.count) lanes with at least \(Score.decimal(TrueTraffic.leastLength, 0)) m in range,"
        + " \(seconds) seconds after the first \(2 * TrafficScore.warmUp)",
      TrafficScore.row([
        "holds %", "lane-seconds", "flow 1/min", "speed 0.5", "queue 1", "queue 7.5 m", "flow error", "speed error",
        "queue error", "metres",
      ]),
      TrafficScore.row("all", all),
      TrafficScore.row("with traffic", busy),
      TrafficScore.row("with a queue", queued),
    ]
    for lane in lanes {
      let link = lane.id.link
      let branch = link.branch == 0 ? "" : ".\(link.branch)"
      let name = "\(link.upstream.number)>\(link.downstream.number)\(branch)/\(lane.id.number)"
      lines.append(TrafficScore.row(name, lane.tally))
    }
    return lines.joined(separator: "\n")
  }

  /// A JSON object.
  public var json: String {
    "{\"seconds\":\(seconds),\"lanes\":\(lanes.count),\"all\":\(TrafficScore.json(all)),"
      + "\"withTraffic\":\(TrafficScore.json(busy)),\"withQueue\":\(TrafficScore.json(queued))}"
  }

  private static func row(_ name: String, _ tally: TrafficTally) -> String {
    let count = max(tally.flow.compared, tally.queue.compared)
    let isEmpty = tally.flow.compared == 0
    return row([
      name, "\(count)", isEmpty ? "-" : Score.decimal(tally.flow.percent, 1),
      isEmpty ? "-" : Score.decimal(tally.speed.percent, 1), Score.decimal(tally.queue.percent, 1),
      Score.decimal(tally.queueLength.percent, 1), isEmpty ? "-" : Score.decimal(tally.flow.meanError, 2),
      isEmpty ? "-" : Score.decimal(tally.speed.meanError, 2), Score.decimal(tally.queue.meanError, 2),
      Score.decimal(tally.queueLength.meanError, 1),
    ])
  }

  private static func row(_ cells: [String]) -> String {
    cells.enumerated()
      .map { place, cell in
        let padding = String(repeating: " ", count: max(0, (place == 0 ? 16 : 13) - cell.count))
        return place == 0 ? cell + padding : padding + cell
      }
      .joined()
  }

  private static func json(_ tally: TrafficTally) -> String {
    func share(_ name: String, _ share: HoldingShare) -> String {
      "\"\(name)\":{\"compared\":\(share.compared),\"held\":\(share.held),"
        + "\"meanError\":\(Score.decimal(share.meanError, 4))}"
    }
    return "{\(share("flow", tally.flow)),\(share("speed", tally.speed)),\(share("queue", tally.queue)),"
      + "\(share("queueLength", tally.queueLength))}"
  }
}
