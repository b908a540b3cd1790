public import Egress
public import Framing
public import Ingest
public import Kernel
public import RoadModel
public import Scene
public import TierModel
public import Traffic

/// The whole of an edge at an instant, as a value that other threads may read.
public struct EdgeSnapshot: Sendable {
  /// One device with what registration found out about it.
  public struct Device: Sendable {
    /// As it was registered.
    public var registration: DeviceRegistration
    /// What came from it.
    public var counters: IngestCounters
    /// When its last accepted message came.
    public var lastSeen: Instant?
    /// Where it stands.
    public var place: LocalPoint?
    /// How far its clock is ahead in seconds: from fusion where that is sure, otherwise from the way of its messages.
    public var clockOffset: Double?
    /// Why its last broken message was refused.
    public var lastRejection: String?
    /// Accepted messages that octets followed: allowed, and a sign that it may speak the other dialect.
    public var trailing: UInt64
    /// In what its messages stand; nil while that is not sure.
    public var framing: FramingKind?
    /// Messages whose application identifier stands for another kind.
    public var misnamed: UInt64
    /// What the scene found out by holding what it tells against what others tell.
    public var calibration: UnitCalibration
    /// Within what it has to stay.
    public var bounds: DeviceBounds
    /// In what it does not.
    public var alarms: [DeviceAlarm]
    /// What it is given of what the edge sees; nil where it is given nothing.
    public var downlink: Downlinked?
  }

  /// What a device is given.
  public struct Downlinked: Sendable {
    /// The place among the configuration's downlinks.
    public var index: Int
    /// As it was configured.
    public var configuration: Downlink
    /// What was offered and what became of it.
    public var counters: DownlinkCounters
  }

  /// The instant that it stands for.
  public var time: Instant
  /// Grows by one with each snapshot.
  public var sequence: UInt64
  /// The road users, ordered by track.
  public var objects: [SceneObject]
  /// What they are expected to do, in the same order.
  public var forecasts: [Forecast]
  /// The signals.
  public var signals: [IntersectionSignals]
  /// The announcements.
  public var events: [RoadEvent]
  /// Grows when ``events`` change.
  public var eventsVersion: Int
  /// The obstacles that stations tell of.
  public var obstacles: [Obstacle]
  /// What vehicles say that they will do and ask for.
  public var intentions: [VehicleIntention]
  /// What roadside units propose to vehicles, and to all on some lanes.
  public var vehicleAdvice: [VehicleAdvice]
  public var laneAdvice: [LaneAdvice]
  /// The road map.
  public var map: LaneMap
  /// The last minute of traffic as of the end of the newest second; nil before the first.
  public var traffic: TrafficMinute?
  /// Traffic events that have begun and not ended, in the order of their numbers.
  public var trafficEvents: [TrafficEvent]
  /// The devices.
  public var devices: [Device]
  /// What does not fit together in what the edge was told.
  public var findings: [Finding]
  /// Addresses that are not registered.
  public var unknownSources: [UnknownSource]
  /// Application identifiers that are not known.
  public var unknownApplications: [UnknownApplication]
  /// All datagrams.
  public var counters: IngestCounters
  /// All tracks, published or not.
  public var trackCount: Int
  /// Observations taken into the scene.
  public var appliedObservations: UInt64
  /// Observations left out, with the reason.
  public var rejectedObservations: [(reason: ObservationRejection, count: UInt64)]
}

extension EdgeCore {
  /// The whole of the edge at an instant. Allocates: it is for ten times a second, not for each datagram.
  public func snapshot(at now: Instant, sequence: UInt64) -> EdgeSnapshot {
    let lights = signals.signals(at: now)
    return EdgeSnapshot(
      time: now, sequence: sequence, objects: objects, forecasts: forecasts, signals: lights, events: events.events,
      eventsVersion: events.version, obstacles: obstacles.obstacles, intentions: intentions.intentions,
      vehicleAdvice: coordination.vehicles, laneAdvice: coordination.lanes, map: maps.map, traffic: traffic.lastMinute,
      trafficEvents: traffic.openEvents, devices: deviceStates(), findings: findings(lights, at: now),
      unknownSources: ingest.unknownSources, unknownApplications: ingest.unknownApplications,
      counters: ingest.counters, trackCount: trackCount, appliedObservations: appliedObservations,
      rejectedObservations: ObservationRejection.allCases.map { ($0, rejectedObservations[$0.rawValue]) })
  }

  /// The devices with what is known of them.
  func deviceStates() -> [EdgeSnapshot.Device] {
    ingest.devices.enumerated().map { index, state in
      let calibration = calibration(of: UnitIndex(UInt8(index)))
      let registration = calibration.registration
      // Fusion knows a clock better than the way of messages tells, once it has seen enough.
      let isSure = registration.clockDeviation < 0.01
      return EdgeSnapshot.Device(
        registration: state.registration, counters: state.counters, lastSeen: state.lastSeen, place: state.place,
        clockOffset: isSure ? registration.clockOffset.seconds : state.clockOffset, lastRejection: state.lastRejection,
        trailing: state.trailing, framing: state.framing, misnamed: state.misnamed, calibration: calibration,
        bounds: configuration.ownBounds[state.registration.unit] ?? configuration.bounds, alarms: alarms(of: index),
        downlink: downlinked(index))
    }
  }

  private func downlinked(_ device: Int) -> EdgeSnapshot.Downlinked? {
    guard let egress, let index = egress.downlinks.firstIndex(where: { Int($0.unit.rawValue) == device }) else {
      return nil
    }
    return EdgeSnapshot.Downlinked(
      index: index, configuration: egress.downlinks[index], counters: egress.counters(of: index))
  }
}
