public import Kernel

/// Something on the road that is announced: an event or a sign of an RSI, a traveler information of J2735, a DENM.
public struct RoadEvent: Sendable, Equatable {
  /// Whether it is an event (RTE, advisory, DENM) or a sign (RTS, signage).
  public enum Category: UInt8, Sendable { case event, sign }

  /// Whose numbers ``RoadEvent/code`` is one of.
  public enum Scheme: UInt8, CaseIterable, Sendable {
    /// GB/T 29100 for an event, GB 5768.2 for a sign.
    case gb
    /// The phrases of the international traveler information systems (SAE J2540).
    case itis
    /// The causes of ETSI TS 102 894-2, DE_CauseCodeType; ``RoadEvent/subcode`` is the sub-cause.
    case etsi
  }

  /// Event or sign.
  public var category: Category
  /// The device that announced it.
  public var unit: UnitIndex
  /// The sender's number for it, unique with the device and the category: below 256 where the device itself announces
  /// it, otherwise with the sender's identity in the bits above.
  public var number: UInt64
  /// What it is, by number.
  public var code: UInt16
  /// Whose number that is.
  public var scheme = Scheme.gb
  /// What it is more exactly; 0 where that is not told.
  public var subcode: UInt8 = 0
  /// Where it is, if the message says.
  public var position: LocalPoint?
  /// The radius in metres within which it matters, where the message says.
  public var radius: Double?
  /// The text, where there is one in ASCII.
  public var text: String
  /// The text in GB 2312, where there is one; the machine floor knows the character table.
  public var encodedText: [UInt8]
  /// The sixteen characters of GB/T 30699 by which a sign's text begins (T/CSAE 159-2020), which are no part of the text
  /// here; nil where there are none.
  public var standardCode: String?
  /// The way that it applies to: polylines in the local frame.
  public var paths: [[LocalPoint]]
  /// The links and lanes that it applies to.
  public var links: [RoadLink] = []
  /// 0 (lowest) ... 7.
  public var priority: UInt8
  /// How sure its sender is of it, 0...1; nil where it does not say.
  public var confidence: Double?
  /// Who found it out (T/CSAE 53-2020, DE_EventSource): 0 unknown, 1 police, 2 government, 3 weather service,
  /// 4 internet, 5 detection; nil for a sign.
  public var origin: UInt8?
  /// What a sign applies to; nil where it has no auxiliary sign.
  public var auxiliary: AuxiliarySign?
  /// From when and until when it holds by its own word; nil where it does not say.
  public var begins: Instant?
  public var ends: Instant?
  /// When it was announced first and last.
  public var since: Instant
  public var lastAnnounced: Instant

  /// Makes an event.
  public init(
    category: Category, unit: UnitIndex, number: UInt64, code: UInt16, position: LocalPoint?, radius: Double?,
    text: String, encodedText: [UInt8], paths: [[LocalPoint]], priority: UInt8, since: Instant, lastAnnounced: Instant
  ) {
    self.category = category
    self.unit = unit
    self.number = number
    self.code = code
    self.position = position
    self.radius = radius
    self.text = text
    self.encodedText = encodedText
    self.paths = paths
    self.priority = priority
    self.since = since
    self.lastAnnounced = lastAnnounced
  }
}

/// What is shown below a sign (T/CSAE 157-2020, DF_AuxiliarySign).
public struct AuxiliarySign: Sendable, Hashable {
  /// The names of DE_AuxiliarySignVehicleType, the first bit first.
  public static let vehicleNames = ["restrictedFromBus", "vehicle", "truck", "tractor", "private"]
  /// The names of DE_AuxiliarySignDirection in the order of their numbers.
  public static let directionNames = [
    "straight", "leftAndRight", "right", "left", "leftFrontTurn", "rightFrontTurn", "rightRearTurn", "leftRearTurn",
  ]

  /// The vehicles that the sign is for, by name; empty where it is not told.
  public var vehicles: [String]
  /// The direction that it is for, by name; nil where it is not told.
  public var direction: String?

  /// Makes a sign.
  public init(vehicles: [String], direction: String?) {
    self.vehicles = vehicles
    self.direction = direction
  }
}
