public import Kernel

/// A part of the road network by its nodes, as messages refer to it (T/CSAE 53-2020, DF_ReferenceLink).
public struct RoadLink: Hashable, Sendable {
  /// The node that it comes from.
  public var upstream: NodeID
  /// The node that it leads to.
  public var downstream: NodeID
  /// Which of its lanes are meant, 1...15, ascending; empty for all.
  public var lanes: [UInt8]

  /// Makes a reference.
  public init(upstream: NodeID, downstream: NodeID, lanes: [UInt8] = []) {
    self.upstream = upstream
    self.downstream = downstream
    self.lanes = lanes
  }
}

/// A point of a way that is planned or proposed (T/CSAE 157-2020, DF_PathPlanningPoint).
public struct PlannedPoint: Hashable, Sendable, BitwiseCopyable {
  /// Where it is.
  public var position: LocalPoint
  /// Metres per second there; nil where it is not told.
  public var speed: Double?
  /// The heading there; nil where it is not told.
  public var heading: Angle?
  /// When the vehicle will be there, in seconds from the message's time; nil where it is not told.
  public var secondsAhead: Double?

  /// Makes a point.
  public init(position: LocalPoint, speed: Double? = nil, heading: Angle? = nil, secondsAhead: Double? = nil) {
    self.position = position
    self.speed = speed
    self.heading = heading
    self.secondsAhead = secondsAhead
  }
}
