import ArgumentParser
import Worlds

/// Runs scenes over worlds of known truth.
struct SceneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scene",
    abstract: "Runs a scene over worlds of known truth under every fault of sensors and channels, and checks it.",
    discussion: """
      A seed draws a world, units with faults of their own, and what goes wrong on the way. Ten times a second a road user
      in plain view must have a track, and one only; what is published must be there; errors must be as large as is said;
      and the order of arrival within a tenth of a second must say nothing.
      Faults: \(Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
      Sabotages, for seeing that the checks find them: \(TrialSabotage.allCases.map(\.rawValue).joined(separator: ", ")).

      Example: luyun-simulate scene --seed 16 --trace

      Ends with 0 where everything held, with 1 where it did not.
      """)

  @Option(help: "The first seed.")
  var seed: UInt64 = 0

  @Option(help: "How many seeds.")
  var seeds = 1

  @Option(
    help: "Which roads: \(WorldKind.allCases.map(\.rawValue).joined(separator: " or ")); drawn where it is not said.")
  var world: String?

  @Option(help: "The only fault, from 4.5 s on, of unit 0; drawn where it is not said.")
  var fault: String?

  @Option(help: "What is done wrongly on purpose.")
  var sabotage: String?

  @Flag(help: "Print what happens.")
  var trace = false

  func validate() throws {
    if seeds < 1 { throw ValidationError("--seeds must be 1 or more") }
    if let world, WorldKind(rawValue: world) == nil { throw ValidationError("there is no world '\(world)'") }
    if let fault, Fault.Kind(rawValue: fault) == nil { throw ValidationError("there is no fault '\(fault)'") }
    if let sabotage, TrialSabotage(rawValue: sabotage) == nil {
      throw ValidationError("there is no sabotage '\(sabotage)'")
    }
  }

  func run() throws {
    var total = TrialReport(plan: TrialPlan(seed: seed))
    var failed: [UInt64] = []
    var byFault = [Int](repeating: 0, count: Fault.Kind.allCases.count)
    var failedByFault = byFault
    for index in 0..<seeds {
      let report = SceneTrial.run(plan(seed &+ UInt64(index)), isTraced: trace)
      for line in report.trace { print(line) }
      if trace || seeds == 1 || !report.holds { print(report.summary) }
      for violation in report.violations { print("  \(violation)") }
      if !report.holds { failed.append(report.plan.seed) }
      for (place, kind) in Fault.Kind.allCases.enumerated()
      where report.plan.faults.contains(where: { $0.kind == kind }) {
        byFault[place] += 1
        failedByFault[place] += report.holds ? 0 : 1
      }
      total.add(report)
    }
    for (place, kind) in Fault.Kind.allCases.enumerated() where byFault[place] > 0 {
      print("\(kind.rawValue): \(failedByFault[place]) of \(byFault[place]) seeds failed")
    }
    print("\(seeds) seeds, \(failed.count) failed; \(total.totals)")
    if !failed.isEmpty { throw ExitCode.failure }
  }

  private func plan(_ seed: UInt64) -> TrialPlan {
    var plan = TrialPlan(seed: seed, kind: world.flatMap(WorldKind.init))
    if let fault = fault.flatMap(Fault.Kind.init) { plan.faults = [Fault(fault, unit: 0, span: 4.5...plan.duration)] }
    plan.sabotage = sabotage.flatMap(TrialSabotage.init)
    return plan
  }
}
