import CityHost
import CityStore
import Kernel
import RegionCore
import RoadModel
import TierModel
import Traffic

/// The documents of a region's past.
struct PastPicture {
  let region: RegionDaemon
  let view: RegionView

  /// The most points of one answer.
  static let mostPoints = 5000

  private func lanes(of link: LinkID) -> [Lane] {
    view.network.place(of: link).map {
      view.network.map.lanes[view.network.links[$0].lanes].filter { $0.type == .vehicle }
    }
      ?? []
  }

  func history(_ stretch: Stretch, step: HistoryStep, from: Instant, to: Instant) throws(HostFailure) -> HistoryDocument
  {
    let rows = try region.history(of: stretch, step: step, from: from, to: to, limit: PastPicture.mostPoints)
    let (link, lane): (LinkID, UInt8?) =
      switch stretch {
      case .lane(let lane): (lane.link, lane.number)
      case .link(let link): (link, nil)
      }
    let count = lane == nil ? max(lanes(of: link).count, 1) : 1
    return HistoryDocument(
      link: StretchName.text(link), lane: Nullable(lane), stepSeconds: Int(step.length.seconds),
      points: rows.map { row in
        // Lanes beside each other are observed at once.
        let meters = row.traffic.length * Double(count)
        return HistoryDocument.Point(
          time: GatewayText.time(row.step.end(of: row.index)),
          seconds: meters > 0 ? GatewayText.number(min(row.traffic.sums.observed / meters, step.length.seconds), 2) : 0,
          measures: TierText.measures(minute(row.traffic, lanes: count)))
      })
  }

  private func minute(_ traffic: StretchTraffic, lanes: Int) -> MinuteTraffic {
    MinuteTraffic(traffic: traffic, queue: traffic.queue, lanes: lanes, observedLength: traffic.length)
  }

  func links(at time: Instant) throws(HostFailure) -> LinksDocument {
    let rows = try region.links(from: time - .seconds(60), to: time)
    return LinksDocument(
      time: Nullable(GatewayText.time(time)),
      links: rows.compactMap { row in
        guard case .link(let id) = row.stretch else { return nil }
        let lanes = lanes(of: id)
        return TierText.link(
          id, lanes: lanes, edges: [view.network.owner(of: id)].compactMap { $0 }, newest: row.step.end(of: row.index),
          measures: TierText.measures(minute(row.traffic, lanes: max(lanes.count, 1))))
      })
  }

  func range() throws(HostFailure) -> RangeDocument {
    let range = try region.range()
    return RangeDocument(
      from: Nullable(range.map { GatewayText.time($0.from) }), to: Nullable(range.map { GatewayText.time($0.to) }),
      keptSeconds: Int(region.settings.retention.scenes.seconds))
  }

  func scene(at time: Instant) throws(HostFailure) -> PastSceneDocument {
    let past = try region.scene(at: time)
    var shown: [UInt64: String] = [:]
    var features: [Feature<PastObjectProperties>] = []
    for one in past.vehicles {
      // What two edges saw is one vehicle; what one edge saw as two stays two.
      if let vehicle = one.vehicle {
        if let edge = shown[vehicle], edge != one.edge { continue }
        shown[vehicle] = one.edge
      }
      let frame = LocalFrame(origin: one.origin)
      features.append(
        Feature(
          id: one.vehicle, geometry: .point(GatewayText.coordinates(frame.position(of: one.object.position))),
          properties: PastObjectProperties(
            kind: GatewayText.kind(one.object.kind),
            speedMetersPerSecond: GatewayText.number(one.object.speed, 2),
            headingDegrees: GatewayText.heading(one.object.heading),
            lengthMeters: GatewayText.number(one.object.length, 2),
            widthMeters: GatewayText.number(one.object.width, 2), edge: one.edge, connected: one.object.isConnected)))
    }
    return PastSceneDocument(
      time: GatewayText.time(time),
      edges: past.edges.map { .init(edge: $0.edge, time: Nullable($0.time.map(GatewayText.time))) },
      features: features, events: past.events.map { TierText.event($0) })
  }

  func events(from: Instant, to: Instant) throws(HostFailure) -> TierEventsDocument {
    let events = try region.events(from: from, to: to, limit: PastPicture.mostPoints)
    return TierEventsDocument(events: events.map { TierText.event($0) })
  }
}
