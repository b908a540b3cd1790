public import Kernel

/// A thing on the road that is no road user, as one sender tells of it.
public struct Obstacle: Hashable, Sendable, BitwiseCopyable {
  /// What it is (T/CSAE 157-2020, DE_ObstacleType).
  public enum Kind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case unknown, rockfall, landslide, animal, liquidSpill, scatteredGoods, trafficCone, safetyTriangle, roadblock
    case openManhole, fragments, hardObject, softObject
  }

  /// The device that handed it in.
  public var unit: UnitIndex
  /// The station whose sensors see it, which may be a vehicle.
  public var sender: UInt64
  /// Whose numbers ``sender`` is one of.
  public var scheme: IdentityScheme
  /// The sender's own number for it, unique with the sender.
  public var number: UInt16
  /// What it is.
  public var kind: Kind
  /// How sure the sender is of that, 0...1; nil where it does not say.
  public var confidence: Double?
  /// How the sender knows of it.
  public var method: SensingMethod
  /// When it was measured.
  public var time: Instant
  /// Where its middle is.
  public var position: LocalPoint
  /// One standard deviation of each coordinate in metres; nil where the sender does not say.
  public var positionDeviation: Double?
  /// Metres per second; nil where it is not known.
  public var speed: Double?
  /// Where it moves or points; nil where it is not known.
  public var heading: Angle?
  /// Its size; nil where it is not known.
  public var size: BodySize?
  /// For how many seconds the sender has followed it; nil where it does not say.
  public var trackedSeconds: Double?
  /// When the first message of it came.
  public var since: Instant
  /// When the newest did.
  public var lastTold: Instant

  /// Makes an obstacle of which only what every sender tells is known.
  public init(
    unit: UnitIndex, sender: UInt64, scheme: IdentityScheme, number: UInt16, kind: Kind, method: SensingMethod,
    time: Instant, position: LocalPoint, toldAt now: Instant
  ) {
    self.unit = unit
    self.sender = sender
    self.scheme = scheme
    self.number = number
    self.kind = kind
    self.method = method
    self.time = time
    self.position = position
    since = now
    lastTold = now
  }
}
