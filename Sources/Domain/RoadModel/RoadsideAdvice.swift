public import Kernel

/// What a roadside unit proposes to one vehicle (T/CSAE 157-2020, DF_VehicleCoordination).
public struct VehicleAdvice: Sendable, Hashable {
  /// The device that proposes it.
  public var unit: UnitIndex
  /// The vehicle, by its temporary identity.
  public var vehicle: UInt64
  /// The time of the message.
  public var time: Instant
  /// What it is to do.
  public var behaviors: DrivingBehaviors
  /// The way that it is to take, at most 100 points; empty where none is told.
  public var path: [PlannedPoint]
  /// What it is for.
  public var purposes: CoordinationPurposes
  /// The part of the road that it is for; nil where it is not told.
  public var link: RoadLink?
  /// The way along which it is meant; empty where it is not told.
  public var relatedPath: [LocalPoint]
  /// Until when it holds; nil where it is not told.
  public var ends: Instant?
  /// When the first message of it came.
  public var since: Instant
  /// When the newest did.
  public var lastTold: Instant

  /// Makes advice that says nothing yet.
  public init(unit: UnitIndex, vehicle: UInt64, time: Instant, toldAt now: Instant) {
    self.unit = unit
    self.vehicle = vehicle
    self.time = time
    behaviors = []
    path = []
    purposes = []
    relatedPath = []
    since = now
    lastTold = now
  }
}

/// What a roadside unit proposes to all on some lanes (T/CSAE 157-2020, DF_LaneCoordination).
public struct LaneAdvice: Sendable, Hashable {
  /// The device that proposes it.
  public var unit: UnitIndex
  /// The lanes.
  public var link: RoadLink
  /// The time of the message.
  public var time: Instant
  /// The way along which it is meant; empty where it is not told.
  public var relatedPath: [LocalPoint]
  /// From when and until when it holds; nil where it is not told.
  public var begins: Instant?
  public var ends: Instant?
  /// The speed that is recommended, metres per second; nil where none is.
  public var speed: Double?
  /// What vehicles are to do.
  public var behaviors: DrivingBehaviors
  /// What it is for.
  public var purposes: CoordinationPurposes
  /// The text, where there is one in ASCII.
  public var text: String
  /// The text in GB 2312, where there is one; the machine floor knows the character table.
  public var encodedText: [UInt8]
  /// When the first message of it came.
  public var since: Instant
  /// When the newest did.
  public var lastTold: Instant

  /// Makes advice that says nothing yet.
  public init(unit: UnitIndex, link: RoadLink, time: Instant, toldAt now: Instant) {
    self.unit = unit
    self.link = link
    self.time = time
    relatedPath = []
    behaviors = []
    purposes = []
    text = ""
    encodedText = []
    since = now
    lastTold = now
  }
}
