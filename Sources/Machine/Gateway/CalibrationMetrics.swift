import EdgeCore
import EdgeHost
import Ingest
import Kernel
import Scene
import Telemetry
import TierModel

/// What an edge found out of its devices, in Prometheus' text form. What is not known is left out.
enum CalibrationMetrics {
  static func add(_ metrics: inout MetricsText, _ edge: MetricsText.Labels, _ status: EdgeDaemon.Status) {
    for device in status.snapshot.devices {
      let labels = edge + [(name: "unit", value: device.registration.unit)]
      for kind in DeviceAlarm.Kind.allCases {
        metrics.gauge(
          "luyun_device_alarm", "1 where a device is out of its bounds, by what.",
          labels + [(name: "kind", value: kind.rawValue)],
          value: device.alarms.contains { $0.kind == kind } ? 1 : 0)
      }
      let known = device.calibration
      guard known.innovations.count > 0 || known.registration.isCompared else { continue }
      addFaults(&metrics, labels, known.registration)
      addQuality(&metrics, labels, known)
    }
  }

  private static func addFaults(
    _ metrics: inout MetricsText, _ labels: MetricsText.Labels, _ known: UnitRegistration
  ) {
    guard known.isCompared else { return }
    for (axis, value, deviation) in [
      ("east", known.shift.east, known.doubt.east), ("north", known.shift.north, known.doubt.north),
    ] {
      metrics.gauge(
        "luyun_device_shift_meters", "How far a device's positions lie off.", labels + [(name: "axis", value: axis)],
        value: value)
      metrics.gauge(
        "luyun_device_shift_deviation_meters", "One standard deviation of luyun_device_shift_meters.",
        labels + [(name: "axis", value: axis)], value: deviation)
    }
    metrics.gauge(
      "luyun_device_turn_radians", "How far a device is turned counter-clockwise.", labels, value: known.turn)
    metrics.gauge(
      "luyun_device_turn_deviation_radians", "One standard deviation of luyun_device_turn_radians.", labels,
      value: known.doubt.turn)
    metrics.gauge(
      "luyun_device_fused_clock_offset_seconds", "How far a device's clock is ahead, by what others see.", labels,
      value: known.clockOffset.seconds)
    metrics.gauge(
      "luyun_device_fused_clock_offset_deviation_seconds",
      "One standard deviation of luyun_device_fused_clock_offset_seconds.", labels, value: known.doubt.clock)
  }

  private static func addQuality(
    _ metrics: inout MetricsText, _ labels: MetricsText.Labels, _ known: UnitCalibration
  ) {
    metrics.gauge(
      "luyun_device_trusted", "1 where a device is believed, 0 where others contradict it or it is frozen.", labels,
      value: known.trust.isTrusted && !known.trust.isFrozen ? 1 : 0)
    for (distance, noise) in [("near", known.noise.near), ("middle", known.noise.middle), ("far", known.noise.far)] {
      guard let noise else { continue }
      metrics.gauge(
        "luyun_device_noise_ratio", "How many times what it states a device's noise is, by distance.",
        labels + [(name: "distance", value: distance)], value: noise)
    }
    for (ring, share) in known.detection.enumerated() {
      guard let share else { continue }
      metrics.gauge(
        "luyun_device_detection_ratio",
        "The share of others' road users that a device lists, by the metres at which a ring begins.",
        labels + [(name: "from", value: "\(Int(Double(ring) * UnitCalibration.ringWidth))")], value: share)
    }
    if known.innovations.count > 0 {
      metrics.gauge(
        "luyun_device_position_innovation", "The mean squared normalised innovation of positions; 2 is ideal.", labels,
        value: known.innovations.position)
    }
    if known.innovations.velocityCount > 0 {
      metrics.gauge(
        "luyun_device_velocity_innovation", "The same of velocities.", labels, value: known.innovations.velocity)
    }
  }
}
