import CityStore
import Delivery
import EdgeHost
import Fabric
import Kernel
import RegionCore
import RoadModel
import TierModel
import Traffic

/// How what the tiers know is written in the API.
enum TierText {
  /// A link as it is listed: its motor lanes give its name, its limit and how many vehicles are beside each other.
  static func link(
    _ id: LinkID, lanes: [Lane], edges: [String], newest: Instant?, measures: MeasuresDocument
  ) -> StretchDocument {
    StretchDocument(
      link: StretchName.text(id), linkName: lanes.first?.linkName ?? "",
      speedLimitMetersPerSecond: Nullable(lanes.compactMap(\.speedLimit).max()), edges: edges,
      newest: Nullable(newest.map(GatewayText.time)), measures: measures)
  }

  static func measures(_ minute: MinuteTraffic) -> MeasuresDocument {
    let traffic = minute.traffic
    return MeasuresDocument(
      lengthMeters: GatewayText.number(traffic.length, 1),
      flowPerMinute: rounded(minute.flowPerMinute, 2), speedMetersPerSecond: rounded(minute.speed, 2),
      densityPerKilometer: rounded(minute.densityPerKilometer, 2), occupancy: rounded(minute.occupancy, 4),
      queueVehicles: Int(minute.queue.vehicles), queueMeters: GatewayText.number(minute.queue.length, 1),
      stops: traffic.sums.stops, delaySeconds: GatewayText.number(max(0, traffic.sums.delay), 1),
      travelTimeSeconds: Nullable(travelTimes(traffic.travelTimes)), samples: traffic.sums.samples,
      connectedShare: rounded(traffic.sums.connectedShare.map { min(max($0, 0), 1) }, 3))
  }

  private static func rounded(_ value: Double?, _ digits: Int) -> Nullable<Double> {
    Nullable(value.map { GatewayText.number($0, digits) })
  }

  private static func travelTimes(_ times: TravelTimes) -> TravelTimesDocument? {
    guard let p50 = times.quantile(0.5), let p85 = times.quantile(0.85), let p95 = times.quantile(0.95) else {
      return nil
    }
    return TravelTimesDocument(
      p50: GatewayText.number(p50, 1), p85: GatewayText.number(p85, 1), p95: GatewayText.number(p95, 1))
  }

  static func event(_ event: TrafficEvent, region: String? = nil) -> TierEventDocument {
    TierEventDocument(
      region: region, edge: event.edge, number: event.number, kind: "\(event.kind)", stage: "\(event.stage)",
      time: GatewayText.time(event.time), since: GatewayText.time(event.since),
      position: Nullable(event.position.map(GatewayText.coordinates)),
      link: Nullable(event.lane.map { StretchName.text($0.link) }), lane: Nullable(event.lane?.number),
      code: event.code, priority: event.priority,
      text: event.encodedText.isEmpty ? event.text : ChineseText.text(of: event.encodedText),
      vehicles: event.vehicles)
  }

  /// How a sender is that was last heard at an instant: it sends each second.
  static func state(lastHeard: Instant?, at now: Instant) -> String {
    guard let lastHeard else { return "silent" }
    let age = (now - lastHeard).seconds
    return age < 5 ? "live" : age < 60 ? "late" : "silent"
  }

  /// How a unit is that its edge tells of every ten seconds, and the region of that every half minute.
  private static func deviceState(lastSeen: Instant?, at now: Instant, isOfRegion: Bool) -> String {
    guard let lastSeen else { return "silent" }
    let age = (now - lastSeen).seconds
    return age < (isOfRegion ? 50 : 15) ? "live" : age < (isOfRegion ? 120 : 60) ? "stale" : "silent"
  }

  static func device(_ device: DeviceSummary, edge: String, region: String?, at now: Instant) -> TierDeviceDocument {
    TierDeviceDocument(
      region: region, edge: edge, unit: device.unit, name: device.name, address: device.address,
      received: device.received, accepted: device.accepted, lastSeen: Nullable(device.lastSeen.map(GatewayText.time)),
      clockOffsetMilliseconds: rounded(device.clockOffset.map { $0 * 1000 }, 1),
      state: deviceState(lastSeen: device.lastSeen, at: now, isOfRegion: region != nil),
      position: Nullable(device.position.map(GatewayText.coordinates)), alarms: device.alarms.map(AlarmDocument.init))
  }

  static func uplink(_ status: RunnerStatus, at now: Instant) -> UplinkDocument {
    let lanes = [status.outbox.lanes.event, status.outbox.lanes.summary, status.outbox.lanes.digest]
    let oldest = lanes.compactMap(\.oldest).min()
    let age = oldest.map { max(0, (now - $0).seconds) }
    let isCut = status.failure != nil || (age ?? 0) > 15
    return UplinkDocument(
      state: isCut ? "cut" : (age ?? 0) > 3 ? "waiting" : "live", outboxDepth: status.outbox.messages,
      oldestAgeSeconds: rounded(age, 1), acknowledgedThrough: lanes.reduce(0) { $0 + $1.acknowledged },
      newest: lanes.reduce(0) { $0 + $1.assigned }, epoch: "\(status.outbox.epoch)",
      thinned: .init(
        digests: status.outbox.lanes.digest.thinned, summaries: status.outbox.lanes.summary.thinned),
      failure: Nullable(status.failure))
  }

  static func summary(_ summary: TrafficSummary, edge: String) -> SummariesDocument.Summary {
    SummariesDocument.Summary(
      edge: edge, time: GatewayText.time(summary.time), durationSeconds: summary.duration.seconds,
      lanes: summary.lanes.map { sums($0.id.link, $0.id.number, $0.traffic) },
      links: summary.links.map { sums($0.id, nil, $0.traffic) })
  }

  private static func sums(_ link: LinkID, _ number: UInt8?, _ traffic: StretchTraffic) -> SummariesDocument.Stretch {
    let sums = traffic.sums
    return SummariesDocument.Stretch(
      link: StretchName.text(link), number: number, distanceMeters: GatewayText.number(sums.distance, 2),
      timeSeconds: GatewayText.number(sums.time, 3), coveredMeterSeconds: GatewayText.number(sums.covered, 2),
      observedMeterSeconds: GatewayText.number(sums.observed, 2),
      connectedSeconds: GatewayText.number(sums.connectedTime, 3), delaySeconds: GatewayText.number(sums.delay, 3),
      entered: sums.entered, left: sums.left, stops: sums.stops, samples: sums.samples,
      queueVehicles: Int(traffic.queue.vehicles), queueMeters: GatewayText.number(traffic.queue.length, 1))
  }
}
