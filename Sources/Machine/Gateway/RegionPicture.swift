import CityHost
import CityStore
import Fabric
import Kernel
import LinuxIO
import RegionCore
import RoadModel
import TierModel
import Traffic

/// The documents of one region, made from its live view.
struct RegionPicture {
  let daemon: RegionDaemon
  let view: RegionView
  let tiers: Tiers
  /// Ages are counted from now on, not from the picture: one that stands still must look old.
  private let now = SystemClock.realtime()

  init(daemon: RegionDaemon, view: RegionView, tiers: Tiers) {
    self.daemon = daemon
    self.view = view
    self.tiers = tiers
  }

  private var frame: LocalFrame { LocalFrame(origin: view.network.origin) }

  private func minute(_ stretch: LiveStretch, lanes: Int) -> MinuteTraffic {
    MinuteTraffic(
      traffic: stretch.minute, queue: stretch.queue, lanes: lanes, observedLength: stretch.minute.length)
  }

  private func motorLanes(_ link: RegionLink) -> [Lane] {
    view.network.map.lanes[link.lanes].filter { $0.type == .vehicle }
  }

  var lanes: LanesDocument {
    let lanes = view.stretches.compactMap { stretch -> StretchDocument? in
      guard case .lane(let id) = stretch.stretch else { return nil }
      let lane = lane(id)
      return StretchDocument(
        link: StretchName.text(id.link), linkName: lane?.linkName ?? "", number: id.number,
        type: lane.map { "\($0.type)" } ?? "unknown", newest: Nullable(GatewayText.time(stretch.newest)),
        measures: TierText.measures(minute(stretch, lanes: 1)))
    }
    return LanesDocument(time: newest, lanes: lanes)
  }

  var links: LinksDocument {
    let links = view.stretches.compactMap { stretch -> StretchDocument? in
      guard case .link(let id) = stretch.stretch else { return nil }
      let link = view.network.place(of: id).map { view.network.links[$0] }
      let lanes = link.map(motorLanes) ?? []
      return TierText.link(
        id, lanes: lanes, edges: [link?.edge].compactMap { $0 }, newest: stretch.newest,
        measures: TierText.measures(minute(stretch, lanes: max(lanes.count, 1))))
    }
    return LinksDocument(time: newest, links: links)
  }

  private var newest: Nullable<String> { Nullable(view.stretches.map(\.newest).max().map(GatewayText.time)) }

  private func lane(_ id: LaneID) -> Lane? {
    view.network.place(of: id.link).flatMap { place in
      view.network.map.lanes[view.network.links[place].lanes].first { $0.number == id.number }
    }
  }

  // MARK: Network

  func network(version: Int) -> NetworkDocument {
    var features: [Feature<NetworkProperties>] = []
    for link in view.network.links { features.append(feature(link)) }
    for lane in view.network.map.lanes {
      features.append(
        Feature(
          geometry: .lineString(lane.centerLine.map(coordinates)),
          properties: .lane(
            link: StretchName.text(lane.id.link), number: lane.number, laneType: "\(lane.type)")))
    }
    for (node, owner) in zip(view.network.map.nodes, view.network.owners) {
      features.append(
        Feature(
          geometry: .point(coordinates(node.position)),
          properties: .node(id: StretchName.text(node.id), name: node.name, edge: owner)))
    }
    return NetworkDocument(region: view.region, version: version, features: features)
  }

  private func feature(_ link: RegionLink) -> Feature<NetworkProperties> {
    let lanes = motorLanes(link).isEmpty ? Array(view.network.map.lanes[link.lanes]) : motorLanes(link)
    let middle = lanes.isEmpty ? nil : lanes[lanes.count / 2]
    let isObserved = view.stretches.contains { $0.stretch == .link(link.id) && $0.minute.sums.observed > 0 }
    return Feature(
      geometry: middle.map { .lineString($0.centerLine.map(coordinates)) } ?? gap(link.id),
      properties: .link(
        NetworkProperties.Link(
          link: StretchName.text(link.id), name: middle?.linkName ?? "", lanes: lanes.count,
          lengthMeters: Nullable(link.length.map { GatewayText.number($0, 1) }),
          speedLimitMetersPerSecond: Nullable(lanes.compactMap(\.speedLimit).max()),
          edges: [link.edge].compactMap { $0 }, observed: isObserved)))
  }

  /// A link that no map describes is drawn from node to node; nil where one of them is unknown.
  private func gap(_ id: LinkID) -> Geometry? {
    let nodes = view.network.map.nodes
    guard let from = nodes.first(where: { $0.id == id.upstream }),
      let to = nodes.first(where: { $0.id == id.downstream })
    else { return nil }
    return .lineString([coordinates(from.position), coordinates(to.position)])
  }

  private func coordinates(_ point: LocalPoint) -> [Double] { GatewayText.coordinates(frame.position(of: point)) }

  // MARK: Edges, events, devices

  var edges: [RegionEdgeDocument] {
    view.edges.map { RegionPicture.edge($0, at: now, uplink: tiers.uplink(of: $0.edge, at: now)) }
  }

  static func edge(_ state: EdgeState, at now: Instant, uplink: UplinkDocument?) -> RegionEdgeDocument {
    RegionEdgeDocument(
      id: state.edge, name: state.name, lastHeard: Nullable(state.lastHeard.map(GatewayText.time)),
      committed: state.committed, roadUsers: state.roadUsers, devices: state.devices,
      liveDevices: state.liveDevices, state: TierText.state(lastHeard: state.lastHeard, at: now),
      uplink: Nullable(uplink))
  }

  var events: TierEventsDocument { TierEventsDocument(events: view.events.map { TierText.event($0.event.named) }) }

  var devices: TierDevicesDocument {
    TierDevicesDocument(
      devices: zip(view.edges, view.devices).flatMap { edge, devices in
        devices.map { TierText.device($0, edge: edge.edge, region: nil, at: now) }
      })
  }

  var region: RegionDocument {
    var queue = 0
    for stretch in view.stretches { if case .link = stretch.stretch { queue += Int(stretch.queue.vehicles) } }
    return RegionDocument(
      id: view.region, name: view.name, served: true, state: TierText.state(lastHeard: lastHeard, at: now),
      failure: Nullable(daemon.delivery.failure), minute: Nullable(nil),
      lastHeard: Nullable(lastHeard.map(GatewayText.time)), edges: edges,
      vehicles: view.vehicles.count, openEvents: view.events.count, handedOver: handedOver,
      links: view.network.links.count, totals: RegionPicture.totals(view.total, queue: queue))
  }

  private var lastHeard: Instant? { view.edges.compactMap(\.lastHeard).max() }

  /// Vehicles that were joined with one of another edge since the region started.
  private var handedOver: Int {
    JoinEvidence.allCases.filter { $0 != .none }.reduce(0) { $0 + Int(view.counters.joins[Int($1.rawValue)]) }
  }

  static func totals(_ sums: TrafficSums, queue: Int) -> RegionTotalsDocument {
    RegionTotalsDocument(
      flowPerMinute: Nullable(sums.flow.map { GatewayText.number(max(0, $0) * 60, 2) }),
      speedMetersPerSecond: Nullable(sums.time >= 1 ? sums.speed.map { GatewayText.number(max(0, $0), 2) } : nil),
      delaySeconds: GatewayText.number(max(0, sums.delay), 1), queueVehicles: queue)
  }

  var summaries: SummariesDocument {
    SummariesDocument(summaries: daemon.summaries.map { TierText.summary($0.summary, edge: $0.edge) })
  }

  /// What it answers of the past.
  var past: PastPicture { PastPicture(region: daemon, view: view) }

  var tick: RegionTickDocument {
    let frame = frame
    return RegionTickDocument(
      time: GatewayText.time(view.time), sceneTime: Nullable(view.sceneTime.map(GatewayText.time)), links: links.links,
      edges: edges, events: events.events,
      vehicles: view.vehicles.map { vehicle in
        let seen = vehicle.seen
        return CompactVehicle(
          id: vehicle.id, kind: seen.kind.rawValue, place: GatewayText.coordinates(frame.position(of: seen.position)),
          heading: GatewayText.heading(seen.heading), speed: GatewayText.number(seen.speed, 2),
          length: GatewayText.number(seen.length, 2), width: GatewayText.number(seen.width, 2), edge: seen.edge,
          isConnected: seen.temporaryID != nil)
      }, handedOver: handedOver)
  }
}

extension OpenEvent {
  /// The event with the name of its edge.
  var named: TrafficEvent {
    var event = event
    event.edge = origin.edge
    return event
  }
}
