public import Kernel
public import RoadModel

/// What roadside units propose to vehicles and to all on some lanes.
public struct CoordinationBoard {
  /// A proposal without a lifetime ends when it was not repeated for so long; one for lanes always.
  public static let hold = Interval.seconds(5)
  /// How many proposals to vehicles, and to lanes, are kept; further ones are counted in ``overflow``.
  public static let vehicleLimit = 256
  public static let laneLimit = 128

  private var vehicleList = ToldList<VehicleAdvice>(limit: CoordinationBoard.vehicleLimit)
  private var laneList = ToldList<LaneAdvice>(limit: CoordinationBoard.laneLimit)

  /// Makes an empty board.
  public init() {}

  /// The proposals to vehicles, in the order in which they came.
  public var vehicles: [VehicleAdvice] { vehicleList.entries }
  /// The proposals to lanes, in the order in which they came.
  public var lanes: [LaneAdvice] { laneList.entries }
  /// Proposals that there was no room for, counted with each message.
  public var overflow: UInt64 { vehicleList.overflow &+ laneList.overflow }
  /// Grows whenever a proposal begins or ends.
  public var version: Int { vehicleList.version + laneList.version }

  /// Takes over a proposal to a vehicle, in the place of the same unit's last one to it.
  package mutating func put(_ advice: VehicleAdvice) {
    vehicleList.put(
      advice, isSame: { $0.vehicle == advice.vehicle && $0.unit == advice.unit },
      merge: { new, old in new.since = old.since })
  }

  /// Takes over a proposal to lanes, in the place of the same unit's last one to them.
  package mutating func put(_ advice: LaneAdvice) {
    laneList.put(
      advice, isSame: { $0.link == advice.link && $0.unit == advice.unit },
      merge: { new, old in new.since = old.since })
  }

  /// Ends what no longer holds.
  public mutating func advance(to now: Instant) {
    vehicleList.end { advice in
      if let ends = advice.ends { return ends < now }
      return now - advice.lastTold > CoordinationBoard.hold
    }
    laneList.end { advice in
      now - advice.lastTold > CoordinationBoard.hold || (advice.ends.map { $0 < now } ?? false)
    }
  }

  /// Folds what the board holds into a digest; nothing where it is empty.
  public func digest(into digest: inout StateDigest) {
    for advice in vehicleList.entries {
      digest.fold(advice.vehicle)
      digest.fold(Int(advice.time.nanoseconds))
      digest.fold(Int(advice.behaviors.rawValue) << 16 | Int(advice.purposes.rawValue) << 8 | advice.path.count)
    }
    for advice in laneList.entries {
      digest.fold(Int(advice.link.downstream.number) << 16 | Int(advice.link.upstream.number))
      digest.fold(Int(advice.time.nanoseconds))
      digest.fold(Int(advice.behaviors.rawValue) << 8 | Int(advice.purposes.rawValue))
    }
  }
}
