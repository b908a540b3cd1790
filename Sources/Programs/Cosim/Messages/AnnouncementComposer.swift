import Kernel
import RoadModel

/// Puts the scenario's events and signs on the road.
struct AnnouncementComposer {
  let map: RoadMapComposer

  /// The announcements of a unit with their places; throws where one names an edge or a lane that is not there.
  func items(of unit: String) throws(CosimError) -> [AnnouncementReport.Item] {
    var items: [AnnouncementReport.Item] = []
    for announcement in map.scenario.announcements where announcement.unit == unit {
      guard let edge = map.network.edge(announcement.edge), edge.lanes.indices.contains(announcement.lane) else {
        throw .network(reason: "it has no lane \(announcement.lane) of an edge \(announcement.edge)")
      }
      let lane = edge.lanes[announcement.lane]
      let frame = map.scenario.frame
      let places = stride(from: 0.0, through: 1, by: 0.25).map {
        announcement.fromMeters + $0 * (announcement.toMeters - announcement.fromMeters)
      }
      items.append(
        AnnouncementReport.Item(
          announcement: announcement, position: frame.position(of: lane.point(at: announcement.atMeters)),
          path: places.map { frame.position(of: lane.point(at: $0)) }, upstream: map.node(edge.upstream),
          downstream: map.node(edge.downstream), laneNumber: edge.mapNumber(ofLane: announcement.lane)))
    }
    return items
  }
}
