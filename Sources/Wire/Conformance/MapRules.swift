import Interpretation
import Kernel
import SchemaModel

// Whether a MAP holds together.
extension Rule {
  private static let profile = "T/CSAE 159-2020, MAP"
  static let phaseHasPoints = Rule(
    "map-phase-has-points", "a link or lane with a phaseId has points", profile)
  static let lanesFromOne = Rule(
    "map-lanes-from-one", "the lanes of a link have the numbers from 1 on, each once", profile)
  static let lanesLeftToRight = Rule(
    "map-lanes-left-to-right", "lanes are numbered from left to right in driving direction, as their points show",
    profile)
  static let linkNodes = Rule(
    "map-link-nodes", "a link is an ordered pair of two different nodes, each pair once", profile)
  static let nodeIDs = Rule(
    "map-node-ids", "a node has a region above 0 and a number above 255, which are for tests, and its own",
    "T/CSAE 53-2020, DE_NodeID")
  static let connectionToNowhere = Rule(
    "connection-to-nowhere",
    "movements and connections lead to a link that there is, where a MAP of its node is in the capture, and to a lane of it",
    profile)
  static let phaseWithoutLane = Rule(
    "phase-without-lane", "every phase of a SPAT is that of a movement or connection of the MAP",
    "phaseId joins MAP and SPAT")
  static let laneWithoutPhase = Rule(
    "lane-without-phase", "every phaseId of a MAP is in the SPAT of its node", "phaseId joins MAP and SPAT")

  static let mapRules = [
    phaseHasPoints, lanesFromOne, lanesLeftToRight, linkNodes, nodeIDs, connectionToNowhere, phaseWithoutLane,
    laneWithoutPhase,
  ]
}

enum RoadMap {
  /// Judges what a MAP tells by itself.
  static func judge(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    var seen: Set<NodeID> = []
    for (place, node) in (message.body["nodes"]?.elements ?? []).enumerated() {
      let path = "nodes.[\(place)]"
      if let id = NodeID(node["id"]) {
        let isOwn = seen.insert(id).inserted
        outcomes.check(
          .nodeIDs, isOwn && id.id > 255 && id.region ?? 0 > 0, message, at: path + ".id",
          "node \(id)\(isOwn ? "" : " twice")\(id.region == nil ? " without a region" : "")")
      }
      KnownPlace.judge(node["refPos"], at: path + ".refPos", message, &outcomes)
      judgeLinks(of: node, at: path, message, &outcomes)
    }
  }

  private static func judgeLinks(
    of node: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    let own = NodeID(node["id"])
    var upstreams: Set<NodeID> = []
    for (place, link) in (node["inLinks"]?.elements ?? []).enumerated() {
      let linkPath = "\(path).inLinks.[\(place)]"
      if let upstream = NodeID(link["upstreamNodeId"]), let own {
        let isFirst = upstreams.insert(upstream).inserted
        outcomes.check(
          .linkNodes, upstream != own && isFirst, message, at: linkPath + ".upstreamNodeId",
          "link \(upstream) to \(own)\(isFirst ? "" : " twice")")
      }
      judgeLanes(of: link, at: linkPath, message, &outcomes)
      judgeOrder(of: link, at: linkPath, node["refPos"], message, &outcomes)
      judgePoints(of: link, at: linkPath, message, &outcomes)
    }
  }

  private static func judgeLanes(
    of link: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    let numbers = (link["lanes"]?.elements ?? []).compactMap { $0["laneID"]?.number }
    outcomes.check(
      .lanesFromOne, numbers.sorted() == Array(1...max(numbers.count, 1)), message, at: path + ".lanes",
      "lanes \(numbers.map(String.init).joined(separator: ", "))")
  }

  private static func judgePoints(
    of link: SchemaValue, at path: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    let movements = link["movements"]?.elements ?? []
    let hasLinkPoints = link["points"] != nil
    if movements.contains(where: { $0["phaseId"] != nil }) {
      outcomes.check(.phaseHasPoints, hasLinkPoints, message, at: path, "a link with phases and without points")
    }
    for (place, lane) in (link["lanes"]?.elements ?? []).enumerated() {
      let connections = lane["connectsTo"]?.elements ?? []
      guard connections.contains(where: { $0["phaseId"] != nil }) else { continue }
      outcomes.check(
        .phaseHasPoints, hasLinkPoints || lane["points"] != nil, message, at: "\(path).lanes.[\(place)]",
        "a lane with phases and without points")
    }
  }

  /// By the last two points of each lane, where they come nearest to each other in a link.
  private static func judgeOrder(
    of link: SchemaValue, at path: String, _ reference: SchemaValue?, _ message: CheckedMessage,
    _ outcomes: inout Outcomes
  ) {
    guard let latitude = reference?["lat"]?.number else { return }
    let scale = Distance.scale(latitude)
    let lanes = (link["lanes"]?.elements ?? []).filter { !isForPedestrians($0) }
    let ends = lanes.compactMap { lane in
      end(of: lane, reference, scale).flatMap { end in lane["laneID"]?.number.map { (number: $0, end: end) } }
    }.sorted { $0.number < $1.number }
    for (left, right) in zip(ends, ends.dropFirst()) {
      // To the right of a direction (x, y) is (y, -x).
      let offset = (x: right.end.x - left.end.x, y: right.end.y - left.end.y)
      let side = offset.x * left.end.alongY - offset.y * left.end.alongX
      outcomes.check(
        .lanesLeftToRight, side > 0, message, at: path + ".lanes",
        "lane \(right.number) lies to the left of lane \(left.number)")
    }
  }

  /// Whether a lane is a crosswalk or a sidewalk, which lead across a node and beside a link.
  static func isForPedestrians(_ lane: SchemaValue) -> Bool {
    guard case .choice(let type) = lane["laneAttributes"]?["laneType"] else { return false }
    return type.name == "crosswalk" || type.name == "sidewalk"
  }

  private struct End {
    var x: Double
    var y: Double
    var alongX: Double
    var alongY: Double
  }

  private static func end(of lane: SchemaValue, _ reference: SchemaValue?, _ scale: Double) -> End? {
    let points = (lane["points"]?.elements ?? []).suffix(2).compactMap {
      Distance.position(of: $0["posOffset"], from: reference)
    }
    guard points.count == 2 else { return nil }
    let x = points.map { Double($0.longitude) * scale }
    let y = points.map { Double($0.latitude) }
    return End(x: x[1], y: y[1], alongX: x[1] - x[0], alongY: y[1] - y[0])
  }
}
