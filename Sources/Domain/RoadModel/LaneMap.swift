public import Kernel

/// The identity of a node of the road network (T/CSAE 53-2020, DF_NodeReferenceID).
public struct NodeID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The road regulator, 0...65535; nil where the message leaves it out.
  public var region: UInt16?
  /// The node within its region, 0...65535.
  public var number: UInt16

  /// Makes an identity.
  @inlinable public init(region: UInt16?, number: UInt16) {
    self.region = region
    self.number = number
  }

  @inlinable public static func < (left: NodeID, right: NodeID) -> Bool {
    (Int(left.region ?? 0), left.number) < (Int(right.region ?? 0), right.number)
  }
}

/// What a lane is for (T/CSAE 53-2020, DF_LaneTypeAttributes).
public enum LaneType: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case vehicle, crosswalk, bicycle, sidewalk, median, striping, trackedVehicle, parking, unknown
}

/// The directions that a lane allows (T/CSAE 53-2020, DE_AllowedManeuvers).
public struct Maneuvers: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// One bit a direction, the lowest for straight on.
  public let rawValue: UInt16

  /// Makes a set from its bits.
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Straight on, to the left, to the right, and back.
  public static let straight = Maneuvers(rawValue: 1)
  public static let left = Maneuvers(rawValue: 2)
  public static let right = Maneuvers(rawValue: 4)
  public static let uTurn = Maneuvers(rawValue: 8)
}

/// A way from the end of a lane across an intersection.
public struct LaneConnection: Hashable, Sendable {
  /// The node that it leads to.
  public var remoteNode: NodeID
  /// The lane of the link to that node that it leads into, as MAP numbers it; nil where the map does not say.
  public var remoteLaneNumber: UInt8?
  /// The signal phase that governs it; nil where none does.
  public var phase: UInt8?
  /// What a driver does to follow it.
  public var maneuvers: Maneuvers

  /// Makes a connection.
  public init(remoteNode: NodeID, remoteLaneNumber: UInt8?, phase: UInt8?, maneuvers: Maneuvers) {
    self.remoteNode = remoteNode
    self.remoteLaneNumber = remoteLaneNumber
    self.phase = phase
    self.maneuvers = maneuvers
  }
}

/// One lane of a link, its centre line drawn in the direction of travel and ending at the stop line.
public struct Lane: Sendable {
  /// The node that its link comes from.
  public var upstreamNode: NodeID
  /// The node that its link leads to; the stop line is there.
  public var downstreamNode: NodeID
  /// Which of several links between the same nodes it belongs to, in the order of the map, from 0.
  public var branch: UInt8 = 0
  /// The name of the link, where it has one.
  public var linkName: String
  /// The number within the link, from 1, left to right in the direction of travel.
  public var number: UInt8
  /// What it is for.
  public var type: LaneType
  /// The width in metres.
  public var width: Double
  /// The directions that it allows.
  public var maneuvers: Maneuvers
  /// The highest speed allowed in metres per second, where the map says.
  public var speedLimit: Double?
  /// The centre line, at least two points.
  public var centerLine: [LocalPoint]
  /// The ways on from its end.
  public var connections: [LaneConnection]

  /// Makes a lane; `centerLine` has at least two points.
  public init(
    upstreamNode: NodeID, downstreamNode: NodeID, linkName: String, number: UInt8, type: LaneType, width: Double,
    maneuvers: Maneuvers, speedLimit: Double?, centerLine: [LocalPoint], connections: [LaneConnection]
  ) {
    self.upstreamNode = upstreamNode
    self.downstreamNode = downstreamNode
    self.linkName = linkName
    self.number = number
    self.type = type
    self.width = width
    self.maneuvers = maneuvers
    self.speedLimit = speedLimit
    self.centerLine = centerLine
    self.connections = connections
  }

  /// The length of the centre line in metres.
  public var length: Double {
    zip(centerLine, centerLine.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
  }
}

/// A node of the road network: an intersection or a place where the road changes.
public struct RoadNode: Sendable {
  /// Its identity.
  public var id: NodeID
  /// Its name, where it has one.
  public var name: String
  /// Its reference point.
  public var position: LocalPoint

  /// Makes a node.
  public init(id: NodeID, name: String, position: LocalPoint) {
    self.id = id
    self.name = name
    self.position = position
  }
}

/// The lanes that an edge knows, of all the nodes that it has a MAP of, in one frame.
public struct LaneMap: Sendable {
  /// The nodes, ordered by identity.
  public var nodes: [RoadNode]
  /// The lanes, ordered by downstream node, upstream node, branch and number.
  public var lanes: [Lane]
  /// Grows by one with each change.
  public var version: Int

  /// Makes a map.
  public init(nodes: [RoadNode] = [], lanes: [Lane] = [], version: Int = 0) {
    self.nodes = nodes
    self.lanes = lanes
    self.version = version
  }
}
