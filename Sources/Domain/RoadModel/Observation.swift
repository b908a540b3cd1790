public import Kernel

/// One road user as one source saw it at one instant, in SI units and free of any encoding.
///
/// "Unavailable" codes of the wire are nil here. Nothing in it has been fused, smoothed or corrected: `time` is what the
/// sender says, resolved to UTC, and `position` what the sender says, moved into the edge's local frame.
public struct Observation: Sendable, BitwiseCopyable {
  /// The device that sent the message.
  public var unit: UnitIndex
  /// How the sender knows.
  public var method: SensingMethod
  /// Whether the road user speaks of itself (a BSM) instead of being perceived from the roadside.
  public var isSelfReport: Bool
  /// The sender's own number for it: DE ptcId, 1...65535, of a perceived road user; 0 for a self-report.
  ///
  /// It is evidence for identity and no proof: units reuse and confuse their numbers.
  public var localNumber: UInt16
  /// The temporary identity that the road user itself sends, where it is known; it changes for privacy.
  public var temporaryID: UInt64?
  /// Whose numbers ``temporaryID`` is one of.
  public var identityScheme = IdentityScheme.csae
  /// When it was so, as the sender's clock told.
  public var time: Instant
  /// Where the middle of its body was.
  public var position: LocalPoint
  /// One standard deviation of each coordinate of `position` in metres, from the message's confidence; nil where the
  /// sender does not say.
  public var positionDeviation: Double?
  /// Metres per second along `heading`, never negative.
  public var speed: Double?
  /// One standard deviation of `speed` in metres per second.
  public var speedDeviation: Double?
  /// Where its front points.
  public var heading: Angle?
  /// One standard deviation of `heading` in radians.
  public var headingDeviation: Double?
  /// Metres per second squared along `heading`.
  public var acceleration: Double?
  /// Radians per second counter-clockwise.
  public var yawRate: Double?
  /// What kind of road user it is, as the sender thinks.
  public var kind: ParticipantKind
  /// Its size; nil where the sender does not know.
  public var size: BodySize?

  /// Makes an observation with only what every source tells; the rest is nil and can be set.
  public init(
    unit: UnitIndex, method: SensingMethod, isSelfReport: Bool, localNumber: UInt16, time: Instant,
    position: LocalPoint, kind: ParticipantKind
  ) {
    self.unit = unit
    self.method = method
    self.isSelfReport = isSelfReport
    self.localNumber = localNumber
    self.temporaryID = nil
    self.time = time
    self.position = position
    self.positionDeviation = nil
    self.speed = nil
    self.speedDeviation = nil
    self.heading = nil
    self.headingDeviation = nil
    self.acceleration = nil
    self.yawRate = nil
    self.kind = kind
    self.size = nil
  }
}

/// Whose numbers a temporary identity is one of. A vehicle that speaks several languages has one identity in each; of one
/// scheme it has one at a time.
public enum IdentityScheme: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Eight octets of T/CSAE 53 and T/CSAE 157.
  case csae
  /// Four octets of SAE J2735, DE_TemporaryID.
  case sae
  /// Four octets of ETSI TS 102 894-2, DE_StationID.
  case etsi
}
