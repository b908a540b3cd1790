public import Kernel
public import RoadModel

/// The traffic of a stretch over the last minute, as the field speaks of it.
public struct MinuteTraffic: Sendable, Hashable {
  /// What happened; its queue is the longest of the minute.
  public var traffic: StretchTraffic
  /// Who waits now.
  public var queue: Queue
  /// Motor lanes side by side; 1 for a lane.
  public var lanes: Int
  /// Metres of lane that units see, over all its lanes.
  public var observedLength: Double

  /// Makes the traffic of a minute.
  public init(traffic: StretchTraffic, queue: Queue, lanes: Int, observedLength: Double) {
    self.traffic = traffic
    self.queue = queue
    self.lanes = lanes
    self.observedLength = observedLength
  }

  /// Vehicles a minute over all its lanes; nil where nothing was observed.
  public var flowPerMinute: Double? { traffic.sums.flow.map { max(0, $0) * 60 * Double(lanes) } }
  /// Vehicles a kilometre over all its lanes; nil where nothing was observed.
  public var densityPerKilometer: Double? { traffic.sums.density.map { $0 * 1000 * Double(lanes) } }
  /// Space-mean speed in metres per second; nil where vehicles spent less than ``leastTime`` in all.
  public var speed: Double? {
    traffic.sums.time >= MinuteTraffic.leastTime ? traffic.sums.speed.map { max(0, $0) } : nil
  }
  /// The share of the road that vehicles cover, 0...1; nil where nothing was observed.
  public var occupancy: Double? { traffic.sums.occupancy }
  /// Seconds lost against free flow by each vehicle that left; nil where none did.
  public var delayPerVehicle: Double? {
    traffic.sums.left > 0 ? max(0, traffic.sums.delay) / Double(traffic.sums.left) : nil
  }
  /// Seconds that half, 85 and 95 of a hundred vehicles did not exceed; nil where none drove the whole way.
  public var medianTravelTime: Double? { traffic.travelTimes.quantile(0.5) }
  public var travelTime85: Double? { traffic.travelTimes.quantile(0.85) }
  public var travelTime95: Double? { traffic.travelTimes.quantile(0.95) }

  /// Vehicle seconds that a speed must rest on.
  public static let leastTime = 1.0
}

/// The last minute of all that an edge knows, as of the end of a second.
public struct TrafficMinute: Sendable {
  /// The end of the newest second in it.
  public var time: Instant
  /// How much of the minute there is; less than a minute after a start.
  public var duration: Interval
  /// The lanes that somebody may use, ordered by identity.
  public var lanes: [(id: LaneID, type: LaneType, minute: MinuteTraffic)]
  /// The links with motor lanes, ordered by identity.
  public var links: [(id: LinkID, minute: MinuteTraffic)]

  /// Makes a view.
  public init(
    time: Instant, duration: Interval, lanes: [(id: LaneID, type: LaneType, minute: MinuteTraffic)],
    links: [(id: LinkID, minute: MinuteTraffic)]
  ) {
    self.time = time
    self.duration = duration
    self.lanes = lanes
    self.links = links
  }
}
