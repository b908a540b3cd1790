public import Framing
public import Kernel
import RoadModel

/// What is known of a device while the edge runs.
public struct DeviceState {
  /// As it was registered.
  public let registration: DeviceRegistration
  /// The identity that its messages carry.
  public let unitNumber: UInt64
  /// What came from it.
  public internal(set) var counters = IngestCounters()
  /// When its last accepted message was received.
  public internal(set) var lastSeen: Instant?
  /// Where it stands, by the reference position of its RSM; nil before the first.
  public internal(set) var place: LocalPoint?
  /// Why its last broken message was refused, found at most once a second.
  public internal(set) var lastRejection: String?
  /// In what its messages stand: as it was registered, or as it was found out; nil while that is not sure.
  public var framing: FramingKind? { registration.framing ?? watch.pinned }
  /// Messages whose application identifier stands for another kind.
  public internal(set) var misnamed: UInt64 = 0
  /// Messages that octets followed. They are allowed, and may mean that the device speaks the other dialect.
  public internal(set) var trailing: UInt64 = 0
  var rateLimit: RateLimit
  var clock = ClockWatch()
  var watch = FramingWatch()
  var explainedAt: Instant?

  init(_ registration: DeviceRegistration) {
    self.registration = registration
    unitNumber = registration.unitNumber
    rateLimit = RateLimit(perSecond: registration.datagramsPerSecond)
  }

  /// How far its clock is ahead of ours in seconds, assuming the shortest way of its messages; nil before the first.
  public var clockOffset: Double? { clock.offset }
}

/// An address that is not registered and sends all the same.
public struct UnknownSource: Sendable, Equatable {
  /// The address.
  public var address: NetworkAddress
  /// How many datagrams came from it.
  public var datagrams: UInt64
  /// When the last one came.
  public var lastSeen: Instant
}

/// An application identifier that is not known and is sent all the same.
public struct UnknownApplication: Sendable, Equatable {
  /// The identifier.
  public var application: ApplicationIdentifier
  /// How many messages had it.
  public var messages: UInt64
}
