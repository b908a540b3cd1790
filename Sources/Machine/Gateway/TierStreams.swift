import CityHost
import Kernel
import LinuxIO
import RegionCore
import RoadModel

/// The events of a region: what is to be seen, once a second, and its network when that changes.
struct RegionStream: StreamSource {
  let daemon: RegionDaemon
  let tiers: Tiers
  private var version: Int?
  private var second: Int64 = 0

  init(daemon: RegionDaemon, tiers: Tiers) {
    self.daemon = daemon
    self.tiers = tiers
  }

  mutating func next() -> String {
    guard let view = daemon.view, view.time.nanoseconds / 1_000_000_000 != second else { return "" }
    second = view.time.nanoseconds / 1_000_000_000
    var text = ""
    if version != view.network.map.version {
      version = view.network.map.version
      text += event("network", ["version": view.network.map.version])
    }
    return text + event("region", RegionPicture(daemon: daemon, view: view, tiers: tiers).tick)
  }
}

/// The events of the center: the city, once a second.
struct CenterStream: StreamSource {
  let gateway: Gateway
  private var second: Int64 = 0

  init(gateway: Gateway) { self.gateway = gateway }

  mutating func next() -> String {
    let now = SystemClock.realtime().nanoseconds / 1_000_000_000
    guard now != second, let document = try? gateway.centerDocument() else { return "" }
    second = now
    return event("center", document)
  }
}
