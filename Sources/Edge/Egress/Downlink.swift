public import Framing
public import Ingest
public import Kernel
public import MessagesCSAE
public import RoadModel

/// One roadside unit that is given what the edge sees, and for whom.
public struct Downlink: Sendable, Equatable {
  /// The unit, by its place among the edge's devices.
  public var unit: UnitIndex
  /// The `id` that its messages carry: the unit's own, since it is the unit that speaks to vehicles.
  public var identity: UInt64
  /// The layout of its messages; of ``Dialect/csae53_2020`` there is no SSM.
  public var dialect: Dialect
  /// Where its datagrams go.
  public var destination: NetworkEndpoint
  /// What it is given: RSM (T/CSAE 53), SSM (T/CSAE 157) or both. Other kinds are passed over.
  public var kinds: MessageKinds
  /// How far from the unit, in metres, those are that hear it.
  public var audienceRadius: Double
  /// In what its messages stand: bare, in frames of DSMP, or in envelopes.
  public var framing: FramingKind
  /// What frames of DSMP call an RSM and an SSM.
  public var perceptionApplication: ApplicationIdentifier?
  public var sharingApplication: ApplicationIdentifier?
  /// The most messages in a cycle of 100 ms.
  public var messagesPerCycle: Int
  /// The most octets in a cycle, what the messages stand in included.
  public var octetsPerCycle: Int
  /// The most octets of one datagram.
  public var datagramOctets: Int
  /// Where the unit stands; nil for where its own messages say that it does.
  public var position: GeodeticPosition?

  /// The kinds where nothing is said, and the bounds of what a configuration may ask for.
  public static let usualKinds: MessageKinds = [.rsm, .ssm]
  public static let usualAudienceRadius = 300.0
  public static let usualMessagesPerCycle = 16
  public static let usualOctetsPerCycle = 12_000
  public static let usualDatagramOctets = 1_400

  /// Makes a downlink with what is usual.
  public init(unit: UnitIndex, identity: UInt64, destination: NetworkEndpoint) {
    self.unit = unit
    self.identity = identity
    self.destination = destination
    dialect = .ydt3709_2020
    kinds = Downlink.usualKinds
    audienceRadius = Downlink.usualAudienceRadius
    framing = .bare
    messagesPerCycle = Downlink.usualMessagesPerCycle
    octetsPerCycle = Downlink.usualOctetsPerCycle
    datagramOctets = Downlink.usualDatagramOctets
  }

  /// What it is given of the two kinds, as far as its dialect has them.
  var sendsPerception: Bool { kinds.contains(.rsm) }
  var sendsSharing: Bool { kinds.contains(.ssm) && dialect == .ydt3709_2020 }
}
