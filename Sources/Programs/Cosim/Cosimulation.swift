import Foundation
import Kernel
import RoadModel

/// A co-simulation: SUMO moves the traffic, and the roadside of every edge watches and speaks.
struct Cosimulation {
  /// Simulated seconds between two pictures of the world.
  static let stepSeconds = 0.1

  /// What a run leaves behind.
  struct Outcome {
    /// The datagrams of each edge, in the order of the scenario.
    var edges: [(edge: Scenario.Edge, datagrams: [ScheduledDatagram])]
    var truth: TruthTable
  }

  let scenario: Scenario
  let network: RoadNetwork
  let seed: UInt64

  /// Runs SUMO for the warm-up and `seconds` more.
  func run(client: borrowing TraCIClient, seconds: Double) throws -> Outcome {
    let programmes = try programmes(client: client)
    try subscribe(client: client)
    if scenario.warmUpSeconds > 0 { _ = try client.step(until: scenario.warmUpSeconds) }
    var edges = try scenario.edges.map {
      try EdgeRoadside(
        edge: $0, scenario: scenario, network: network, programmes: programmes, seed: seed, seconds: seconds)
    }
    let signals = scenario.edges.compactMap { network.junctions[$0.signal] }
    var truth = TruthTable(frame: scenario.frame, signals: signals, radius: scenario.truthRadiusMeters)
    var builder = WorldBuilder(scenario: scenario, seed: seed)
    for tick in 0..<Int((seconds / Self.stepSeconds).rounded()) {
      let time = scenario.warmUpSeconds + Double(tick + 1) * Self.stepSeconds
      let world = try builder.world(of: client.step(), time: time, client: client)
      let instant = scenario.startInstant + .milliseconds(Int64(tick) * 100)
      truth.add(world, milliseconds: tick * 100)
      for index in edges.indices { try edges[index].observe(world, tick: tick, at: instant) }
    }
    return Outcome(edges: edges.map { ($0.edge, $0.datagrams) }, truth: truth)
  }

  /// The programme of every edge's signal.
  private func programmes(client: borrowing TraCIClient) throws -> [String: SignalProgramme] {
    var programmes: [String: SignalProgramme] = [:]
    for signal in scenario.edges.map(\.signal) {
      let name = try client.get(.trafficLight, variable: TraCIVariable.currentProgramme, object: signal).text ?? ""
      let definition = try client.get(.trafficLight, variable: TraCIVariable.completeDefinition, object: signal)
      let crosswalks = Set(network.crosswalks.filter { $0.signal == signal }.compactMap(\.group))
      guard let programme = SignalProgramme(definition: definition, name: name, crosswalkGroups: crosswalks) else {
        throw CosimError.sumo(reason: "the signal \(signal) runs no programme that can be read")
      }
      programmes[signal] = programme
    }
    return programmes
  }

  /// Subscribes to the surroundings of each signal and to where its programme stands.
  private func subscribe(client: borrowing TraCIClient) throws(TraCIError) {
    let vehicle = [
      TraCIVariable.position, TraCIVariable.angle, TraCIVariable.speed, TraCIVariable.acceleration, TraCIVariable.type,
      TraCIVariable.lane, TraCIVariable.signals,
    ]
    let person = [
      TraCIVariable.position, TraCIVariable.angle, TraCIVariable.speed, TraCIVariable.type, TraCIVariable.lane,
    ]
    let signal = [TraCIVariable.currentPhase, TraCIVariable.spentDuration, TraCIVariable.nextSwitch]
    let range = scenario.truthRadiusMeters + 20
    for name in scenario.edges.map(\.signal) {
      for (context, variables) in [(TraCIDomain.vehicle, vehicle), (.person, person)] {
        _ = try client.subscribe(
          .subscribeAround(.junction, object: name, context: context, range: range, variables: variables))
      }
      _ = try client.subscribe(.subscribe(.trafficLight, object: name, variables: signal))
    }
  }
}
