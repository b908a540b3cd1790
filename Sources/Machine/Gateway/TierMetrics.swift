import CenterCore
import CityHost
import Delivery
import Fabric
import Kernel
import RegionCore
import RoadModel
import Telemetry
import TierModel

/// What a process tells of its tiers and the ways between them, for Prometheus.
enum TierMetrics {
  static func text(_ tiers: Tiers) -> String {
    var metrics = MetricsText()
    for uplink in tiers.uplinks {
      let labels = [(name: "tier", value: "edge"), (name: "id", value: uplink.edge)]
      add(&metrics, labels, uplink.delivery)
      metrics.counter(
        "luyun_uplink_given_up_total", "What an edge told and could not even queue, because its disk did not keep up.",
        labels, value: uplink.givenUp)
    }
    for region in tiers.regions {
      let labels = [(name: "tier", value: "region"), (name: "id", value: region.settings.region.id)]
      add(&metrics, labels, region.delivery)
      add(&metrics, labels, region.unreadable)
      guard let view = region.view else { continue }
      metrics.gauge(
        "luyun_region_vehicles", "Vehicles of the live picture.", labels, value: Double(view.vehicles.count))
      metrics.gauge("luyun_region_open_events", "Events that are open.", labels, value: Double(view.events.count))
      for reason in RegionRejection.allCases {
        metrics.counter(
          "luyun_region_rejected_total", "What a region refused, by reason.",
          labels + [(name: "reason", value: "\(reason)")], value: view.counters[reason])
      }
    }
    if let center = tiers.center {
      let labels = [(name: "tier", value: "center"), (name: "id", value: center.settings.center.id)]
      add(&metrics, labels, center.delivery)
      add(&metrics, labels, center.unreadable)
    }
    return metrics.text
  }

  private static func add(
    _ metrics: inout MetricsText, _ labels: MetricsText.Labels, _ unreadable: UnreadableMessages
  ) {
    metrics.counter(
      "luyun_tier_unreadable_total", "Messages that were delivered whole and could not be read.", labels,
      value: unreadable.count)
  }

  private static func add(_ metrics: inout MetricsText, _ labels: MetricsText.Labels, _ status: RunnerStatus) {
    for priority in DeliveryPriority.allCases {
      let lane = status.outbox.lanes[priority]
      let labels = labels + [(name: "priority", value: "\(priority)")]
      metrics.gauge(
        "luyun_outbox_messages", "Messages that the tier above has not acknowledged.", labels,
        value: Double(lane.messages))
      metrics.counter(
        "luyun_outbox_numbered_total", "Messages that were given a number.", labels, value: lane.assigned)
      metrics.counter(
        "luyun_outbox_thinned_total", "Messages that were given up for want of room.", labels, value: lane.thinned)
    }
    metrics.counter(
      "luyun_store_failures_total", "Commits that failed; each is tried again.", labels, value: status.storeFailures)
    metrics.counter(
      "luyun_outbox_renewed_total", "New epochs of an outbox that the tier above knew greater numbers of.", labels,
      value: status.renewals)
    metrics.counter("luyun_delivery_commits_total", "Commits.", labels, value: status.counters.commits)
  }
}
