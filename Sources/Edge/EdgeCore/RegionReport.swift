import Ingest
public import Kernel
import RoadModel
import TierModel

/// What an edge tells its region beside its traffic: the scene each second, the devices now and then, the roads when
/// they are new.
struct RegionReport {
  private var devicesDue: Instant?
  private var mapChangedAt: Instant?
  private var networkDue = false

  /// Notes that the map changed.
  mutating func mapChanged(at now: Instant) {
    mapChangedAt = now
    networkDue = true
  }

  /// Notes that an alarm of a device began or ended: the region is told at once.
  mutating func devicesChanged() { devicesDue = nil }

  /// Takes the end of a second: what is due is told.
  mutating func second(of core: EdgeCore, at now: Instant, into effects: inout [EdgeEffect]) {
    effects.append(.sceneDigest(core.sceneDigest(at: now)))
    // Units send the MAPs of their nodes one after the other: the last of a series tells of all.
    if networkDue, let changed = mapChangedAt, (now - changed).magnitude >= EdgeCore.networkPause {
      networkDue = false
      effects.append(
        .network(
          RoadNetwork(name: core.configuration.name, origin: core.configuration.origin, map: core.maps.map)))
    }
    let isDue = devicesDue.map { now >= $0 || $0 - now > EdgeCore.deviceInterval } ?? true
    if isDue {
      devicesDue = now + EdgeCore.deviceInterval
      effects.append(.devices(core.deviceSummaries()))
    }
  }
}

extension EdgeCore {
  /// The time between two lists of devices.
  public static let deviceInterval = Interval.seconds(10)
  /// How long the map must stay as it is before the roads are told.
  public static let networkPause = Interval.seconds(2)

  /// The scene as a region wants it.
  func sceneDigest(at now: Instant) -> SceneDigest {
    let lanes = maps.map.lanes
    return SceneDigest(
      time: now, origin: configuration.origin,
      objects: objects.map { object in
        let lane = object.lane.flatMap { lanes.indices.contains($0.lane) ? lanes[$0.lane].id : nil }
        return DigestObject(
          track: object.id, kind: object.kind, position: object.position, speed: object.velocity.length,
          heading: object.heading, length: object.size.length, width: object.size.width, lane: lane,
          along: object.lane?.along ?? 0, temporaryID: object.temporaryID, isConnected: object.isConnected)
      })
  }

  /// The devices as a region wants them.
  func deviceSummaries() -> [DeviceSummary] {
    deviceStates().map { device in
      var summary = DeviceSummary(
        unit: device.registration.unit, name: device.registration.name, address: "\(device.registration.address)",
        received: device.counters.received, accepted: device.counters.accepted, lastSeen: device.lastSeen,
        clockOffset: device.clockOffset, position: device.place.map(frame.position(of:)))
      summary.alarms = device.alarms
      return summary
    }
  }
}
