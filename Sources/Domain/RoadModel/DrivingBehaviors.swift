/// What a vehicle does or is to do (T/CSAE 157-2020, DE_DriveBehavior), as a set.
public struct DrivingBehaviors: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// One bit a behaviour, the lowest for going straight on.
  public let rawValue: UInt16

  /// Makes a set from its bits.
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The names, the lowest bit first.
  public static let allNames = [
    "goStraightForward", "laneChangingToLeft", "laneChangingToRight", "rampIn", "rampOut",
    "intersectionStraightThrough", "intersectionTurnLeft", "intersectionTurnRight", "intersectionUTurn", "stopAndGo",
    "stop", "slowDown", "speedUp", "parking",
  ]

  /// The names of the behaviours in the set.
  public var names: [String] {
    DrivingBehaviors.allNames.enumerated().filter { rawValue >> UInt16($0.offset) & 1 == 1 }.map(\.element)
  }
}

/// What a coordination is for (T/CSAE 157-2020, DE_CoordinationInfo), as a set.
public struct CoordinationPurposes: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// One bit a purpose, the lowest for cooperative lane changing.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The names, the lowest bit first.
  public static let allNames = [
    "cooperativeLaneChanging", "cooperativeVehicleMerging", "laneChangingAtIntersection",
    "unsignalledIntersectionPassing", "dynamicLaneManagement", "laneReservation", "laneRestriction", "signalPriority",
  ]

  /// The names of the purposes in the set.
  public var names: [String] {
    CoordinationPurposes.allNames.enumerated().filter { rawValue >> UInt8($0.offset) & 1 == 1 }.map(\.element)
  }
}
