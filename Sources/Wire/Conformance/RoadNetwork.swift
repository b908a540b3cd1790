import Interpretation
import SchemaModel

/// The nodes of all MAPs and the phases of all SPATs of a capture, to see what leads from one to another.
struct RoadNetwork {
  /// A link's lanes by the nodes that it joins.
  private struct LinkID: Hashable {
    var from: NodeID
    var to: NodeID
  }

  private struct Reference {
    var from: NodeID
    var to: NodeID
    var lane: Int?
    var path: String
  }

  private var nodes: [NodeID: (message: CheckedMessage, phases: Set<Int>, references: [Reference])] = [:]
  private var lanes: [LinkID: Set<Int>] = [:]
  private var signals: [NodeID: (message: CheckedMessage, phases: Set<Int>)] = [:]

  /// Takes in the nodes of a MAP. A node that is known is as the first MAP has it.
  mutating func take(map message: CheckedMessage) {
    for (place, node) in (message.body["nodes"]?.elements ?? []).enumerated() {
      guard let id = NodeID(node["id"]), nodes[id] == nil else { continue }
      var phases: Set<Int> = []
      var references: [Reference] = []
      for (number, link) in (node["inLinks"]?.elements ?? []).enumerated() {
        let path = "nodes.[\(place)].inLinks.[\(number)]"
        if let upstream = NodeID(link["upstreamNodeId"]) {
          lanes[LinkID(from: upstream, to: id)] = Set(
            (link["lanes"]?.elements ?? []).compactMap { $0["laneID"]?.number })
        }
        for (path, exit, isAcross) in RoadNetwork.exits(of: link, at: path) {
          if let phase = exit["phaseId"]?.number { phases.insert(phase) }
          guard let remote = NodeID(exit["remoteIntersection"]), !isAcross || remote != id else { continue }
          references.append(Reference(from: id, to: remote, lane: exit["connectingLane"]?["lane"]?.number, path: path))
        }
      }
      nodes[id] = (message, phases, references)
    }
  }

  /// The movements of a link and the connections of its lanes, with the ways to them, and whether they are of a lane
  /// for pedestrians, which may lead across its own node.
  private static func exits(of link: SchemaValue, at path: String) -> [(String, SchemaValue, Bool)] {
    var exits = (link["movements"]?.elements ?? []).enumerated()
      .map { ("\(path).movements.[\($0.offset)]", $0.element, false) }
    for (lane, value) in (link["lanes"]?.elements ?? []).enumerated() {
      let isAcross = RoadMap.isForPedestrians(value)
      exits += (value["connectsTo"]?.elements ?? []).enumerated()
        .map { ("\(path).lanes.[\(lane)].connectsTo.[\($0.offset)]", $0.element, isAcross) }
    }
    return exits
  }

  /// Takes in the phases of a SPAT.
  mutating func take(spat message: CheckedMessage) {
    for signal in message.body["intersections"]?.elements ?? [] {
      guard let id = NodeID(signal["intersectionId"]) else { continue }
      let phases = Set((signal["phases"]?.elements ?? []).compactMap { $0["id"]?.number })
      if signals[id] == nil { signals[id] = (message, phases) } else { signals[id]?.phases.formUnion(phases) }
    }
  }

  /// Judges the whole, at the end: each node for the source whose MAP or SPAT tells of it.
  func judge(_ outcomes: (CheckedMessage, (inout Outcomes) -> Void) -> Void) {
    for id in nodes.keys.sorted() {
      guard let node = nodes[id] else { continue }
      outcomes(node.message) { outcomes in
        for reference in node.references { judge(reference, node.message, &outcomes) }
        judgeLanes(id, node.message, node.phases, &outcomes)
      }
    }
    for id in signals.keys.sorted() {
      guard let signal = signals[id] else { continue }
      outcomes(signal.message) { judgePhases(id, signal.message, signal.phases, &$0) }
    }
  }

  private func judge(_ reference: Reference, _ message: CheckedMessage, _ outcomes: inout Outcomes) {
    guard nodes[reference.to] != nil else {
      return outcomes.leaveOpen(.connectionToNowhere, "no MAP of node \(reference.to)")
    }
    guard let known = lanes[LinkID(from: reference.from, to: reference.to)] else {
      return outcomes.check(
        .connectionToNowhere, false, message, at: reference.path,
        "no link leads from \(reference.from) to \(reference.to)")
    }
    let holds = reference.lane.map { known.contains($0) } ?? true
    outcomes.check(
      .connectionToNowhere, holds, message, at: reference.path,
      "the link from \(reference.from) to \(reference.to) has no lane \(reference.lane ?? 0)")
  }

  private func judgeLanes(_ id: NodeID, _ message: CheckedMessage, _ phases: Set<Int>, _ outcomes: inout Outcomes) {
    guard !phases.isEmpty else { return }
    guard let signal = signals[id] else {
      return outcomes.leaveOpen(.laneWithoutPhase, "no SPAT of node \(id), whose MAP has phases")
    }
    let missing = phases.subtracting(signal.phases).sorted()
    outcomes.check(
      .laneWithoutPhase, missing.isEmpty, message, "node \(id): its SPAT lacks phases \(list(missing))")
  }

  private func judgePhases(_ id: NodeID, _ message: CheckedMessage, _ phases: Set<Int>, _ outcomes: inout Outcomes) {
    guard let node = nodes[id] else {
      let others = nodes.isEmpty ? "" : ", but of \(nodes.keys.sorted().map { "\($0)" }.joined(separator: ", "))"
      return outcomes.leaveOpen(.phaseWithoutLane, "no MAP of node \(id)\(others)")
    }
    let missing = phases.subtracting(node.phases).sorted()
    outcomes.check(
      .phaseWithoutLane, missing.isEmpty, message, "node \(id): its MAP has no lane for phases \(list(missing))")
  }

  private func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }
}
