import Kernel
import RoadModel

/// An intersection as MAP of J2735 and MAPEM tell it, free of either's types.
struct IntersectionDescription {
  var id: NodeID
  var name: String
  /// The origin of all lanes.
  var reference: GeodeticPosition
  /// Metres, where the message says.
  var laneWidth: Double?
  /// Metres per second, where the message says.
  var speedLimit: Double?
  var lanes: [LaneDescription]
}

/// One lane of an intersection.
struct LaneDescription {
  /// Its number within the intersection, 1...254.
  var number: UInt8
  var isIngress: Bool
  var isEgress: Bool
  /// DE_ApproachID of either direction; nil where it is not told.
  var ingressApproach: UInt8?
  var egressApproach: UInt8?
  var type: LaneType
  var maneuvers: Maneuvers
  /// The points from the intersection outwards, or how they follow from another lane's.
  var shape: Shape
  var connections: [Connection]

  enum Shape {
    case steps([NodeStep])
    /// As the lane of a number, moved by metres east and north.
    case like(UInt8, LocalVector)
    case none
  }

  struct Connection {
    var lane: UInt8
    var remoteNode: NodeID?
    var signalGroup: UInt8?
    var maneuvers: Maneuvers
  }
}

/// Makes nodes and lanes of the local frame from intersections (SAE J2735, MSG_MapData; ETSI TS 103 301, MAPEM).
///
/// Such a map knows intersections and no links, so lanes are named thus: a lane that leads in comes from node 0 of the
/// intersection's region, which stands for a node that the map does not name, one that leads out goes to it; the branch
/// is the number of the approach, and the lane's number is its own within the intersection, which need not count from
/// the left. A lane for both directions, such as a crosswalk, leads in.
enum IntersectionMapBuilder {
  typealias Built = (node: RoadNode, lanes: [Lane])

  /// The intersections with their lanes; a lane of fewer than two points is left out and counted in `shapeless`.
  static func build(
    _ intersections: [IntersectionDescription], frame: LocalFrame
  ) -> (nodes: [Built], shapeless: Int) {
    var shapeless = 0
    let nodes = intersections.map { intersection -> Built in
      let place = frame.point(of: intersection.reference)
      var lanes: [Lane] = []
      for lane in intersection.lanes {
        let line = points(of: lane, in: intersection, place, frame)
        if line.count >= 2 {
          lanes.append(self.lane(lane, line, of: intersection))
        } else {
          shapeless += 1
        }
      }
      return (RoadNode(id: intersection.id, name: intersection.name, position: place), lanes)
    }
    return (nodes, shapeless)
  }

  /// The node that stands for one that the map does not name.
  static func unnamed(beside node: NodeID) -> NodeID { NodeID(region: node.region, number: 0) }

  private static func lane(_ lane: LaneDescription, _ line: [LocalPoint], of intersection: IntersectionDescription)
    -> Lane
  {
    let leadsIn = lane.isIngress || !lane.isEgress
    let outside = unnamed(beside: intersection.id)
    var result = Lane(
      upstreamNode: leadsIn ? outside : intersection.id, downstreamNode: leadsIn ? intersection.id : outside,
      linkName: "", number: lane.number, type: lane.type, width: intersection.laneWidth ?? 3.5,
      maneuvers: lane.maneuvers, speedLimit: intersection.speedLimit,
      // The points begin at the stop line: the way in is driven against their order.
      centerLine: leadsIn ? line.reversed() : line, connections: leadsIn ? connections(of: lane, outside) : [])
    result.branch = (leadsIn ? lane.ingressApproach : lane.egressApproach) ?? 0
    return result
  }

  /// A lane that a connection leads to stands in the same intersection, unless it names another one.
  private static func connections(of lane: LaneDescription, _ outside: NodeID) -> [LaneConnection] {
    lane.connections.map {
      LaneConnection(
        remoteNode: $0.remoteNode ?? outside, remoteLaneNumber: $0.lane, phase: $0.signalGroup, maneuvers: $0.maneuvers)
    }
  }

  private static func points(
    of lane: LaneDescription, in intersection: IntersectionDescription, _ place: LocalPoint, _ frame: LocalFrame
  ) -> [LocalPoint] {
    switch lane.shape {
    case .none: return []
    case .steps(let steps): return NodeStep.points(steps, from: place, frame)
    case .like(let number, let shift):
      // A lane that follows from another one that follows from a third is not drawn.
      guard let other = intersection.lanes.first(where: { $0.number == number }), case .steps(let steps) = other.shape
      else { return [] }
      return NodeStep.points(steps, from: place, frame).map { $0 + shift }
    }
  }
}
