import Kernel
import RoadModel

/// The lanes of the region for finding places on them and ways between them.
struct RegionRoads {
  private let lanes: [Lane]
  private let links: RegionNetwork

  init(_ network: RegionNetwork) {
    links = network
    lanes = network.map.lanes
  }
}
