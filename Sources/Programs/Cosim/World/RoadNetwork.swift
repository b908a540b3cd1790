import Kernel

/// SUMO's road network as far as MAP needs it: junctions, edges with their lanes, and the connections between lanes.
struct RoadNetwork {
  /// The junctions by name.
  var junctions: [String: LocalPoint] = [:]
  /// The edges, in the order of the file: roads, crosswalks, and the inside of junctions left out.
  var edges: [RoadEdge] = []
  /// The crosswalks, in the order of the file.
  var crosswalks: [Crosswalk] = []
  /// The connections, in the order of the file.
  var connections: [RoadConnection] = []

  /// The edge of a name.
  func edge(_ name: String) -> RoadEdge? { edges.first { $0.name == name } }

  /// The edges that lead to a junction, in the order of the file.
  func edges(into junction: String) -> [RoadEdge] { edges.filter { $0.downstream == junction } }
}

/// An edge of SUMO's network: a link of MAP.
struct RoadEdge {
  var name: String
  var upstream: String
  var downstream: String
  /// The lanes, from the kerb inwards, as SUMO numbers them from 0.
  var lanes: [RoadLane] = []

  /// The number that MAP gives a lane: from 1, left to right.
  func mapNumber(ofLane index: Int) -> Int { lanes.count - index }
}

/// A lane of SUMO's network.
struct RoadLane {
  /// What may use it.
  enum Use { case vehicles, bicycles, pedestrians }

  var use: Use
  var width: Double
  var speedLimit: Double
  var centerLine: [LocalPoint]

  /// The point at a distance from the beginning, or the end where the lane is shorter.
  func point(at distance: Double) -> LocalPoint {
    var rest = distance
    for (start, end) in zip(centerLine, centerLine.dropFirst()) {
      let length = start.distance(to: end)
      if rest <= length, length > 0 { return start + (end - start) * (max(0, rest) / length) }
      rest -= length
    }
    return centerLine.last ?? LocalPoint(east: 0, north: 0)
  }
}

/// A crosswalk: SUMO's edge inside a junction that leads over some edges.
struct Crosswalk {
  var name: String
  /// The junction that it belongs to: SUMO names it `:junction_cN`.
  var junction: String { String(name[..<(name.lastIndex(of: "_") ?? name.endIndex)].dropFirst()) }
  /// The edges that it leads over.
  var crossed: [String]
  var width: Double
  var centerLine: [LocalPoint]
  /// The signal and the group that governs it, where one does.
  var signal: String?
  var group: Int?
}

/// A way from one lane to another over a junction.
struct RoadConnection {
  var from: String
  var to: String
  var fromLane: Int
  var toLane: Int
  /// SUMO's letter: s straight, l left, r right, t back.
  var direction: String
  /// The signal group that governs it; the phase of MAP and SPAT is one more.
  var group: Int?
}
