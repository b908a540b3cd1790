import Foundation
import Kernel
import RoadModel
import Scoring

/// What `luyun replay --score` tells of a run: as text, as JSON, as a page, and beside another run.
struct ReplayScore {
  /// What people call the run.
  let name: String
  let evaluation: Evaluation
  /// The names of the road users.
  let names: [String]
  /// The traffic of groups of lanes.
  let traffic: [(name: String, score: TrafficScore)]
  private let figures: Figures

  init(name: String, evaluation: Evaluation, names: [String], traffic: [(name: String, score: TrafficScore)]) {
    self.name = name
    self.evaluation = evaluation
    self.names = names
    self.traffic = traffic
    figures = evaluation.figures(names: names)
  }

  /// The table of the score, what tracking is worth, and where errors come from if `withDetails`.
  func text(withDetails: Bool) -> String {
    let parts = [evaluation.score.table, figures.text] + (withDetails ? [evaluation.breakdown.table] : [])
    return parts.joined(separator: "\n\n")
  }

  /// One JSON object with all of it.
  func json() throws(CommandFailure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let encoded: Data
    do { encoded = try encoder.encode(figures) } catch {
      throw CommandFailure(description: "the figures cannot be written as JSON: \(error)", code: 1)
    }
    let parts = traffic.map { "\"\($0.name)\":\($0.score.json)" }
    return "\(evaluation.score.json.dropLast()),\"evaluation\":\(String(decoding: encoded, as: UTF8.self)),"
      + "\"traffic\":{\(parts.joined(separator: ","))}}"
  }

  /// The page; `other` is a file that an earlier run's JSON was stored in.
  func page(beside other: String?) throws(CommandFailure) -> ScorePage {
    let own = try ReplayScore.figures(Data(try json().utf8), from: name)
    guard let other else { return ScorePage(ScorePage.Run(name: name, figures: own)) }
    let octets: Data
    do { octets = try Data(contentsOf: URL(filePath: other)) } catch {
      throw CommandFailure(description: "cannot read \(other): \(error.localizedDescription)", code: 2)
    }
    let theirs = try ReplayScore.figures(octets, from: other)
    return ScorePage(
      ScorePage.Run(name: name, figures: own),
      beside: ScorePage.Run(name: URL(filePath: other).lastPathComponent, figures: theirs))
  }

  /// The score at the beginning of what `--json` printed; lines below it, as a redirected output has them, do not matter.
  private static func figures(_ octets: Data, from name: String) throws(CommandFailure) -> ScoreFigures {
    let first = octets.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first ?? Data()
    do { return try JSONDecoder().decode(ScoreFigures.self, from: first) } catch {
      throw CommandFailure(
        description: "\(name) holds no score as --json prints it on one line: \(error.localizedDescription)", code: 2)
    }
  }

  /// Writes a page to a file.
  static func write(_ page: ScorePage, to file: String) throws(CommandFailure) {
    do { try Data(page.html.utf8).write(to: URL(filePath: file)) } catch {
      throw CommandFailure(description: "cannot write \(file): \(error.localizedDescription)", code: 2)
    }
  }
}
