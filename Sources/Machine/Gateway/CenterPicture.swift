import CenterCore
import CityHost
import Kernel
import RegionCore
import RoadModel
import TierModel

/// The documents of the center.
struct CenterPicture {
  let center: CenterDaemon
  let view: CenterView
  let tiers: Tiers

  /// A region tells of itself each minute, some seconds after its end.
  private func state(_ lastHeard: Instant?) -> String {
    guard let lastHeard else { return "silent" }
    let age = (view.time - lastHeard).seconds
    return age < 90 ? "live" : age < 300 ? "late" : "silent"
  }

  var regions: [RegionDocument] {
    view.regions.map { picture in
      let record = picture.record
      let newest = record.newest
      let edges = newest?.edges ?? []
      return RegionDocument(
        id: record.region, name: record.name, served: tiers.regions.contains { $0.settings.region.id == record.region },
        state: state(record.lastHeard), failure: Nullable(nil),
        minute: Nullable(newest.map { GatewayText.time($0.time) }),
        lastHeard: Nullable(record.lastHeard.map(GatewayText.time)),
        edges: edges.map {
          // How they were when the minute was told, not how old the minute is.
          RegionPicture.edge($0, at: newest?.time ?? view.time, uplink: tiers.uplink(of: $0.edge, at: view.time))
        },
        vehicles: edges.reduce(0) { $0 + $1.roadUsers }, openEvents: openEvents(record.region),
        handedOver: newest?.handedOver ?? 0, links: newest?.links.count ?? 0,
        totals: RegionPicture.totals(
          newest?.total ?? TrafficSums(), queue: (newest?.links ?? []).reduce(0) { $0 + Int($1.traffic.queue.vehicles) }
        ))
    }
  }

  private func openEvents(_ region: String) -> Int { view.events.count { $0.region == region } }

  /// Minutes of the last hour, then quarters of an hour of the day before.
  func trends() throws(HostFailure) -> [TrendDocument] {
    let minutes = try center.minutes(after: view.time - .seconds(3600))
    let recent = minutes.map { trend($0.summary.time, $0.region, 60, $0.summary.total) }
    let old = view.regions.flatMap { picture in
      // The quarter that is running is told by its minutes.
      picture.trend.filter { $0.time <= view.time }.map { trend($0.time, picture.record.region, 900, $0.total) }
    }
    return recent + old
  }

  private func trend(_ time: Instant, _ region: String, _ step: Int, _ sums: TrafficSums) -> TrendDocument {
    let totals = RegionPicture.totals(sums, queue: 0)
    return TrendDocument(
      time: GatewayText.time(time), region: region, stepSeconds: step, flowPerMinute: totals.flowPerMinute,
      speedMetersPerSecond: totals.speedMetersPerSecond, delaySeconds: totals.delaySeconds)
  }

  func document() throws(HostFailure) -> CenterDocument {
    let log = try center.log(limit: 100)
    let regions = regions
    let totals = RegionPicture.totals(view.total, queue: 0)
    let edges = regions.flatMap(\.edges)
    return CenterDocument(
      id: view.center, name: view.name, time: GatewayText.time(view.time), regions: regions,
      totals: CenterDocument.Totals(
        vehicles: regions.reduce(0) { $0 + $1.vehicles }, openEvents: view.events.count,
        flowPerMinute: totals.flowPerMinute, speedMetersPerSecond: totals.speedMetersPerSecond,
        delaySeconds: totals.delaySeconds, vehicleKilometersToday: kilometersToday,
        devices: edges.reduce(0) { $0 + $1.devices }, liveDevices: edges.reduce(0) { $0 + $1.liveDevices }),
      trends: try trends(), events: log.entries.map { TierText.event($0.event, region: $0.region) },
      eventsReceived: log.count)
  }

  /// Kilometres that vehicles travelled since midnight UTC.
  private var kilometersToday: Double {
    let day = Interval.seconds(86_400).nanoseconds
    let midnight = Instant(nanoseconds: view.time.nanoseconds / day * day)
    let meters = view.trend.filter { $0.time > midnight }.reduce(0.0) { $0 + $1.total.distance }
    return GatewayText.number(max(0, meters) / 1000, 1)
  }

  var devices: TierDevicesDocument {
    TierDevicesDocument(
      devices: view.regions.flatMap { picture in
        picture.record.devices.map {
          TierText.device($0, edge: "", region: picture.record.region, at: view.time)
        }
      })
  }
}
