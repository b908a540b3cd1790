import Kernel
import RoadModel
public import TierModel

extension ShownEvent {
  /// How far apart two edges may put the same thing, in metres.
  public static let reach = 30.0

  /// Open events as people are shown them: of different edges, of the same kind and code, and within ``reach`` of each
  /// other (or both on the same lane where one has no place) are one. The one that began first stands for all.
  public static func shown(_ open: [OpenEvent]) -> [ShownEvent] {
    let byAge = open.sorted { ($0.event.since, $0.origin) < ($1.event.since, $1.origin) }
    var shown: [ShownEvent] = []
    for event in byAge {
      if let place = shown.firstIndex(where: { $0.tellsOf(event) }) {
        shown[place].alsoKnownAs.append(event.origin)
      } else {
        shown.append(ShownEvent(event: event, alsoKnownAs: []))
      }
    }
    for place in shown.indices { shown[place].alsoKnownAs.sort() }
    return shown.sorted { $0.event.origin < $1.event.origin }
  }

  private func tellsOf(_ other: OpenEvent) -> Bool {
    let edges = [event.origin.edge] + alsoKnownAs.map(\.edge)
    guard !edges.contains(other.origin.edge), event.event.kind == other.event.kind,
      event.event.code == other.event.code
    else { return false }
    guard let place = event.event.position, let otherPlace = other.event.position else {
      return event.event.lane != nil && event.event.lane == other.event.lane
    }
    let distance = LocalFrame(origin: place).point(of: otherPlace).distance(to: LocalPoint(east: 0, north: 0))
    return distance <= ShownEvent.reach
  }
}
