import ArgumentParser
import Foundation
import Kernel

@main
struct CosimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "luyun-cosim",
    abstract: "Plays the roadside of a SUMO scenario into recordings.",
    discussion: """
      Starts SUMO on the scenario, steps it ten times a second over TraCI, and plays the roadside units and the \
      connected vehicles of each edge: MAP, SPAT, RSM, RSI and BSM, bare UPER over UDP, as they would arrive.

      Writes into the output folder: one recording for each edge (EDGE.pcapng.gz), the true place of every road user \
      near a signal every tenth of a second (truth.csv.gz), and what the units really are (units.json). The same \
      scenario, seed and version of SUMO give the same files.
      """)

  @Option(help: ArgumentHelp("The folder with scenario.json and SUMO's sources.", valueName: "folder"))
  var scenario: String

  @Option(help: "How many seconds to record, after the scenario's warm-up.")
  var seconds: Double = 75

  @Option(help: "What all chance is drawn from.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The folder for the files, made where it is missing.", valueName: "folder"))
  var out: String

  @Option(parsing: .upToNextOption, help: "The edges to play; all of the scenario where not given.")
  var edges: [String] = []

  @Option(help: ArgumentHelp("The folder with SUMO's bin; else $SUMO_HOME, else PATH.", valueName: "folder"))
  var sumoHome: String?

  func validate() throws {
    guard seconds > 0, seconds <= 86_400 else {
      throw ValidationError("--seconds is \(seconds), but it must be above 0 and at most 86400.")
    }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: self.scenario, isDirectory: true)
    let scenario = try chosen(Scenario.load(folder: folder))
    let output = try OutputFolder(path: out)
    let work = FileManager.default.temporaryDirectory.appendingPathComponent("luyun-cosim-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let outcome = try simulate(scenario, folder: folder, work: work)
    try output.write(outcome, scenario: scenario)
    for (edge, datagrams) in outcome.edges { print("\(edge.id): \(datagrams.count) datagrams") }
  }

  private func simulate(_ scenario: Scenario, folder: URL, work: URL) throws -> Cosimulation.Outcome {
    let installation = SumoInstallation(home: sumoHome)
    let networkFile = work.appendingPathComponent("network.net.xml")
    try installation.makeNetwork(
      configuration: folder.appendingPathComponent(scenario.network), output: networkFile)
    let network = try RoadNetworkReader.read(file: networkFile)
    let port = try TraCISocket.freePort()
    let sumo = try SumoProcess(
      installation: installation, configuration: folder.appendingPathComponent(scenario.configuration),
      network: networkFile, seed: seed, port: port, folder: work)
    let client = try sumo.connect(port: port)
    let simulation = Cosimulation(scenario: scenario, network: network, seed: seed)
    do {
      let outcome = try simulation.run(client: client, seconds: seconds)
      try client.close()
      sumo.wait()
      return outcome
    } catch let error as TraCIError {
      throw CosimError.sumo(reason: sumo.complaint.map { "it said \"\($0)\"" } ?? "\(error)")
    }
  }

  /// The scenario with the edges that were asked for.
  private func chosen(_ scenario: Scenario) throws -> Scenario {
    if edges.isEmpty { return scenario }
    var scenario = scenario
    for name in edges where !scenario.edges.contains(where: { $0.id == name }) {
      let known = scenario.edges.map(\.id).joined(separator: ", ")
      throw ValidationError("The scenario has no edge \(name); it has \(known).")
    }
    scenario.edges.removeAll { !edges.contains($0.id) }
    return scenario
  }
}
