import Kernel
import RoadModel
import TierModel

extension WireRegionSummary {
  init(_ summary: RegionSummary) {
    self.init()
    name = summary.name
    durationNanoseconds = UInt64(clamping: summary.duration.nanoseconds)
    links = summary.links.map { WireLinkTraffic($0) }
    total = WireTrafficSums(summary.total)
    eventsOpen = UInt32(clamping: summary.openEvents)
    handedOver = UInt32(clamping: summary.handedOver)
    edges = summary.edges.map { WireEdgeState($0) }
  }

  func summary(at time: Instant) throws(TierProtocolError) -> RegionSummary {
    RegionSummary(
      name: name, time: time, duration: Interval(nanoseconds: try narrow(durationNanoseconds, "duration")),
      links: try each(links) { link throws(TierProtocolError) in try link.entry() }, total: total.sums,
      openEvents: Int(eventsOpen), handedOver: Int(handedOver), edges: edges.map(\.state))
  }
}

extension WireEdgeState {
  init(_ state: EdgeState) {
    self.init()
    edge = state.edge
    name = state.name
    lastHeard = state.lastHeard?.nanoseconds ?? 0
    committed = state.committed
    roadUsers = UInt32(clamping: state.roadUsers)
    devices = UInt32(clamping: state.devices)
    devicesLive = UInt32(clamping: state.liveDevices)
  }

  var state: EdgeState {
    EdgeState(
      edge: edge, name: name, lastHeard: lastHeard == 0 ? nil : Instant(nanoseconds: lastHeard), committed: committed,
      roadUsers: Int(roadUsers), devices: Int(devices), liveDevices: Int(devicesLive))
  }
}

extension WireEnvelope.OneOf_Body {
  init(_ message: TierMessage) {
    self =
      switch message {
      case .summary(let summary): .summary(WireTrafficSummary(summary))
      case .event(let event): .event(WireTrafficEvent(event))
      case .scene(let digest): .scene(WireSceneDigest(digest))
      case .devices(let devices):
        .devices(WireDeviceReport(devices))
      case .network(let network): .network(WireRoadNetwork(network))
      case .region(let summary): .region(WireRegionSummary(summary))
      }
  }

  func message(at time: Instant) throws(TierProtocolError) -> TierMessage {
    switch self {
    case .summary(let wire): .summary(try wire.summary(at: time))
    case .event(let wire): .event(try wire.event())
    case .scene(let wire): .scene(try wire.digest(at: time))
    case .devices(let wire):
      .devices(try each(wire.devices) { device throws(TierProtocolError) in try device.device() })
    case .network(let wire): .network(try wire.network())
    case .region(let wire): .region(try wire.summary(at: time))
    }
  }
}
