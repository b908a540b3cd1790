public import Kernel
public import RoadModel
public import TierModel

/// An edge as its region keeps it.
public struct EdgeRecord: Sendable {
  /// Its identity.
  public var edge: String
  /// The newest epoch that was heard.
  public var epoch: UInt64
  /// When that epoch was first heard, on the region's clock.
  public var epochSince: Instant
  /// The highest number heard in that epoch.
  public var sequence: UInt64
  /// When the newest message of it was made.
  public var lastHeard: Instant?
  /// When the last message of it came, on the region's clock.
  public var received: Instant
  /// The roads it knows, and when it told them.
  public var network: RoadNetwork?
  public var networkTime: Instant?
  /// Its devices.
  public var devices: [DeviceSummary]
  /// When it told of them.
  public var devicesTime: Instant?

  /// Makes a record of an edge that was just heard for the first time.
  public init(edge: String, epoch: UInt64, epochSince: Instant) {
    self.edge = edge
    self.epoch = epoch
    self.epochSince = epochSince
    sequence = 0
    received = epochSince
    devices = []
  }
}

/// One vehicle at one edge.
public struct VehicleSighting: Sendable, Hashable {
  /// The vehicle: one number over all edges, never used again.
  public var vehicle: UInt64
  /// The edge.
  public var edge: String
  /// The track there.
  public var track: TrackID
  /// The first and the last scene that it was in.
  public var since: Instant
  public var until: Instant
  /// How it is known to be the vehicle.
  public var evidence: JoinEvidence

  /// Makes a sighting.
  public init(
    vehicle: UInt64, edge: String, track: TrackID, since: Instant, until: Instant, evidence: JoinEvidence
  ) {
    self.vehicle = vehicle
    self.edge = edge
    self.track = track
    self.since = since
    self.until = until
    self.evidence = evidence
  }
}

/// How a track is known to be a vehicle that was seen before.
public enum JoinEvidence: UInt8, CaseIterable, Sendable {
  /// It is not: the vehicle is new.
  case none
  /// It sends the same temporary identity.
  case temporaryID
  /// It is in the same place at the same time.
  case overlap
  /// It came out of a gap between edges when, where and as fast as the vehicle had to.
  case motion
}

/// What the minutes have come to.
public struct RegionProgress: Sendable, Hashable {
  /// The last minute that was told: whole minutes since 1970; nil before the first.
  public var closedMinute: Int64?
  /// Told minutes that changed since, in order: they are told again with the next.
  public var changedMinutes: [Int64]
  /// Vehicles that were joined, by minute, ordered.
  public var handedOver: [Joins]
  /// The highest number of a vehicle.
  public var lastVehicle: UInt64

  /// How many vehicles were joined in a minute.
  public struct Joins: Sendable, Hashable {
    /// Which: whole minutes since 1970.
    public var minute: Int64
    /// How many.
    public var count: Int

    /// Makes a count.
    public init(minute: Int64, count: Int) {
      self.minute = minute
      self.count = count
    }
  }

  /// Makes a progress.
  public init(
    closedMinute: Int64? = nil, changedMinutes: [Int64] = [], handedOver: [Joins] = [], lastVehicle: UInt64 = 0
  ) {
    self.closedMinute = closedMinute
    self.changedMinutes = changedMinutes
    self.handedOver = handedOver
    self.lastVehicle = lastVehicle
  }
}

/// A part of the core's state that outlives it.
public enum RegionRecord: Sendable {
  case edge(EdgeRecord)
  case openEvent(OpenEvent)
  case closedEvent(EventBook.ClosedEvent)
  case progress(RegionProgress)
  /// All tracks whose vehicles may be seen again, every ten seconds.
  case vehicles([TrackRecord])

  /// What a record is kept under.
  public enum Key: Hashable, Sendable {
    case edge(String)
    case openEvent(EventOrigin)
    case closedEvent(EventOrigin)
    case progress
    case vehicles
  }

  /// What it is kept under.
  public var key: Key {
    switch self {
    case .edge(let record): .edge(record.edge)
    case .openEvent(let event): .openEvent(event.origin)
    case .closedEvent(let event): .closedEvent(event.origin)
    case .progress: .progress
    case .vehicles: .vehicles
    }
  }
}

/// What a region core goes on from after a restart: the records that were kept, and rows of the history.
public struct RegionState: Sendable {
  /// The records, in any order.
  public var records: [RegionRecord]
  /// The stored seconds from ``secondsNeeded(at:progress:)`` on, in any order.
  public var seconds: [HistoryRow]
  /// The stored minutes from ``minutesNeeded(at:_:)`` on, in any order.
  public var minutes: [HistoryRow]

  /// The first second that a core which is made at an instant wants from the store.
  public static func secondsNeeded(at now: Instant, progress: RegionProgress?) -> Int64 {
    let window = HistoryStep.second.index(endingAt: now) - TrafficHistory.secondsInMemory
    guard let closed = progress?.closedMinute else { return window }
    return min(window, (closed + 1) * 60)
  }

  /// The first minute that a core which is made at an instant wants from the store.
  public static func minutesNeeded(at now: Instant, _ configuration: RegionConfiguration) -> Int64 {
    (HistoryStep.quarter.index(endingAt: now) - configuration.quartersInMemory) * 15
  }

  /// Makes a state; an empty one is that of a region that never ran.
  public init(records: [RegionRecord] = [], seconds: [HistoryRow] = [], minutes: [HistoryRow] = []) {
    self.records = records
    self.seconds = seconds
    self.minutes = minutes
  }
}
