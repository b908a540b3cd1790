import CityStore
import EdgeCore
import EdgeHost
import Kernel
import RoadModel
import Traffic

/// The traffic of an edge, of the last minute.
extension EdgeView {
  var lanes: LanesDocument {
    let traffic = status.snapshot.traffic
    return LanesDocument(
      time: newest,
      lanes: (traffic?.lanes ?? []).map { lane in
        let known = status.snapshot.map.lanes.first { $0.id == lane.id }
        return StretchDocument(
          link: StretchName.text(lane.id.link), linkName: known?.linkName ?? "", number: lane.id.number,
          type: "\(lane.type)", newest: newest, measures: TierText.measures(lane.minute))
      })
  }

  var links: LinksDocument {
    let traffic = status.snapshot.traffic
    return LinksDocument(
      time: newest,
      links: (traffic?.links ?? []).map { link in
        let lanes = status.snapshot.map.lanes.filter { $0.id.link == link.id && $0.type == .vehicle }
        return TierText.link(
          link.id, lanes: lanes, edges: [daemon.configuration.edge.id], newest: traffic?.time,
          measures: TierText.measures(link.minute))
      })
  }

  private var newest: Nullable<String> { Nullable(status.snapshot.traffic.map { GatewayText.time($0.time) }) }
}
