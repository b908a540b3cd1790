/// What a message is for, whatever dialect it is written in; the names are the field's.
public enum MessageKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// What a vehicle says of itself: BSM of T/CSAE 53 and of J2735, CAM.
  case bsm
  /// The lanes: MAP, MAPEM.
  case map
  /// What a roadside unit perceives: RSM.
  case rsm
  /// The state of signals: SPAT, SPATEM.
  case spat
  /// Events and signs: RSI, TIM, DENM.
  case rsi
  /// What somebody on foot or on two wheels says of himself or herself: PSM of T/CSAE 157 and of J2735, VAM.
  case psm
  /// What any station's sensors see: SSM of T/CSAE 157, SDSM, CPM.
  case ssm
  /// What a vehicle intends and asks for: VIR, SRM.
  case vir
  /// What a roadside unit proposes to vehicles: RSC.
  case rsc
  /// Parking areas, platoons, satellite corrections, tests, payment, and the answer to an SRM: understood, counted, and
  /// of no use to a scene.
  case pam, clpmm, rtcm, test, vpm, signalStatus

  /// The name in configuration, metrics and API.
  public var name: String { "\(self)" }

  /// Whether the edge takes messages of this kind; others are counted by kind and dropped.
  public var isUsed: Bool { rawValue <= MessageKind.rsc.rawValue }

  /// Whether road users send it: its time is that of their clock, and not that of the unit that hands it on.
  var isOfRoadUsers: Bool { self == .bsm || self == .psm || self == .vir }
}

/// A set of kinds of message.
public struct MessageKinds: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// One bit a kind.
  public let rawValue: UInt32

  /// Makes a set from its bits.
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The set of one kind.
  @inlinable public init(_ kind: MessageKind) { self.init(rawValue: 1 << UInt32(kind.rawValue)) }

  /// Vehicles' messages of themselves, forwarded by the unit that heard them.
  public static let bsm = MessageKinds(.bsm)
  /// The road map.
  public static let map = MessageKinds(.map)
  /// What the unit perceives.
  public static let rsm = MessageKinds(.rsm)
  /// The state of signals.
  public static let spat = MessageKinds(.spat)
  /// Events and signs.
  public static let rsi = MessageKinds(.rsi)
  /// People's messages of themselves.
  public static let psm = MessageKinds(.psm)
  /// What sensors see.
  public static let ssm = MessageKinds(.ssm)
  /// What vehicles intend and ask for.
  public static let vir = MessageKinds(.vir)
  /// What units propose to vehicles.
  public static let rsc = MessageKinds(.rsc)
  /// All that the edge takes.
  public static let all: MessageKinds = [.bsm, .map, .rsm, .spat, .rsi, .psm, .ssm, .vir, .rsc]

  /// Whether a kind belongs to the set.
  @inlinable public func contains(_ kind: MessageKind) -> Bool { contains(MessageKinds(kind)) }

  /// The names of the kinds in the set.
  public var names: [String] { MessageKind.allCases.filter { contains($0) }.map(\.name) }
}
