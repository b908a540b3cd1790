import ArgumentParser

/// Runs simulations that are functions of their seeds.
@main
struct SimulationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "luyun-simulate",
    abstract: "Runs cities under faults, and scenes over worlds of known truth; the same seed gives the same run.",
    subcommands: [CityCommand.self, SceneCommand.self], defaultSubcommand: CityCommand.self)
}
