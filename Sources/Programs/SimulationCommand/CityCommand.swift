import ArgumentParser
import City

/// Runs simulated cities under faults.
struct CityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "city",
    abstract: "Runs cities under crashes, cuts, full disks and lossy links, and checks that nothing stored is lost.",
    discussion: """
      The same seed gives the same run. A sabotage builds delivery wrongly, for seeing that it is found:
      \(Sabotage.allCases.map(\.rawValue).joined(separator: ", ")).

      Example: luyun-simulate city --seed 17 --trace

      Ends with 0 where everything held, with 1 where it did not.
      """)

  @Option(help: "The first seed.")
  var seed: UInt64 = 1

  @Option(help: "How many seeds.")
  var seeds = 1

  @Option(help: "How much producers and faults do before everything calms down.")
  var steps = 250

  @Flag(help: "Print what happens.")
  var trace = false

  @Option(help: "What is built wrongly.")
  var sabotage: String?

  func validate() throws {
    if seeds < 1 || steps < 1 { throw ValidationError("--seeds and --steps must be 1 or more") }
    if let sabotage, Sabotage(rawValue: sabotage) == nil { throw ValidationError("there is no sabotage '\(sabotage)'") }
  }

  func run() throws {
    var failed = 0
    var total = CityReport(seed: 0)
    for index in 0..<seeds {
      let report = CitySimulation.run(
        seed: seed &+ UInt64(index), steps: steps, sabotage: sabotage.flatMap(Sabotage.init), isTraced: trace)
      for line in report.trace { print(line) }
      for violation in report.violations { print("seed \(report.seed): \(violation)") }
      failed += report.holds ? 0 : 1
      total.add(report)
    }
    print(
      """
      \(seeds) seeds, \(failed) failed; \(total.crashes) crashes, \(total.crashesInCommit) within a commit, of which \
      \(total.survivedCommits) survived
      \(total.frames) frames, \(total.lostFrames) lost, \(total.repeatedFrames) repeated; \(total.commits) commits, \
      \(total.refusedCommits) refused by a full disk
      events: \(total.acknowledgedEvents) stored, \(total.deliveredEvents) delivered (those that crashed between disk and \
      answer included)
      summaries and digests: \(total.numberedOthers) numbered, \(total.deliveredOthers) delivered, \
      \(total.missingOthers) given up
      longest time to quiet: \(total.secondsToQuiet) s
      """)
    if failed > 0 { throw ExitCode.failure }
  }
}
