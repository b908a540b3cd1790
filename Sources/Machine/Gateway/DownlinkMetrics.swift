import EdgeCore
import EdgeHost
import Egress
import Ingest
import Telemetry

/// The metrics of what units are given.
enum DownlinkMetrics {
  static func add(_ metrics: inout MetricsText, _ edge: MetricsText.Labels, _ status: EdgeDaemon.Status) {
    for device in status.snapshot.devices {
      guard let downlink = device.downlink else { continue }
      let unit = edge + [(name: "unit", value: device.registration.unit)]
      for kind in [MessageKind.rsm, .ssm] where downlink.configuration.kinds.contains(kind) {
        addKind(&metrics, unit + [(name: "kind", value: kind.name)], downlink.counters[kind])
      }
      metrics.counter(
        "luyun_downlink_offered_objects_total", "Road users that a unit's audience may need, in each cycle.", unit,
        value: downlink.counters.offered)
      metrics.counter(
        "luyun_downlink_octets_total", "Octets of the messages for a unit.", unit, value: downlink.counters.octets)
      metrics.counter(
        "luyun_downlink_unwritten_total", "Messages for a unit that could not be written.", unit,
        value: downlink.counters.unwritten)
      guard downlink.index < status.downlinks.count else { continue }
      addSending(&metrics, unit, status.downlinks[downlink.index])
    }
  }

  private static func addKind(
    _ metrics: inout MetricsText, _ labels: MetricsText.Labels, _ counters: DownlinkCounters.Kind
  ) {
    metrics.counter(
      "luyun_downlink_messages_total", "Messages for a unit, by kind.", labels, value: counters.messages)
    metrics.counter(
      "luyun_downlink_objects_total", "Road users in the messages for a unit, by kind.", labels,
      value: counters.objects)
    metrics.counter(
      "luyun_downlink_left_out_objects_total", "Road users that a cycle had no room for, by kind.", labels,
      value: counters.leftOut)
  }

  private static func addSending(
    _ metrics: inout MetricsText, _ unit: MetricsText.Labels, _ counters: DownlinkSendingCounters
  ) {
    metrics.counter(
      "luyun_downlink_datagrams_sent_total", "Datagrams to a unit that the system took.", unit, value: counters.sent)
    for failure in counters.failures {
      metrics.counter(
        "luyun_downlink_send_failures_total", "Datagrams to a unit that were not sent, by what stood in the way.",
        unit + [(name: "reason", value: failure.name)], value: failure.count)
    }
  }
}
