public import Kernel
public import RoadModel

/// A link as the region knows it.
public struct RegionLink: Sendable, Hashable {
  /// Which.
  public var id: LinkID
  /// The edge whose map and figures count for it; nil for a gap.
  public var edge: String?
  /// Its lanes' places in the region's ``LaneMap/lanes``; empty for a gap: a way that a map leads to and none describes.
  public var lanes: Range<Int>
  /// The length of its longest lane in metres; for a gap the distance of its nodes where both are known.
  public var length: Double?

  /// Whether no map describes it.
  public var isGap: Bool { lanes.isEmpty }
}

/// The roads of all edges as one network in one frame.
public struct RegionNetwork: Sendable {
  /// The origin of its frame.
  public var origin: GeodeticPosition
  /// The nodes and lanes that a map describes.
  public var map: LaneMap
  /// The edge that each of the map's nodes belongs to.
  public var owners: [String]
  /// The links, ordered, gaps among them.
  public var links: [RegionLink]

  /// A network of no edge.
  public init(origin: GeodeticPosition) {
    self.origin = origin
    map = LaneMap()
    owners = []
    links = []
  }

  /// The place of a link in ``links``; nil where it is unknown.
  public func place(of id: LinkID) -> Int? {
    var (low, high) = (0, links.count)
    while low < high {
      let middle = (low + high) / 2
      if links[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < links.count && links[low].id == id ? low : nil
  }

  /// The edge whose map and figures count for a link; nil where no map describes it.
  public func owner(of link: LinkID) -> String? { place(of: link).flatMap { links[$0].edge } }
}
