public import RegionCore
public import RoadModel

/// Names of links and lanes, as addresses and tables write them: `110-1220~110-1209` is the link from node 1220 of
/// region 110 to node 1209; `~1` behind it tells a second link between the same nodes; `#2` is its lane 2.
public enum StretchName {
  /// The name of a node: region and number, or the number where the map gives no region.
  public static func text(_ node: NodeID) -> String { node.region.map { "\($0)-\(node.number)" } ?? "\(node.number)" }

  /// The name of a link.
  public static func text(_ link: LinkID) -> String {
    "\(text(link.upstream))~\(text(link.downstream))" + (link.branch == 0 ? "" : "~\(link.branch)")
  }

  /// The name of a lane or a link.
  public static func text(_ stretch: Stretch) -> String {
    switch stretch {
    case .link(let link): text(link)
    case .lane(let lane): "\(text(lane.link))#\(lane.number)"
    }
  }

  /// The node of a name; nil where it is none.
  public static func node(_ text: Substring) -> NodeID? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let number = parts.last.flatMap({ UInt16($0) }), parts.count <= 2 else { return nil }
    if parts.count == 1 { return NodeID(region: nil, number: number) }
    return UInt16(parts[0]).map { NodeID(region: $0, number: number) }
  }

  /// The link of a name; nil where it is none.
  public static func link(_ text: some StringProtocol) -> LinkID? {
    let parts = Substring(text).split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let upstream = node(parts[0]), let downstream = node(parts[1]) else {
      return nil
    }
    if parts.count == 2 { return LinkID(upstream: upstream, downstream: downstream) }
    return UInt8(parts[2]).map { LinkID(upstream: upstream, downstream: downstream, branch: $0) }
  }

  /// The lane or link of a name; nil where it is none.
  public static func stretch(_ text: String) -> Stretch? {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    guard let first = parts.first, let link = link(first), parts.count <= 2 else { return nil }
    if parts.count == 1 { return .link(link) }
    return UInt8(parts[1]).map { .lane(LaneID(link: link, number: $0)) }
  }
}
