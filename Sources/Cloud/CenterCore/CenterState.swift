public import Kernel
public import RoadModel
public import TierModel

/// A region as the center keeps it.
public struct RegionRecord: Sendable {
  /// Its identity.
  public var region: String
  /// Its name for people.
  public var name: String
  /// The newest epoch that was heard, and the highest number in it.
  public var epoch: UInt64
  public var sequence: UInt64
  /// When the newest message of it was made.
  public var lastHeard: Instant?
  /// Its roads, and when it told them.
  public var network: RoadNetwork?
  public var networkTime: Instant?
  /// Devices, where it tells of them, and when it did.
  public var devices: [DeviceSummary]
  public var devicesTime: Instant?
  /// Its newest minute; nil before the first.
  public var newest: RegionSummary?

  /// Makes a record of a region that was just heard for the first time.
  public init(region: String, epoch: UInt64) {
    self.region = region
    self.epoch = epoch
    name = region
    sequence = 0
    devices = []
  }
}

/// What a region's minute amounted to.
public struct MinuteTotal: Sendable, Hashable {
  /// The region.
  public var region: String
  /// The end of the minute.
  public var time: Instant
  /// All links together.
  public var total: TrafficSums
  /// Vehicles that went from one edge to another in it.
  public var handedOver: Int

  /// Makes a total.
  public init(region: String, time: Instant, total: TrafficSums, handedOver: Int) {
    self.region = region
    self.time = time
    self.total = total
    self.handedOver = handedOver
  }
}

/// A part of the core's state that outlives it.
public enum CenterRecord: Sendable {
  case region(RegionRecord)
  case openEvent(region: String, OpenEvent)
  case closedEvent(region: String, EventBook.ClosedEvent)

  /// What a record is kept under.
  public enum Key: Hashable, Sendable {
    case region(String)
    case openEvent(region: String, EventOrigin)
    case closedEvent(region: String, EventOrigin)
  }

  /// What it is kept under.
  public var key: Key {
    switch self {
    case .region(let record): .region(record.region)
    case .openEvent(let region, let event): .openEvent(region: region, event.origin)
    case .closedEvent(let region, let event): .closedEvent(region: region, event.origin)
    }
  }
}

/// What a center core goes on from after a restart: the records that were kept, and the stored minutes of the last day.
public struct CenterState: Sendable {
  /// The records, in any order.
  public var records: [CenterRecord]
  /// The stored minutes that ended within ``CenterConfiguration/trendLength``, in any order.
  public var minutes: [MinuteTotal]

  /// Makes a state; an empty one is that of a center that never ran.
  public init(records: [CenterRecord] = [], minutes: [MinuteTotal] = []) {
    self.records = records
    self.minutes = minutes
  }
}
