/// The place of a registered device in the edge's device list, 0..<64.
///
/// A scene keeps the set of devices that see a track as a bit set of these.
public struct UnitIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The place in the list.
  public let rawValue: UInt8

  /// How many devices one edge can have.
  public static let limit = 64

  /// Makes the index of a place in the list, 0..<64.
  @inlinable public init(_ rawValue: UInt8) { self.rawValue = rawValue & 63 }

  @inlinable public static func < (left: UnitIndex, right: UnitIndex) -> Bool { left.rawValue < right.rawValue }
}

/// A set of registered devices.
public struct UnitSet: Hashable, Sendable, BitwiseCopyable {
  /// One bit a device, the lowest for index 0.
  public var bits: UInt64

  /// The empty set.
  @inlinable public init() { bits = 0 }

  /// The set with the devices whose bits are set.
  @inlinable public init(bits: UInt64) { self.bits = bits }

  /// Adds a device.
  @inlinable public mutating func insert(_ unit: UnitIndex) { bits |= 1 << UInt64(unit.rawValue) }

  /// Whether a device belongs to the set.
  @inlinable public func contains(_ unit: UnitIndex) -> Bool { bits >> UInt64(unit.rawValue) & 1 == 1 }

  /// How many devices belong to the set.
  @inlinable public var count: Int { bits.nonzeroBitCount }
}

/// What kind of road user something is.
///
/// Joined from DE_ParticipantType and DE_BasicVehicleClass of T/CSAE 53-2020.
public enum ParticipantKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case unknown = 0
  case car = 1
  case truck = 2
  case bus = 3
  case motorcycle = 4
  case bicycle = 5
  case pedestrian = 6
  case emergencyVehicle = 7

  /// Whether it is a pedestrian or on two wheels.
  @inlinable public var isVulnerable: Bool { self == .motorcycle || self == .bicycle || self == .pedestrian }

  /// Length, width and height in metres to assume where nobody has told.
  @inlinable public var usualSize: BodySize {
    switch self {
    case .unknown, .car: BodySize(length: 4.6, width: 1.8, height: 1.5)
    case .truck: BodySize(length: 9.0, width: 2.5, height: 3.2)
    case .bus: BodySize(length: 12.0, width: 2.55, height: 3.1)
    case .motorcycle: BodySize(length: 2.1, width: 0.8, height: 1.5)
    case .bicycle: BodySize(length: 1.8, width: 0.65, height: 1.7)
    case .pedestrian: BodySize(length: 0.5, width: 0.5, height: 1.7)
    case .emergencyVehicle: BodySize(length: 6.0, width: 2.1, height: 2.6)
    }
  }
}

/// The outer size of a road user in metres.
public struct BodySize: Hashable, Sendable, BitwiseCopyable {
  /// Metres along its heading.
  public var length: Double
  /// Metres across its heading.
  public var width: Double
  /// Metres above the road; nil where nobody has told.
  public var height: Double?

  /// Makes a size from metres.
  @inlinable public init(length: Double, width: Double, height: Double?) {
    self.length = length
    self.width = width
    self.height = height
  }
}

/// How something was sensed (T/CSAE 53-2020, DE_SourceType).
public enum SensingMethod: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case unknown = 0
  case roadsideUnitItself = 1
  case selfReport = 2
  case video = 3
  case microwaveRadar = 4
  case loop = 5
  case lidar = 6
  case integrated = 7
}
