import EdgeCore
import EdgeHost
import Ingest
import Kernel
import LinuxIO
import Scene
import Telemetry

/// The metrics of all edges in Prometheus' text form.
enum EdgeMetrics {
  static func text(_ edges: [EdgeDaemon]) -> String {
    var metrics = MetricsText()
    for daemon in edges {
      guard let status = daemon.status() else { continue }
      let edge = [(name: "edge", value: daemon.configuration.edge.id)]
      addIngest(&metrics, edge, status)
      addDevices(&metrics, edge, status)
      CalibrationMetrics.add(&metrics, edge, status)
      DownlinkMetrics.add(&metrics, edge, status)
      addScene(&metrics, edge, status)
      addStages(&metrics, edge, status)
    }
    return metrics.text
  }

  private static func addIngest(
    _ metrics: inout MetricsText, _ edge: MetricsText.Labels, _ status: EdgeDaemon.Status
  ) {
    let counters = status.snapshot.counters
    metrics.counter("luyun_datagrams_received_total", "Datagrams that came in.", edge, value: counters.received)
    metrics.counter(
      "luyun_datagrams_accepted_total", "Datagrams that reached the scene.", edge, value: counters.accepted)
    metrics.counter(
      "luyun_socket_failures_total", "Receive calls that failed.", edge, value: status.socketFailures)
    for reason in DropReason.allCases {
      metrics.counter(
        "luyun_datagrams_dropped_total", "Datagrams that were dropped, by reason.",
        edge + [(name: "reason", value: reason.name)], value: counters[reason])
    }
    for kind in MessageKind.allCases {
      metrics.counter(
        "luyun_messages_total", "Messages by kind: accepted, or of a kind that is not used.",
        edge + [(name: "kind", value: kind.name)], value: counters.messages(of: kind))
    }
  }

  private static func addDevices(
    _ metrics: inout MetricsText, _ edge: MetricsText.Labels, _ status: EdgeDaemon.Status
  ) {
    for device in status.snapshot.devices {
      let labels = edge + [(name: "unit", value: device.registration.unit)]
      metrics.counter(
        "luyun_device_datagrams_received_total", "Datagrams from a device.", labels, value: device.counters.received)
      metrics.counter(
        "luyun_device_datagrams_accepted_total", "Accepted datagrams from a device.", labels,
        value: device.counters.accepted)
      metrics.counter(
        "luyun_device_messages_with_trailing_octets_total",
        "Accepted messages of a device that octets followed.", labels, value: device.trailing)
      metrics.counter(
        "luyun_device_misnamed_messages_total", "Messages under an application identifier of another kind.", labels,
        value: device.misnamed)
      if let offset = device.clockOffset {
        metrics.gauge(
          "luyun_device_clock_offset_seconds", "How far a device's clock is ahead.", labels, value: offset)
      }
    }
  }

  private static func addScene(_ metrics: inout MetricsText, _ edge: MetricsText.Labels, _ status: EdgeDaemon.Status) {
    metrics.gauge("luyun_tracks", "Tracks of the scene.", edge, value: Double(status.snapshot.trackCount))
    metrics.gauge(
      "luyun_objects", "Published objects of the scene.", edge, value: Double(status.snapshot.objects.count))
    metrics.counter(
      "luyun_observations_applied_total", "Observations taken into the scene.", edge,
      value: status.snapshot.appliedObservations)
    for kind in Finding.Kind.allCases {
      metrics.gauge(
        "luyun_findings", "Things that do not fit together in what the edge was told, by kind.",
        edge + [(name: "kind", value: kind.rawValue)],
        value: Double(status.snapshot.findings.count { $0.kind == kind }))
    }
    for (reason, count) in status.snapshot.rejectedObservations {
      metrics.counter(
        "luyun_observations_rejected_total", "Observations left out, by reason.",
        edge + [(name: "reason", value: "\(reason)")], value: count)
    }
  }

  private static func addStages(_ metrics: inout MetricsText, _ edge: MetricsText.Labels, _ status: EdgeDaemon.Status) {
    for report in status.stages {
      metrics.summary(
        "luyun_stage_seconds", "Time that a stage takes.", edge + [(name: "stage", value: report.stage.name)],
        of: report.recent, count: report.totalCount, sumNanoseconds: report.totalNanoseconds)
    }
  }
}
